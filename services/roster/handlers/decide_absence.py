"""A manager approves an absence or declines it."""

from dataclasses import replace

from chassis.work import Work
from contracts.problems import Invalid, NotFound
from contracts.roster import AbsenceDeclined, AbsenceReceipt, DecideAbsence
from services.roster.domain.absences import Absence, must_decide
from services.roster.handlers import telling
from services.roster.handlers.permissions import must_be_manager
from services.roster.handlers.report_absence import approved_now, receipt
from services.roster.repository import absences as repository
from services.roster.repository import shifts as shift_repository


async def absence_to_change(absence_id: str, work: Work) -> Absence:
    """Raises NotFound."""
    await shift_repository.lock_staff(work.store, work.site)
    absence = await repository.absence_by_id(work.store, work.site, absence_id)
    if absence is None:
        raise NotFound("there is no such absence", errors={"absence_id": "unknown; see roster.absences"})
    return absence


async def decide_absence(command: DecideAbsence, work: Work) -> AbsenceReceipt:
    """Never one's own; of two at once exactly one decides."""
    must_be_manager(work)
    absence = await absence_to_change(command.absence_id, work)
    must_decide(absence, work.actor)
    if not command.approve and command.reason is None:
        raise Invalid("why?", errors={"reason": "say why the absence is declined"})
    decided = replace(
        absence,
        state="approved" if command.approve else "declined",
        decided_by=work.actor,
        decided_at=work.now,
        decision_reason=command.reason,
    )
    values = {name: getattr(decided, name) for name in ("state", "decided_by", "decided_at", "decision_reason")}
    await repository.change_absence(work.store, absence.id, **values)
    if decided.state == "approved":
        return await approved_now(decided, work)
    told = telling.each_of([absence.actor], work)
    said = str(command.reason)
    work.announce(AbsenceDeclined(absence_id=absence.id, actor=absence.actor, reason=said, recipients=told))
    return receipt(decided, [])
