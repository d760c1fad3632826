"""A running service against a real nats-server: what the chassis promises to client apps."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.app import ServiceApp
from chassis.clock import SteeredClock
from chassis.deadletters import letters, replay
from chassis.embedded import EmbeddedNats
from chassis.ids import new_id
from chassis.metrics import Metrics
from chassis.sampler import Sampler
from chassis.settings import Settings
from contracts import subjects
from contracts.cashdesk import DrawerOpened, GetDrawer, OpenDrawer
from contracts.envelope import COMMAND_ID, Envelope
from contracts.intake import RequestCancelled, RequestNoted
from contracts.money import Money
from contracts.playbook import Playbooks
from contracts.roster import StaffRegistered
from tests.chassis.toy import definition, metadata
from tests.harness import SITE, START

COUNTED = Money.parse("100.00 CNY")


async def create_tables(url: str, service: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    async with EmbeddedNats(tmp_path / "nats") as server:
        yield server


@pytest.fixture
async def start(server: EmbeddedNats, database_template: str) -> AsyncIterator[Callable[[], Awaitable[ServiceApp]]]:
    apps: list[ServiceApp] = []

    async def make() -> ServiceApp:
        settings = Settings(
            nats_url=server.url,
            database_url=database_template,
            retry_backoff=[0.01],
            sweep_interval=0.5,
        )
        app = ServiceApp(
            definition,
            settings,
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
    for app in apps:
        if app.ready:
            await app.drain()


@pytest.fixture
async def client(server: EmbeddedNats) -> AsyncIterator[Client]:
    client = await nats.connect(server.url)
    yield client
    await client.close()


async def announce(client: Client, event: Any, number: str = "", event_id: str | None = None, **changes: str) -> None:
    envelope = Envelope(
        event_id or new_id(), event.type_name(), "/frontdesk/test", START, number, "admin", new_id(), ""
    )
    subject = subjects.event(SITE, event.key())
    await client.jetstream().publish(subject, event.model_dump_json().encode(), headers=envelope.headers() | changes)


async def send(
    client: Client, command: Any, *, actor: str = "li", command_id: str | None = None, site: str = SITE
) -> Msg:
    headers = {COMMAND_ID: command_id or new_id()}
    body = command if isinstance(command, bytes) else command.model_dump_json().encode()
    return await client.request(f"desk.{site}.cmd.{actor}.cashdesk.open_drawer", body, headers=headers, timeout=5)


async def count(client: Client) -> int:
    msg = await client.request(
        subjects.query(SITE, "admin", "cashdesk.drawer"), GetDrawer(drawer="a").model_dump_json().encode(), timeout=5
    )
    return int(json.loads(msg.data)["opening_float"]["amount"].replace(".", ""))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Waits for something that must come to pass; fails after ten seconds."""
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.01)


async def hire(client: Client, actor: str = "li") -> None:
    await announce(
        client, StaffRegistered(actor=actor, name="李敏", roles=["clerk"], department="desk", active=True, revision=1)
    )

    async def known() -> bool:
        msg = await client.request(subjects.query(SITE, actor, "cashdesk.drawer"), b'{"drawer": "a"}', timeout=5)
        return not (msg.headers or {}).get("Nats-Service-Error-Code")

    await until(known)


async def test_a_command_is_answered_after_the_commit_and_announced(start: Any, client: Client) -> None:
    await start()
    await hire(client)
    events = await client.jetstream().subscribe("desk.*.evt.cashdesk.drawer.opened")
    msg = await send(client, OpenDrawer(drawer="front", counted=COUNTED))
    assert json.loads(msg.data) == {"number": None}
    event = await events.next_msg(timeout=5)
    assert event.headers["ce-type"] == DrawerOpened.type_name()
    assert event.headers["ce-actor"] == "li"
    assert event.headers["Nats-Msg-Id"] == event.headers["ce-id"]
    assert json.loads(event.data)["opening_float"] == {"amount": "100.00", "currency": "CNY"}


@pytest.mark.parametrize(
    ("site", "body", "status", "path"),
    [
        (SITE, b"{", 400, ""),
        (SITE, b"[]", 422, ""),
        (SITE, b"{}", 422, "drawer"),
        (SITE, b'{"drawer": "a", "counted": {"amount": "1.001", "currency": "CNY"}}', 422, "counted"),
        (SITE, b'{"drawer": "a", "counted": {"amount": 1.0, "currency": "CNY"}}', 422, "counted"),
        (SITE, b'{"drawer": "a", "counted": {"amount": "1.00", "currency": "CNY"}, "x": 1}', 422, "x"),
        (SITE, b" " * 262_145, 413, ""),
        ("ZZ", b"{}", 404, "subject"),
    ],
)
async def test_bad_input_is_named_and_changes_nothing(
    start: Any, client: Client, site: str, body: bytes, status: int, path: str
) -> None:
    await start()
    await hire(client)
    msg = await send(client, body, site=site)
    assert msg.headers is not None
    assert msg.headers["Nats-Service-Error-Code"] == str(status)
    problem = json.loads(msg.data)
    assert problem["status"] == status
    assert problem["detail"]
    assert any(e["path"].startswith(path) for e in problem["errors"]) or not path
    assert await count(client) == 0


async def test_an_unknown_action_and_version_are_named(start: Any, client: Client) -> None:
    await start()
    msg = await client.request(f"desk.{SITE}.cmd.li.cashdesk.open_draw", b"{}", timeout=5)
    assert json.loads(msg.data)["type"] == "frontdesk:problem:unknown-command"
    headers = {"ce-type": "frontdesk.cashdesk.open_drawer.v9"}
    msg = await client.request(f"desk.{SITE}.cmd.li.cashdesk.open_drawer", b"{}", headers=headers, timeout=5)
    assert json.loads(msg.data)["type"] == "frontdesk:problem:unknown-version"


async def test_a_boxed_command_waits_for_the_service_and_a_refusal_is_announced(start: Any, client: Client) -> None:
    first = await start()
    await hire(client)
    await first.drain()
    js = client.jetstream()
    events = await js.subscribe("desk.*.evt.cashdesk.>")
    for drawer in ("front", "refuse_late"):
        body = OpenDrawer(drawer=drawer, counted=COUNTED).model_dump_json().encode()
        await js.publish(f"desk.{SITE}.box.li.cashdesk.open_drawer", body, headers={COMMAND_ID: f"box-{drawer}"})
    await start()
    got = [await events.next_msg(timeout=5) for _ in range(2)]
    kinds = {m.headers["ce-type"]: m for m in got}
    assert set(kinds) == {DrawerOpened.type_name(), "frontdesk.cashdesk.command.refused.v1"}
    refused = kinds["frontdesk.cashdesk.command.refused.v1"]
    assert refused.headers["ce-correlationid"] == "box-refuse_late"
    assert json.loads(refused.data)["problem"]["status"] == 409


async def test_a_timer_fires_when_its_moment_has_come(start: Any, client: Client) -> None:
    await start()
    await hire(client)
    await send(client, OpenDrawer(drawer="timed", counted=COUNTED))

    async def reminded() -> bool:
        return await count(client) == 2

    await until(reminded)


async def test_a_message_that_cannot_succeed_is_parked_and_can_be_replayed(start: Any, client: Client) -> None:
    await start()
    js = client.jetstream()
    await announce(client, RequestCancelled(number="HQ-20261121-0001", line="repair", reason="x"), "HQ-20261121-0001")
    parked = []

    async def arrived() -> bool:
        parked[:] = [letter async for letter in letters(js)]
        return bool(parked)

    await until(arrived)
    assert parked[0].reason == "too_early"
    assert "never" in parked[0].detail
    assert parked[0].subject == f"desk.{SITE}.evt.intake.request.cancelled"
    await replay(js, parked[0])

    async def again() -> bool:
        parked[:] = [letter async for letter in letters(js)]
        return bool(parked)

    await until(again)


@pytest.mark.parametrize("broken", [{"ce-type": "frontdesk.intake.request.noted.v9"}, {"ce-time": "yesterday"}])
async def test_an_event_nobody_can_read_is_parked_at_once(start: Any, client: Client, broken: dict[str, str]) -> None:
    await start()
    await announce(client, RequestNoted(number="HQ-20261121-0001", kind="note", text="x"), **broken)

    async def arrived() -> bool:
        return [letter.reason async for letter in letters(client.jetstream())] == ["undecodable"]

    await until(arrived)


async def test_after_the_broker_was_killed_everything_goes_on(start: Any, client: Client, server: EmbeddedNats) -> None:
    app = await start()
    await hire(client)
    await send(client, OpenDrawer(drawer="a", counted=COUNTED))
    await server.kill()
    await server.start()

    async def connected() -> bool:
        return client.is_connected and app.client is not None and app.client.is_connected

    await until(connected)
    event = RequestNoted(number="HQ-20261121-0001", kind="note", text="after")
    await announce(client, event)

    async def there() -> bool:
        return await count(client) == 2

    await until(there)


async def test_two_replicas_share_the_work_and_do_it_once(start: Any, client: Client) -> None:
    await start()
    await start()
    await hire(client)
    answers = await asyncio.gather(
        *(send(client, OpenDrawer(drawer=f"d{n}", counted=COUNTED), command_id=f"c{n}") for n in range(50))
    )
    again = await asyncio.gather(
        *(send(client, OpenDrawer(drawer=f"d{n}", counted=COUNTED), command_id=f"c{n}") for n in range(50))
    )
    assert [a.data for a in answers] == [a.data for a in again]
    assert await count(client) == 50
