"""Callbacks and letters with their attempts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select, update

from chassis.paging import read_cursor
from chassis.store import Store
from chassis.work import SYSTEM
from contracts.followup import AttemptView, CallbackState, ListCallbacks
from services.followup.domain.pinned import OPEN, Plan, read_plan
from services.followup.tables import attempts, callbacks

_SITE: BindParameter[str] = bindparam("site")
_NUMBER_OF = select(callbacks.c.number).where(callbacks.c.site == _SITE, callbacks.c.id == bindparam("id"))
_SIBLINGS = (
    select(callbacks)
    .where(callbacks.c.site == _SITE, callbacks.c.number == _NUMBER_OF.scalar_subquery())
    .order_by(callbacks.c.id)
)


@dataclass(frozen=True)
class Callback:
    """A callback or letter as stored. ``attempts`` counts the calls that did not succeed; ``worker`` was the order's
    assignee."""

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
    worker: str | None
    due_at: datetime
    late_at: datetime | None
    overdue_at: datetime | None
    attempts: int
    ratings: dict[str, int]
    answers: dict[str, Any]
    satisfied: bool | None
    summary: str | None
    remarks: str | None
    ended_by: str | None
    ended_at: datetime | None
    duration_seconds: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def add_callback(store: Store, site: str, callback: Callback) -> None:
    values = {name: getattr(callback, name) for name in callback.__dataclass_fields__}
    plan = callback.plan
    store.insert(callbacks, site=site, **(values | {"plan": plan.document(), "name": plan.name, "kind": plan.kind}))


async def cycles_of_plans(store: Store, site: str, number: str, names: Collection[str]) -> dict[str, int]:
    """The last cycle in which each of these plans of a request was planned."""
    table = callbacks
    query = select(table.c.name, func.max(table.c.cycle).label("cycle"))
    query = query.where(table.c.site == site, table.c.number == number, table.c.name.in_(names)).group_by(table.c.name)
    return {row.name: row.cycle for row in await store.rows(query)}


async def letter_sent(store: Store, site: str, number: str, plan: str) -> Callback | None:
    """The letter of this plan that went out last, to be changed."""
    table = callbacks
    query = select(table).where(
        table.c.site == site,
        table.c.number == number,
        table.c.name == plan,
        table.c.kind == "letter",
        table.c.state != "scheduled",
    )
    row = await store.row(_locked(store, query.order_by(table.c.cycle.desc()).limit(1)))
    return _callback(row) if row else None


async def with_siblings(store: Store, site: str, callback_id: str) -> tuple[Callback | None, list[Callback]]:
    """The callback, and all of its request's and cycle's with it, locked in one order against other replicas."""
    rows = await store.rows(_locked(store, _SIBLINGS), {"site": site, "id": callback_id})
    all_of = [_callback(row) for row in rows]
    found = next((one for one in all_of if one.id == callback_id), None)
    return found, [one for one in all_of if found is not None and one.cycle == found.cycle]


async def of_request(store: Store, site: str, number: str) -> list[Callback]:
    """What is still open of a request, to be changed."""
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
        table.c.kind == "callback",
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


async def by_ids(store: Store, site: str, callback_ids: Sequence[str]) -> list[Callback]:
    """In the order of the ids."""
    query = select(callbacks).where(callbacks.c.site == site, store.among(callbacks.c.id, callback_ids))
    found = {row.id: _callback(row) for row in await store.rows(query)}
    return [found[callback_id] for callback_id in callback_ids if callback_id in found]


async def attempts_of(store: Store, callback_ids: Sequence[str]) -> dict[str, list[AttemptView]]:
    """Attempts by callback, oldest first."""
    query = select(attempts).where(attempts.c.callback_id.in_(callback_ids)).order_by(attempts.c.at, attempts.c.id)
    found: dict[str, list[AttemptView]] = {callback_id: [] for callback_id in callback_ids}
    for row in await store.rows(query):
        view = {name: getattr(row, name) for name in AttemptView.model_fields}
        found[row.callback_id].append(AttemptView(**view))
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
    if asked.kind is not None:
        query = query.where(table.c.kind == asked.kind)
    if asked.due_before is not None:
        query = query.where(table.c.due_at < asked.due_before)
    if asked.cursor is not None:
        at, row_id = read_cursor(asked.cursor)
        query = query.where(or_(table.c.due_at > at, and_(table.c.due_at == at, table.c.id > row_id)))
    query = query.order_by(table.c.due_at, table.c.id).limit(asked.limit + 1)
    return [_callback(row) for row in await store.rows(query)]


async def count_due(store: Store, sites: Iterable[str], now: datetime) -> dict[str, int]:
    """Open callbacks whose time has come, by site; without those of the care plan that are nobody's."""
    table = callbacks
    query = (
        select(table.c.site, func.count().label("callbacks"))
        .where(
            table.c.site.in_(list(sites)), table.c.state.in_(OPEN), table.c.due_at <= now, table.c.kind == "callback"
        )
        .where(table.c.assignee != SYSTEM)
        .group_by(table.c.site)
    )
    return {row.site: row.callbacks for row in await store.rows(query)}


def _locked(store: Store, query: Select[Any]) -> Select[Any]:
    return query.with_for_update() if store.locks_rows else query


def _callback(row: Any) -> Callback:
    values = {name: getattr(row, name) for name in Callback.__dataclass_fields__}
    return Callback(**(values | {"plan": read_plan(row.plan)}))
