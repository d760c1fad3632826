"""The incoming person takes over everything in the log."""

from chassis.work import Work
from contracts.problems import Forbidden
from contracts.roster import AcknowledgeHandover, HandoverReceipt
from services.roster.domain.shifts import may_hold
from services.roster.handlers.close_handover import Closing, close_handover
from services.roster.handlers.handover_log import find_log
from services.roster.handlers.take_over_items import keep_words
from services.roster.repository.handovers import Handover


async def acknowledge_handover(command: AcknowledgeHandover, work: Work) -> HandoverReceipt:
    """By the person named, or by anyone on duty who may hold the post. Rules PD-06, PD-15, TH-10."""
    handover, log = await find_log(command.handover_id, work)
    if log.is_open:
        must_be_incoming(handover, work)
    closed = log.acknowledged(command.items).closed("completed")
    keep_words(handover, command.items, work)
    await close_handover(handover, closed, Closing(incoming=work.actor, note=command.note), work)
    return HandoverReceipt(handover_id=handover.id, state=closed.state)


def must_be_incoming(handover: Handover, work: Work) -> None:
    """Raises Forbidden."""
    if work.actor == handover.outgoing:
        raise Forbidden("nobody acknowledges the handover of their own shift; a colleague takes over")
    if handover.incoming is not None:
        if work.actor != handover.incoming:
            raise Forbidden(f"this handover is to {handover.incoming}, who alone acknowledges it")
        return
    if not work.person.on_duty:
        raise Forbidden("a handover is acknowledged by somebody on duty; sign in first with roster.sign_in")
    if not may_hold(work.playbook, handover.post, work.person.roles):
        raise Forbidden(f"{work.actor} has not the role that the post {handover.post} needs")
