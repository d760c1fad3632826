"""The case a command speaks of, with the refusals they share."""

from chassis.work import Work
from contracts.followup import OfferView
from contracts.problems import Conflict, Forbidden, NotFound
from services.followup.repository import retention
from services.followup.repository.retention import Case


async def open_case(case_id: str, work: Work) -> Case:
    """The open case, locked. Raises NotFound, or Conflict when it is closed."""
    case = await retention.case_by_id(work.store, work.site, case_id, to_change=True)
    if case is None:
        raise NotFound("there is no such case", errors={"case_id": "unknown; see followup.retention_cases"})
    if not case.open:
        raise Conflict(f"this case is closed: {case.outcome}; a new sign opens another", slug="case-closed")
    return case


async def own_case(case_id: str, work: Work) -> Case:
    """The open case of whoever asks. Raises Forbidden for everybody else: one person serves a customer. TH-28."""
    case = await open_case(case_id, work)
    if work.actor != case.assignee:
        remedy = "accept it first" if work.actor == case.delegated_to else "see followup.delegate_retention"
        raise Forbidden(f"this case is {case.assignee}'s; {remedy}", slug="not-the-assignee")
    return case


async def offer_of(case: Case, offer_id: str, work: Work) -> OfferView:
    """Raises NotFound."""
    offers = (await retention.offers_of(work.store, [case.id]))[case.id]
    found = next((offer for offer in offers if offer.offer_id == offer_id), None)
    if found is None:
        raise NotFound("no such offer was made in this case", errors={"offer_id": "see followup.retention_case"})
    return found


def answer_timer(offer_id: str) -> str:
    return f"answer-{offer_id}"
