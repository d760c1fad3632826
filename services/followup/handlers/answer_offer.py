"""What a customer said to an offer."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import AnswerOffer, OfferAnswered, OfferView
from contracts.problems import Conflict, Invalid
from services.followup.handlers.open_case import keep_history
from services.followup.handlers.retention_case import answer_timer, offer_of, own_case
from services.followup.repository import retention


async def answer_offer(command: AnswerOffer, work: Work) -> Done:
    """Accepted and declined are final; who is thinking is asked again at ``until``. Rule TH-30."""
    case = await own_case(command.case_id, work)
    offer = await offer_of(case, command.offer_id, work)
    _must_fit(command, offer, work)
    await retention.change_offer(
        work.store,
        offer.offer_id,
        answer=command.answer,
        until=command.until,
        answered_at=work.now,
        answered_by=work.actor,
    )
    if command.until is not None:
        data = {"case_id": case.id, "offer_id": offer.offer_id}
        work.schedule(answer_timer(offer.offer_id), command.until, "offer_answer", data, number=case.number or "")
    elif offer.until is not None:
        await work.cancel_timer(answer_timer(offer.offer_id))
    said = command.model_dump(mode="json", include={"offer_id", "answer", "until", "note"}, exclude_none=True)
    keep_history(case.id, "answer", {"offer": offer.name, **said}, work)
    event = OfferAnswered(
        case_id=case.id,
        number=case.number,
        offer_id=offer.offer_id,
        offer=offer.name,
        answer=command.answer,
        until=command.until,
        by=work.actor,
    )
    work.announce(event, number=case.number or "")
    return Done(number=case.number)


def _must_fit(command: AnswerOffer, offer: OfferView, work: Work) -> None:
    if offer.answer in ("accepted", "declined"):
        raise Conflict(f"the customer has {offer.answer} this offer; make another with followup.make_offer")
    if (command.answer == "thinking") != (command.until is not None):
        remedy = "say until when the customer is thinking" if command.until is None else "goes with thinking alone"
        raise Invalid("the answer is not complete", errors={"until": remedy})
    if command.until is not None and command.until <= work.now:
        raise Invalid("the time to ask again is past", errors={"until": "agree a time that is still to come"})
