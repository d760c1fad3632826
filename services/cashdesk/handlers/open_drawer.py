"""A clerk counts the float and opens a drawer."""

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import DiscrepancyRecorded, DrawerOpened, OpenDrawer
from contracts.money import Money
from contracts.problems import Conflict
from services.cashdesk.domain import movements
from services.cashdesk.domain.drawers import check_drawer, check_may_open, counted_minor, judge_float
from services.cashdesk.domain.ledger import drawer_account, tail_account
from services.cashdesk.handlers.record_difference import record_difference
from services.cashdesk.repository.drawers import add_session, session_of_clerk, session_of_drawer
from services.cashdesk.repository.ledger import account_position, post
from services.cashdesk.repository.reading import serialise


async def open_drawer(command: OpenDrawer, work: Work) -> Done:
    """One open session a drawer, one drawer a clerk. Tail cash stored for the drawer is its float (TH-08).

    Raises Forbidden, NotFound, Invalid or Conflict."""
    book, drawer = work.playbook, command.drawer
    check_may_open(work.actor, work.person.roles, book.cash)
    check_drawer(drawer, book.cash)
    counted = counted_minor(command.counted, book.currency)
    await serialise(work.store, f"{work.site}:drawers")
    taken = await session_of_drawer(work.store, work.site, drawer)
    if taken is not None:
        raise Conflict(
            f"drawer {drawer} is open with '{taken.clerk}', who closes it first", errors={"drawer": "already open"}
        )
    own = await session_of_clerk(work.store, work.site, work.actor)
    if own is not None:
        raise Conflict(f"you have drawer {own.drawer} open; close it first", errors={"drawer": "one drawer a clerk"})
    tail = await account_position(work.store, work.site, tail_account(drawer)) if book.cash.tail_cash else 0
    difference = judge_float(tail, counted, command.reason).difference if tail else 0
    session_id = work.new_id()
    if tail or counted:
        movement = movements.open_with_tail(drawer, tail, counted) if tail else movements.open_drawer(drawer, counted)
        await post(work, movement, session_id, sessions={drawer_account(drawer): session_id})
    add_session(
        work.store,
        id=session_id,
        site=work.site,
        drawer=drawer,
        clerk=work.actor,
        currency=book.currency,
        opened_at=work.now,
        float_minor=counted,
    )
    work.announce(DrawerOpened(drawer=drawer, clerk=work.actor, opening_float=command.counted))
    if difference:
        amount, reason = Money.of_minor(difference, book.currency), str(command.reason)
        work.announce(DiscrepancyRecorded(drawer=drawer, clerk=work.actor, difference=amount, reason=reason))
        record_difference(work, "opening", session_id, difference, reason, counted_by=work.actor, drawer=drawer)
    return Done()
