"""A room that must not be disturbed. Rule HK-05."""

from datetime import datetime, timedelta

import pytest

from contracts.dispatch import (
    AnswerCheck,
    CheckAnswered,
    CheckDue,
    GetOrder,
    HoldOrder,
    OrderHeld,
    OrderResumed,
    ResumeOrder,
    TakeStep,
)
from tests.acceptance.desk import Desk
from tests.acceptance.hotel_housekeeping.hotel import (
    HOUR,
    MICROSECOND,
    MINUTE,
    SECOND,
    actors,
    asked,
    missed,
    standing,
    takes,
    wished,
)
from tests.stack import START

PASSED = timedelta(seconds=61, microseconds=234_567)
"""What the 3-minute clock has run when the attendant finds the sign."""
LEFT = 3 * MINUTE - PASSED


def dnd(number: str, cause: str = "dnd") -> HoldOrder:
    return HoldOrder(number=number, cause=cause, reason="门上挂着请勿打扰牌")


def may_enter(number: str, *, done: bool, note: str) -> AnswerCheck:
    return AnswerCheck(number=number, check="may_enter", done=done, note=note)


async def held(desk: Desk) -> str:
    """A wish that was received at once and held when ``PASSED`` had gone by; its number."""
    number = await wished(desk, ("mei", "received"))
    await desk.stack.set_clock(START + PASSED)
    await desk.does("mei", dnd(number))
    return number


@pytest.mark.rule("HK-05")
async def test_the_order_is_held_with_the_time_and_nothing_is_done_meanwhile(desk: Desk) -> None:
    number = await held(desk)
    [envelope] = await desk.received(OrderHeld, number)
    assert isinstance(envelope.event, OrderHeld)
    assert (envelope.event.cause, envelope.event.held_by, envelope.envelope.time) == ("dnd", "mei", START + PASSED)
    view = await desk.ask("li", GetOrder(number=number))
    assert (view.state, view.hold["cause"]) == ("held", "dnd")
    assert datetime.fromisoformat(view.hold["held_at"]) == START + PASSED
    await desk.refuses("mei", TakeStep(number=number, step="served"), status=409, says="held")
    await desk.refuses("lan", dnd(number), status=409, says="already held")


@pytest.mark.rule("HK-05")
@pytest.mark.everywhere
async def test_the_clock_stands_still_and_goes_on_with_exactly_what_was_left(desk: Desk) -> None:
    number = await held(desk)
    await desk.stack.set_clock(START + 3 * MINUTE)
    await desk.stack.set_clock(START + 47 * MINUTE)
    assert await asked(desk, number, "served") == 0
    resumed = START + 47 * MINUTE + timedelta(microseconds=1)
    await desk.stack.set_clock(resumed)
    await desk.does("li", may_enter(number, done=True, note="客人说可以进来"))
    await desk.stack.set_clock(resumed + LEFT - MICROSECOND)
    assert await asked(desk, number, "served") == 0
    await desk.stack.set_clock(resumed + LEFT)
    assert await asked(desk, number, "served") == 1
    await desk.stack.set_clock(resumed + LEFT + 3 * MINUTE - MICROSECOND)
    assert await asked(desk, number, "served") == 1
    await desk.stack.set_clock(resumed + LEFT + 3 * MINUTE)
    assert await asked(desk, number, "served") == 2


@pytest.mark.rule("HK-05")
@pytest.mark.everywhere
async def test_the_guest_is_asked_by_phone_and_the_order_waits_or_goes_on(desk: Desk) -> None:
    number = await held(desk)
    await desk.stack.set_clock(START + PASSED + MINUTE - MICROSECOND)
    assert await asked(desk, number, "may_enter") == 0
    await desk.stack.set_clock(START + PASSED + MINUTE)
    due = await desk.event(CheckDue, number)
    assert (due.check, actors(due.ask)) == ("may_enter", {"li", "chen"})
    await desk.does("li", may_enter(number, done=False, note="客人在休息，半小时后再来"))
    assert (await desk.ask("li", GetOrder(number=number))).state == "held"
    assert await desk.events(OrderResumed) == []
    await desk.refuses("mei", TakeStep(number=number, step="served"), status=409, says="held")

    await desk.stack.set_clock(START + PASSED + 31 * MINUTE - MICROSECOND)
    assert await asked(desk, number, "may_enter") == 1
    await desk.stack.set_clock(START + PASSED + 31 * MINUTE)
    assert await asked(desk, number, "may_enter") == 2
    await desk.does("chen", may_enter(number, done=True, note="请现在送来"))
    assert (await desk.event(OrderResumed, number)).note == "请现在送来"
    said = [(event.done, event.note) for event in await desk.events(CheckAnswered, number)]
    assert said == [(False, "客人在休息，半小时后再来"), (True, "请现在送来")]
    await takes(desk, number, ("mei", "served"))
    await desk.stack.set_clock(START + 5 * HOUR)
    assert (await asked(desk, number, "may_enter"), await asked(desk, number, "served")) == (2, 0)


@pytest.mark.rule("HK-05")
async def test_a_second_sign_stops_the_clock_again_and_the_guest_is_asked_again(desk: Desk) -> None:
    number = await held(desk)
    await desk.stack.set_clock(START + 10 * MINUTE)
    await desk.does("li", may_enter(number, done=True, note="可以"))
    again = START + 10 * MINUTE + SECOND
    await desk.stack.set_clock(again)
    await desk.does("mei", dnd(number))
    await desk.stack.set_clock(again + MINUTE - MICROSECOND)
    assert await asked(desk, number, "may_enter") == 1
    await desk.stack.set_clock(again + MINUTE)
    assert await asked(desk, number, "may_enter") == 2
    await desk.stack.set_clock(again + 20 * MINUTE)
    assert await asked(desk, number, "served") == 0
    await desk.does("mei", ResumeOrder(number=number, note="牌已取下"))
    end = again + 20 * MINUTE + LEFT - SECOND
    await desk.stack.set_clock(end - MICROSECOND)
    assert await asked(desk, number, "served") == 0
    await desk.stack.set_clock(end)
    assert await asked(desk, number, "served") == 1
    await desk.stack.set_clock(again + 2 * HOUR)
    assert await asked(desk, number, "may_enter") == 2


@pytest.mark.rule("HK-05")
async def test_between_two_checks_the_rest_of_the_three_minutes_is_kept(desk: Desk) -> None:
    number = await wished(desk, ("mei", "received"))
    await desk.stack.set_clock(START + 3 * MINUTE)
    await desk.does("li", AnswerCheck(number=number, check="served", done=False))
    await desk.stack.set_clock(START + 5 * MINUTE)
    await desk.does("mei", dnd(number))
    await desk.stack.set_clock(START + 30 * MINUTE)
    assert await asked(desk, number, "served") == 1
    await desk.does("li", may_enter(number, done=True, note="可以"))
    await desk.stack.set_clock(START + 31 * MINUTE - MICROSECOND)
    assert await asked(desk, number, "served") == 1
    await desk.stack.set_clock(START + 31 * MINUTE)
    assert await asked(desk, number, "served") == 2


@pytest.mark.rule("HK-05")
async def test_the_minute_for_repeating_it_stands_still_too(desk: Desk) -> None:
    number = await wished(desk)
    await desk.stack.set_clock(START + 30 * SECOND)
    await desk.does("li", dnd(number))
    await desk.stack.set_clock(START + 20 * MINUTE)
    assert await missed(desk, number) == {}
    await desk.does("li", ResumeOrder(number=number))
    await desk.stack.set_clock(START + 20 * MINUTE + 30 * SECOND - MICROSECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(START + 20 * MINUTE + 30 * SECOND)
    assert await missed(desk, number) == {"received": []}


@pytest.mark.rule("HK-05")
async def test_a_guest_who_is_out_is_not_asked_by_phone(desk: Desk) -> None:
    number = await wished(desk, ("mei", "received"))
    await desk.stack.set_clock(START + MINUTE)
    before = await standing(desk, number)
    await desk.refuses("mei", dnd(number, "noise"), status=422, says="no cause")
    await desk.refuses("he", dnd(number), status=403)
    assert await standing(desk, number) == before
    await desk.does("mei", dnd(number, "guest_out"))
    await desk.stack.set_clock(START + 2 * HOUR)
    assert await desk.events(CheckDue, number) == []
