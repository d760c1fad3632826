"""Forty percent a brand and month: reported, and warned of while it can still be made up."""

from decimal import Decimal

import pytest

from contracts.followup import (
    CallbackScheduled,
    CoverageReported,
    CoverageShort,
    CoverageView,
    GetCoverage,
    SegmentCoverage,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import calls, fresh_month, joins


async def coverage(desk: Desk, segment: str) -> SegmentCoverage:
    view: CoverageView = await desk.ask("sun", GetCoverage())
    return next(row for row in view.rows if row.segment == segment)


async def came(desk: Desk, brand: str, customers: int) -> list[CallbackScheduled]:
    return [await joins(desk, brand, customer=customer) for customer in range(1, customers + 1)]


def hundredths(percent: str) -> Decimal:
    return Decimal(percent.removesuffix("%"))


@pytest.mark.rule("TH-21")
async def test_a_shortfall_is_warned_of_with_its_pace_until_enough_calls_succeeded(desk: Desk) -> None:
    await fresh_month(desk)
    made = await came(desk, "gotone", 8)
    await desk.at("09:00", day=4)
    await calls(desk, made[0])
    await desk.at("08:30", day=8)
    assert not await desk.events(CoverageShort), "the playbook warns from the tenth on"
    await desk.at("08:30", day=9)
    short = await desk.event(CoverageShort)
    assert (short.segment, short.accepted, short.done, short.open_calls) == ("gotone", 8, 1, 7)
    assert (short.share, short.coverage, short.reachable) == ("40.00%", "12.50%", True)
    # At today's pace the month ends about where it stands, far from the quota.
    assert Decimal(10) < hundredths(short.at_pace) < Decimal(15)
    assert short.needed == (await coverage(desk, "gotone")).needed > 2
    assert {person.role for person in short.recipients} == {"hall_manager", "duty_manager"}

    await desk.at("09:00", day=9)
    for call in made[1:4]:
        await calls(desk, call, means="visit")
    row = await coverage(desk, "gotone")
    assert (row.done, row.coverage, row.late, row.means) == (4, "50.00%", 3, {"phone": 1, "visit": 3})
    await desk.at("08:30", day=10)
    assert row.state == "on_course"
    assert len(await desk.events(CoverageShort)) == 1


@pytest.mark.rule("TH-21")
async def test_what_can_no_longer_be_made_up_is_said(desk: Desk) -> None:
    await fresh_month(desk)
    made = await came(desk, "gotone", 2)
    for call in made:
        await desk.at("09:00", day=4)
        await calls(desk, call)
    # M-Zone customers of the 25th cannot be called before the month has ended.
    await desk.at("09:00", day=24)
    await came(desk, "mzone", 3)
    await desk.at("08:30", day=25)
    (lost,) = await desk.events(CoverageShort)
    assert (lost.segment, lost.accepted, lost.done, lost.open_calls) == ("mzone", 3, 0, 0)
    assert (lost.at_pace, lost.reachable) == ("0.00%", False)
    assert (await coverage(desk, "mzone")).state == "out_of_reach"
    assert (await coverage(desk, "gotone")).state == "certain"


@pytest.mark.rule("TH-21")
async def test_coverage_is_reported_weekly_and_for_the_month_that_is_over(desk: Desk) -> None:
    await fresh_month(desk)
    made = await came(desk, "gotone", 5)
    await desk.at("10:00", day=4)
    for call in made[:2]:
        await calls(desk, call)
    friday = (4 - desk.start.weekday()) % 7 or 7
    await desk.at("18:00", day=friday + 7)
    weekly = [report for report in await desk.events(CoverageReported) if report.report == "weekly"]
    assert weekly[-1].rows[0].coverage == "40.00%"
    assert [row.segment for row in weekly[-1].rows] == ["gotone", "easyown", "mzone"]
    assert {person.role for person in weekly[-1].recipients} == {"hall_manager"}
    month = desk.start.strftime("%Y-%m")
    await fresh_month(desk)
    monthly = [report for report in await desk.events(CoverageReported) if report.report == "monthly"]
    (gotone, *_) = monthly[-1].rows
    assert (monthly[-1].month, gotone.accepted, gotone.done, gotone.state) == (month, 5, 2, "certain")
    assert {person.role for person in monthly[-1].recipients} == {"hall_manager", "hall_administrator"}
