"""The month's roster: published to all staff by the 26th, summed up by the 30th, told daily when late."""

import asyncio
from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest

from contracts.problems import Problem
from contracts.roster import (
    AcceptSwap,
    ApproveSwap,
    AskSwap,
    DraftMonth,
    DraftShift,
    GetMonth,
    GetMonthSummary,
    ListShifts,
    MonthDueSoon,
    MonthLate,
    MonthPublished,
    MonthSummarised,
    PublishMonth,
    ReplaceShift,
    RosterChanged,
    SendMonthSummary,
    SignIn,
    SwapApproved,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.hall import PEOPLE


def after(first: datetime) -> str:
    """The month after that of ``first``."""
    return f"{first + timedelta(days=31):%Y-%m}"


def shift(month: str, day: int, staff: str, pattern: str = "early", post: str = "counter_1") -> DraftShift:
    return DraftShift(post=post, staff=staff, day=date.fromisoformat(f"{month}-{day:02}"), pattern=pattern)


async def publish(desk: Desk, month: str, *shifts: DraftShift) -> None:
    await desk.does("chen", DraftMonth(month=month, shifts=list(shifts) or [shift(month, 1, "li")]))
    await desk.does("sun", PublishMonth(month=month))


async def shift_ids(desk: Desk, month: str) -> list[str]:
    """Of the month's shifts, by time."""
    people = (await desk.ask("sun", GetMonth(month=month))).people
    cells = sorted((cell.starts_at, str(cell.shift_id)) for person in people for cell in person.cells)
    return [shift_id for _, shift_id in cells]


async def late(desk: Desk, task: str, month: str) -> list[int]:
    """How often it was raised that it is late, each time to the hall manager alone."""
    found = [event for event in await desk.events(MonthLate) if (event.task, event.month) == (task, month)]
    assert all([told.actor for told in event.recipients] == ["sun"] for event in found)
    return [event.times for event in found]


@pytest.mark.rule("TH-01", "TH-02")
async def test_roster_and_summary_reach_everybody_by_the_26th_and_hall_administration_by_the_30th(desk: Desk) -> None:
    first = await desk.fresh_month()
    month, following = f"{first:%Y-%m}", after(first)
    await publish(desk, month, shift(month, 1, "li"), shift(month, 2, "wang"))
    await desk.at("08:20")
    await desk.does("li", SignIn())
    await desk.refuses("sun", SendMonthSummary(month=month), status=409, says="is sent from")
    await desk.refuses("sun", PublishMonth(month=following), status=409, says="no draft")
    await desk.does(
        "chen", DraftMonth(month=following, shifts=[shift(following, 1, "li"), shift(following, 3, "zhao")])
    )
    await desk.refuses("li", PublishMonth(month=following), status=403)
    await desk.refuses("li", GetMonth(month=following, draft=True), status=403)
    assert not (await desk.ask("li", GetMonth(month=following))).people

    await desk.at("23:59:59", day=25)
    await desk.does("sun", PublishMonth(month=following))
    published = (await desk.events(MonthPublished))[-1]
    assert (published.month, {told.actor for told in published.recipients}) == (following, set(PEOPLE))
    seen = await desk.ask("hui", GetMonth(month=following))
    assert [(person.actor, person.cells[0].pattern) for person in seen.people] == [("li", "early"), ("zhao", "early")]
    assert not seen.publish_late

    await desk.at("23:59:59", day=29)
    await desk.refuses("li", SendMonthSummary(month=month), status=403)
    await desk.does("sun", SendMonthSummary(month=month, note="一切正常"))
    sent = await desk.event(MonthSummarised)
    assert [(told.actor, told.role) for told in sent.recipients] == [("ting", "hall_administrator")]
    read = await desk.ask("ting", GetMonthSummary(month=month))
    rows = {
        person.actor: (person.shifts, person.sign_ins, person.late_seconds, person.missed) for person in read.people
    }
    assert rows == {"li": (1, 1, 300, 0), "wang": (1, 0, 0, 1)}
    await desk.at("12:00", day=32)
    assert await late(desk, "publish", following) == []
    assert await late(desk, "summarise", month) == []


@pytest.mark.rule("TH-01", "TH-02")
async def test_a_roster_that_is_late_is_raised_to_the_hall_manager_every_day_until_published(desk: Desk) -> None:
    month = after(await desk.fresh_month())
    await desk.at("23:59:59", day=25)
    soon = [event for event in await desk.events(MonthDueSoon) if (event.task, event.month) == ("publish", month)]
    assert {told.actor for told in soon[-1].recipients} == {"chen", "deng", "sun", "ting"}
    assert await late(desk, "publish", month) == []
    await desk.at("00:00:00", day=26)
    assert await late(desk, "publish", month) == [1]
    await desk.at("23:59:59", day=26)
    assert await late(desk, "publish", month) == [1]
    await desk.at("00:00:00", day=27)
    assert await late(desk, "publish", month) == [1, 2]
    await publish(desk, month)
    await desk.at("12:00", day=29)
    assert await late(desk, "publish", month) == [1, 2]
    assert (await desk.ask("sun", GetMonth(month=month))).publish_late


@pytest.mark.rule("TH-01")
async def test_three_faults_in_a_month_are_named_by_their_paths_and_nothing_is_published(desk: Desk) -> None:
    month = "2026-12"
    shifts = [shift(month, day, "li") for day in range(1, 32)]
    shifts[2] = shift(month, 3, "hui")
    shifts[8] = shift(month, 9, "li", post="key_counter")
    shifts.append(shift(month, 20, "li", "late", "counter_2"))
    await desk.does("chen", DraftMonth(month=month, shifts=shifts))
    problem = await desk.refuses("sun", PublishMonth(month=month), status=422, says="3 faults")
    assert list(problem.errors) == ["shifts.2.staff", "shifts.8.staff", "shifts.31.staff"]
    assert "hui is not clerk" in problem.errors["shifts.2.staff"]
    assert "li lacks key_accounts" in problem.errors["shifts.8.staff"]
    assert "overlapping" in problem.errors["shifts.31.staff"]
    assert not (await desk.ask("li", ListShifts())).rows


@pytest.mark.rule("TH-01")
async def test_what_was_published_stays_readable_and_each_later_change_is_announced(desk: Desk) -> None:
    month = "2026-12"
    await publish(desk, month, shift(month, 1, "li"), shift(month, 2, "wang"))
    first, second = await shift_ids(desk, month)
    await desk.does("sun", ReplaceShift(shift_id=first, staff="zhao", reason="李敏请假"))
    asked = await desk.does("wang", AskSwap(shift_id=second, colleague="li"))
    await desk.does("li", AcceptSwap(swap_id=asked.swap_id))
    await desk.refuses("wang", ApproveSwap(swap_id=asked.swap_id), status=403)
    await desk.does("chen", ApproveSwap(swap_id=asked.swap_id))

    changes = await desk.events(RosterChanged)
    said = [(c.because, c.old and c.old.staff, c.new and c.new.staff) for c in changes]
    assert said == [("replaced", "li", "zhao"), ("swapped", "wang", "li")]
    assert [[told.actor for told in change.recipients] for change in changes] == [["li", "zhao"], ["li", "wang"]]
    as_published = await desk.ask("li", GetMonth(month=month, roster_version=1))
    assert [person.actor for person in as_published.people] == ["li", "wang"]
    assert [change.because for change in as_published.changes] == ["replaced", "swapped"]
    assert [person.actor for person in (await desk.ask("li", GetMonth(month=month))).people] == ["li", "zhao"]


@pytest.mark.rule("TH-01")
@pytest.mark.everywhere
async def test_two_managers_approve_a_swap_at_once_and_exactly_one_wins(desk: Desk) -> None:
    month = "2026-12"
    await publish(desk, month, shift(month, 1, "li"))
    (only,) = await shift_ids(desk, month)
    asked = await desk.does("li", AskSwap(shift_id=only, colleague="wang"))
    await desk.does("wang", AcceptSwap(swap_id=asked.swap_id))
    approve = ApproveSwap(swap_id=asked.swap_id)
    outcomes = await asyncio.gather(*(desk.send(who, approve) for who in ("chen", "sun")), return_exceptions=True)
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Problem)]
    assert lost.status == 409
    assert "was approved by" in lost.detail
    await desk.event(SwapApproved)
    await desk.event(RosterChanged)


@pytest.mark.rule("TH-02")
async def test_februarys_summary_is_due_on_its_last_day_and_raised_every_day_until_sent(desk: Desk) -> None:
    first = await desk.fresh_month(2)
    month = f"{first:%Y-%m}"
    due = monthrange(first.year, first.month)[1]
    await desk.at("23:59:59", day=due - 1)
    assert await late(desk, "summarise", month) == []
    for day, times in ((0, [1]), (1, [1, 2])):
        await desk.at("00:00:00", day=due + day)
        assert await late(desk, "summarise", month) == times
    await desk.does("sun", SendMonthSummary(month=month))
    await desk.at("12:00", day=due + 3)
    assert await late(desk, "summarise", month) == [1, 2]
