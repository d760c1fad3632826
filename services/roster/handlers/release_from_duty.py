"""The duty manager lets an unrelieved person go."""

from chassis.work import Work
from contracts.problems import Forbidden
from contracts.roster import HandoverReceipt, ReleaseFromDuty
from services.roster.handlers.close_handover import Closing, close_handover, handover_to_close


async def release_from_duty(command: ReleaseFromDuty, work: Work) -> HandoverReceipt:
    """The releaser takes over what is held; the log must be complete all the same. Rule PD-15."""
    roles = work.playbook.handover.released_by
    if not work.person.has(roles):
        raise Forbidden(f"a person is released from duty by {', '.join(roles)}")
    handover, log = await handover_to_close(command.handover_id, work)
    if work.actor == handover.outgoing:
        raise Forbidden("nobody releases themselves from duty")
    closed = log.closed("released")
    await close_handover(handover, closed, Closing(work.actor, command.reason, released_by=work.actor), work)
    return HandoverReceipt(handover_id=handover.id, state=closed.state)
