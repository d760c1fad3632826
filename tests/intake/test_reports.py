"""Reports each business line owes the same day. Rule IR-02."""

from datetime import date, datetime, timedelta

import pytest

from contracts.intake import AmendRequest, CancelRequest, DayReports, RecordRequest, ReportMissing
from tests.harness import START, Desk
from tests.intake.cases import case_desk
from tests.intake.samples import DeskFor

SIX = START.replace(hour=18)


def report(unit: str) -> RecordRequest:
    return RecordRequest(line="report", form={"unit": unit, "content": "all well"})


async def begun(desk_for: DeskFor) -> Desk:
    desk = await case_desk(desk_for)
    await desk.run_start()
    return desk


async def at(desk: Desk, moment: datetime) -> list[tuple[str, int, list[str]]]:
    """What is announced when the clock shows ``moment``: business line, level, who is told."""
    desk.clock.set(moment)
    await desk.fire_due()
    missing = desk.take(ReportMissing)
    return [(event.business_line, event.level, [person.actor for person in event.recipients]) for event in missing]


@pytest.mark.rule("IR-02")
async def test_a_missing_report_is_reminded_then_the_head(desk_for: DeskFor) -> None:
    desk = await begun(desk_for)
    number = (await desk.send("li", report("shop"))).number
    assert await at(desk, SIX - timedelta(microseconds=1)) == []
    assert await at(desk, SIX) == [("floor", 0, ["wu"])]
    assert await at(desk, SIX + timedelta(minutes=30)) == [("floor", 1, ["hua"])]
    assert await at(desk, SIX + timedelta(minutes=60)) == [("floor", 2, ["chen"])]
    assert await at(desk, SIX + timedelta(minutes=90)) == [("floor", 2, ["chen"])]
    assert await at(desk, SIX + timedelta(hours=5)) == []
    view = await desk.ask("li", DayReports())
    floor, shop = view.rows
    assert (view.day, floor.state, floor.due_at) == (date(2026, 11, 21), "missing", SIX)
    assert [(told.level, told.to_role, told.at) for told in floor.reminders] == [
        (0, "worker", SIX),
        (1, "head_floor", SIX + timedelta(minutes=30)),
        (2, "chief", SIX + timedelta(minutes=60)),
        (2, "chief", SIX + timedelta(minutes=90)),
    ]
    assert (shop.state, shop.number, shop.by, shop.at, shop.reminders) == ("reported", number, "li", START, [])


@pytest.mark.rule("IR-02")
async def test_a_report_that_comes_after_the_reminder_ends_the_chain(desk_for: DeskFor) -> None:
    desk = await begun(desk_for)
    await desk.send("li", report("shop"))
    assert await at(desk, SIX) == [("floor", 0, ["wu"])]
    await desk.send("wu", report("floor"))
    assert await at(desk, SIX + timedelta(hours=3)) == []
    rows = (await desk.ask("li", DayReports())).rows
    assert [(row.state, row.by) for row in rows] == [("reported", "wu"), ("reported", "li")]


@pytest.mark.rule("IR-02")
async def test_each_day_counts_for_itself(desk_for: DeskFor) -> None:
    desk = await begun(desk_for)
    desk.clock.set(START.replace(hour=23, minute=59))
    for unit in ("floor", "shop"):
        await desk.send("li", report(unit))
    midnight = START.replace(day=22, hour=0, minute=0)
    desk.clock.set(midnight)
    await desk.send("li", report("shop"))
    next_six = SIX + timedelta(days=1)
    # The first day's own timer is late, and finds that all had reported that day.
    assert await at(desk, next_six - timedelta(seconds=1)) == []
    assert await at(desk, next_six) == [("floor", 0, ["wu"])]
    rows = (await desk.ask("li", DayReports(day=date(2026, 11, 21)))).rows
    assert [row.state for row in rows] == ["reported", "reported"]


async def test_what_is_asked_for_later_is_awaited(desk_for: DeskFor) -> None:
    desk = await begun(desk_for)
    rows = (await desk.ask("li", DayReports())).rows
    assert [(row.business_line, row.state) for row in rows] == [("floor", "awaited"), ("shop", "awaited")]


async def test_a_cancelled_or_corrected_report_does_not_count(desk_for: DeskFor) -> None:
    desk = await begun(desk_for)
    cancelled = (await desk.send("li", report("shop"))).number
    await desk.send("li", CancelRequest(number=cancelled, reason="wrong day"))
    corrected = (await desk.send("li", report("shop"))).number
    await desk.send("li", AmendRequest(number=corrected, form={"unit": "floor"}, reason="wrong unit"))
    assert await at(desk, SIX) == [("shop", 0, ["shen"])]


async def test_two_replicas_and_a_restart_remind_once(desk_for: DeskFor) -> None:
    one = await begun(desk_for)
    two = await begun(desk_for)
    await one.run_start()
    assert await at(one, SIX) == [("floor", 0, ["wu"]), ("shop", 0, ["shen"])]
    assert await at(two, SIX) == []
    await two.run_start()
    assert await at(two, SIX) == []
