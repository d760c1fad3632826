"""The outgoing person confirms the compiled log and adds to it."""

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.problems import Conflict, Forbidden
from contracts.roster import HandoverReceipt, HandoverReviewed, ReviewHandover
from services.roster.domain.handover import OWN
from services.roster.handlers.handover_log import find_log, note_step
from services.roster.repository import handovers as handover_repository


async def review_handover(command: ReviewHandover, work: Work) -> HandoverReceipt:
    """Remarks, ad-hoc matters, and how each topic of the post stands. Rule TH-10."""
    handover, before = await find_log(command.handover_id, work)
    if work.actor != handover.outgoing:
        raise Forbidden(f"this handover is {handover.outgoing}'s, who alone reviews it")
    if handover.kind == "stand_in":
        raise Conflict("nobody reviews what B holds for A; it is reviewed when it is handed back")
    log = before.reviewed_with(command.topics)
    for matter in command.ad_hoc:
        item = HandoverItem(
            kind="ad_hoc", reference=work.new_id(), title=matter.title, state="open", reason=matter.note
        )
        log = log.noted(item)
    if command.ad_hoc:
        handover_repository.keep_report(work.store, work.site, handover.id, log, OWN)
    remarks = command.remarks or handover.remarks
    said = {"reviewed_at": work.now, "remarks": remarks, "topics": dict(log.topics), "item_count": len(log.items)}
    await handover_repository.change_handover(work.store, handover.id, state=log.state, **said)
    note_step(handover.id, "reviewed", work, command.remarks or "")
    work.announce(
        HandoverReviewed(
            handover_id=handover.id, outgoing=handover.outgoing, topics=dict(log.topics), remarks=command.remarks
        )
    )
    return HandoverReceipt(handover_id=handover.id, state=log.state)
