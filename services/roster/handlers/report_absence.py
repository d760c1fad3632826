"""Somebody will be away."""

from chassis.work import Work
from contracts.problems import Forbidden
from contracts.roster import AbsenceApproved, AbsenceReceipt, AbsenceRecorded, ReportAbsence
from services.roster.domain.absences import Absence, check_no_other, check_report
from services.roster.handlers import telling
from services.roster.handlers.absence_begins import follow
from services.roster.handlers.name_uncovered import name_uncovered, uncovered_by
from services.roster.handlers.permissions import is_manager
from services.roster.repository import absences as repository
from services.roster.repository import shifts as shift_repository


async def report_absence(command: ReportAbsence, work: Work) -> AbsenceReceipt:
    """For oneself, or by a manager for another, which approves it. Rule TH-11."""
    actor = command.actor or work.actor
    by_manager = actor != work.actor
    if by_manager and not is_manager(work):
        raise Forbidden("only managers report the absence of somebody else", errors={"actor": "leave it out"})
    work.colleague(actor, "actor")
    today = work.playbook.calendar.local_date(work.now)
    check_report(command, work.playbook, today, by_manager=by_manager)
    await shift_repository.lock_staff(work.store, work.site)
    check_no_other(command, await repository.absences_of(work.store, work.site, actor))
    kind = work.playbook.rota.absences[command.kind] if work.playbook.rota else None
    approved = by_manager or (kind is not None and not kind.needs_approval)
    absence = Absence(
        id=work.new_id(),
        actor=actor,
        first_day=command.first_day,
        last_day=command.last_day,
        kind=command.kind,
        state="approved" if approved else "asked",
        reason=command.reason,
        reported_by=work.actor,
        reported_at=work.now,
        decided_by=work.actor if by_manager else None,
        decided_at=work.now if approved else None,
    )
    repository.add_absence(work.store, work.site, absence)
    work.announce(
        AbsenceRecorded(
            absence_id=absence.id,
            actor=actor,
            first_day=absence.first_day,
            last_day=absence.last_day,
            kind=absence.kind,
            state=absence.state,
            recipients=telling.managers(work, but=[actor]),
        )
    )
    return await approved_now(absence, work) if approved else receipt(absence, [])


async def approved_now(absence: Absence, work: Work) -> AbsenceReceipt:
    """It counts: announced, followed to its end, and what it leaves uncovered named."""
    calendar = work.playbook.calendar
    work.announce(
        AbsenceApproved(
            absence_id=absence.id,
            actor=absence.actor,
            first_day=absence.first_day,
            last_day=absence.last_day,
            starts_at=absence.starts(calendar),
            ends_at=absence.ends(calendar),
            kind=absence.kind,
            recipients=telling.each_of([absence.actor], work),
        )
    )
    shifts = await uncovered_by(absence, work)
    await name_uncovered(shifts, work)
    await follow(absence, work)
    return receipt(absence, [shift.id for shift in shifts])


def receipt(absence: Absence, uncovered: list[str]) -> AbsenceReceipt:
    return AbsenceReceipt(
        absence_id=absence.id,
        state=absence.state,
        first_day=absence.first_day,
        last_day=absence.last_day,
        uncovered=uncovered,
    )
