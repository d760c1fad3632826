"""What followup knows of requests: cycles, cancellations, owners, and for some lines what was confirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, select

from chassis.store import Store
from services.followup.tables import cancellations, cycles, moves, requests

_SITE: BindParameter[str] = bindparam("site")
_NUMBER: BindParameter[str] = bindparam("number")
_KNOWN = select(
    select(cycles.c.cycle).where(cycles.c.site == _SITE, cycles.c.number == _NUMBER).scalar_subquery().label("cycle"),
    exists().where(cancellations.c.site == _SITE, cancellations.c.number == _NUMBER).label("cancelled"),
)
_MOVES = (
    select(moves.c.previous, moves.c.owner).where(moves.c.site == _SITE, moves.c.number == _NUMBER).order_by(moves.c.id)
)
_REQUEST = select(requests).where(requests.c.site == _SITE, requests.c.number == _NUMBER)


@dataclass(frozen=True)
class Known:
    """What followup knows of a request: the last cycle planned, and whether it was cancelled."""

    cycle: int
    cancelled: bool


@dataclass(frozen=True)
class Request:
    """A request as stored. Without a ``line`` only its amended form came so far."""

    number: str
    line: str | None
    severity: str | None
    tier: str | None
    department: str | None
    received_by: str | None
    form: dict[str, Any]
    revision: int
    customer_id: str | None = None


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


async def request_of(store: Store, site: str, number: str) -> Request | None:
    """The request, to be changed."""
    query = _REQUEST.with_for_update() if store.locks_rows else _REQUEST
    row = await store.row(query, {"site": site, "number": number})
    return _request(row) if row else None


async def latest_of(store: Store, site: str, customer_id: str) -> Request | None:
    """The latest request of a customer's file."""
    table = requests
    query = select(table).where(table.c.site == site, table.c.customer_id == customer_id)
    row = await store.row(query.order_by(table.c.number.desc()).limit(1))
    return _request(row) if row else None


def keep_request(store: Store, site: str, request: Request) -> None:
    store.put(requests, site=site, **request.__dict__)


def _request(row: Any) -> Request:
    return Request(**{name: getattr(row, name) for name in Request.__dataclass_fields__})
