"""The view of a month."""

from collections.abc import Iterable, Sequence
from typing import Any

from chassis.work import Work
from contracts.problems import Forbidden, NotFound
from contracts.roster import (
    DraftShift,
    GetMonth,
    MonthCell,
    MonthPerson,
    MonthView,
    PlannedShift,
    PublishedMonth,
    ShiftChange,
)
from services.roster.domain.absences import days_away
from services.roster.domain.drafts import faults
from services.roster.domain.months import first_day, last_day, pattern_of, planned
from services.roster.domain.shifts import Shift
from services.roster.handlers.month_plan import must_have_rota, plan_of, read_draft
from services.roster.handlers.month_tasks import due_at
from services.roster.handlers.permissions import is_manager
from services.roster.repository import absences as absence_repository
from services.roster.repository import months as repository


async def show_month(query: GetMonth, work: Work) -> MonthView:
    """As it stands, as it was published, or the draft; drafts are for managers. Rule TH-01."""
    month = query.month
    must_have_rota(month, work)
    manager = is_manager(work)
    revision, drafted = await repository.draft_of(work.store, work.site, month) if manager else (0, [])
    versions = await repository.versions_of(work.store, work.site, month)
    latest = versions[-1].version if versions else 0
    view: dict[str, Any] = {"shows": "now", "version": latest, "faults": {}}
    if query.draft:
        shifts, ids = await _drafted(month, drafted, view, work, manager=manager)
        view["shows"] = "draft"
    elif query.roster_version is not None:
        shifts = [_as_stored(each) for each in _version(versions, query.roster_version).shifts]
        ids = {}
        view |= {"shows": "version", "version": query.roster_version}
    else:
        found = await repository.shifts_between(work.store, work.site, first_day(month), last_day(month))
        shifts, ids = [planned(shift) for shift in found], {}
    changes = await repository.changes_of(work.store, work.site, month)
    return MonthView(
        month=month,
        revision=revision,
        published=[_published(row) for row in versions],
        people=await _people(shifts, ids, month, work),
        changes=[_change(row) for row in changes if row.month_version >= view["version"]],
        **view,
        **await _deadlines(month, work),
    )


async def _drafted(
    month: str, drafted: Sequence[DraftShift], view: dict[str, Any], work: Work, *, manager: bool
) -> tuple[list[PlannedShift], dict[int, str]]:
    """The shifts and their draft ids by place; what is wrong with them goes into ``view``."""
    if not manager:
        raise Forbidden("a draft is for managers; ask without it", errors={"draft": "leave it out"})
    if not drafted:
        raise NotFound(f"{month} has no draft", errors={"draft": "make one with roster.draft_month"})
    shifts = read_draft(month, drafted, work)
    view["faults"] = faults((await plan_of(month, shifts, work)).plan)
    return shifts, {place: str(shift.draft_id) for place, shift in enumerate(drafted)}


def _version(versions: Sequence[Any], wanted: int) -> Any:
    for row in versions:
        if row.version == wanted:
            return row
    raise NotFound("the month was never published in this version", errors={"roster_version": "unknown"})


def _as_stored(written: dict[str, Any]) -> PlannedShift:
    return PlannedShift.model_validate(written)


def _published(row: Any) -> PublishedMonth:
    return PublishedMonth(
        version=row.version, published_at=row.published_at, published_by=row.published_by, shifts=len(row.shifts)
    )


def _change(row: Any) -> ShiftChange:
    return ShiftChange(
        changed_at=row.changed_at,
        by=row.changed_by,
        because=row.because,
        month_version=row.month_version,
        old=_as_stored(row.old) if row.old else None,
        new=_as_stored(row.new) if row.new else None,
        reason=row.reason,
    )


async def _people(shifts: Iterable[PlannedShift], ids: dict[int, str], month: str, work: Work) -> list[MonthPerson]:
    first, last = first_day(month), last_day(month)
    found = await absence_repository.absences_between(work.store, work.site, first, last)
    away = days_away(found, first, last)
    cells: dict[str, list[MonthCell]] = {}
    for place, shift in enumerate(shifts):
        day = work.playbook.calendar.local_date(shift.starts_at)
        as_shift = Shift("", day, 0, shift.post, shift.staff, shift.starts_at, shift.ends_at)
        cell = MonthCell(
            day=day,
            post=shift.post,
            pattern=pattern_of(work.playbook.rota, as_shift, work.playbook.calendar),
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            shift_id=shift.shift_id,
            draft_id=ids.get(place),
            absent=(shift.staff, day) in away,
        )
        cells.setdefault(shift.staff, []).append(cell)
    return [_person(actor, sorted(own, key=lambda cell: cell.starts_at), work) for actor, own in sorted(cells.items())]


def _person(actor: str, cells: list[MonthCell], work: Work) -> MonthPerson:
    person = work.staff.people.get(actor)
    name, department = (person.name, person.department) if person else ("", "")
    return MonthPerson(actor=actor, name=name, department=department, cells=cells)


async def _deadlines(month: str, work: Work) -> dict[str, Any]:
    publish = await repository.task_of(work.store, work.site, month, "publish")
    sent = await repository.last_summary(work.store, work.site, month)
    versions = await repository.versions_of(work.store, work.site, month)
    by, summary_by = due_at(month, "publish", work), due_at(month, "summarise", work)
    done = publish.done_at if publish is not None else None
    published = done or (versions[0].published_at if versions else None)
    sent_at = sent.sent_at if sent else None
    return {
        "publish_by": by,
        "publish_late": by is not None and (published or work.now) >= by,
        "summarise_by": summary_by,
        "summarise_late": summary_by is not None and (sent_at or work.now) >= summary_by,
        "summarised_at": sent_at,
    }
