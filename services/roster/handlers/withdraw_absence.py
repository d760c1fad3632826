"""An absence is called off, or ends early."""

from dataclasses import replace

from chassis.work import Work
from contracts.problems import Forbidden
from contracts.roster import AbsenceReceipt, AbsenceWithdrawn, WithdrawAbsence
from services.roster.domain.absences import last_day_when_back
from services.roster.handlers import telling
from services.roster.handlers.absence_begins import begin_timer_id, end, end_timer_id
from services.roster.handlers.decide_absence import absence_to_change
from services.roster.handlers.permissions import is_manager
from services.roster.handlers.report_absence import receipt
from services.roster.repository import absences as repository


async def withdraw_absence(command: WithdrawAbsence, work: Work) -> AbsenceReceipt:
    """By the person or a manager. One that began on an earlier day ends, and the person is back today. TH-11."""
    absence = await absence_to_change(command.absence_id, work)
    if work.actor != absence.actor and not is_manager(work):
        raise Forbidden(f"{absence.actor} or a manager withdraws this absence")
    today = work.playbook.calendar.local_date(work.now)
    last_day = last_day_when_back(absence, today)
    ended = replace(absence, last_day=last_day) if last_day else replace(absence, state="withdrawn")
    values = {"state": ended.state, "last_day": ended.last_day.isoformat(), "decision_reason": command.reason}
    await repository.change_absence(work.store, absence.id, **values)
    for timer_id in (begin_timer_id(absence.id), end_timer_id(absence.id)):
        await work.cancel_timer(timer_id)
    told = telling.each_of([absence.actor], work) + telling.managers(work, but=[absence.actor])
    work.announce(
        AbsenceWithdrawn(
            absence_id=absence.id,
            actor=absence.actor,
            first_day=absence.first_day,
            last_day=last_day,
            was_approved=absence.state == "approved",
            recipients=[each for each in told if each.actor != work.actor],
        )
    )
    if absence.is_running:
        await end(ended, work)
    return receipt(ended, [])
