"""What was said and done in a handover; events of the shift; who serves a customer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update

from chassis.store import Store
from contracts.roster import ItemAcknowledgement, ItemWord
from services.roster.tables import handover_steps, handover_words, servings, shift_events


# ------------------------------------------------------------------ words and steps
def keep_word(store: Store, site: str, handover_id: str, word: ItemWord, by: str, at: datetime) -> None:
    """The last word on an item counts."""
    store.put(
        handover_words,
        handover_id=handover_id,
        kind=word.kind,
        reference=word.reference,
        site=site,
        decision=word.decision,
        note=word.note,
        said_by=by,
        said_at=at,
    )


async def words_of(store: Store, handover_id: str) -> list[ItemAcknowledgement]:
    """In the order they were said."""
    table = handover_words
    query = select(table).where(table.c.handover_id == handover_id)
    rows = await store.rows(query.order_by(table.c.said_at, table.c.kind, table.c.reference))
    return [
        ItemAcknowledgement(
            kind=row.kind,
            reference=row.reference,
            decision=row.decision,
            note=row.note,
            by=row.said_by,
            at=row.said_at,
        )
        for row in rows
    ]


def add_step(store: Store, site: str, handover_id: str, **values: Any) -> None:
    store.insert(handover_steps, site=site, handover_id=handover_id, **values)


async def steps_of(store: Store, handover_id: str) -> Sequence[Row[Any]]:
    table = handover_steps
    return await store.rows(select(table).where(table.c.handover_id == handover_id).order_by(table.c.id))


# ------------------------------------------------------------------ events of the shift
@dataclass(frozen=True)
class ShiftEvent:
    """Something somebody on duty noted."""

    id: str
    actor: str
    post: str
    noted_at: datetime
    title: str
    text: str
    major: bool


def add_event(store: Store, site: str, event: ShiftEvent) -> None:
    store.insert(shift_events, site=site, **{name: getattr(event, name) for name in ShiftEvent.__dataclass_fields__})


async def events_of(store: Store, site: str, actor: str, since: datetime) -> list[ShiftEvent]:
    """What one person noted since then, oldest first."""
    table = shift_events
    return await _events(
        store, select(table).where(table.c.site == site, table.c.actor == actor, table.c.noted_at >= since)
    )


async def events_left(store: Store, site: str) -> list[ShiftEvent]:
    """What nobody in a post with topics has taken over yet, oldest first."""
    table = shift_events
    return await _events(store, select(table).where(table.c.site == site, table.c.handover_id.is_(None)))


async def events_taken_over(store: Store, site: str, ids: Collection[str], handover_id: str) -> None:
    table = shift_events
    mine = (table.c.site == site, table.c.id.in_(sorted(ids)), table.c.handover_id.is_(None))
    await store.execute(update(table).where(*mine).values(handover_id=handover_id))


async def _events(store: Store, query: Select[Any]) -> list[ShiftEvent]:
    rows = await store.rows(query.order_by(shift_events.c.id))
    return [ShiftEvent(**{name: getattr(row, name) for name in ShiftEvent.__dataclass_fields__}) for row in rows]


# ------------------------------------------------------------------ customers being served
async def serving_began(store: Store, site: str, serving: str, clerk: str) -> None:
    """Known already when its end was heard of first."""
    table = servings
    known = await store.row(select(table.c.ended).where(table.c.site == site, table.c.id == serving))
    if known is None:
        store.insert(table, site=site, id=serving, clerk=clerk, ended=False)


def serving_ended(store: Store, site: str, serving: str, clerk: str) -> None:
    store.put(servings, site=site, id=serving, clerk=clerk, ended=True)


async def unfinished_servings(store: Store, site: str, clerk: str) -> set[str]:
    table = servings
    query = select(table.c.id).where(table.c.site == site, table.c.clerk == clerk, table.c.ended.is_(False))
    return {row.id for row in await store.rows(query)}


async def ended_among(store: Store, site: str, ids: Collection[str]) -> set[str]:
    """Which of these have ended."""
    if not ids:
        return set()
    table = servings
    query = select(table.c.id).where(table.c.site == site, table.c.id.in_(sorted(ids)), table.c.ended.is_(True))
    return {row.id for row in await store.rows(query)}
