"""An offer of the month's guide is made to a customer."""

from chassis.work import Work
from contracts.followup import GuideOffer, MakeOffer, OfferMade, OfferReceipt, OfferView
from contracts.problems import Conflict, Invalid
from services.followup.domain.months import month_of
from services.followup.handlers.open_case import keep_history
from services.followup.handlers.retention_case import own_case
from services.followup.repository import guides, retention
from services.followup.repository.retention import Case


async def make_offer(command: MakeOffer, work: Work) -> OfferReceipt:
    """Raises Conflict without a guide for this month, Invalid for what it does not have for the segment. TH-30."""
    case = await own_case(command.case_id, work)
    month = month_of(work.playbook, work.now)
    offer = await _of_guide(command.offer, case, month, work)
    made = (await retention.offers_of(work.store, [case.id]))[case.id]
    if any(one.name == offer.name and one.answer in (None, "thinking") for one in made):
        raise Conflict(f"'{offer.name}' was offered and is not answered yet; see followup.answer_offer")
    view = OfferView(
        offer_id=work.new_id(),
        month=month,
        name=offer.name,
        title=offer.title.model_dump(),
        cost=offer.cost,
        made_at=work.now,
        made_by=work.actor,
    )
    retention.add_offer(work.store, work.site, case.id, view)
    note = {"note": command.note} if command.note is not None else {}
    keep_history(case.id, "offer", {"offer": offer.name, "offer_id": view.offer_id, "month": month, **note}, work)
    event = OfferMade(
        case_id=case.id,
        number=case.number,
        offer_id=view.offer_id,
        month=month,
        offer=offer.name,
        title=view.title,
        cost=offer.cost,
        by=work.actor,
    )
    work.announce(event, number=case.number or "")
    return OfferReceipt(offer_id=view.offer_id)


async def _of_guide(name: str, case: Case, month: str, work: Work) -> GuideOffer:
    guide = await guides.guide_of(work.store, work.site, month)
    if guide is None:
        by = ", ".join(work.playbook.retention.guide.by) if work.playbook.retention is not None else "nobody"
        said = f"there is no guide for {month}, so nothing can be offered; {by} publishes it"
        raise Conflict(f"{said} with followup.publish_retention_guide", slug="no-guide")
    possible = {offer.name: offer for offer in guide.offers if case.segment in offer.segments}
    if name not in possible:
        known = ", ".join(possible) or "none"
        said = f"the guide of {month} has for customers of segment {case.segment}: {known}"
        raise Invalid(f"'{name}' cannot be offered to this customer", errors={"offer": said})
    return possible[name]
