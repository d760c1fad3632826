"""The logins that ``frontdesk logins`` writes, tried on a real nats-server."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest
from nats.js.api import AckPolicy, ConsumerConfig

from chassis.embedded import EmbeddedNats
from contracts.cashdesk import DrawerOpened, GetDrawer, OpenDrawer
from contracts.money import Money
from contracts.problems import Forbidden
from frontdesk.client import DeskClient
from frontdesk.logins import SERVICES_LOGIN, authorization_block, passwords_for, permissions_at
from tests.frontdesk.conftest import hire, toy_app

PASSWORDS = passwords_for(["li", "wang"])
COUNTED = Money.parse("100.00 CNY")


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    """A broker with these logins and the toy service behind it, which knows li and wang."""
    async with EmbeddedNats(tmp_path / "nats", authorization=authorization_block(PASSWORDS, ["HQ"])) as server:
        app = toy_app(server.url, tmp_path, SERVICES_LOGIN, PASSWORDS[SERVICES_LOGIN])
        await app.start()
        async with await login(server, SERVICES_LOGIN) as services:
            await hire(services, "li")
            await hire(services, "wang")
        yield server
        await app.drain()


async def login(server: EmbeddedNats, user: str, limit: float = 5.0) -> DeskClient:
    return await DeskClient.connect(server.url, "HQ", user, PASSWORDS[user], timeout=limit)


async def test_a_person_can_send_ask_box_and_read_events(guarded: EmbeddedNats) -> None:
    async with await login(guarded, "li") as li, li.events("desk.HQ.evt.cashdesk.>") as events:
        await li.send("li", OpenDrawer(drawer="front", counted=COUNTED))
        assert (await li.ask("li", GetDrawer(drawer="front"))).open
        assert (await events.next(5)).actor == "li"
        command_id = await li.box("li", OpenDrawer(drawer="boxed", counted=COUNTED))
        assert (await events.next(5)).envelope.correlation_id == command_id
        assert await li.wait_for(DrawerOpened, where=lambda event: event.drawer == "boxed")


async def test_a_person_cannot_act_as_somebody_else(guarded: EmbeddedNats) -> None:
    async with await login(guarded, "li") as li, li.events("desk.HQ.evt.cashdesk.>") as events:
        command = OpenDrawer(drawer="front", counted=COUNTED)
        with pytest.raises(Forbidden, match="does not let this login"):
            await li.send("wang", command)
        with pytest.raises(Forbidden):
            await li.box("wang", command)
        with pytest.raises(Forbidden):
            await li.ask("wang", GetDrawer(drawer="front"))
        with pytest.raises(Forbidden):
            await li.send("li", command, site="BJ")
        await li.send("li", OpenDrawer(drawer="mine", counted=COUNTED))
        assert (await events.next(5)).data["drawer"] == "mine"


async def test_nobody_else_hears_the_answer(guarded: EmbeddedNats) -> None:
    heard: list[bytes] = []
    refused = asyncio.Event()

    async def on_error(error: Exception) -> None:
        if "permissions violation for subscription" in str(error).lower():
            refused.set()

    async def hear(msg: object) -> None:
        heard.append(b"")

    wang = await nats.connect(guarded.url, user="wang", password=PASSWORDS["wang"], error_cb=on_error)
    await wang.subscribe("_INBOX.>", cb=hear)
    await asyncio.wait_for(refused.wait(), 5)
    async with await login(guarded, "li") as li:
        await li.ask("li", GetDrawer(drawer="front"))
    await wang.close()
    assert heard == []


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.CONSUMER.MSG.NEXT.DESK_EVENTS.cashdesk",
        "$JS.API.CONSUMER.DELETE.DESK_EVENTS.cashdesk",
        "$JS.API.CONSUMER.CREATE.DESK_EVENTS.cashdesk.desk.HQ.evt.>",
        "$JS.API.CONSUMER.CREATE.DESK_EVENTS",
        "$JS.API.CONSUMER.CREATE.DESK_EVENTS.mine.desk.BJ.evt.>",
        "$JS.API.CONSUMER.CREATE.DESK_BOX.mine.desk.HQ.evt.>",
        "$JS.API.STREAM.PURGE.DESK_EVENTS",
        "$JS.API.STREAM.MSG.GET.DESK_EVENTS",
        "$JS.ACK.DESK_EVENTS.cashdesk.1.1.1.1.0",
        "desk.HQ.evt.intake.request.closed",
        "desk.HQ.due.intake",
    ],
)
async def test_what_belongs_to_the_services_is_out_of_reach(guarded: EmbeddedNats, subject: str) -> None:
    denied = asyncio.Event()

    async def on_error(error: Exception) -> None:
        if f'publish to "{subject}"'.lower() in str(error).lower():
            denied.set()

    li = await nats.connect(
        guarded.url, user="li", password=PASSWORDS["li"], error_cb=on_error, inbox_prefix="_INBOX.li"
    )
    await li.publish(subject, b"{}")
    await asyncio.wait_for(denied.wait(), 5)
    await li.close()


async def test_an_own_consumer_cannot_be_widened_to_other_sites(guarded: EmbeddedNats) -> None:
    """The server compares the subject that the permission allowed with what the body of the request asks for."""
    li = await nats.connect(guarded.url, user="li", password=PASSWORDS["li"], inbox_prefix="_INBOX.li")
    for wider in ({"filter_subject": "desk.*.evt.>"}, {"filter_subjects": ["desk.*.evt.>"]}, {}):
        answer = await li.request(
            "$JS.API.CONSUMER.CREATE.DESK_EVENTS.mine.desk.HQ.evt.>",
            json.dumps(
                {"stream_name": "DESK_EVENTS", "config": {"name": "mine", "ack_policy": "none"} | wider}
            ).encode(),
        )
        assert "error" in json.loads(answer.data)
    await li.close()


async def test_a_stock_pull_consumer_of_another_client_library_works(guarded: EmbeddedNats) -> None:
    """Any library's consumer: named, filtered to the site, explicit acknowledgements."""
    async with await login(guarded, "li") as li:
        await li.send("li", OpenDrawer(drawer="front", counted=COUNTED))
        js = li.nats.jetstream()
        config = ConsumerConfig(
            name="kiosk-7", filter_subject="desk.HQ.evt.cashdesk.drawer.opened", ack_policy=AckPolicy.EXPLICIT
        )
        await js.add_consumer("DESK_EVENTS", config)
        reader = await js.pull_subscribe_bind("kiosk-7", "DESK_EVENTS")
        (msg,) = await reader.fetch(1, timeout=5)
        await msg.ack_sync()
        await js.delete_consumer("DESK_EVENTS", "kiosk-7")


async def test_a_wrong_password_is_said_at_once(guarded: EmbeddedNats) -> None:
    with pytest.raises(Forbidden, match="refuses this login"):
        await DeskClient.connect(guarded.url, "HQ", "li", "wrong")


def test_two_sites_are_added_up() -> None:
    allowed = permissions_at(["HQ", "BJ"], "li")["publish"]["allow"]
    assert "desk.HQ.cmd.li.>" in allowed
    assert "desk.BJ.cmd.li.>" in allowed
    assert len(allowed) == len(set(allowed))


def test_every_password_is_new() -> None:
    assert len({*passwords_for(["li", "wang"]).values(), *PASSWORDS.values()}) == 6
