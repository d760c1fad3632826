"""Prepared messages of a running service against a real nats-server."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import create_async_engine
from structlog.testing import capture_logs

from chassis.app import ServiceApp
from chassis.clock import SteeredClock
from chassis.deadletters import letters
from chassis.embedded import EmbeddedNats
from chassis.gateway.by_log import read_log
from chassis.ids import new_id
from chassis.metrics import Metrics
from chassis.sampler import Sampler
from chassis.settings import Settings
from contracts import subjects
from contracts.cashdesk import CloseDrawer, OpenDrawer
from contracts.envelope import COMMAND_ID
from contracts.money import Money
from contracts.playbook import Playbooks
from tests.chassis.prepared_toy import Toy
from tests.harness import SITE, START

COUNTED = Money.parse("100.00 CNY")
Start = Callable[[], Awaitable[ServiceApp]]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    async with EmbeddedNats(tmp_path / "nats") as server:
        yield server


@pytest.fixture
async def client(server: EmbeddedNats) -> AsyncIterator[Client]:
    client = await nats.connect(server.url)
    yield client
    await client.close()


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Unconfigured, the log paints every variable of a fault's stack, which takes seconds."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
async def start(server: EmbeddedNats, tmp_path: Path, toy: Toy) -> AsyncIterator[Start]:
    apps: list[ServiceApp] = []

    async def create_tables(url: str, _service: str) -> None:
        tables = toy.definition.tables
        person = {"site": SITE, "actor": "li", "name": "李敏", "roles": ["clerk"], "department": "desk", "active": True}
        duty = {"revision": 1, "duty_revision": 0, "on_duty": True}
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(toy.metadata.create_all)
            await connection.execute(tables.staff.insert().prefix_with("OR IGNORE"), person | duty)
            await connection.execute(tables.directory.insert().prefix_with("OR IGNORE"), {"site": SITE, "version": 1})
        await engine.dispose()

    async def make() -> ServiceApp:
        app = ServiceApp(
            toy.definition,
            Settings(nats_url=server.url, data_dir=tmp_path, retry_backoff=[0.01], max_attempts=2, prepare_at_once=1),
            clock=SteeredClock(START),
            new_id=new_id,
            metrics=Metrics(),
            sampler=Sampler(Metrics()),
            playbooks=Playbooks({SITE: "property-desk"}),
            migrate=create_tables,
        )
        apps.append(app)
        await app.start()
        return app

    yield make
    for gate in toy.outside.gates.values():
        gate.set()
    for app in apps:
        if app.ready:
            await app.drain()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def send(client: Client, command: Any) -> Msg:
    subject = subjects.command(SITE, "li", command.key())
    headers = {COMMAND_ID: new_id()}
    return await client.request(subject, command.model_dump_json().encode(), headers=headers, timeout=10)


async def set_timer(client: Client, name: str) -> None:
    msg = await send(client, CloseDrawer(drawer=name, counted=COUNTED))
    assert not msg.headers, msg.data


async def test_a_command_is_prepared_answered_and_refused(start: Start, client: Client, toy: Toy) -> None:
    await start()
    msg = await send(client, OpenDrawer(drawer="front", counted=COUNTED))
    assert json.loads(msg.data) == {"number": None}
    msg = await send(client, OpenDrawer(drawer="conflict", counted=COUNTED))
    assert (json.loads(msg.data)["status"], json.loads(msg.data)["detail"]) == (409, "the outside says no")
    assert toy.runs == ["front"]


async def test_a_letter_goes_out_when_its_timer_fires(start: Start, client: Client, toy: Toy, tmp_path: Path) -> None:
    await start()
    await set_timer(client, "letter_1")
    await until(lambda: toy.runs == ["letter_1"])
    assert [line["id"] for line in read_log(tmp_path)] == ["letter_1"]


async def test_a_service_is_not_idle_while_it_prepares_and_others_go_on(start: Start, client: Client, toy: Toy) -> None:
    gate = toy.outside.close("letter_1")
    app = await start()
    await set_timer(client, "letter_1")
    await until(lambda: toy.outside.inside == 1)
    await set_timer(client, "plain_1")
    await until(lambda: toy.runs == ["plain_1"])
    assert not app.idle
    gate.set()
    await until(lambda: app.idle)
    assert toy.runs == ["plain_1", "letter_1"]


async def test_a_timer_that_cannot_be_prepared_is_tried_again_and_then_parked_with_the_reason(
    start: Start, client: Client, toy: Toy
) -> None:
    await start()
    await set_timer(client, "letter_crash")
    parked: list[str] = []
    async with asyncio.timeout(10):
        while not parked:
            parked += [f"{letter.reason}: {letter.detail}" async for letter in letters(client.jetstream())]
    assert parked == ["failed: PreparationFailed('OSError: the outside broke')"]
    assert toy.outside.seen == ["letter_crash"] * 2
    assert toy.runs == []


async def test_what_a_stopping_service_had_not_begun_another_finishes(
    start: Start, client: Client, toy: Toy, tmp_path: Path
) -> None:
    gate = toy.outside.close("letter_1")
    first = await start()
    await set_timer(client, "letter_1")
    await until(lambda: toy.outside.inside == 1)
    await set_timer(client, "letter_2")
    await until(lambda: first.preparing.backlog == 2)
    draining = asyncio.create_task(first.drain())
    await until(lambda: first.preparing.backlog == 1)
    gate.set()
    await draining
    assert toy.runs == ["letter_1"]
    await start()
    await until(lambda: toy.runs == ["letter_1", "letter_2"])
    assert [line["id"] for line in read_log(tmp_path)] == ["letter_1", "letter_2"]


async def test_two_replicas_send_each_letter_once(start: Start, client: Client, toy: Toy, tmp_path: Path) -> None:
    await start()
    await start()
    names = [f"letter_{number}" for number in range(20)]
    await asyncio.gather(*(set_timer(client, name) for name in names))
    await until(lambda: len(toy.runs) == len(names))
    assert sorted(toy.runs) == sorted(line["id"] for line in read_log(tmp_path)) == sorted(names)
