"""The view of absences."""

from chassis.work import Work
from contracts.problems import Forbidden
from contracts.roster import AbsencePage, AbsenceRow, ListAbsences
from services.roster.domain.absences import Absence
from services.roster.handlers.name_uncovered import uncovered_by
from services.roster.handlers.permissions import is_manager
from services.roster.repository import absences as repository


async def list_absences(query: ListAbsences, work: Work) -> AbsencePage:
    """Newest first; managers see all with what they leave uncovered, others their own."""
    actor = query.actor
    if not is_manager(work):
        if actor not in (None, work.actor):
            raise Forbidden("only managers see the absences of others", errors={"actor": "leave it out"})
        actor = work.actor
    found = await repository.page_of_absences(work.store, work.site, query, actor)
    rows = [await _row(absence, work) for absence in found[: query.limit]]
    return AbsencePage(rows=rows, next=rows[-1].absence_id if len(found) > query.limit else None)


async def _row(absence: Absence, work: Work) -> AbsenceRow:
    copied = AbsenceRow.model_fields.keys() - {"absence_id", "name", "uncovered"}
    person = work.staff.people.get(absence.actor)
    return AbsenceRow(
        absence_id=absence.id,
        name=person.name if person else "",
        uncovered=[shift.id for shift in await uncovered_by(absence, work)],
        **{name: getattr(absence, name) for name in copied},
    )
