"""A drawer's position, without giving the blind count away."""

from chassis.work import Work
from contracts.cashdesk import DrawerView, GetDrawer
from contracts.money import Money
from services.cashdesk.domain.drawers import check_drawer
from services.cashdesk.repository.drawers import last_closed, read_session_of_drawer
from services.cashdesk.repository.ledger import session_position


async def show_drawer(query: GetDrawer, work: Work) -> DrawerView:
    """``expected`` is for managers only, and not for one who has to count the drawer. Raises NotFound."""
    check_drawer(query.drawer, work.playbook.cash)
    session = await read_session_of_drawer(work.store, work.site, query.drawer)
    closed = await last_closed(work.store, work.site, query.drawer)
    last = None if closed is None else Money.of_minor(closed.difference_minor, closed.currency)
    if session is None:
        return DrawerView(
            drawer=query.drawer,
            open=False,
            clerk=None,
            opened_at=None,
            opening_float=None,
            expected=None,
            last_difference=last,
        )
    expected = None
    if _manages(work) and session.clerk != work.actor:
        expected = Money.of_minor(await session_position(work.store, session.id), session.currency)
    return DrawerView(
        drawer=query.drawer,
        open=True,
        clerk=session.clerk,
        opened_at=session.opened_at,
        opening_float=Money.of_minor(session.float_minor, session.currency),
        expected=expected,
        last_difference=last,
    )


def _manages(work: Work) -> bool:
    person = work.staff.get(work.actor)
    return work.is_admin or (person is not None and person.has(work.playbook.managers))
