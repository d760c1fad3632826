"""The HTTP side of a process, for operators only: health, metrics and documentation. Work comes over NATS."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from faststream.asgi import AsgiResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic_core import to_json
from sqlalchemy import text

from chassis.asyncapi_page import index_page, service_page
from chassis.logs import get_logger

if TYPE_CHECKING:
    from faststream.asgi.types import ASGIApp, Receive, Scope, Send
    from nats.js import JetStreamContext
    from sqlalchemy.ext.asyncio import AsyncEngine

    from chassis.metrics import Metrics
    from chassis.sampler import LoopWatch, Sampler

Check = Callable[[], Awaitable[None]]
Document = Callable[[], Mapping[str, Any]]
Routes = list[tuple[str, "ASGIApp"]]

READY_LIMIT_SECONDS = 1.0
HTML = "text/html; charset=utf-8"
JSON = "application/json"

log = get_logger(__name__)


def jetstream_check(js: JetStreamContext) -> Check:
    """Ready when JetStream answers a request."""

    async def check() -> None:
        await js.account_info()

    return check


def database_check(engine: AsyncEngine) -> Check:
    """Ready when the database answers ``SELECT 1``."""

    async def check() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    return check


def build_routes(
    *,
    checks: Mapping[str, Check],
    metrics: Metrics,
    sampler: Sampler | None = None,
    loop_watch: LoopWatch | None = None,
    documents: Mapping[str, Document] | None = None,
    ready_limit_seconds: float = READY_LIMIT_SECONDS,
) -> Routes:
    """Routes for ``AsgiFastStream(asgi_routes=...)`` or ``asgi_app``.

    ``/healthz``               200 while the event loop turns
    ``/readyz``                200, or 503 naming in ``not_ready`` each check that failed or outlasted the limit
    ``/metrics``               Prometheus text, after the samplers have run
    ``/docs``                  documentation of the one service; of several an index that leads to ``/docs/<service>``
    ``/docs/asyncapi.json``    the AsyncAPI document; of several services at ``/docs/<service>/asyncapi.json``

    ``checks`` maps a name such as ``jetstream`` or ``database.intake`` to a coroutine function that raises when not
    ready; ``documents`` maps a service to a function that returns its AsyncAPI document, called once.
    """

    async def healthz() -> AsgiResponse:
        return _reply(to_json({"status": "ok"}), JSON)

    async def readyz() -> AsgiResponse:
        problems = await _failing(checks, ready_limit_seconds)
        body = {"status": "not ready" if problems else "ready", "not_ready": problems}
        return _reply(to_json(body), JSON, status=503 if problems else 200)

    async def scrape() -> AsgiResponse:
        if sampler is not None:
            await sampler.run_once()
        if loop_watch is not None:
            loop_watch.take()
        return _reply(metrics.render(), CONTENT_TYPE_LATEST)

    health = [("/healthz", _get(healthz)), ("/readyz", _get(readyz)), ("/metrics", _get(scrape))]
    return health + _documentation(documents or {})


def asgi_app(routes: Sequence[tuple[str, ASGIApp]]) -> ASGIApp:
    """A plain ASGI application of these routes, for a process whose FastStream apps run beside the HTTP server."""
    by_path = dict(routes)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"only HTTP is served here, not {scope['type']}; run uvicorn with lifespan='off'")
        found = by_path.get(scope["path"], _not_found)
        await found(scope, receive, send)

    return app


async def _failing(checks: Mapping[str, Check], limit: float) -> dict[str, str]:
    async def why_not(check: Check) -> str | None:
        try:
            await asyncio.wait_for(check(), limit)
        except TimeoutError:
            return f"no answer within {limit:g} s"
        except Exception as error:  # noqa: BLE001 - whatever a check raises is the answer, and is logged below
            return str(error) or type(error).__name__
        return None

    reasons = await asyncio.gather(*(why_not(check) for check in checks.values()))
    problems = {name: reason for name, reason in zip(checks, reasons, strict=True) if reason is not None}
    if problems:
        log.warning("not ready", not_ready=problems)
    return problems


def _documentation(documents: Mapping[str, Document]) -> Routes:
    if len(documents) == 1:
        (service, document) = next(iter(documents.items()))
        return _service_documentation("/docs", service, document)
    routes: Routes = []
    if documents:

        async def index() -> AsgiResponse:
            return _reply(index_page(list(documents)).encode(), HTML)

        routes.append(("/docs", _get(index)))
    for service, document in documents.items():
        routes += _service_documentation(f"/docs/{service}", service, document)
    return routes


def _service_documentation(path: str, service: str, document: Document) -> Routes:
    cached: list[Mapping[str, Any]] = []

    def once() -> Mapping[str, Any]:
        if not cached:
            cached.append(document())
        return cached[0]

    async def page() -> AsgiResponse:
        return _reply(service_page(service, once(), json_path=f"{path}/asyncapi.json").encode(), HTML)

    async def raw() -> AsgiResponse:
        return _reply(to_json(once()), JSON)

    return [(path, _get(page)), (f"{path}/asyncapi.json", _get(raw))]


def _get(answer: Callable[[], Awaitable[AsgiResponse]]) -> ASGIApp:
    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            response = _reply(b"only GET and HEAD", "text/plain", status=405, more={"Allow": "GET, HEAD"})
        else:
            try:
                response = await answer()
            except Exception:
                log.exception("page failed", path=scope["path"])
                response = _reply(b"this page failed; the log says why", "text/plain", status=500)
        await response(scope, receive, send)

    return route


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    known = b"try /healthz, /readyz, /metrics or /docs"
    await _reply(known, "text/plain", status=404)(scope, receive, send)


def _reply(body: bytes, kind: str, *, status: int = 200, more: Mapping[str, str] | None = None) -> AsgiResponse:
    # Nothing on these pages comes from elsewhere, and the browser is told so.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    headers = {"Content-Type": kind, "Cache-Control": "no-store", "Content-Security-Policy": policy}
    return AsgiResponse(body, status, {**headers, **(more or {})})
