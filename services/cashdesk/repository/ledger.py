"""The ledger: entries and postings are inserted, read and summed, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, and_, bindparam, func, or_, select

from chassis.store import Store
from chassis.work import Work
from contracts.cashdesk import ListEntries
from contracts.problems import Invalid, NotFound
from services.cashdesk.domain.ledger import Movement, Posting
from services.cashdesk.repository.reading import page
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
    .where(postings.c.site == _SITE, postings.c.at <= bindparam("at"), postings.c.currency == bindparam("currency"))
    .group_by(postings.c.account)
    .order_by(postings.c.account)
)
_BY_SITE = select(postings.c.site, _DEBIT, _CREDIT).group_by(postings.c.site)


class Sum(NamedTuple):
    account: str
    debit: int
    credit: int


def post(
    work: Work,
    movement: Movement,
    reference: str,
    *,
    number: str | None = None,
    actor: str | None = None,
    corrects: str | None = None,
    sessions: Mapping[str, str] | None = None,
) -> str:
    """Book a movement; returns the entry's id.

    ``reference`` is the charge, payment or other thing it belongs to, ``actor`` who answers for it (default: the one
    acting), ``sessions`` the open session of every drawer account that the movement touches.
    """
    entry_id = work.new_id()
    work.store.insert(
        entries,
        id=entry_id,
        site=work.site,
        kind=movement.kind,
        at=work.now,
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
            at=work.now,
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


async def sums(store: Store, site: str, at: datetime, currency: str) -> list[Sum]:
    """Debits and credits of every account up to and including a moment."""
    rows = await store.rows(_BY_ACCOUNT, {"site": site, "at": at, "currency": currency})
    return [Sum(row.account, int(row.debit), int(row.credit)) for row in rows]


async def balanced_sites(store: Store) -> dict[str, bool]:
    """For each site with postings, whether its debits equal its credits."""
    return {row.site: int(row.debit) == int(row.credit) for row in await store.rows(_BY_SITE)}


async def line_page(store: Store, site: str, query: ListEntries) -> tuple[list[Row[Any]], bool]:
    """Postings with their entries, newest last, and whether more follow. The cursor is ``<entry id>:<line>``."""
    columns = (entries.c.id, entries.c.actor, entries.c.number, entries.c.memo, entries.c.corrects)
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
