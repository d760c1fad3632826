"""Where cash is, and how much of it is free to leave."""

from typing import Any, NamedTuple

from sqlalchemy import Row

from chassis.work import Work
from services.cashdesk.domain.ledger import drawer_account, holder_account
from services.cashdesk.repository.deposits import claimed_minor
from services.cashdesk.repository.drawers import offered_minor, session_of_clerk
from services.cashdesk.repository.ledger import account_position, session_position
from services.cashdesk.repository.reading import serialise


class CashPlace(NamedTuple):
    """An account with cash. ``session_id`` is null for cash in hand; ``free`` is what is promised to nobody."""

    account: str
    session_id: str | None
    free: int

    @property
    def sessions(self) -> dict[str, str]:
        return {} if self.session_id is None else {self.account: self.session_id}


async def cash_in_hand(work: Work, actor: str) -> CashPlace:
    """What a person carries outside a drawer."""
    account = holder_account(actor)
    await serialise(work.store, f"{work.site}:{account}")
    held = await account_position(work.store, work.site, account)
    return CashPlace(account, None, held - await promised_minor(work, account, holder=actor))


async def cash_in_drawer(work: Work, actor: str) -> CashPlace | None:
    """The drawer a person has open."""
    session = await session_of_clerk(work.store, work.site, actor)
    return None if session is None else await cash_of_session(work, session)


async def cash_of_session(work: Work, session: Row[Any]) -> CashPlace:
    """The drawer of an open session that the caller has locked."""
    account = drawer_account(session.drawer)
    held = await session_position(work.store, session.id)
    return CashPlace(account, session.id, held - await promised_minor(work, account))


async def promised_minor(work: Work, account: str, *, holder: str | None = None) -> int:
    """Cash that is offered to a colleague, stands on a deposit slip or, in a collector's hands, is being put away."""
    offered = await offered_minor(work.store, work.site, account)
    if work.playbook.cash.deposit is None:
        return offered
    return offered + await claimed_minor(work.store, work.site, account, holder)
