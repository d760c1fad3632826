"""A clerk counts the takings blind and draws a deposit slip over them. Rule TH-06."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import (
    CancelDepositSlip,
    DepositSlipCancelled,
    DepositSlipDrawn,
    DrawDepositSlip,
    RecountDepositSlip,
    SlipReceipt,
)
from contracts.money import Money
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.deposits import Figures, count
from services.cashdesk.domain.ledger import drawer_account, holder_account
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.handlers.recipients import all_of_roles
from services.cashdesk.handlers.slip_figures import (
    Place,
    change_figures,
    columns,
    deposit_rules,
    expected_of,
    receipt,
)
from services.cashdesk.repository.deposits import add_slip, drawn_slip_of, get_slip, last_completed, save_slip
from services.cashdesk.repository.drawers import offered_minor, session_of_clerk
from services.cashdesk.repository.ledger import session_position
from services.cashdesk.repository.reading import serialise


async def draw_deposit_slip(command: DrawDepositSlip, work: Work) -> SlipReceipt:
    """One slip at a time. Raises Invalid, or Conflict where nothing was taken or cash is on offer to a colleague."""
    deposit_rules(work)
    clerk, session, currency = work.person.actor, None, work.playbook.currency
    session = await session_of_clerk(work.store, work.site, clerk)
    await serialise(work.store, f"{work.site}:{holder_account(clerk)}")
    if await drawn_slip_of(work.store, work.site, clerk) is not None:
        raise Conflict("you have drawn a slip that is not complete; recount or cancel it", slug="slip-drawn")
    place = _place(session, clerk)
    if await offered_minor(work.store, work.site, place.account):
        raise Conflict("some of the cash is offered to a colleague; have it confirmed or take it back")
    figures = await _count(command, work, clerk, place, None if session is None else int(session.float_minor))
    slip_id = work.new_id()
    since = await last_completed(work.store, work.site, clerk)
    opened = None if session is None else session.opened_at
    add_slip(
        work.store,
        id=slip_id,
        site=work.site,
        clerk=clerk,
        source=place.account,
        session_id=place.session_id,
        drawer=place.drawer,
        since=since if opened is None or (since is not None and since > opened) else opened,
        up_to=work.now,
        currency=currency,
        revision=1,
        state="drawn",
        drawn_at=work.now,
        **columns(figures),
    )
    deposit = deposit_rules(work)
    work.announce(
        DepositSlipDrawn(
            slip_id=slip_id,
            clerk=clerk,
            drawer=place.drawer,
            revision=1,
            counted=Money.of_minor(figures.counted, currency),
            difference=Money.of_minor(figures.counted - figures.expected, currency),
            recipients=all_of_roles(work, [*deposit.collector_roles, *deposit.witness_roles]),
        )
    )
    return receipt(slip_id, figures, currency, revision=1, signed=())


async def recount_deposit_slip(command: RecountDepositSlip, work: Work) -> SlipReceipt:
    """Raises Forbidden for anybody but its clerk, Conflict for a slip that is complete or cancelled."""
    session = await session_of_clerk(work.store, work.site, work.actor)
    slip = await get_slip(work.store, work.site, command.slip_id)
    _check_own(slip, work)
    place = Place(slip.source, slip.session_id, slip.drawer)
    keep = None if session is None else int(slip.kept_minor)
    figures = await _count(command, work, slip.clerk, place, keep)
    revision = int(slip.revision)
    if figures.hash != slip.figures:
        revision = await change_figures(work, slip, figures, "recounted")
    return receipt(slip.id, figures, slip.currency, revision=revision, signed=())


async def cancel_deposit_slip(command: CancelDepositSlip, work: Work) -> Done:
    """Raises Forbidden for anybody but its clerk, Conflict for a slip that is complete or cancelled."""
    slip = await get_slip(work.store, work.site, command.slip_id)
    _check_own(slip, work)
    save_slip(work.store, slip, state="cancelled", note=command.reason)
    work.announce(DepositSlipCancelled(slip_id=slip.id, clerk=slip.clerk, by=work.actor, reason=command.reason))
    return Done()


def _check_own(slip: Row[Any], work: Work) -> None:
    if slip.clerk != work.actor:
        raise Forbidden(f"this is the slip of '{slip.clerk}', who counts it")
    if slip.state != "drawn":
        raise Conflict(f"the slip is already {slip.state}", slug="slip-decided")


def _place(session: Row[Any] | None, clerk: str) -> Place:
    if session is None:
        return Place(holder_account(clerk), None, None)
    return Place(drawer_account(session.drawer), session.id, session.drawer)


async def _count(
    command: DrawDepositSlip | RecountDepositSlip, work: Work, clerk: str, place: Place, usual: int | None
) -> Figures:
    """``usual``: what stays in the drawer unless the clerk says otherwise."""
    currency, kept = work.playbook.currency, 0
    if place.session_id is not None:
        held = await session_position(work.store, place.session_id)
        kept = max(0, min(usual or 0, held))
    if command.keep is not None:
        kept = in_currency(command.keep, currency, "keep")
        if kept < 0 or (kept and place.session_id is None):
            raise Invalid("that cannot be kept", errors={"keep": "0 or more, and only in an open drawer"})
    expected = await expected_of(work, clerk, place, kept)
    return count(command.kinds, expected, currency, kept=kept, reason=command.reason)
