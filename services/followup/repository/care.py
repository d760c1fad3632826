"""The cases of the care plan: what is particular of their callbacks, and the lists of what is to be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, update

from chassis.paging import read_cursor
from chassis.store import Store
from chassis.work import SYSTEM
from contracts.followup import CallAgainRow
from services.followup.domain.pinned import OPEN
from services.followup.tables import attempts, callbacks, care_cases, leases


@dataclass(frozen=True)
class Case:
    """What is particular of a callback of the care plan. ``put_off`` and ``promised``: ``why``, ``until`` (RFC 3339)
    and ``by``."""

    callback_id: str
    number: str
    segment: str
    special: bool
    priority: int
    round: int
    accepted_at: datetime
    earliest: datetime
    latest: datetime
    promised: dict[str, str] | None = None
    put_off: dict[str, str] | None = None
    used: str | None = None
    late: bool | None = None


def add_case(store: Store, site: str, found: Case) -> None:
    store.insert(care_cases, site=site, **found.__dict__)


async def change_case(store: Store, callback_id: str, **values: Any) -> None:
    await store.execute(update(care_cases).where(care_cases.c.callback_id == callback_id).values(**values))


async def case_of(store: Store, site: str, callback_id: str) -> Case | None:
    found = await cases_of(store, site, [callback_id])
    return found.get(callback_id)


async def cases_of(store: Store, site: str, callback_ids: Sequence[str]) -> dict[str, Case]:
    """Those of the care plan among these callbacks."""
    table = care_cases
    query = select(table).where(table.c.site == site, store.among(table.c.callback_id, callback_ids))
    return {row.callback_id: _case(row) for row in await store.rows(query)}


async def cases_of_request(store: Store, site: str, number: str) -> list[Case]:
    """All rounds of a request, the earliest first."""
    table = care_cases
    query = select(table).where(table.c.site == site, table.c.number == number)
    return [_case(row) for row in await store.rows(query.order_by(table.c.callback_id))]


async def to_call(
    store: Store, site: str, agent: str, now: datetime, *, customers: bool, special: bool, limit: int
) -> list[str]:
    """Callbacks of the care plan that the agent can call now: what expires first, special customers before all.

    ``customers`` and ``special``: whether it is an hour at which they may be called.
    """
    cases, calls = care_cases, callbacks
    query = _open_cases(site, calls.c.id).where(
        cases.c.earliest <= now,
        calls.c.due_at <= now,
        or_(calls.c.assignee == SYSTEM, calls.c.assignee == agent),
        or_(calls.c.delegated_to.is_(None), calls.c.delegated_to == agent),
        cases.c.special.in_([it for it, may in ((True, special), (False, customers)) if may]),
        ~_taken(site, agent, now),
    )
    query = query.order_by(cases.c.special.desc(), cases.c.priority.desc(), cases.c.latest, calls.c.id)
    return [row.id for row in await store.rows(query.limit(limit))]


def _taken(site: str, agent: str, now: datetime) -> Any:
    """The customer of the case is another's at present."""
    mine, any_of = leases.alias(), leases.alias()
    return (
        select(mine.c.number)
        .join(any_of, and_(any_of.c.site == mine.c.site, any_of.c.customer == mine.c.customer))
        .where(
            mine.c.site == site,
            mine.c.number == care_cases.c.number,
            any_of.c.holder != agent,
            any_of.c.expires_at > now,
        )
        .correlate(care_cases)
        .exists()
    )


async def page_to_call_again(store: Store, site: str, cursor: str | None, limit: int) -> list[CallAgainRow]:
    """One row more than asked for when there is a further page."""
    calls = callbacks
    query = _again(site, *_OF_AGAIN)
    if cursor is not None:
        at, row_id = read_cursor(cursor)
        query = query.where(or_(calls.c.due_at > at, and_(calls.c.due_at == at, calls.c.id > row_id)))
    rows = await store.rows(query.order_by(calls.c.due_at, calls.c.id).limit(limit + 1))
    last = await _last_attempts(store, [row.id for row in rows])
    return [_call_again(row, last.get(row.id)) for row in rows]


async def count_to_call_again(store: Store, site: str) -> int:
    row = await store.row(_again(site, func.count()))
    return row[0] if row else 0


async def count_open(store: Store, sites: Sequence[str], now: datetime) -> list[tuple[str, str, int, int]]:
    """Site, segment, calls that are open, and those of them whose window is over."""
    cases = care_cases
    late = func.sum(case((cases.c.latest <= now, 1), else_=0))
    query = (
        select(cases.c.site, cases.c.segment, func.count().label("open"), late.label("late"))
        .join(callbacks, callbacks.c.id == cases.c.callback_id)
        .where(cases.c.site.in_(sites), callbacks.c.state.in_(OPEN))
        .group_by(cases.c.site, cases.c.segment)
    )
    return [(row.site, row.segment, row.open, int(row.late)) for row in await store.rows(query)]


_OF_AGAIN = (
    callbacks.c.id,
    callbacks.c.number,
    callbacks.c.attempts,
    callbacks.c.assignee,
    callbacks.c.due_at,
    care_cases.c.segment,
    care_cases.c.latest,
    care_cases.c.promised,
)


def _open_cases(site: str, *columns: Any) -> Select[Any]:
    cases, calls = care_cases, callbacks
    query = select(*columns).select_from(cases.join(calls, calls.c.id == cases.c.callback_id))
    return query.where(cases.c.site == site, calls.c.state.in_(OPEN))


def _again(site: str, *columns: Any) -> Select[Any]:
    return _open_cases(site, *columns).where(or_(callbacks.c.attempts > 0, care_cases.c.round > 0))


async def _last_attempts(store: Store, callback_ids: Sequence[str]) -> dict[str, Any]:
    query = select(attempts).where(store.among(attempts.c.callback_id, callback_ids))
    rows = await store.rows(query.order_by(attempts.c.at, attempts.c.id))
    return {row.callback_id: row for row in rows}


def _call_again(row: Any, last: Any) -> CallAgainRow:
    return CallAgainRow(
        callback_id=row.id,
        number=row.number,
        segment=row.segment,
        attempts=row.attempts,
        outcome=last.outcome if last else None,
        note=last.note if last else None,
        assignee=row.assignee,
        due_at=row.due_at,
        latest=row.latest,
        why=row.promised["why"] if row.promised else None,
    )


def _case(row: Any) -> Case:
    return Case(**{name: getattr(row, name) for name in Case.__dataclass_fields__})
