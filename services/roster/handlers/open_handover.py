"""The outgoing person opens the handover of the running shift."""

from chassis.work import Work
from contracts.problems import Conflict, Invalid
from contracts.roster import HandoverOpened, HandoverReceipt, OpenHandover
from services.roster.domain.shifts import Shift, may_hold
from services.roster.handlers.handover_timers import set_handover_timers
from services.roster.repository import handovers as handover_repository
from services.roster.repository import shifts as repository
from services.roster.repository.handovers import Handover


async def open_handover(command: OpenHandover, work: Work) -> HandoverReceipt:
    """The four other services answer with what the person holds. Rules PD-06, PD-15."""
    shift = await repository.running_shift(work.store, work.site, work.actor)
    if shift is None:
        raise Conflict(f"{work.actor} is not on duty; only a running shift is handed over (roster.sign_in)")
    for other in await handover_repository.open_handovers(work.store, work.site):
        if other.shift_id == shift.id:
            raise Conflict(f"the handover of this shift is open already: {other.id}")
    _must_be_fit(command.incoming, shift, work)
    handover = _new(command, shift, work)
    handover_repository.add_handover(work.store, work.site, handover)
    set_handover_timers(handover.id, shift.ends_at, work)
    work.announce(
        HandoverOpened(
            handover_id=handover.id,
            shift_id=shift.id,
            post=shift.post,
            outgoing=work.actor,
            incoming=command.incoming,
        )
    )
    return HandoverReceipt(handover_id=handover.id, state="opened")


def _must_be_fit(incoming: str | None, shift: Shift, work: Work) -> None:
    if incoming is None:
        return
    if incoming == work.actor:
        raise Invalid("nobody hands over to themselves", errors={"incoming": "name somebody else, or nobody"})
    if not may_hold(work.playbook, shift.post, work.colleague(incoming, "incoming").roles):
        role = work.playbook.posts[shift.post].role
        raise Invalid(
            f"{incoming} cannot take over the post {shift.post}", errors={"incoming": f"name somebody who is {role}"}
        )


def _new(command: OpenHandover, shift: Shift, work: Work) -> Handover:
    return Handover(
        id=work.new_id(),
        shift_id=shift.id,
        post=shift.post,
        outgoing=work.actor,
        incoming=command.incoming,
        state="opened",
        opened_at=work.now,
        completed_at=None,
        note=command.note,
        closing_note=None,
        released_by=None,
        item_count=0,
    )
