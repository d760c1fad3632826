"""The views of shifts and duty."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chassis.directory import Person
from chassis.paging import read_cursor, write_cursor
from chassis.work import Work
from contracts.problems import Invalid, NotFound
from contracts.roster import DutyRow, DutyView, ListShifts, ShiftPage, ShiftRow, WhoIsOnDuty
from services.roster.domain.shifts import Shift
from services.roster.repository import handovers as handover_repository
from services.roster.repository import shifts as repository


async def who_is_on_duty(query: WhoIsOnDuty, work: Work) -> DutyView:
    """Everybody signed in, optionally of one role or department."""
    handed = {handover.shift_id for handover in await handover_repository.open_handovers(work.store, work.site)}
    shifts = await repository.running_shifts(work.store, work.site)
    people = work.staff.people
    known = [(shift, people[shift.staff]) for shift in shifts if shift.staff in people]
    rows = [_duty(shift, person, shift.id in handed) for shift, person in known if _asked(query, person)]
    return DutyView(at=work.now, rows=rows)


def _asked(query: WhoIsOnDuty, person: Person) -> bool:
    return query.role in (None, *person.roles) and query.department in (None, person.department)


def _duty(shift: Shift, person: Person, in_handover: bool) -> DutyRow:
    return DutyRow(
        actor=shift.staff,
        name=person.name,
        roles=sorted(person.roles),
        department=person.department,
        post=shift.post,
        shift_id=shift.id,
        since=shift.signed_in_at or shift.starts_at,
        until=shift.ends_at,
        in_handover=in_handover,
        confirmed=list(shift.confirmed),
    )


async def list_shifts(query: ListShifts, work: Work) -> ShiftPage:
    """Shifts as they stand now; with ``roster_version`` those of a day as published then."""
    if query.roster_version is not None:
        return await _as_published(query, query.roster_version, work)
    found = await repository.page_of_shifts(work.store, work.site, query)
    return _page([_row(shift, work.staff.people) for shift in found], query.limit)


async def _as_published(query: ListShifts, version: int, work: Work) -> ShiftPage:
    if query.day is None:
        raise Invalid("which day?", errors={"day": "a version is one of a day"})
    published = await repository.published_shifts(work.store, work.site, query.day, version)
    if published is None:
        raise NotFound(f"{query.day} was never published in version {version}", errors={"roster_version": "unknown"})
    now = {shift.id: shift for shift in await repository.shifts_of_day(work.store, work.site, query.day)}
    shifts = [_planned(shift, query.day, version, now) for shift in published]
    rows = sorted((_row(shift, work.staff.people) for shift in shifts), key=lambda row: (row.starts_at, row.shift_id))
    if query.staff is not None:
        rows = [row for row in rows if row.staff == query.staff]
    if query.cursor is not None:
        after = read_cursor(query.cursor)
        rows = [row for row in rows if (row.starts_at, row.shift_id) > after]
    return _page(rows, query.limit)


def _planned(published: dict[str, Any], day: date, version: int, now: dict[str, Shift]) -> Shift:
    shift = Shift(
        published["shift_id"],
        day,
        version,
        published["post"],
        published["staff"],
        datetime.fromisoformat(published["starts_at"]),
        datetime.fromisoformat(published["ends_at"]),
    )
    later = now.get(shift.id)
    return later if later is not None and later.plan == shift.plan else shift


def _page(rows: list[ShiftRow], limit: int) -> ShiftPage:
    shown = rows[:limit]
    more = write_cursor(shown[-1].starts_at, shown[-1].shift_id) if len(rows) > limit else None
    return ShiftPage(rows=shown, next=more)


def _row(shift: Shift, people: Mapping[str, Person]) -> ShiftRow:
    return ShiftRow(
        shift_id=shift.id,
        post=shift.post,
        staff=shift.staff,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        state=shift.state,
        signed_in_at=shift.signed_in_at,
        late_seconds=shift.late_seconds,
        version=shift.version,
        name=people[shift.staff].name if shift.staff in people else "",
        confirmed=list(shift.confirmed),
    )
