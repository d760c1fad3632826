"""Every query of followup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, func, or_, select, update

from chassis.paging import read_cursor
from chassis.store import Store
from contracts.followup import AttemptView, CallbackState, ListCallbacks
from services.followup.domain import OPEN, Plan, read_plan
from services.followup.tables import attempts, callbacks, cancellations, cycles, moves

_SITE: BindParameter[str] = bindparam("site")
_NUMBER: BindParameter[str] = bindparam("number")
_KNOWN = select(
    select(cycles.c.cycle).where(cycles.c.site == _SITE, cycles.c.number == _NUMBER).scalar_subquery().label("cycle"),
    exists().where(cancellations.c.site == _SITE, cancellations.c.number == _NUMBER).label("cancelled"),
)
_MOVES = (
    select(moves.c.previous, moves.c.owner).where(moves.c.site == _SITE, moves.c.number == _NUMBER).order_by(moves.c.id)
)
_NUMBER_OF = select(callbacks.c.number).where(callbacks.c.site == _SITE, callbacks.c.id == bindparam("id"))
_SIBLINGS = (
    select(callbacks)
    .where(callbacks.c.site == _SITE, callbacks.c.number == _NUMBER_OF.scalar_subquery())
    .order_by(callbacks.c.id)
)


@dataclass(frozen=True)
class Callback:
    """A callback as stored. ``attempts`` counts the calls that did not succeed."""

    id: str
    number: str
    line: str
    cycle: int
    plan: Plan
    department: str
    state: CallbackState
    outcome: str | None
    assignee: str
    delegated_to: str | None
    due_at: datetime
    attempts: int
    ratings: dict[str, int]
    satisfied: bool | None
    summary: str | None
    remarks: str | None
    ended_by: str | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True)
class Known:
    """What followup knows of a request: the last cycle planned, and whether it was cancelled."""

    cycle: int
    cancelled: bool


async def known_of(store: Store, site: str, number: str) -> Known:
    row = await store.row(_KNOWN, {"site": site, "number": number})
    return Known(row.cycle or 0, bool(row.cancelled)) if row else Known(0, False)


async def moves_of(store: Store, site: str, number: str) -> list[tuple[str, str]]:
    """Changes of owner as they arrived: (previous, owner)."""
    return [(row.previous, row.owner) for row in await store.rows(_MOVES, {"site": site, "number": number})]


def add_move(store: Store, site: str, **values: Any) -> None:
    store.insert(moves, site=site, **values)


def keep_cycle(store: Store, site: str, number: str, cycle: int) -> None:
    store.put(cycles, site=site, number=number, cycle=cycle)


def keep_cancellation(store: Store, site: str, number: str, at: datetime, reason: str) -> None:
    store.put(cancellations, site=site, number=number, cancelled_at=at, reason=reason)


async def cancellation_reason(store: Store, site: str, number: str) -> str | None:
    table = cancellations
    row = await store.row(select(table.c.reason).where(table.c.site == site, table.c.number == number))
    return row.reason if row else None


def add_callback(store: Store, site: str, callback: Callback) -> None:
    values = {name: getattr(callback, name) for name in callback.__dataclass_fields__}
    store.insert(callbacks, site=site, **(values | {"plan": callback.plan.document()}))


async def with_siblings(store: Store, site: str, callback_id: str) -> tuple[Callback | None, list[Callback]]:
    """The callback, and all of its request's and cycle's with it, locked in one order against other replicas."""
    rows = await store.rows(_locked(store, _SIBLINGS), {"site": site, "id": callback_id})
    all_of = [_callback(row) for row in rows]
    found = next((one for one in all_of if one.id == callback_id), None)
    return found, [one for one in all_of if found is not None and one.cycle == found.cycle]


async def of_request(store: Store, site: str, number: str) -> list[Callback]:
    """Open callbacks of a request, to be changed."""
    table = callbacks
    query = select(table).where(table.c.site == site, table.c.number == number, table.c.state.in_(OPEN))
    query = query.order_by(table.c.id)
    return [_callback(row) for row in await store.rows(_locked(store, query))]


async def held_by(store: Store, site: str, person: str, *, to_change: bool = False) -> list[Callback]:
    """Open callbacks that are this person's or wait for this person's acceptance, earliest first."""
    table = callbacks
    query = select(table).where(
        table.c.site == site,
        table.c.state.in_(OPEN),
        or_(table.c.assignee == person, table.c.delegated_to == person),
    )
    if to_change:
        rows = await store.rows(_locked(store, query.order_by(table.c.id)))
    else:
        rows = await store.rows(query.order_by(table.c.due_at, table.c.id))
    return [_callback(row) for row in rows]


async def change(store: Store, callback_id: str, **values: Any) -> None:
    await store.execute(update(callbacks).where(callbacks.c.id == callback_id).values(**values))


def add_attempt(store: Store, site: str, **values: Any) -> None:
    store.insert(attempts, site=site, **values)


async def callback_by_id(store: Store, site: str, callback_id: str) -> Callback | None:
    row = await store.row(select(callbacks).where(callbacks.c.site == site, callbacks.c.id == callback_id))
    return _callback(row) if row else None


async def attempts_of(store: Store, callback_ids: Sequence[str]) -> dict[str, list[AttemptView]]:
    """Attempts by callback, oldest first."""
    query = select(attempts).where(attempts.c.callback_id.in_(callback_ids)).order_by(attempts.c.at, attempts.c.id)
    found: dict[str, list[AttemptView]] = {callback_id: [] for callback_id in callback_ids}
    for row in await store.rows(query):
        found[row.callback_id].append(AttemptView(at=row.at, by=row.by, outcome=row.outcome, note=row.note))
    return found


async def page_of_callbacks(store: Store, site: str, asked: ListCallbacks) -> list[Callback]:
    """One row more than asked for when there is a further page."""
    table = callbacks
    query = select(table).where(table.c.site == site)
    query = query.where(table.c.state == asked.state if asked.state else table.c.state.in_(OPEN))
    if asked.assignee is not None:
        query = query.where(or_(table.c.assignee == asked.assignee, table.c.delegated_to == asked.assignee))
    if asked.number is not None:
        query = query.where(table.c.number == asked.number)
    if asked.due_before is not None:
        query = query.where(table.c.due_at < asked.due_before)
    if asked.cursor is not None:
        at, row_id = read_cursor(asked.cursor)
        query = query.where(or_(table.c.due_at > at, and_(table.c.due_at == at, table.c.id > row_id)))
    query = query.order_by(table.c.due_at, table.c.id).limit(asked.limit + 1)
    return [_callback(row) for row in await store.rows(query)]


async def count_due(store: Store, sites: Iterable[str], now: datetime) -> dict[str, int]:
    """Open callbacks whose time has come, by site."""
    table = callbacks
    query = (
        select(table.c.site, func.count().label("callbacks"))
        .where(table.c.site.in_(list(sites)), table.c.state.in_(OPEN), table.c.due_at <= now)
        .group_by(table.c.site)
    )
    return {row.site: row.callbacks for row in await store.rows(query)}


def _locked(store: Store, query: Select[Any]) -> Select[Any]:
    return query.with_for_update() if store.locks_rows else query


def _callback(row: Any) -> Callback:
    values = {name: getattr(row, name) for name in Callback.__dataclass_fields__}
    return Callback(**(values | {"plan": read_plan(row.plan)}))
