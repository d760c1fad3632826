"""The daily register of first attempts that failed."""

from chassis import recurring
from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.followup import RegisterRow, RegisterSent
from services.followup.domain.parts import in_parts
from services.followup.handlers.open_case import keep_history
from services.followup.repository import retention
from services.followup.repository.retention import Case


async def send_register(timer: Timer, work: Work) -> None:
    """Send what no register had yet and what nobody has taken over; nothing when there is none. Rule TH-31."""
    book = work.playbook.retention
    if book is None:
        return
    cases = await retention.to_register(work.store, work.site)
    told: dict[str, Recipient] = {}
    for role in book.key_accounts.to:
        for person in work.staff.recipients(role):
            told.setdefault(person.actor, person)
    parts = in_parts(await register_rows(cases, work))
    for number, rows in enumerate(parts, start=1):
        event = RegisterSent(at=timer.due_at, part=number, parts=len(parts), rows=rows, recipients=list(told.values()))
        work.announce(event)
    for case in cases:
        if case.registered_at is None:
            await retention.change(work.store, case.id, registered_at=work.now)
            keep_history(case.id, "registered", {}, work)
    recurring.schedule_next(work, timer)


async def register_rows(cases: list[Case], work: Work) -> list[RegisterRow]:
    """Cases whose first attempt failed, as the register shows them."""
    ids = [case.id for case in cases]
    triggers = await retention.triggers_of(work.store, ids)
    offers = await retention.offers_of(work.store, ids)
    return [
        RegisterRow(
            case_id=case.id,
            customer=case.customer,
            number=case.number,
            segment=case.segment,
            triggers=list(dict.fromkeys(trigger.trigger for trigger in triggers[case.id])),
            failed_at=case.failed_at or case.opened_at,
            failed_by=case.failed_by or case.assignee,
            reason=case.failure or "",
            reach=case.reach or "",
            next_at=case.next_at,
            contact=case.contact,
            offers=list(dict.fromkeys(offer.name for offer in offers[case.id])),
            assignee=case.assignee,
            stage=case.stage,
            outcome=case.outcome,
        )
        for case in cases
    ]
