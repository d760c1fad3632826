"""A clerk counts the float and opens a drawer."""

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import DrawerOpened, OpenDrawer
from contracts.problems import Conflict
from services.cashdesk.domain import movements
from services.cashdesk.domain.drawers import check_drawer, check_may_open, counted_minor
from services.cashdesk.domain.ledger import drawer_account
from services.cashdesk.repository.drawers import add_session, session_of_clerk, session_of_drawer
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.reading import serialise


async def open_drawer(command: OpenDrawer, work: Work) -> Done:
    """One open session a drawer, one drawer a clerk. Raises Forbidden, NotFound, Invalid or Conflict."""
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
    session_id = work.new_id()
    if counted:
        sessions = {drawer_account(drawer): session_id}
        await post(work, movements.open_drawer(drawer, counted), session_id, sessions=sessions)
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
    return Done()
