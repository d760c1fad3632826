"""Seals, and the entries they are made of. A seal is inserted and read, never changed."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, and_, bindparam, func, or_, select

from chassis.columns import Instant
from chassis.store import Store
from chassis.work import Work
from contracts.cashdesk import ListSeals
from services.cashdesk.domain.sealing import Balance, SealedDay, read_digests, write_digests
from services.cashdesk.repository.reading import page, serialise
from services.cashdesk.tables import entries, postings, seals

PAGE = 1000
MOMENT = timedelta(microseconds=1)

_SITE: BindParameter[str] = bindparam("site")
_SHARE = select(func.pg_advisory_xact_lock_shared(func.hashtext(bindparam("key"))))
_LAST = select(seals).where(seals.c.site == _SITE).order_by(seals.c.sequence.desc()).limit(1)
_CUT = select(seals.c.up_to).where(seals.c.site == _SITE).order_by(seals.c.sequence.desc()).limit(1)
_BEFORE = (
    select(seals.c.up_to, seals.c.balances)
    .where(seals.c.site == _SITE, seals.c.up_to <= bindparam("at", type_=Instant))
    .order_by(seals.c.up_to.desc())
    .limit(1)
)
_SEALS = select(seals).where(seals.c.site == _SITE).order_by(seals.c.sequence)
_ORPHANS = (
    select(postings.c.entry_id, postings.c.at)
    .where(postings.c.site == _SITE, ~select(entries.c.id).where(entries.c.id == postings.c.entry_id).exists())
    .order_by(postings.c.at, postings.c.entry_id)
)


class Booked(NamedTuple):
    """An entry with its postings."""

    entry: Row[Any]
    postings: list[Row[Any]]


def _key(site: str) -> str:
    return f"{site}:ledger"


async def booking_time(work: Work) -> datetime:
    """The moment at which an entry is booked now: always later than what is sealed.

    Whoever books shares a lock that sealing takes alone: nothing booked before a seal is still under way when the
    seal is made, and what is booked afterwards, whatever its clock says, belongs to the next one.
    """
    memo = ("sealed up to", work.site)
    if memo not in work.memo:
        if work.store.locks_rows:
            await work.store.rows(_SHARE, {"key": _key(work.site)})
        row = await work.store.row(_CUT, {"site": work.site})
        work.memo[memo] = None if row is None else row.up_to
    cut: datetime | None = work.memo[memo]
    return work.now if cut is None or work.now > cut else cut + MOMENT


async def last_seal(work: Work) -> SealedDay | None:
    """The newest seal of the site. Until the commit nobody else books or seals."""
    await serialise(work.store, _key(work.site))
    row = await work.store.row(_LAST, {"site": work.site})
    return None if row is None else read_seal(row)


def add_seal(work: Work, seal: SealedDay, by: str) -> None:
    """What this transaction books from now on is later than the seal."""
    work.store.insert(
        seals,
        site=seal.site,
        sequence=seal.sequence,
        day=seal.day.isoformat(),
        since=seal.since,
        up_to=seal.up_to,
        entries=len(seal.digests),
        debit_minor=seal.debit,
        credit_minor=seal.credit,
        currency=seal.currency,
        balances=[list(balance) for balance in seal.balances],
        digests=write_digests(seal.digests),
        previous=seal.previous,
        hash=seal.hash,
        sealed_by=by,
        sealed_at=work.now,
    )
    work.memo["sealed up to", work.site] = seal.up_to


def read_seal(row: Row[Any]) -> SealedDay:
    return SealedDay(
        site=row.site,
        sequence=row.sequence,
        day=date.fromisoformat(row.day),
        since=row.since,
        up_to=row.up_to,
        currency=row.currency,
        debit=row.debit_minor,
        credit=row.credit_minor,
        balances=read_balances(row.balances),
        digests=read_digests(row.digests),
        previous=row.previous,
    )


def read_balances(document: Sequence[Sequence[Any]]) -> tuple[Balance, ...]:
    return tuple(Balance(str(each[0]), str(each[1]), int(each[2]), int(each[3])) for each in document)


async def balances_before(store: Store, site: str, at: datetime | None) -> tuple[datetime | None, tuple[Balance, ...]]:
    """The newest seal not after ``at`` (None: of all): its moment and the balances then."""
    row = await (store.row(_LAST, {"site": site}) if at is None else store.row(_BEFORE, {"site": site, "at": at}))
    return (None, ()) if row is None else (row.up_to, read_balances(row.balances))


async def booked(
    store: Store, site: str, since: datetime | None, up_to: datetime | None
) -> AsyncIterator[list[Booked]]:
    """Entries later than ``since`` up to and including ``up_to`` with their postings, page by page, in the order in
    which they are sealed."""
    statement = select(entries).where(entries.c.site == site).order_by(entries.c.at, entries.c.id).limit(PAGE)
    if since is not None:
        statement = statement.where(entries.c.at > since)
    if up_to is not None:
        statement = statement.where(entries.c.at <= up_to)
    found = await store.rows(statement)
    while found:
        ids = [row.id for row in found]
        lines: dict[str, list[Row[Any]]] = {each: [] for each in ids}
        for row in await store.rows(select(postings).where(store.among(postings.c.entry_id, ids))):
            lines[row.entry_id].append(row)
        yield [Booked(row, lines[row.id]) for row in found]
        last = found[-1]
        later = or_(entries.c.at > last.at, and_(entries.c.at == last.at, entries.c.id > last.id))
        found = await store.rows(statement.where(later)) if len(found) == PAGE else []


async def seals_of(store: Store, site: str) -> list[Row[Any]]:
    """The chain, oldest first."""
    return list(await store.rows(_SEALS, {"site": site}))


async def orphans(store: Store, site: str) -> list[Row[Any]]:
    """Postings whose entry is gone."""
    return list(await store.rows(_ORPHANS, {"site": site}))


async def sites_with_entries(store: Store) -> list[str]:
    found = {row.site for row in await store.rows(select(entries.c.site).distinct())}
    return sorted(found | {row.site for row in await store.rows(select(seals.c.site).distinct())})


async def count_entries(store: Store, site: str) -> int:
    row = await store.row(select(func.count().label("number")).where(entries.c.site == site))
    return 0 if row is None else int(row.number)


async def seal_page(store: Store, site: str, query: ListSeals) -> tuple[list[Row[Any]], bool]:
    """Seals, newest last, and whether more follow. The cursor is a sequence number."""
    statement = select(seals).where(seals.c.site == site).order_by(seals.c.sequence)
    if query.day is not None:
        statement = statement.where(seals.c.day == query.day.isoformat())
    if query.cursor is not None:
        statement = statement.where(seals.c.sequence > int(query.cursor))
    return await page(store, statement, query.limit)
