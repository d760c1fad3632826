"""A is back: what B held for A is handed back."""

from chassis.work import Work
from contracts.problems import Conflict, Forbidden, NotFound
from contracts.roster import HandBack, StandInReceipt
from services.roster.handlers.handover_log import note_step
from services.roster.handlers.handover_timers import cancel_handover_timers
from services.roster.handlers.open_handover import begin_handover
from services.roster.repository import handovers as handover_repository
from services.roster.repository import stand_ins as stand_in_repository
from services.roster.repository.handovers import Handover
from services.roster.repository.stand_ins import StandIn


async def hand_back(command: HandBack, work: Work) -> StandInReceipt:
    """By A, B or a manager; A acknowledges the handover that this opens. Rule TH-11."""
    stand_in = await stand_in_repository.stand_in_by_id(work.store, work.site, command.stand_in_id)
    if stand_in is None:
        raise NotFound("there is no such stand-in", errors={"stand_in_id": "unknown; see roster.stand_ins"})
    if work.actor not in (stand_in.a, stand_in.b) and not (work.is_admin or work.person.has(work.playbook.managers)):
        raise Forbidden(f"{stand_in.a}, {stand_in.b} and managers have it handed back")
    if stand_in.state != "holding":
        raise Conflict(f"it is {stand_in.state}; only what is held is handed back", errors={"stand_in_id": "not held"})
    return await _open(stand_in, work)


async def hand_back_to(a: str, work: Work) -> None:
    """A is at work again. What the services have not even reported yet never left A."""
    for stand_in in await stand_in_repository.running_stand_ins(work.store, work.site, a):
        if stand_in.a == a and stand_in.state == "holding":
            await _open(stand_in, work)
        elif stand_in.a == a and stand_in.state == "beginning":
            await _withdraw(stand_in, work)


async def _open(stand_in: StandIn, work: Work) -> StandInReceipt:
    handover_id = work.new_id()
    begin_handover(
        Handover(
            id=handover_id,
            shift_id=handover_id,
            post=stand_in.post,
            outgoing=stand_in.b,
            incoming=stand_in.a,
            state="opened",
            opened_at=work.now,
            kind="hand_back",
        ),
        work,
    )
    values = {"state": "handing_back", "hand_back_id": handover_id}
    await stand_in_repository.change_stand_in(work.store, stand_in.id, **values)
    return StandInReceipt(stand_in_id=stand_in.id, state="handing_back", handover_id=handover_id)


async def _withdraw(stand_in: StandIn, work: Work) -> None:
    await handover_repository.handover_to_change(work.store, work.site, stand_in.handover_id)
    await handover_repository.change_handover(
        work.store, stand_in.handover_id, state="withdrawn", completed_at=work.now
    )
    await cancel_handover_timers(stand_in.handover_id, work)
    note_step(stand_in.handover_id, "withdrawn", work, f"{stand_in.a} is back")
    await stand_in_repository.change_stand_in(work.store, stand_in.id, state="ended", ended_at=work.now)
