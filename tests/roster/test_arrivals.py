"""Ten to fifteen minutes before the shift, on both databases."""

from datetime import date, timedelta

import pytest

from contracts.playbook.handover import Arrival
from contracts.roster import ArrivedLate, ListSignIns, PlannedShift, PublishRoster, RegisterStaff, SignIn
from services.roster.domain.arrivals import standing_of
from tests.roster.handover_desk import DeskFor, at, hall, refused

START = at("22T09:00")
ARRIVAL = Arrival(at_least=timedelta(minutes=10), at_most=timedelta(minutes=15))


@pytest.mark.rule("TH-13")
@pytest.mark.parametrize(
    ("before", "standing"),
    [
        (timedelta(minutes=15, seconds=1), "early"),
        (timedelta(minutes=15), "in_time"),
        (timedelta(minutes=10), "in_time"),
        (timedelta(minutes=9, seconds=59), "late"),
        (timedelta(0), "late"),
        (timedelta(minutes=-5), "late"),
    ],
)
def test_when_somebody_is_in_time(before: timedelta, standing: str) -> None:
    assert standing_of(START, START - before, ARRIVAL, START) == (standing, int(before.total_seconds()))


def test_without_an_arrival_in_the_playbook_the_start_counts() -> None:
    assert standing_of(START, START, None, START) == ("in_time", 0)
    assert standing_of(START, START + timedelta(seconds=1), None, START) == ("late", -1)


def test_who_is_not_there_is_awaited_until_the_start() -> None:
    assert standing_of(START, None, ARRIVAL, START - timedelta(seconds=1)) == ("awaited", None)
    assert standing_of(START, None, ARRIVAL, START) == ("missing", None)


@pytest.mark.rule("TH-13")
async def test_sign_ins_are_recorded_and_late_ones_reported(desk_for: DeskFor) -> None:
    desk = await hall(desk_for)
    desk.take(ArrivedLate)
    planned = [PlannedShift(staff="zhao", post="counter_3", starts_at=START, ends_at=at("22T14:00"))]
    await desk.send("sun", PublishRoster(day=date(2026, 11, 22), shifts=planned))
    rows = (await desk.ask("sun", ListSignIns(day=date(2026, 11, 22)))).rows
    assert [(row.standing, row.seconds_before) for row in rows] == [("awaited", None)]
    desk.clock.set(START - timedelta(minutes=9, seconds=59))
    await desk.send("zhao", SignIn())
    late = desk.take(ArrivedLate)
    assert [(e.staff, e.seconds_before, [r.actor for r in e.recipients]) for e in late] == [
        ("zhao", 599, ["chen", "deng"])
    ]
    rows = (await desk.ask("sun", ListSignIns(day=date(2026, 11, 22)))).rows
    assert [(row.standing, row.seconds_before, row.name) for row in rows] == [("late", 599, "ZHAO")]
    assert (await refused(desk.ask("li", ListSignIns(day=date(2026, 11, 22))))).status == 403


async def test_a_desk_that_does_not_ask_for_it_is_not_told(desk_for: DeskFor) -> None:
    desk = await desk_for("roster")
    await desk.send("admin", RegisterStaff(actor="li", name="li", roles=["clerk"], department="desk"))
    planned = PlannedShift(staff="li", post="front_desk", starts_at=at("21T09:00"), ends_at=at("21T14:00"))
    await desk.send("admin", PublishRoster(day=date(2026, 11, 21), shifts=[planned]))
    await desk.send("li", SignIn())
    assert desk.take(ArrivedLate) == []
