import asyncio
from pathlib import Path

import pytest

from chassis.app import ServiceApp
from chassis.embedded import EmbeddedNats
from contracts.base import Done
from contracts.cashdesk import DrawerOpened, DrawerView, GetDrawer, OpenDrawer
from contracts.money import Money
from contracts.problems import Unavailable
from frontdesk.client import DeskClient, RemoteProblem
from tests.frontdesk.conftest import hire, toy_app
from tests.harness import START

DRAWERS = "desk.HQ.evt.cashdesk.>"
COUNTED = Money.parse("100.00 CNY")


def opened(name: str) -> OpenDrawer:
    return OpenDrawer(drawer=name, counted=COUNTED)


async def test_a_command_a_view_and_the_event_they_led_to(toy: ServiceApp, client: DeskClient) -> None:
    assert isinstance(await client.send("li", opened("front")), Done)
    view = await client.ask("li", GetDrawer(drawer="front"))
    assert isinstance(view, DrawerView)
    assert view.open
    event = await client.wait_for(DrawerOpened, where=lambda event: event.drawer == "front")
    assert event.clerk == "li"


async def test_a_refusal_comes_back_as_it_was_raised(toy: ServiceApp, client: DeskClient) -> None:
    with pytest.raises(RemoteProblem) as refused:
        await client.send("li", {"drawer": ""}, key="cashdesk.open_drawer")
    assert refused.value.status == 422
    assert refused.value.errors["counted"] == "required"
    assert refused.value.document().type == "frontdesk:problem:invalid"


async def test_the_same_command_id_has_one_effect(toy: ServiceApp, client: DeskClient) -> None:
    async with client.events(DRAWERS, since="all") as events:
        await client.send("li", opened("once"), "my-id")
        await client.send("li", opened("once"), "my-id")
        await client.send("li", opened("other"), "another-id")
        seen = [(await events.next(5)).data["drawer"] for _ in range(2)]
    assert seen == ["once", "other"]


async def test_a_boxed_command_waits_for_its_service(server: EmbeddedNats, client: DeskClient, tmp_path: Path) -> None:
    first = toy_app(server.url, tmp_path)
    await first.start()
    await hire(client)
    await first.drain()
    command_id = await client.box("li", opened("boxed"))
    with pytest.raises(Unavailable, match="is it running"):
        await client.send("li", opened("boxed"))
    second = toy_app(server.url, tmp_path)
    await second.start()
    async with client.events(DRAWERS, since="all") as events:
        received = await events.next(5)
    assert received.envelope.correlation_id == command_id
    await second.drain()


async def test_patience_outlasts_a_service_that_is_not_there_yet(
    server: EmbeddedNats, client: DeskClient, tmp_path: Path
) -> None:
    app = toy_app(server.url, tmp_path)
    await app.start()
    await hire(client)
    await app.drain()
    app = toy_app(server.url, tmp_path)
    sending = asyncio.create_task(client.send("li", opened("late"), patience=20))
    await app.start()
    assert await sending == Done()
    await app.drain()


async def test_events_go_on_behind_the_last_one_after_the_broker_crashed(
    server: EmbeddedNats, toy: ServiceApp, client: DeskClient
) -> None:
    async with client.events(DRAWERS) as events:
        await client.send("li", opened("before"))
        assert (await events.next(5)).data["drawer"] == "before"
        await server.kill()
        await server.start()
        await client.send("li", opened("after"), patience=20)
        received = await events.next(20)
        assert received.data["drawer"] == "after"
        assert received.envelope.time == START
        with pytest.raises(TimeoutError):
            await events.next(0.2)


async def test_events_stored_before_end_with_until_now(toy: ServiceApp, client: DeskClient) -> None:
    for name in ("one", "two"):
        await client.send("li", opened(name))
    await client.wait_for(DrawerOpened, where=lambda event: event.drawer == "two")
    async with client.events(DRAWERS, since="all") as events:
        assert [received.data["drawer"] async for received in events.until_now()] == ["one", "two"]
    async with client.events(since="all", number="two") as events:
        assert [received.number async for received in events.until_now()] == ["two"]


async def test_a_broker_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(Unavailable, match="cannot reach the broker at nats:"):
        await DeskClient.connect("nats://127.0.0.1:9")


async def test_waiting_says_which_event_did_not_come(toy: ServiceApp, client: DeskClient) -> None:
    with pytest.raises(TimeoutError, match=r"no cashdesk\.drawer\.opened for HQ-20261121-0001"):
        await client.wait_for(DrawerOpened, number="HQ-20261121-0001", timeout=0.2)
