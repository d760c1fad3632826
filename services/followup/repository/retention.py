"""Cases of customers about to leave, with their signs, offers and history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, update

from chassis.paging import read_cursor
from chassis.store import Store
from contracts.followup import (
    HistoryEntry,
    ListRetentionCases,
    OfferView,
)
from contracts.followup.retention import Source, Stage
from contracts.money import Money
from services.followup.domain.leaving import Leaving
from services.followup.tables import (
    retention_cases,
    retention_history,
    retention_locks,
    retention_offers,
    retention_triggers,
)


@dataclass(frozen=True)
class Case:
    """A case as stored. ``group_key`` and ``group_name``: what the customer has in common with others."""

    id: str
    customer: str
    number: str | None
    contact: dict[str, Any]
    segment: str
    one_to_one: bool
    group_key: str | None
    group_name: str | None
    watched_at: datetime | None
    stage: Stage
    open: bool
    assignee: str
    delegated_to: str | None
    opened_at: datetime
    failed_at: datetime | None = None
    failed_by: str | None = None
    failure: str | None = None
    reach: str | None = None
    next_at: datetime | None = None
    registered_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    kept: bool | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Trigger:
    case_id: str
    trigger: str
    source: Source
    at: datetime
    by: str
    number: str | None
    reason: str | None
    facts: dict[str, Any]


async def lock(store: Store, site: str, name: str, now: datetime) -> None:
    """Go on when nobody else is at what ``name`` stands for; others wait until this transaction has ended."""
    store.put(retention_locks, site=site, name=name, at=now)
    await store.flush()


def add_case(store: Store, site: str, case: Case) -> None:
    store.insert(retention_cases, site=site, **case.__dict__)


async def change(store: Store, case_id: str, **values: Any) -> None:
    await store.execute(update(retention_cases).where(retention_cases.c.id == case_id).values(**values))


async def case_by_id(store: Store, site: str, case_id: str, *, to_change: bool = False) -> Case | None:
    table = retention_cases
    query = select(table).where(table.c.site == site, table.c.id == case_id)
    row = await store.row(_locked(store, query) if to_change else query)
    return _case(row) if row else None


async def open_case_of(store: Store, site: str, customer: str) -> Case | None:
    """The customer's open case, to be changed."""
    table = retention_cases
    query = select(table).where(table.c.site == site, table.c.customer == customer, table.c.open)
    row = await store.row(_locked(store, query))
    return _case(row) if row else None


async def held_by(store: Store, site: str, person: str, *, to_change: bool = False) -> list[Case]:
    """Open cases that are this person's or wait for this person's acceptance, the oldest first."""
    table = retention_cases
    query = select(table).where(
        table.c.site == site, table.c.open, or_(table.c.assignee == person, table.c.delegated_to == person)
    )
    query = query.order_by(table.c.id)
    return [_case(row) for row in await store.rows(_locked(store, query) if to_change else query)]


async def open_cases_by(store: Store, site: str, people: Collection[str]) -> dict[str, int]:
    """How many open cases each of these people has."""
    table = retention_cases
    query = select(table.c.assignee, func.count().label("cases"))
    query = query.where(table.c.site == site, table.c.open, table.c.assignee.in_(people)).group_by(table.c.assignee)
    found = {row.assignee: row.cases for row in await store.rows(query)}
    return {person: found.get(person, 0) for person in people}


async def watched_between(store: Store, site: str, key: str, since: datetime, until: datetime) -> list[Leaving]:
    """Watched cases of a group, open and closed, both ends included."""
    table = retention_cases
    query = select(table.c.id, table.c.customer, table.c.watched_at).where(
        table.c.site == site,
        table.c.group_key == key,
        table.c.watched_at >= since,
        table.c.watched_at <= until,
    )
    return [Leaving(row.id, row.customer, row.watched_at) for row in await store.rows(query)]


async def cases_by_ids(store: Store, site: str, ids: Collection[str]) -> dict[str, Case]:
    table = retention_cases
    query = select(table).where(table.c.site == site, store.among(table.c.id, ids))
    return {row.id: _case(row) for row in await store.rows(query)}


async def page_of_cases(store: Store, site: str, asked: ListRetentionCases) -> list[Case]:
    """One row more than asked for when there is a further page."""
    table = retention_cases
    query = select(table).where(table.c.site == site)
    if asked.open is not None:
        query = query.where(table.c.open == asked.open)
    if asked.assignee is not None:
        query = query.where(or_(table.c.assignee == asked.assignee, table.c.delegated_to == asked.assignee))
    for name in ("customer", "segment", "stage"):
        wanted = getattr(asked, name)
        if wanted is not None:
            query = query.where(table.c[name] == wanted)
    if asked.cursor is not None:
        at, row_id = read_cursor(asked.cursor)
        query = query.where(or_(table.c.opened_at > at, and_(table.c.opened_at == at, table.c.id > row_id)))
    rows = await store.rows(query.order_by(table.c.opened_at, table.c.id).limit(asked.limit + 1))
    return [_case(row) for row in rows]


async def opened_between(
    store: Store, site: str, since: datetime, until: datetime, segment: str | None, trigger: str | None
) -> list[Case]:
    """Cases opened from ``since`` until before ``until``; of one segment or with one trigger alone where given."""
    table = retention_cases
    query = select(table).where(table.c.site == site, table.c.opened_at >= since, table.c.opened_at < until)
    if segment is not None:
        query = query.where(table.c.segment == segment)
    if trigger is not None:
        signs = retention_triggers
        query = query.where(exists().where(signs.c.case_id == table.c.id, signs.c.trigger == trigger))
    return [_case(row) for row in await store.rows(query.order_by(table.c.opened_at, table.c.id))]


async def failed_between(store: Store, site: str, since: datetime, until: datetime) -> list[Case]:
    table = retention_cases
    query = select(table).where(table.c.site == site, table.c.failed_at >= since, table.c.failed_at < until)
    return [_case(row) for row in await store.rows(query.order_by(table.c.failed_at, table.c.id))]


async def to_register(store: Store, site: str) -> list[Case]:
    """What no register had yet, and what nobody has taken over; to be changed."""
    table = retention_cases
    query = select(table).where(
        table.c.site == site,
        table.c.failed_at.is_not(None),
        or_(table.c.registered_at.is_(None), and_(table.c.open, table.c.stage == "registered")),
    )
    rows = await store.rows(_locked(store, query.order_by(table.c.id)))
    return sorted(map(_case, rows), key=lambda case: (case.failed_at or case.opened_at, case.id))


# ------------------------------------------------------------------ signs
def add_trigger(store: Store, site: str, trigger_id: str, reference: str, trigger: Trigger) -> None:
    store.insert(retention_triggers, id=trigger_id, site=site, reference=reference, **trigger.__dict__)


async def case_of_sign(store: Store, site: str, reference: str, trigger: str) -> str | None:
    """The case in which this request, call or command was counted for the trigger before."""
    table = retention_triggers
    query = select(table.c.case_id).where(
        table.c.site == site, table.c.reference == reference, table.c.trigger == trigger
    )
    row = await store.row(query)
    return row.case_id if row else None


async def triggers_of(store: Store, case_ids: Sequence[str]) -> dict[str, list[Trigger]]:
    """By case, the first before the others."""
    table = retention_triggers
    query = select(table).where(store.among(table.c.case_id, case_ids)).order_by(table.c.at, table.c.id)
    found: dict[str, list[Trigger]] = {case_id: [] for case_id in case_ids}
    for row in await store.rows(query):
        found[row.case_id].append(Trigger(**{name: getattr(row, name) for name in Trigger.__dataclass_fields__}))
    return found


# ------------------------------------------------------------------ offers
def add_offer(store: Store, site: str, case_id: str, offer: OfferView) -> None:
    values = offer.model_dump(exclude={"offer_id", "cost"})
    cost, currency = offer.cost.minor, offer.cost.currency
    store.insert(
        retention_offers, id=offer.offer_id, site=site, case_id=case_id, cost=cost, currency=currency, **values
    )


async def change_offer(store: Store, offer_id: str, **values: Any) -> None:
    await store.execute(update(retention_offers).where(retention_offers.c.id == offer_id).values(**values))


async def offers_of(store: Store, case_ids: Sequence[str]) -> dict[str, list[OfferView]]:
    """By case, the first before the others."""
    table = retention_offers
    query = select(table).where(store.among(table.c.case_id, case_ids)).order_by(table.c.made_at, table.c.id)
    found: dict[str, list[OfferView]] = {case_id: [] for case_id in case_ids}
    for row in await store.rows(query):
        found[row.case_id].append(_offer(row))
    return found


# ------------------------------------------------------------------ history
def add_history(store: Store, site: str, entry_id: str, case_id: str, entry: HistoryEntry) -> None:
    store.insert(retention_history, id=entry_id, site=site, case_id=case_id, **entry.model_dump(mode="python"))


async def history_of(store: Store, case_id: str) -> list[HistoryEntry]:
    table = retention_history
    query = select(table).where(table.c.case_id == case_id).order_by(table.c.at, table.c.id)
    return [HistoryEntry(at=row.at, by=row.by, what=row.what, data=row.data) for row in await store.rows(query)]


def _locked(store: Store, query: Select[Any]) -> Select[Any]:
    return query.with_for_update() if store.locks_rows else query


def _case(row: Any) -> Case:
    return Case(**{name: getattr(row, name) for name in Case.__dataclass_fields__})


def _offer(row: Any) -> OfferView:
    return OfferView(
        offer_id=row.id,
        month=row.month,
        name=row.name,
        title=row.title,
        cost=Money.of_minor(row.cost, row.currency),
        made_at=row.made_at,
        made_by=row.made_by,
        answer=row.answer,
        until=row.until,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )
