"""By when a month is published and summed up: reminded of before, told every day after. TH-01, TH-02."""

from datetime import timedelta

import pytest

from contracts.roster import (
    GetMonth,
    GetMonthSummary,
    MonthDueSoon,
    MonthLate,
    MonthSummarised,
    ReplaceShift,
    ReportAbsence,
    SendMonthSummary,
    SignIn,
)
from tests.harness import Desk
from tests.roster.month_desk import DeskFor, at, month_desk, publish, refused, shift, shift_ids

ONE_DAY = timedelta(days=1)


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await month_desk(desk_for)


async def late(desk: Desk, task: str, month: str) -> list[int]:
    await desk.fire_due()
    return [event.times for event in desk.take(MonthLate) if (event.task, event.month) == (task, month)]


async def test_the_roster_is_reminded_of_and_told_late_every_day_until_it_is_published(desk: Desk) -> None:
    desk.clock.set(at("11-23T23:59"))
    await desk.fire_due()
    assert not desk.take(MonthDueSoon)
    for moment in ("11-24T00:00", "11-26T00:00"):
        desk.clock.set(at(moment))
        await desk.fire_due()
        soon = [event for event in desk.take(MonthDueSoon) if event.task == "publish"]
        assert [(event.month, event.due_at) for event in soon] == [("2026-12", at("11-27T00:00"))]
        assert {told.actor for told in soon[0].recipients} == {"chen", "sun", "ting"}
    desk.clock.set(at("11-26T23:59"))
    assert await late(desk, "publish", "2026-12") == []
    assert not (await desk.ask("li", GetMonth(month="2026-12"))).publish_late
    for times, moment in enumerate(("11-27T00:00", "11-28T00:00", "11-29T00:00"), start=1):
        desk.clock.set(at(moment))
        assert await late(desk, "publish", "2026-12") == [times]
    assert (await desk.ask("li", GetMonth(month="2026-12"))).publish_late
    await publish(desk, [shift("li", 1)])
    for moment in ("11-30T00:00", "12-05T00:00"):
        desk.clock.set(at(moment))
        assert await late(desk, "publish", "2026-12") == []
    view = await desk.ask("li", GetMonth(month="2026-12"))
    assert (view.publish_by, view.publish_late) == (at("11-27T00:00"), True)


async def test_the_hall_manager_hears_it_whether_on_duty_or_not(desk: Desk) -> None:
    desk.clock.set(at("11-27T00:00"))
    await desk.fire_due()
    told = [event.recipients for event in desk.take(MonthLate)]
    assert [[(each.actor, each.role, each.on_duty) for each in one] for one in told] == [
        [("sun", "hall_manager", False)]
    ]


async def test_a_roster_published_in_time_is_never_late(desk: Desk) -> None:
    desk.clock.set(at("11-26T23:59"))
    await publish(desk, [shift("li", 1)])
    desk.clock.set(at("12-20T00:00"))
    assert await late(desk, "publish", "2026-12") == []


@pytest.mark.parametrize(
    ("month", "in_time", "due"),
    [
        ("2026-11", "2026-11-30T23:59", "2026-12-01T00:00"),
        ("2026-12", "2026-12-30T23:59", "2026-12-31T00:00"),
        ("2027-02", "2027-02-28T23:59", "2027-03-01T00:00"),
        ("2028-02", "2028-02-29T23:59", "2028-03-01T00:00"),
    ],
)
async def test_the_summary_is_due_on_the_30th_and_in_february_on_its_last_day(
    desk: Desk, month: str, in_time: str, due: str
) -> None:
    desk.clock.set(at(in_time))
    assert await late(desk, "summarise", month) == []
    desk.clock.set(at(due))
    assert await late(desk, "summarise", month) == [1]
    desk.clock.set(at(due) + ONE_DAY - timedelta(minutes=1))
    assert await late(desk, "summarise", month) == []
    desk.clock.set(at(due) + ONE_DAY)
    assert await late(desk, "summarise", month) == [2]
    await desk.send("sun", SendMonthSummary(month=month))
    desk.clock.set(at(due) + 5 * ONE_DAY)
    assert await late(desk, "summarise", month) == []


async def test_what_was_missed_while_nothing_ran_is_still_owed_but_no_roster_of_a_month_that_is_over(
    desk: Desk,
) -> None:
    desk.clock.set(at("2027-02-10T09:00"))
    await desk.fire_due()
    first = {(event.task, event.month): event.times for event in desk.take(MonthLate)}
    assert first == {
        ("publish", "2027-02"): 1,
        ("summarise", "2026-11"): 1,
        ("summarise", "2026-12"): 1,
        ("summarise", "2027-01"): 1,
    }


async def test_starting_again_sets_nothing_twice(desk: Desk) -> None:
    desk.clock.set(at("11-27T08:00"))
    await desk.fire_due()
    desk.take(MonthLate)
    await desk.run_start()
    assert await late(desk, "publish", "2026-12") == []
    desk.clock.set(at("11-28T00:00"))
    assert await late(desk, "publish", "2026-12") == [2]


async def test_the_summary_says_what_happened_to_each_person(desk: Desk) -> None:
    await publish(desk, [shift("li", 1), shift("wang", 1, "late"), shift("zhao", 2), shift("li", 3)])
    ids = await shift_ids(desk)
    desk.clock.set(at("12-01T08:05"))
    await desk.send("li", SignIn())
    desk.clock.set(at("12-01T12:25"))
    await desk.send("wang", SignIn())
    await desk.send("sun", ReplaceShift(shift_id=ids["zhao", 2], staff="wang", reason="zhao is ill"))
    await desk.send(
        "zhao", ReportAbsence(first_day=at("12-01T00:00").date(), last_day=at("12-02T00:00").date(), kind="sick")
    )
    early = await refused(desk.send("sun", SendMonthSummary(month="2026-12")))
    assert early.status == 409
    desk.clock.set(at("12-24T00:00"))
    assert (await refused(desk.send("li", SendMonthSummary(month="2026-12")))).status == 403
    sent = await desk.send("sun", SendMonthSummary(month="2026-12", note="quiet"))
    people = {person.actor: person for person in sent.people}
    assert set(people) == {"li", "wang", "zhao"}
    assert (people["wang"].shifts, people["wang"].sign_ins, people["wang"].missed) == (2, 1, 1)
    assert (people["wang"].late, people["wang"].late_seconds, people["wang"].changes) == (1, 600, 1)
    assert (people["zhao"].shifts, people["zhao"].absence_days, people["zhao"].changes) == (0, {"sick": 2}, 1)
    assert people["li"].planned_minutes == 2 * 8 * 60
    event = desk.take(MonthSummarised)[0]
    assert [told.actor for told in event.recipients] == ["ting"]
    assert (event.late, event.missed, event.people) == (1, 2, 3)

    desk.clock.set(at("12-25T00:00"))
    kept = await desk.ask("ting", GetMonthSummary(month="2026-12"))
    assert kept == sent
    now = await desk.ask("ting", GetMonthSummary(month="2026-12", now=True))
    assert now.sent_at is None
    assert now.until == at("12-25T00:00")
    own = await desk.ask("li", GetMonthSummary(month="2026-12"))
    assert [person.actor for person in own.people] == ["li"]
