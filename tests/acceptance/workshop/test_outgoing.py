"""What goes out to people: notices to a group, notifications; and who could not be reached."""

import json
from typing import Any

from contracts.dispatch import OrderCompleted
from contracts.intake import (
    DeliveryFailed,
    GetNotice,
    KeepCustomer,
    ListDeliveries,
    ListUndelivered,
    NoticeCompleted,
    PublishNotice,
    RetryDelivery,
)
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import overhaul, takes


async def customers(desk: Desk) -> dict[str, str]:
    """Three customers' files: one without a mail address, two of a fleet."""
    files = {
        "guan": KeepCustomer(name="关羽", phone="13900000001", email="guan@example.org", tier="fleet"),
        "zhang": KeepCustomer(name="张飞", phone="13900000002", tier="fleet"),
        "liu": KeepCustomer(name="刘备", phone="13900000003", email="liu@example.org"),
    }
    return {who: (await desk.does("li", file)).customer_id for who, file in files.items()}


def notice(group: str, channel: str = "email") -> PublishNotice:
    return PublishNotice(group=group, channel=channel, title="停业", text="国庆期间停业三天")


def letters(desk: Desk) -> list[dict[str, Any]]:
    """What the log gateway wrote for this site."""
    log = desk.stack.folder / "notifications.log"
    rows = [json.loads(row) for row in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    return [row for row in rows if row["site"] == desk.site]


async def test_a_notice_reaches_its_group_and_names_who_has_no_address(desk: Desk) -> None:
    who = await customers(desk)
    await desk.refuses("mu", notice("customers"), status=403)
    await desk.refuses("wang", notice("neighbours"), status=422)
    receipt = await desk.does("wang", notice("customers"))
    assert (receipt.recipients, receipt.undeliverable) == (3, 1)
    view = await desk.ask("wang", GetNotice(notice_id=receipt.notice_id))
    assert (view.notice.delivered, view.notice.undeliverable, view.notice.waiting) == (2, 1, 0)
    states = {row.recipient: row.state for row in view.deliveries.rows}
    assert states == {who["guan"]: "delivered", who["zhang"]: "undeliverable", who["liu"]: "delivered"}
    failed = await desk.event(DeliveryFailed)
    assert (failed.recipient, failed.notice_id, failed.attempts) == (who["zhang"], receipt.notice_id, 0)
    assert "no mail address" in failed.reason
    assert sorted(row["address"] for row in letters(desk)) == ["guan@example.org", "liu@example.org"]
    assert (await desk.event(NoticeCompleted)).undeliverable == 1


async def test_what_could_not_be_delivered_is_sent_once_there_is_an_address(desk: Desk) -> None:
    await customers(desk)
    await desk.does("wang", notice("customers"))
    [row] = (await desk.ask("wang", ListUndelivered())).rows
    await desk.refuses("wang", RetryDelivery(delivery_id=row.delivery_id), status=409, says="no address")
    await desk.does("wang", RetryDelivery(delivery_id=row.delivery_id, address="fei@example.org"))
    assert (await desk.ask("wang", ListUndelivered())).rows == []
    assert [row["address"] for row in letters(desk)].count("fei@example.org") == 1
    assert [n.undeliverable for n in await desk.events(NoticeCompleted)] == [1, 0]


async def test_a_group_is_who_fits_its_condition(desk: Desk) -> None:
    who = await customers(desk)
    receipt = await desk.does("wang", notice("fleets", "sms"))
    view = await desk.ask("wang", GetNotice(notice_id=receipt.notice_id))
    assert {row.recipient: row.state for row in view.deliveries.rows} == {
        who["guan"]: "delivered",
        who["zhang"]: "delivered",
    }
    assert sorted(row["address"] for row in letters(desk)) == ["13900000001", "13900000002"]


async def test_a_group_of_staff_is_reached_by_login(desk: Desk) -> None:
    await desk.does("wang", notice("masters"))
    assert sorted(row["address"] for row in letters(desk)) == ["bao", "dian", "pan"]


async def test_the_customer_is_written_to_when_the_work_is_done(desk: Desk) -> None:
    number = await overhaul(desk, email="wei@example.org")
    await takes(desk, number, "mu", "accepted")
    assert letters(desk) == []
    await takes(desk, number, "mu", "repaired")
    await desk.event(OrderCompleted, number)
    [letter] = letters(desk)
    assert (letter["address"], letter["number"], letter["channel"]) == ("wei@example.org", number, "email")
    assert f"张伟，货车已修好（{number}）。" in letter["text"]
    [row] = (await desk.ask("li", ListDeliveries(number=number))).rows
    assert (row.state, row.attempts) == ("delivered", 1)


async def test_a_customer_without_an_address_is_seen_not_lost(desk: Desk) -> None:
    number = await overhaul(desk)
    await takes(desk, number, "mu", "accepted")
    await takes(desk, number, "mu", "repaired")
    failed = await desk.event(DeliveryFailed, number)
    assert (failed.notification, failed.channel) == ("ready", "email")
    [row] = (await desk.ask("wang", ListUndelivered(number=number))).rows
    assert (row.state, row.number) == ("undeliverable", number)
    assert letters(desk) == []
