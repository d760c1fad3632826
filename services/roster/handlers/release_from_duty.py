"""The duty manager lets an unrelieved person go."""

from chassis.work import Work
from contracts.problems import Conflict, Forbidden
from contracts.roster import HandoverReceipt, ReleaseFromDuty
from services.roster.handlers.close_handover import Closing, close_handover
from services.roster.handlers.handover_log import find_log
from services.roster.handlers.take_over_items import keep_words


async def release_from_duty(command: ReleaseFromDuty, work: Work) -> HandoverReceipt:
    """The releaser takes over what is held; the log must be complete all the same. Rules PD-15, TH-15."""
    roles = work.playbook.handover.released_by
    if not work.person.has(roles):
        raise Forbidden(f"a person is released from duty by {', '.join(roles)}")
    handover, log = await find_log(command.handover_id, work)
    if handover.kind != "shift":
        raise Conflict("only from the duty of a shift is somebody released; this handover is acknowledged")
    if work.actor == handover.outgoing:
        raise Forbidden("nobody releases themselves from duty")
    closed = log.acknowledged(command.items).closed("released")
    keep_words(handover, command.items, work)
    await close_handover(handover, closed, Closing(work.actor, command.reason, released_by=work.actor), work)
    return HandoverReceipt(handover_id=handover.id, state=closed.state)
