"""A handover is opened: by the outgoing person for the running shift, or because somebody is absent or leaves."""

from chassis.work import Work
from contracts.problems import Conflict, Invalid
from contracts.roster import HandoverOpened, HandoverReceipt, OpenHandover
from services.roster.domain.handover import OWN, HandoverLog
from services.roster.domain.shifts import Shift, may_hold
from services.roster.handlers.handover_log import note_step
from services.roster.handlers.handover_timers import set_relief_timer, set_report_timer
from services.roster.handlers.note_event import events_for, item_of
from services.roster.repository import handovers as handover_repository
from services.roster.repository import shifts as repository
from services.roster.repository.handovers import Handover


async def open_handover(command: OpenHandover, work: Work) -> HandoverReceipt:
    """The four other services answer with what the person holds. Rules PD-06, PD-15, TH-14."""
    shift = await repository.running_shift(work.store, work.site, work.actor)
    if shift is None:
        raise Conflict(f"{work.actor} is not on duty; only a running shift is handed over (roster.sign_in)")
    for other in await handover_repository.open_handovers(work.store, work.site):
        if other.shift_id == shift.id:
            raise Conflict(f"the handover of this shift is open already: {other.id}")
    if await handover_repository.waiting_for_customer(work.store, work.site, work.actor):
        raise Conflict("this shift is handed over; it ends when the customer is served (intake.finish_serving)")
    _must_be_fit(command.incoming, shift, work)
    handover = Handover(
        id=work.new_id(),
        shift_id=shift.id,
        post=shift.post,
        outgoing=work.actor,
        incoming=command.incoming,
        state="opened",
        opened_at=work.now,
        note=command.note,
    )
    await _write_down_events(handover, shift, work)
    begin_handover(handover, work)
    set_relief_timer(handover.id, shift.ends_at, work)
    return HandoverReceipt(handover_id=handover.id, state="opened")


def begin_handover(handover: Handover, work: Work) -> None:
    """Store it and ask the services what the outgoing person holds."""
    handover_repository.add_handover(work.store, work.site, handover)
    note_step(handover.id, "opened", work, handover.note or "")
    ask_services(handover, work)


def ask_services(handover: Handover, work: Work) -> None:
    set_report_timer(handover.id, work)
    work.announce(
        HandoverOpened(
            handover_id=handover.id,
            shift_id=handover.shift_id,
            post=handover.post,
            outgoing=handover.outgoing,
            incoming=handover.incoming,
            kind=handover.kind,
            round=handover.round,
        )
    )


async def _write_down_events(handover: Handover, shift: Shift, work: Work) -> None:
    log = HandoverLog()
    for event in await events_for(handover, shift.signed_in_at or shift.starts_at, work):
        log = log.noted(item_of(event))
    if OWN in log.reports:
        handover_repository.keep_report(work.store, work.site, handover.id, log, OWN)


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
