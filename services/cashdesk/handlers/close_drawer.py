"""A blind count by the clerk who opened the drawer; a difference is recorded, never smoothed away."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import CloseDrawer, DiscrepancyRecorded, DrawerClosed, DrawerReceipt
from contracts.money import Money
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain import movements
from services.cashdesk.domain.drawers import check_drawer, counted_minor, judge_count
from services.cashdesk.domain.ledger import drawer_account
from services.cashdesk.handlers.record_difference import record_difference
from services.cashdesk.repository.deposits import drawn_slip_of
from services.cashdesk.repository.drawers import offered_minor, save_session, session_of_drawer
from services.cashdesk.repository.ledger import post, session_position


async def close_drawer(command: CloseDrawer, work: Work) -> DrawerReceipt:
    """Raises Conflict for a drawer that is closed or whose cash is on offer, Forbidden for anybody but its clerk,
    Invalid for a difference without a reason."""
    book, drawer = work.playbook, command.drawer
    check_drawer(drawer, book.cash)
    counted = counted_minor(command.counted, book.currency)
    session = await session_of_drawer(work.store, work.site, drawer)
    if session is None:
        raise Conflict(f"drawer {drawer} is not open", errors={"drawer": "open it with cashdesk.open_drawer"})
    if session.clerk != work.actor:
        raise Forbidden(f"drawer {drawer} is counted by '{session.clerk}', who opened it")
    account = drawer_account(drawer)
    if await offered_minor(work.store, work.site, account):
        raise Conflict(
            f"cash of drawer {drawer} is offered to a colleague",
            errors={"drawer": "have it confirmed with confirm_cash, or take it back with decline_cash"},
        )
    await _check_handed_in(work, session, counted)
    count = judge_count(await session_position(work.store, session.id), counted, command.reason)
    movement = movements.close_drawer(drawer, count.expected, count.counted)
    if movement is not None:
        await post(work, movement, session.id, sessions={account: session.id})
    save_session(
        work.store,
        session,
        closed_at=work.now,
        counted_minor=count.counted,
        expected_minor=count.expected,
        difference_minor=count.difference,
        reason=command.reason,
    )
    difference = Money.of_minor(count.difference, book.currency)
    work.announce(DrawerClosed(drawer=drawer, clerk=work.actor, counted=command.counted, difference=difference))
    if count.difference:
        work.announce(
            DiscrepancyRecorded(drawer=drawer, clerk=work.actor, difference=difference, reason=str(command.reason))
        )
        counted_by = {"counted_by": work.actor, "drawer": drawer}
        record_difference(work, "closing", session.id, count.difference, command.reason, **counted_by)
    expected = Money.of_minor(count.expected, book.currency)
    return DrawerReceipt(drawer=drawer, counted=command.counted, expected=expected, difference=difference)


async def _check_handed_in(work: Work, session: Row[Any], counted: int) -> None:
    """Where takings are stored overnight a drawer is closed empty: the collector has them. Rule TH-08."""
    if work.playbook.cash.deposit is None:
        return
    slip = await drawn_slip_of(work.store, work.site, session.clerk)
    if slip is not None and slip.session_id == session.id:
        raise Conflict(
            "a deposit slip over this drawer is not complete",
            slug="slip-drawn",
            errors={"drawer": "have it signed with sign_deposit_slip, or cancel it"},
        )
    if work.playbook.cash.tail_cash and counted:
        raise Conflict(
            "what is left in the drawer goes to the collector before it is closed",
            slug="hand-in-first",
            errors={"counted": "hand it in with draw_deposit_slip, keep 0, then close the empty drawer"},
        )
