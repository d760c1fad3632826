"""A month drafted, published, read by version, changed one shift at a time; on both databases."""

from datetime import date

import pytest

from contracts.roster import (
    AmendDraft,
    DraftMonth,
    DraftShift,
    GetMonth,
    ListShifts,
    MonthDrafted,
    MonthPublished,
    PlannedShift,
    PublishMonth,
    PublishRoster,
    ReplaceShift,
    RosterChanged,
    RosterPublished,
    SetSkills,
    SignIn,
    StaffLate,
)
from tests.harness import Desk
from tests.roster.month_desk import MONTH, PEOPLE, DeskFor, at, month_desk, publish, refused, shift, shift_ids


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await month_desk(desk_for)


async def test_a_draft_is_seen_by_managers_only_and_published_to_all_staff(desk: Desk) -> None:
    drafted = await desk.send("chen", DraftMonth(month=MONTH, shifts=[shift("li", 1), shift("wang", 1, "late")]))
    assert (drafted.revision, drafted.version, drafted.shifts, drafted.faults) == (1, 0, 2, {})
    assert [(event.revision, event.shifts) for event in desk.take(MonthDrafted)] == [(1, 2)]
    assert (await refused(desk.ask("li", GetMonth(month=MONTH, draft=True)))).status == 403
    assert (await desk.ask("li", GetMonth(month=MONTH))).revision == 0
    shown = await desk.ask("sun", GetMonth(month=MONTH, draft=True))
    assert [(p.actor, p.cells[0].pattern, p.cells[0].draft_id) for p in shown.people] == [
        ("li", "early", drafted.draft_ids[0]),
        ("wang", "late", drafted.draft_ids[1]),
    ]
    assert not (await desk.ask("sun", ListShifts())).rows

    receipt = await desk.send("sun", PublishMonth(month=MONTH, revision=1))
    assert (receipt.version, receipt.shifts) == (1, 2)
    event = desk.take(MonthPublished)[0]
    assert {told.actor for told in event.recipients} == set(PEOPLE)
    assert event.days == {date(2026, 12, 1): 1}
    assert [day.day for day in desk.take(RosterPublished)] == [date(2026, 12, 1)]
    assert not desk.take(RosterChanged), "a first version is no change"
    now = await desk.ask("li", GetMonth(month=MONTH))
    cells = {person.actor: person.cells[0] for person in now.people}
    assert cells["wang"].starts_at == at("12-01T12:15")
    assert cells["wang"].ends_at == at("12-01T20:15")
    assert (now.shows, now.version, now.revision) == ("now", 1, 0)


async def test_every_fault_is_named_by_its_path_and_nothing_is_published(desk: Desk) -> None:
    month = [shift("li", day) for day in range(1, 32)]
    month[3] = shift("ting", 4)
    month[10] = shift("li", 11, post="key_counter")
    month.append(shift("li", 20, "late", post="counter_2"))
    drafted = await desk.send("chen", DraftMonth(month=MONTH, shifts=month))
    problem = await refused(desk.send("sun", PublishMonth(month=MONTH)))
    assert problem.status == 422
    assert problem.errors == drafted.faults
    assert set(problem.errors) == {"shifts.3.staff", "shifts.10.staff", "shifts.31.staff"}
    assert problem.errors["shifts.3.staff"] == "2026-12-04: ting is not clerk, which the post counter_1 needs"
    assert "li lacks key_accounts" in problem.errors["shifts.10.staff"]
    assert problem.errors["shifts.31.staff"] == "2026-12-20: li has an overlapping shift in shifts.19"
    assert not (await desk.ask("sun", ListShifts())).rows
    assert not desk.take(MonthPublished)


async def test_a_post_with_skills_is_open_to_those_who_have_them(desk: Desk) -> None:
    day = date(2026, 12, 1)
    early = PlannedShift(post="key_counter", staff="li", starts_at=at("12-01T08:15"), ends_at=at("12-01T16:15"))
    one_day = PublishRoster(day=day, shifts=[early])
    assert "shifts.0.staff" in (await refused(desk.send("sun", one_day))).errors
    wrong = await refused(desk.send("sun", SetSkills(actor="li", skills=["juggling"])))
    assert "key_accounts" in wrong.errors["skills.0"]
    assert (await refused(desk.send("li", SetSkills(actor="li", skills=["key_accounts"])))).status == 403
    await desk.send("sun", SetSkills(actor="li", skills=["key_accounts"]))
    await desk.send("sun", one_day)
    assert (await publish(desk, [shift("li", 2, post="key_counter")])).shifts == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (DraftShift(post="counter_1", staff="li", day=date(2026, 12, 1), pattern="noon"), "pattern"),
        (DraftShift(post="counter_1", staff="li", pattern="early"), "day"),
        (DraftShift(post="counter_1", staff="li"), "pattern"),
        (DraftShift(post="counter_1", staff="li", day=date(2027, 1, 1), pattern="early"), "day"),
        (DraftShift(post="counter_1", staff="li", starts_at=at("11-30T08:00"), ends_at=at("11-30T12:00")), "starts_at"),
    ],
)
async def test_what_cannot_be_read_is_not_drafted(desk: Desk, wrong: DraftShift, field: str) -> None:
    problem = await refused(desk.send("chen", DraftMonth(month=MONTH, shifts=[shift("li", 1), wrong])))
    assert list(problem.errors) == [f"shifts.1.{field}"]
    assert not desk.take(MonthDrafted)


async def test_a_draft_is_amended_and_somebody_elses_change_is_not_overwritten(desk: Desk) -> None:
    first, second = (
        await desk.send("chen", DraftMonth(month=MONTH, shifts=[shift("li", 1), shift("wang", 1)]))
    ).draft_ids
    moved = shift("zhao", 2).model_copy(update={"draft_id": first})
    amended = await desk.send("sun", AmendDraft(month=MONTH, put=[moved, shift("li", 3)], drop=[second], revision=1))
    assert (amended.revision, amended.shifts, amended.draft_ids[0]) == (2, 2, first)
    stale = await refused(desk.send("chen", DraftMonth(month=MONTH, shifts=[shift("li", 1)], revision=1)))
    assert (stale.status, stale.errors["revision"]) == (409, "is 2, not 1")
    assert (await refused(desk.send("sun", PublishMonth(month=MONTH, revision=1)))).status == 409
    unknown = await refused(desk.send("sun", AmendDraft(month=MONTH, drop=["x"])))
    assert list(unknown.errors) == ["drop.0"]
    assert (await refused(desk.send("li", AmendDraft(month=MONTH, drop=[first])))).status == 403
    shown = await desk.ask("sun", GetMonth(month=MONTH, draft=True))
    assert {person.actor: person.cells[0].day.day for person in shown.people} == {"zhao": 2, "li": 3}


async def test_what_was_published_stays_readable_and_later_changes_are_announced_one_by_one(desk: Desk) -> None:
    await publish(desk, [shift("li", 1), shift("wang", 1, "late"), shift("zhao", 2)])
    ids = await shift_ids(desk)
    desk.take(RosterChanged)
    await desk.send("sun", ReplaceShift(shift_id=ids["zhao", 2], staff="li", reason="zhao is needed elsewhere"))
    replaced = desk.take(RosterChanged)[0]
    assert (replaced.shift_id, replaced.because, replaced.roster_version) == (ids["zhao", 2], "replaced", 2)
    assert replaced.old is not None
    assert replaced.new is not None
    assert (replaced.old.staff, replaced.new.staff) == ("zhao", "li")
    assert [told.actor for told in replaced.recipients] == ["li", "zhao"]

    again = PlannedShift(
        post="counter_1", staff="wang", starts_at=at("12-01T09:00"), ends_at=at("12-01T17:00"), shift_id=None
    )
    await desk.send("chen", PublishRoster(day=date(2026, 12, 1), shifts=[again]))
    changes = desk.take(RosterChanged)
    assert [(change.old and change.old.staff, change.new and change.new.staff) for change in changes] == [
        ("li", None),
        ("wang", "wang"),
    ]
    assert {change.month_version for change in changes} == {1}

    first = await desk.ask("li", GetMonth(month=MONTH, roster_version=1))
    assert {(person.actor, cell.day.day) for person in first.people for cell in person.cells} == {
        ("li", 1),
        ("wang", 1),
        ("zhao", 2),
    }
    assert [change.because for change in first.changes] == ["replaced", "published_again", "published_again"]
    now = await desk.ask("li", GetMonth(month=MONTH))
    assert {(person.actor, cell.day.day) for person in now.people for cell in person.cells} == {("wang", 1), ("li", 2)}
    assert (await refused(desk.ask("li", GetMonth(month=MONTH, roster_version=2)))).status == 404


async def test_a_month_published_again_keeps_what_has_begun_and_tells_what_differs(desk: Desk) -> None:
    await publish(desk, [shift("li", 1), shift("wang", 2), shift("zhao", 3)])
    ids = await shift_ids(desk)
    desk.clock.set(at("12-01T08:10"))
    await desk.send("li", SignIn())
    desk.take(RosterPublished)
    receipt = await publish(desk, [shift("wang", 2), shift("wang", 3)])
    assert (receipt.version, receipt.shifts) == (2, 3)
    change = desk.take(RosterChanged)[0]
    assert change.old is not None
    assert change.new is not None
    assert (change.old.staff, change.new.staff, change.day) == ("zhao", "wang", date(2026, 12, 3))
    assert [day.day.day for day in desk.take(RosterPublished)] == [3], "days that stay have no new version"
    after = await shift_ids(desk)
    assert after["li", 1] == ids["li", 1]
    assert after["wang", 2] == ids["wang", 2]
    view = await desk.ask("li", GetMonth(month=MONTH))
    assert [version.version for version in view.published] == [1, 2]
    assert not view.changes, "they belong to the version before"


async def test_a_shift_that_was_begun_or_clashes_is_not_given_to_another(desk: Desk) -> None:
    await publish(desk, [shift("li", 1), shift("wang", 1, "late")])
    ids = await shift_ids(desk)
    clash = ReplaceShift(shift_id=ids["li", 1], staff="wang", reason="ill")
    assert "overlapping" in (await refused(desk.send("sun", clash))).errors["staff"]
    wrong = ReplaceShift(shift_id=ids["li", 1], staff="ting", reason="ill")
    assert "not clerk" in (await refused(desk.send("sun", wrong))).errors["staff"]
    assert (await refused(desk.send("li", clash))).status == 403
    fits = ReplaceShift(shift_id=ids["li", 1], staff="zhao", reason="ill")
    desk.clock.set(at("12-01T08:30"))
    await desk.fire_due()
    assert [late.staff for late in desk.take(StaffLate)] == ["li"]
    await desk.send("sun", fits)
    await desk.fire_due()
    assert not desk.take(StaffLate), "whoever steps in is not late for what began before"
    await desk.send("zhao", SignIn())
    assert (await refused(desk.send("sun", clash))).status == 409
