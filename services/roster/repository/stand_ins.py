"""Who stands in for whom, and who leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update

from chassis.store import Store
from contracts.base import HandoverItem
from contracts.roster import DepartureKind, StandInState
from services.roster.domain.handover_items import Key
from services.roster.repository.handovers import Handover
from services.roster.repository.shifts import for_update
from services.roster.tables import departures, posts, shifts, stand_ins

MOST = 200


@dataclass(frozen=True)
class StandIn:
    """B holds what is ``held`` for A. Rule TH-11."""

    id: str
    post: str
    a: str
    b: str
    state: StandInState
    began_at: datetime
    handover_id: str
    reason: str | None = None
    ended_at: datetime | None = None
    hand_back_id: str | None = None
    held: tuple[HandoverItem, ...] = ()


def add_stand_in(store: Store, site: str, stand_in: StandIn) -> None:
    values = {name: getattr(stand_in, name) for name in StandIn.__dataclass_fields__}
    store.insert(stand_ins, site=site, **(values | {"held": _dumped(stand_in.held)}))


async def change_stand_in(store: Store, stand_in_id: str, **values: Any) -> None:
    if "held" in values:
        values["held"] = _dumped(values["held"])
    await store.execute(update(stand_ins).where(stand_ins.c.id == stand_in_id).values(**values))


async def stand_in_by_id(store: Store, site: str, stand_in_id: str) -> StandIn | None:
    """To be changed."""
    query = select(stand_ins).where(stand_ins.c.site == site, stand_ins.c.id == stand_in_id)
    row = await store.row(for_update(store, query))
    return _stand_in(row) if row else None


async def stand_in_of_handover(store: Store, site: str, handover_id: str) -> StandIn | None:
    """The one that this handover begins or ends; to be changed."""
    either = or_(stand_ins.c.handover_id == handover_id, stand_ins.c.hand_back_id == handover_id)
    row = await store.row(for_update(store, select(stand_ins).where(stand_ins.c.site == site, either)))
    return _stand_in(row) if row else None


async def running_stand_ins(store: Store, site: str, person: str | None = None) -> list[StandIn]:
    """Those that have not ended, of a person as A or B; oldest first."""
    query = select(stand_ins).where(stand_ins.c.site == site, stand_ins.c.state != "ended")
    if person is not None:
        query = query.where(or_(stand_ins.c.a == person, stand_ins.c.b == person))
    return [_stand_in(row) for row in await store.rows(query.order_by(stand_ins.c.id))]


async def all_stand_ins(store: Store, site: str, person: str | None) -> list[StandIn]:
    query = select(stand_ins).where(stand_ins.c.site == site)
    if person is not None:
        query = query.where(or_(stand_ins.c.a == person, stand_ins.c.b == person))
    return [_stand_in(row) for row in await store.rows(query.order_by(stand_ins.c.id.desc()).limit(MOST))]


async def held_by(store: Store, site: str, handover: Handover) -> frozenset[Key]:
    """What the outgoing person holds for others; when it is handed back, what is held for that one."""
    query = select(stand_ins.c.held).where(stand_ins.c.site == site, stand_ins.c.b == handover.outgoing)
    if handover.kind == "hand_back":
        query = query.where(stand_ins.c.hand_back_id == handover.id)
    rows = await store.rows(query.where(stand_ins.c.state.in_(["holding", "handing_back"])))
    return frozenset((item["kind"], item["reference"]) for row in rows for item in row.held)


async def post_of(store: Store, site: str, post: str) -> tuple[str, str | None] | None:
    """A and B of a post."""
    row = await store.row(select(posts.c.a, posts.c.b).where(posts.c.site == site, posts.c.post == post))
    return (row.a, row.b) if row else None


async def posts_of(store: Store, site: str, a: str) -> list[tuple[str, str | None]]:
    """The posts whose A is this person, each with its B; by name."""
    query = select(posts.c.post, posts.c.b).where(posts.c.site == site, posts.c.a == a).order_by(posts.c.post)
    return [(row.post, row.b) for row in await store.rows(query)]


# ------------------------------------------------------------------ departures
@dataclass(frozen=True)
class Departure:
    """``state``: open, completed, cancelled, or done once the person has left or moved. Rule TH-12."""

    id: str
    actor: str
    kind: DepartureKind
    from_day: date
    successor: str
    announced_by: str
    announced_at: datetime
    handover_id: str
    state: str = "open"
    completed_at: datetime | None = None


def add_departure(store: Store, site: str, departure: Departure) -> None:
    store.insert(departures, site=site, **{name: getattr(departure, name) for name in Departure.__dataclass_fields__})


async def change_departure(store: Store, departure_id: str, **values: Any) -> None:
    await store.execute(update(departures).where(departures.c.id == departure_id).values(**values))


async def departures_of(store: Store, site: str, actor: str | None = None, **wanted: str) -> list[Departure]:
    """Newest first."""
    query = select(departures).where(departures.c.site == site)
    if actor is not None:
        query = query.where(departures.c.actor == actor)
    for column, value in wanted.items():
        query = query.where(departures.c[column] == value)
    return [_departure(row) for row in await store.rows(query.order_by(departures.c.id.desc()).limit(MOST))]


async def last_sign_in(store: Store, site: str, actor: str) -> datetime | None:
    query = select(shifts.c.signed_in_at).where(
        shifts.c.site == site, shifts.c.staff == actor, shifts.c.signed_in_at.is_not(None)
    )
    row = await store.row(query.order_by(shifts.c.signed_in_at.desc()).limit(1))
    return row.signed_in_at if row else None


def _dumped(items: Iterable[HandoverItem]) -> list[dict[str, Any]]:
    return [item.model_dump(mode="json") for item in items]


def _stand_in(row: Any) -> StandIn:
    values = {name: getattr(row, name) for name in StandIn.__dataclass_fields__}
    return StandIn(**(values | {"held": tuple(HandoverItem.model_validate(item) for item in row.held)}))


def _departure(row: Any) -> Departure:
    return Departure(**{name: getattr(row, name) for name in Departure.__dataclass_fields__})
