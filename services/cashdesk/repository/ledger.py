"""The ledger: entries and postings are inserted, read and summed, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, func, or_, select

from chassis.store import Store
from chassis.work import Work
from contracts.cashdesk import ListEntries
from contracts.problems import Invalid, NotFound
from services.cashdesk.domain.ledger import Movement, Posting
from services.cashdesk.repository.reading import page
from services.cashdesk.repository.sealing import balances_before, booking_time
from services.cashdesk.tables import entries, postings

_SITE: BindParameter[str] = bindparam("site")
_ID: BindParameter[str] = bindparam("id")
_DEBIT = func.coalesce(func.sum(postings.c.debit_minor), 0).label("debit")
_CREDIT = func.coalesce(func.sum(postings.c.credit_minor), 0).label("credit")
_ENTRY = select(entries).where(entries.c.id == _ID, entries.c.site == _SITE)
_COUNTER = select(entries.c.id).where(entries.c.corrects == _ID, entries.c.site == _SITE)
_POSTINGS = select(postings).where(postings.c.entry_id == _ID).order_by(postings.c.line)
_OF_ACCOUNT = select(_DEBIT, _CREDIT).where(postings.c.site == _SITE, postings.c.account == bindparam("account"))
_OF_SESSION = select(_DEBIT, _CREDIT).where(postings.c.session_id == _ID)
_BY_ACCOUNT = (
    select(postings.c.account, _DEBIT, _CREDIT)
    .where(postings.c.site == _SITE, postings.c.currency == bindparam("currency"))
    .group_by(postings.c.account)
)
_OF_SITE = select(_DEBIT, _CREDIT).where(postings.c.site == _SITE)


class Sum(NamedTuple):
    account: str
    debit: int
    credit: int


async def post(
    work: Work,
    movement: Movement,
    reference: str,
    *,
    number: str | None = None,
    actor: str | None = None,
    corrects: str | None = None,
    sessions: Mapping[str, str] | None = None,
) -> str:
    """Book a movement; returns the entry's id. The only place where the ledger is written.

    ``reference`` is the charge, payment or other thing it belongs to, ``actor`` who answers for it (default: the one
    acting), ``sessions`` the open session of every drawer account that the movement touches.
    """
    at = await booking_time(work)
    entry_id = work.new_id()
    work.store.insert(
        entries,
        id=entry_id,
        site=work.site,
        kind=movement.kind,
        at=at,
        actor=actor or work.actor,
        number=number,
        reference=reference,
        message_id=work.message_id,
        memo=movement.memo,
        corrects=corrects,
    )
    for line, posting in enumerate(movement.postings, start=1):
        work.store.insert(
            postings,
            entry_id=entry_id,
            line=line,
            site=work.site,
            at=at,
            account=posting.account,
            session_id=(sessions or {}).get(posting.account),
            debit_minor=posting.debit,
            credit_minor=posting.credit,
            currency=work.playbook.currency,
        )
    return entry_id


async def get_entry(store: Store, site: str, entry_id: str) -> Row[Any]:
    """Raises NotFound."""
    row = await store.row(_ENTRY, {"id": entry_id, "site": site})
    if row is None:
        raise NotFound(
            f"no entry {entry_id} at {site}", errors={"entry_id": "see cashdesk.entries for those there are"}
        )
    return row


async def counter_entry(store: Store, site: str, entry_id: str) -> str | None:
    """The entry that corrects this one, if any does."""
    row = await store.row(_COUNTER, {"id": entry_id, "site": site})
    return None if row is None else str(row.id)


async def postings_of(store: Store, entry_id: str) -> list[Posting]:
    rows = await store.rows(_POSTINGS, {"id": entry_id})
    return [Posting(row.account, debit=row.debit_minor, credit=row.credit_minor) for row in rows]


async def account_position(store: Store, site: str, account: str) -> int:
    """The debit balance of an account."""
    row = await store.row(_OF_ACCOUNT, {"site": site, "account": account})
    return int(row.debit) - int(row.credit) if row is not None else 0


async def session_position(store: Store, session_id: str) -> int:
    """What a drawer should hold: float, plus cash in, less cash out, of one session."""
    row = await store.row(_OF_SESSION, {"id": session_id})
    return int(row.debit) - int(row.credit) if row is not None else 0


async def sums(store: Store, site: str, at: datetime | None, currency: str) -> list[Sum]:
    """Debits and credits of every account up to and including a moment (None: all that is booked). The balances of the
    last seal before it are the start, so that only what came later is added up."""
    sealed_at, sealed = await balances_before(store, site, at)
    found = {row.account: Sum(row.account, row.debit, row.credit) for row in sealed if row.currency == currency}
    statement = _between(_BY_ACCOUNT, sealed_at, at)
    for row in await store.rows(statement, {"site": site, "currency": currency}):
        before = found.get(row.account, Sum(row.account, 0, 0))
        found[row.account] = Sum(row.account, before.debit + int(row.debit), before.credit + int(row.credit))
    return [found[account] for account in sorted(found)]


async def balanced(store: Store, site: str) -> bool:
    """Whether the debits of a site equal its credits."""
    sealed_at, sealed = await balances_before(store, site, None)
    row = await store.row(_between(_OF_SITE, sealed_at, None), {"site": site})
    later = int(row.debit) - int(row.credit) if row is not None else 0
    return sum(each.debit - each.credit for each in sealed) + later == 0


def _between(statement: Select[Any], since: datetime | None, up_to: datetime | None) -> Select[Any]:
    if since is not None:
        statement = statement.where(postings.c.at > since)
    return statement if up_to is None else statement.where(postings.c.at <= up_to)


async def line_page(store: Store, site: str, query: ListEntries) -> tuple[list[Row[Any]], bool]:
    """Postings with their entries, newest last, and whether more follow. The cursor is ``<entry id>:<line>``."""
    columns = (
        entries.c.id,
        entries.c.actor,
        entries.c.number,
        entries.c.memo,
        entries.c.corrects,
        entries.c.message_id,
    )
    statement = (
        select(postings, *columns)
        .join(entries, entries.c.id == postings.c.entry_id)
        .where(postings.c.site == site)
        .order_by(postings.c.entry_id, postings.c.line)
    )
    if query.account is not None:
        statement = statement.where(postings.c.account == query.account)
    if query.number is not None:
        statement = statement.where(entries.c.number == query.number)
    if query.cursor is not None:
        after, line = _cursor(query.cursor)
        later_line = and_(postings.c.entry_id == after, postings.c.line > line)
        statement = statement.where(or_(postings.c.entry_id > after, later_line))
    return await page(store, statement, query.limit)


def _cursor(text: str) -> tuple[str, int]:
    entry_id, _, line = text.rpartition(":")
    if not entry_id or not line.isdecimal() or len(line) > 6:
        raise Invalid("not a cursor of this view", errors={"cursor": "give back 'next' of the page before"})
    return entry_id, int(line)
