"""The floors: what is repeated must match; the log. Rules HK-04 and HK-08."""

import pytest

from contracts.dispatch import LogRow, OrderAccepted, OrderCompleted, ShowLog, TakeStep
from contracts.intake import AmendRequest
from tests.acceptance.desk import Desk
from tests.acceptance.hotel_housekeeping.hotel import (
    HOUR,
    MINUTE,
    REPEATED,
    SECOND,
    WISH,
    missed,
    received,
    standing,
    takes,
    wished,
)
from tests.stack import START

WRONG = [("room", "1280"), ("surname", "陈"), ("wish", "加两床被子"), ("requirements", "要厚的")]


@pytest.mark.rule("HK-04")
@pytest.mark.everywhere
async def test_the_order_is_received_only_when_what_was_repeated_matches(desk: Desk) -> None:
    number = await wished(desk)
    before = await standing(desk, number)
    for field, wrong in WRONG:
        refused = await desk.refuses("mei", received(number, REPEATED | {f"form.{field}": wrong}), status=422)
        assert set(refused.errors) == {f"read_back.form.{field}"}
        assert str(WISH[field]) not in str(refused.document())
        silent = {place: said for place, said in REPEATED.items() if place != f"form.{field}"}
        refused = await desk.refuses("mei", received(number, silent), status=422)
        assert set(refused.errors) == {f"read_back.form.{field}"}
    assert await standing(desk, number) == before
    assert await desk.events(OrderAccepted) == []
    await desk.refuses("mei", TakeStep(number=number, step="served"), status=409, says="received")

    await desk.does("mei", received(number))
    accepted = await desk.event(OrderAccepted, number)
    assert (accepted.signed_by, accepted.happened_at) == ("mei", START)
    assert (await standing(desk, number))["served"] == "ready"


@pytest.mark.rule("HK-04")
async def test_a_requirement_that_nobody_had_does_not_match(desk: Desk) -> None:
    plain = {name: value for name, value in WISH.items() if name != "requirements"}
    number = await desk.record("wish", plain)
    refused = await desk.refuses("mei", received(number), status=422)
    assert set(refused.errors) == {"read_back.form.requirements"}
    said = {place: value for place, value in REPEATED.items() if place != "form.requirements"}
    await desk.does("mei", received(number, said))
    await desk.event(OrderAccepted, number)


@pytest.mark.rule("HK-04")
async def test_what_was_amended_is_what_must_be_repeated(desk: Desk) -> None:
    number = await wished(desk)
    amended = AmendRequest(number=number, form={"room": "1310", "surname": "孙"}, reason="换房", confirmed=True)
    await desk.does("li", amended)
    refused = await desk.refuses("mei", received(number), status=422)
    assert set(refused.errors) == {"read_back.form.room", "read_back.form.surname"}
    await desk.does("mei", received(number, REPEATED | {"form.room": "1310", "form.surname": "孙"}))


@pytest.mark.rule("HK-04")
@pytest.mark.parametrize("by", ["li", "wang", "he"])
async def test_only_the_floors_receive_it(desk: Desk, by: str) -> None:
    number = await wished(desk)
    await desk.refuses(by, received(number), status=403)
    await desk.does("bai", received(number))


@pytest.mark.rule("HK-04")
async def test_nobody_has_repeated_it_after_a_minute(desk: Desk) -> None:
    first = await wished(desk)
    second = await wished(desk, room="1209")
    await desk.stack.set_clock(START + MINUTE - SECOND)
    await desk.does("mei", received(first))
    await desk.refuses("lan", received(second), status=422)
    assert await missed(desk, second) == {}
    await desk.stack.set_clock(START + MINUTE)
    assert await missed(desk, second) == {"received": []}
    await desk.stack.set_clock(START + 2 * MINUTE)
    assert await missed(desk, second) == {"received": ["floor_supervisor"]}
    assert await missed(desk, first) == {}


@pytest.mark.rule("HK-08")
async def test_the_log_shows_notice_attendant_and_completion_of_every_order(desk: Desk) -> None:
    served = await wished(desk)
    await desk.stack.set_clock(START + 30 * SECOND)
    await takes(desk, served, ("mei", "received"))
    await desk.stack.set_clock(START + 4 * MINUTE)
    under_way = await wished(desk)
    await takes(desk, under_way, ("lan", "received"))
    await desk.stack.set_clock(START + 6 * MINUTE)
    waiting = await wished(desk)
    await takes(desk, served, ("mei", "served"))
    assert (await desk.event(OrderCompleted, served)).signed_by == "mei"

    log = await desk.ask("li", ShowLog())
    assert [_row(row) for row in log.rows] == [
        (served, START, "mei", START + 30 * SECOND, "mei", START + 6 * MINUTE),
        (under_way, START + 4 * MINUTE, "lan", START + 4 * MINUTE, None, None),
        (waiting, START + 6 * MINUTE, None, None, None, None),
    ]
    await desk.stack.set_clock(START + 8 * MINUTE)
    await takes(desk, under_way, ("lan", "served"))
    await takes(desk, served, ("li", "verified"))
    after = {row.number: _row(row) for row in (await desk.ask("li", ShowLog())).rows}
    assert after[served] == _row(log.rows[0])
    assert after[under_way][4:] == ("lan", START + 8 * MINUTE)


@pytest.mark.rule("HK-08")
async def test_the_log_is_read_page_by_page_by_day_and_by_span(desk: Desk) -> None:
    numbers = []
    for minute in range(3):
        await desk.stack.set_clock(START + minute * MINUTE)
        numbers.append(await wished(desk))
    await desk.at("00:30", day=1)
    night = await wished(desk)
    first = await desk.ask("li", ShowLog(day=START.date(), limit=2))
    rest = await desk.ask("li", ShowLog(day=START.date(), limit=2, cursor=first.next))
    assert [[row.number for row in page.rows] for page in (first, rest)] == [numbers[:2], numbers[2:]]
    assert [row.number for row in (await desk.ask("li", ShowLog())).rows] == [night]
    span = ShowLog(since=START + MINUTE, until=START + 24 * HOUR)
    assert [row.number for row in (await desk.ask("li", span)).rows] == [*numbers[1:], night]


def _row(row: LogRow) -> tuple[object, ...]:
    """Number, time of notice, attendant and when, who completed it and when."""
    return (row.number, row.routed_at, row.accepted_by, row.accepted_at, row.completed_by, row.completed_at)
