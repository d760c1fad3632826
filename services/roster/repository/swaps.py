"""Every query of roster about swaps."""

from typing import Any

from sqlalchemy import or_, select

from chassis.store import Store
from contracts.roster import ListSwaps, PlannedShift
from services.roster.domain.swaps import OPEN, Swap
from services.roster.repository.shifts import for_update
from services.roster.tables import swaps


def keep_swap(store: Store, site: str, swap: Swap) -> None:
    values = {name: getattr(swap, name) for name in Swap.__dataclass_fields__}
    plans = {
        "gives": swap.gives.model_dump(mode="json"),
        "takes": swap.takes.model_dump(mode="json") if swap.takes else None,
    }
    store.put(swaps, site=site, **(values | plans))


async def swap_by_id(store: Store, site: str, swap_id: str) -> Swap | None:
    """To be changed; whoever else changes it waits until the commit."""
    row = await store.row(for_update(store, select(swaps).where(swaps.c.site == site, swaps.c.id == swap_id)))
    return _swap(row) if row else None


async def open_swaps_of(store: Store, site: str, shift_ids: list[str]) -> list[Swap]:
    """Swaps under way in which one of these shifts is given or taken; to be changed."""
    either = or_(swaps.c.shift_id.in_(shift_ids), swaps.c.their_shift_id.in_(shift_ids))
    query = select(swaps).where(swaps.c.site == site, swaps.c.state.in_(OPEN), either).order_by(swaps.c.id)
    return [_swap(row) for row in await store.rows(for_update(store, query))]


async def page_of_swaps(store: Store, site: str, asked: ListSwaps, actor: str | None) -> list[Swap]:
    """Newest first, those ``actor`` is one of the two in or all; one row more when there is a further page."""
    query = select(swaps).where(swaps.c.site == site)
    if actor is not None:
        query = query.where(or_(swaps.c.asked_by == actor, swaps.c.colleague == actor))
    if asked.state is not None:
        query = query.where(swaps.c.state == asked.state)
    if asked.cursor is not None:
        query = query.where(swaps.c.id < asked.cursor)
    return [_swap(row) for row in await store.rows(query.order_by(swaps.c.id.desc()).limit(asked.limit + 1))]


def _swap(row: Any) -> Swap:
    values = {name: getattr(row, name) for name in Swap.__dataclass_fields__}
    takes = PlannedShift.model_validate(row.takes) if row.takes else None
    return Swap(**(values | {"gives": PlannedShift.model_validate(row.gives), "takes": takes}))
