"""What B holds for A, from the moment the services have reported until A has it back."""

from chassis.work import Work
from contracts.roster import StandInBegan, StandInEnded
from services.roster.domain.handover import HandoverLog
from services.roster.repository import stand_ins as stand_in_repository
from services.roster.repository.handovers import Handover


async def hold_items(handover: Handover, log: HandoverLog, work: Work) -> None:
    """From now on they are B's, held for A. Rule TH-11."""
    stand_in = await stand_in_repository.stand_in_of_handover(work.store, work.site, handover.id)
    if stand_in is None:
        return
    await stand_in_repository.change_stand_in(work.store, stand_in.id, state="holding", held=log.moving)
    work.announce(
        StandInBegan(
            stand_in_id=stand_in.id,
            handover_id=handover.id,
            post=stand_in.post,
            a=stand_in.a,
            b=stand_in.b,
            items=log.moving,
        )
    )


async def items_are_back(handover: Handover, log: HandoverLog, work: Work) -> None:
    """What was still open is A's again."""
    stand_in = await stand_in_repository.stand_in_of_handover(work.store, work.site, handover.id)
    if stand_in is None:
        return
    await stand_in_repository.change_stand_in(work.store, stand_in.id, state="ended", ended_at=work.now)
    work.announce(
        StandInEnded(
            stand_in_id=stand_in.id,
            handover_id=handover.id,
            post=stand_in.post,
            a=stand_in.a,
            b=stand_in.b,
            items=len(log.moving),
        )
    )
