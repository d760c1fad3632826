from __future__ import annotations

import asyncio
import json
import re
import socket
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nats
import pytest
import uvicorn
from faststream.asgi import AsgiFastStream
from faststream.nats import NatsBroker
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.embedded import EmbeddedNats
from chassis.http import asgi_app, build_routes, database_check, jetstream_check
from chassis.metrics import Metrics
from chassis.sampler import LoopWatch, Sampler


class RecordRequest(BaseModel):
    """Record what a person came for."""

    line: str = Field(description="Service line, for example repair")
    phone: str | None = None


def asyncapi_document() -> dict[str, Any]:
    broker = NatsBroker()

    @broker.subscriber("desk.*.cmd.*.intake.record_request")
    async def record_request(message: RecordRequest) -> str:
        return message.line

    document: dict[str, Any] = AsgiFastStream(broker).schema.to_specification().to_jsonable()
    return document


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """A real HTTP server on a free port; gives its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


async def get(url: str, method: str = "GET") -> tuple[int, str, str]:
    """Status, content type and body."""

    def ask() -> tuple[int, str, str]:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Content-Type"], error.read().decode()

    return await asyncio.to_thread(ask)


async def test_ready_while_jetstream_and_database_answer_and_not_after(tmp_path: Path) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/intake.db")
    async with EmbeddedNats(tmp_path / "nats") as server:
        back = asyncio.Event()

        async def on_reconnect() -> None:
            back.set()

        client = await nats.connect(server.url, reconnected_cb=on_reconnect, reconnect_time_wait=0.05)
        checks = {"jetstream": jetstream_check(client.jetstream()), "database.intake": database_check(engine)}
        async with serving(asgi_app(build_routes(checks=checks, metrics=Metrics()))) as url:
            status, _, body = await get(f"{url}/readyz")
            assert (status, json.loads(body)) == (200, {"status": "ready", "not_ready": {}})
            await server.kill()
            status, _, body = await get(f"{url}/readyz")
            assert (status, list(json.loads(body)["not_ready"])) == (503, ["jetstream"])
            assert (await get(f"{url}/healthz"))[0] == 200
            await server.start()
            await asyncio.wait_for(back.wait(), 10)
            assert (await get(f"{url}/readyz"))[0] == 200
        await client.close()
    await engine.dispose()


async def test_an_unreachable_database_is_named(tmp_path: Path) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/no/such/folder/intake.db")
    checks = {"database.intake": database_check(engine)}
    async with serving(asgi_app(build_routes(checks=checks, metrics=Metrics()))) as url:
        status, _, body = await get(f"{url}/readyz")
    assert status == 503
    assert "unable to open database file" in json.loads(body)["not_ready"]["database.intake"]
    await engine.dispose()


async def test_a_check_that_hangs_counts_as_not_ready() -> None:
    async def hangs() -> None:
        await asyncio.Event().wait()

    routes = build_routes(checks={"jetstream": hangs}, metrics=Metrics(), ready_limit_seconds=0.05)
    async with serving(asgi_app(routes)) as url:
        status, _, body = await get(f"{url}/readyz")
    assert (status, json.loads(body)["not_ready"]) == (503, {"jetstream": "no answer within 0.05 s"})


async def test_a_scrape_runs_the_samplers_first() -> None:
    metrics = Metrics()
    sampler, watch = Sampler(metrics), LoopWatch(metrics)
    watch.start()

    async def sample() -> None:
        metrics.callbacks_due.labels("HQ").inc()

    sampler.register(sample, service="followup")
    routes = build_routes(checks={}, metrics=metrics, sampler=sampler, loop_watch=watch)
    async with serving(asgi_app(routes)) as url:
        status, kind, body = await get(f"{url}/metrics")
        assert (status, kind.partition(";")[0]) == (200, "text/plain")
        assert 'frontdesk_callbacks_due{site="HQ"} 1.0' in body
        assert 'frontdesk_callbacks_due{site="HQ"} 2.0' in (await get(f"{url}/metrics"))[2]
    watch.stop()


async def test_one_services_documentation_lists_channels_messages_and_fields() -> None:
    routes = build_routes(checks={}, metrics=Metrics(), documents={"intake": asyncapi_document})
    async with serving(AsgiFastStream(NatsBroker(), asgi_routes=routes)) as url:
        status, kind, page = await get(f"{url}/docs")
        _, _, raw = await get(f"{url}/docs/asyncapi.json")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    for part in ("desk.*.cmd.*.intake.record_request", "Record what a person came for.", "The service receives"):
        assert part in page
    assert "<td><code>line</code></td><td>string</td><td>yes</td><td>Service line, for" in page
    assert "<td><code>phone</code></td><td>string or null</td><td>no</td>" in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert json.loads(raw)["asyncapi"].startswith("3.")


async def test_several_services_get_an_index_and_a_page_each() -> None:
    documents = {"intake": asyncapi_document, "roster": asyncapi_document}
    async with serving(asgi_app(build_routes(checks={}, metrics=Metrics(), documents=documents))) as url:
        _, _, index = await get(f"{url}/docs")
        links = re.findall(r'href="([^"]+)"', index)
        assert links == ["/docs/intake", "/docs/roster"]
        for link in links:
            status, _, page = await get(url + link)
            assert (status, f'href="{link}/asyncapi.json"' in page) == (200, True)
            assert (await get(f"{url}{link}/asyncapi.json"))[0] == 200


async def test_the_document_is_built_once() -> None:
    built = 0

    def document() -> dict[str, Any]:
        nonlocal built
        built += 1
        return asyncapi_document()

    async with serving(asgi_app(build_routes(checks={}, metrics=Metrics(), documents={"intake": document}))) as url:
        assert [(await get(f"{url}/docs"))[0] for _ in range(3)] == [200, 200, 200]
    assert built == 1


async def test_texts_of_a_document_cannot_inject_markup() -> None:
    evil = "<script>alert(1)</script>"
    schema = {"type": "object", "description": evil, "properties": {evil: {"type": "string", "description": evil}}}
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": evil, "version": evil},
        "channels": {evil: {"address": evil, "description": evil, "messages": {evil: {"payload": schema}}}},
        "operations": {"x": {"action": "receive", "channel": {"$ref": f"#/channels/{evil.replace('/', '~1')}"}}},
    }
    routes = build_routes(checks={}, metrics=Metrics(), documents={"intake": lambda: document})
    async with serving(asgi_app(routes)) as url:
        status, _, page = await get(f"{url}/docs")
    assert (status, "<script" in page, page.count("&lt;script&gt;") > 6) == (200, False, True)
    assert "The service receives" in page


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/nothing", "GET", 404), ("/healthz", "POST", 405), ("/healthz", "HEAD", 200)]
)
async def test_other_paths_and_methods_are_refused(path: str, method: str, status: int) -> None:
    async with serving(asgi_app(build_routes(checks={}, metrics=Metrics()))) as url:
        assert (await get(url + path, method))[0] == status


async def test_a_broken_page_is_an_error_and_the_process_goes_on() -> None:
    def broken() -> dict[str, Any]:
        raise RuntimeError("no document")

    document: Callable[[], dict[str, Any]] = broken
    async with serving(asgi_app(build_routes(checks={}, metrics=Metrics(), documents={"intake": document}))) as url:
        assert (await get(f"{url}/docs"))[0] == 500
        assert (await get(f"{url}/healthz"))[0] == 200
