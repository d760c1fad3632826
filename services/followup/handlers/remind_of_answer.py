"""A customer who wanted to think is asked again."""

from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.followup import AnswerDue
from services.followup.repository import retention


async def remind_of_answer(timer: Timer, work: Work) -> None:
    """Tell whoever serves the case by now, unless it is closed or the customer has answered. Rule TH-30."""
    case = await retention.case_by_id(work.store, work.site, timer.data["case_id"])
    if case is None or not case.open:
        return
    offers = (await retention.offers_of(work.store, [case.id]))[case.id]
    offer = next((one for one in offers if one.offer_id == timer.data["offer_id"]), None)
    if offer is None or offer.answer != "thinking" or offer.until is None or offer.until > work.now:
        return
    person = work.staff.get(case.assignee)
    told = [Recipient(actor=person.actor, role="assignee", on_duty=person.on_duty)] if person else []
    event = AnswerDue(case_id=case.id, number=case.number, offer_id=offer.offer_id, offer=offer.name, recipients=told)
    work.announce(event, number=case.number or "")
