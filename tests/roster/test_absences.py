"""Absences: reported, approved, begun, over; shifts left uncovered named with who could stand in. TH-11."""

from datetime import date

import pytest

from contracts.roster import (
    AbsenceApproved,
    AbsenceBegan,
    AbsenceDeclined,
    AbsenceEnded,
    AbsenceRecorded,
    AbsenceWithdrawn,
    DecideAbsence,
    DraftMonth,
    ListAbsences,
    PlannedShift,
    PublishMonth,
    PublishRoster,
    ReplaceShift,
    ReportAbsence,
    SetPost,
    ShiftUncovered,
    WithdrawAbsence,
)
from tests.harness import Desk
from tests.roster.month_desk import MONTH, DeskFor, at, month_desk, publish, refused, shift, shift_ids


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await month_desk(desk_for)


def leave(first: int = 2, last: int = 3, kind: str = "leave", actor: str | None = None) -> ReportAbsence:
    days = {"first_day": date(2026, 12, first), "last_day": date(2026, 12, last)}
    return ReportAbsence(actor=actor, kind=kind, reason="family", **days)


async def test_leave_counts_once_a_manager_has_approved_it_and_uncovers_shifts(desk: Desk) -> None:
    await publish(desk, [shift("li", 1), shift("li", 2), shift("wang", 2, "late")])
    ids = await shift_ids(desk)
    await desk.send("sun", SetPost(post="counter_1", a="li", b="zhao"))
    asked = await desk.send("li", leave())
    assert (asked.state, asked.uncovered) == ("asked", [])
    recorded = desk.take(AbsenceRecorded)[0]
    assert {told.actor for told in recorded.recipients} == {"chen", "sun", "ting"}
    assert not desk.take(ShiftUncovered)
    decide = DecideAbsence(absence_id=asked.absence_id, approve=True)
    assert (await refused(desk.send("wang", decide))).status == 403
    approved = await desk.send("chen", decide)
    assert (approved.state, approved.uncovered) == ("approved", [ids["li", 2]])
    event = desk.take(AbsenceApproved)[0]
    assert (event.starts_at, event.ends_at) == (at("12-02T00:00"), at("12-04T00:00"))
    named = desk.take(ShiftUncovered)[0]
    assert (named.shift_id, named.staff, named.suggestion) == (ids["li", 2], "li", "zhao")
    assert (await refused(desk.send("sun", decide))).status == 409
    assert (await desk.ask("sun", ListAbsences(month=MONTH))).rows[0].uncovered == [ids["li", 2]]
    await desk.send("sun", ReplaceShift(shift_id=ids["li", 2], staff="zhao", reason="leave"))
    assert (await desk.ask("sun", ListAbsences(month=MONTH))).rows[0].uncovered == []


async def test_it_begins_and_ends_at_midnight_of_the_desk(desk: Desk) -> None:
    asked = await desk.send("li", leave())
    await desk.send("chen", DecideAbsence(absence_id=asked.absence_id, approve=True))
    desk.clock.set(at("12-01T23:59"))
    await desk.fire_due()
    assert not desk.take(AbsenceBegan)
    desk.clock.set(at("12-02T00:00"))
    await desk.fire_due()
    assert [(event.actor, event.until) for event in desk.take(AbsenceBegan)] == [("li", at("12-04T00:00"))]
    desk.clock.set(at("12-03T23:59"))
    await desk.fire_due()
    assert not desk.take(AbsenceEnded)
    desk.clock.set(at("12-04T00:00"))
    await desk.fire_due()
    assert [event.actor for event in desk.take(AbsenceEnded)] == ["li"]
    over = WithdrawAbsence(absence_id=asked.absence_id)
    assert (await refused(desk.send("li", over))).status == 409


async def test_illness_and_what_a_manager_reports_counts_at_once(desk: Desk) -> None:
    desk.clock.set(at("12-02T10:00"))
    sick = await desk.send("li", leave(kind="sick"))
    assert sick.state == "approved"
    assert [event.actor for event in desk.take(AbsenceBegan)] == ["li"]
    assert (await desk.send("sun", leave(actor="wang"))).state == "approved"
    assert (await desk.send("sun", leave())).state == "asked", "a manager's own leave is another's to approve"
    own = (await desk.ask("sun", ListAbsences(actor="sun"))).rows[0].absence_id
    assert (await refused(desk.send("sun", DecideAbsence(absence_id=own, approve=True)))).status == 403
    assert (await refused(desk.send("li", leave(7, 8, actor="wang")))).status == 403


async def test_an_absence_that_ends_early_brings_the_person_back_today(desk: Desk) -> None:
    sick = await desk.send("sun", leave(1, 10, actor="li"))
    desk.clock.set(at("12-01T00:00"))
    await desk.fire_due()
    desk.take(AbsenceBegan)
    desk.clock.set(at("12-04T09:00"))
    back = await desk.send("li", WithdrawAbsence(absence_id=sick.absence_id))
    assert (back.state, back.last_day) == ("approved", date(2026, 12, 3))
    assert [(event.last_day, event.was_approved) for event in desk.take(AbsenceWithdrawn)] == [
        (date(2026, 12, 3), True)
    ]
    assert [event.actor for event in desk.take(AbsenceEnded)] == ["li"]
    desk.clock.set(at("12-11T00:00"))
    await desk.fire_due()
    assert not desk.take(AbsenceEnded), "it ended once"


async def test_one_that_was_not_approved_or_called_off_never_begins(desk: Desk) -> None:
    declined, withdrawn = [(await desk.send(who, leave())).absence_id for who in ("li", "wang")]
    no_reason = await refused(desk.send("chen", DecideAbsence(absence_id=declined, approve=False)))
    assert list(no_reason.errors) == ["reason"]
    await desk.send("chen", DecideAbsence(absence_id=declined, approve=False, reason="too few people"))
    assert [event.reason for event in desk.take(AbsenceDeclined)] == ["too few people"]
    assert (await refused(desk.send("li", WithdrawAbsence(absence_id=withdrawn)))).status == 403
    assert (await desk.send("wang", WithdrawAbsence(absence_id=withdrawn))).state == "withdrawn"
    assert (await desk.send("li", leave())).state == "asked", "the days are free again"
    desk.clock.set(at("12-05T00:00"))
    await desk.fire_due()
    assert not desk.take(AbsenceBegan)


async def test_bad_reports_name_the_field(desk: Desk) -> None:
    desk.clock.set(at("12-02T09:00"))
    assert "leave, training, sick" in (await refused(desk.send("li", leave(kind="golf")))).errors["kind"]
    assert "before first_day" in (await refused(desk.send("li", leave(4, 3)))).errors["last_day"]
    assert "is over already" in (await refused(desk.send("li", leave(1, 1)))).errors["last_day"]
    await desk.send("li", leave(5, 8))
    assert "overlaps" in (await refused(desk.send("li", leave(8, 9)))).errors["first_day"]
    assert (await refused(desk.ask("li", ListAbsences(actor="wang")))).status == 403


async def test_a_roster_made_after_the_approval_names_it_too(desk: Desk) -> None:
    await desk.send("sun", leave(actor="li"))
    drafted = await desk.send("chen", DraftMonth(month=MONTH, shifts=[shift("li", 2)]))
    assert "li is away (leave)" in drafted.faults["shifts.0.staff"]
    assert (await refused(desk.send("chen", PublishMonth(month=MONTH)))).status == 422
    day = PlannedShift(post="counter_1", staff="li", starts_at=at("12-03T08:15"), ends_at=at("12-03T16:15"))
    await desk.send("chen", PublishRoster(day=date(2026, 12, 3), shifts=[day]))
    assert [(event.staff, event.suggestion) for event in desk.take(ShiftUncovered)] == [("li", None)]
