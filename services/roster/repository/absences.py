"""Every query of roster about absences."""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from chassis.store import Store
from contracts.roster import ListAbsences
from services.roster.domain.absences import Absence
from services.roster.domain.months import first_day, last_day
from services.roster.repository.shifts import for_update
from services.roster.tables import absences


def add_absence(store: Store, site: str, absence: Absence) -> None:
    values = {name: getattr(absence, name) for name in Absence.__dataclass_fields__}
    days = {"first_day": absence.first_day.isoformat(), "last_day": absence.last_day.isoformat()}
    store.insert(absences, site=site, **(values | days))


async def absence_by_id(store: Store, site: str, absence_id: str) -> Absence | None:
    """To be changed."""
    query = select(absences).where(absences.c.site == site, absences.c.id == absence_id)
    row = await store.row(for_update(store, query))
    return _absence(row) if row else None


async def change_absence(store: Store, absence_id: str, **values: Any) -> None:
    await store.execute(update(absences).where(absences.c.id == absence_id).values(**values))


async def absences_of(store: Store, site: str, actor: str) -> list[Absence]:
    query = select(absences).where(absences.c.site == site, absences.c.actor == actor).order_by(absences.c.id)
    return [_absence(row) for row in await store.rows(query)]


async def absences_between(store: Store, site: str, first: date, last: date) -> list[Absence]:
    """Asked and approved ones that reach into these days, both included."""
    query = select(absences).where(
        absences.c.site == site,
        absences.c.first_day <= last.isoformat(),
        absences.c.last_day >= first.isoformat(),
        absences.c.state.in_(("asked", "approved")),
    )
    return [_absence(row) for row in await store.rows(query.order_by(absences.c.first_day, absences.c.id))]


async def absent_on(store: Store, site: str, day: date) -> dict[str, Absence]:
    """Who has an approved absence on that local day, by login."""
    found = await absences_between(store, site, day, day)
    return {absence.actor: absence for absence in found if absence.state == "approved"}


async def away_now(store: Store, site: str) -> dict[str, Absence]:
    """Whose approved absence has begun and is not over, by login. Rule TH-11."""
    query = select(absences).where(
        absences.c.site == site,
        absences.c.state == "approved",
        absences.c.began_at.is_not(None),
        absences.c.ended_at.is_(None),
    )
    return {row.actor: _absence(row) for row in await store.rows(query)}


async def page_of_absences(store: Store, site: str, asked: ListAbsences, actor: str | None) -> list[Absence]:
    """Newest first, of ``actor`` or of everybody; one row more than asked for when there is a further page."""
    query = select(absences).where(absences.c.site == site)
    if actor is not None:
        query = query.where(absences.c.actor == actor)
    if asked.state is not None:
        query = query.where(absences.c.state == asked.state)
    if asked.month is not None:
        first, last = first_day(asked.month).isoformat(), last_day(asked.month).isoformat()
        query = query.where(absences.c.first_day <= last, absences.c.last_day >= first)
    if asked.cursor is not None:
        query = query.where(absences.c.id < asked.cursor)
    return [_absence(row) for row in await store.rows(query.order_by(absences.c.id.desc()).limit(asked.limit + 1))]


def _absence(row: Any) -> Absence:
    values = {name: getattr(row, name) for name in Absence.__dataclass_fields__}
    days = {"first_day": date.fromisoformat(row.first_day), "last_day": date.fromisoformat(row.last_day)}
    return Absence(**(values | days))
