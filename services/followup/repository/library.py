"""The case library and its terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from chassis.store import Store
from contracts.followup import LibraryRevision
from services.followup.tables import library_entries, library_revisions, library_terms


@dataclass(frozen=True)
class Entry:
    """An entry of the library as stored."""

    id: str
    revision: int
    number: str | None
    changed_at: datetime
    withdrawn: bool


def keep_entry(store: Store, site: str, entry: Entry) -> None:
    store.put(library_entries, site=site, **entry.__dict__)


def add_revision(store: Store, site: str, entry_id: str, revision: LibraryRevision) -> None:
    store.insert(library_revisions, site=site, entry_id=entry_id, **revision.model_dump())


async def entry_by_id(store: Store, site: str, entry_id: str, *, to_change: bool = False) -> Entry | None:
    table = library_entries
    query = select(table).where(table.c.site == site, table.c.id == entry_id)
    row = await store.row(query.with_for_update() if to_change and store.locks_rows else query)
    return _entry(row) if row else None


async def revisions_of(store: Store, entry_id: str) -> list[LibraryRevision]:
    """The first before the others."""
    table = library_revisions
    rows = await store.rows(select(table).where(table.c.entry_id == entry_id).order_by(table.c.revision))
    return [_revision(row) for row in rows]


async def present_of(store: Store, entries: Sequence[Entry]) -> dict[str, LibraryRevision]:
    """The present revision of each entry."""
    table, of = library_revisions, library_entries
    query = select(table).join(of, (of.c.id == table.c.entry_id) & (of.c.revision == table.c.revision))
    rows = await store.rows(query.where(store.among(table.c.entry_id, [entry.id for entry in entries])))
    return {row.entry_id: _revision(row) for row in rows}


async def index(store: Store, site: str, entry_id: str, terms: Mapping[str, int]) -> None:
    """Find the entry by these terms from now on, and by no others."""
    await store.execute(delete(library_terms).where(library_terms.c.entry_id == entry_id))
    for term, weight in terms.items():
        store.insert(library_terms, site=site, term=term, entry_id=entry_id, weight=weight)


async def search(
    store: Store, site: str, terms: Sequence[str], least: int, labels: Sequence[str], skip: int, limit: int
) -> list[Entry]:
    """Entries with at least ``least`` of the ``terms`` and all ``labels``: those with the greatest weight first, then
    the latest. Without terms, the latest first."""
    table, of = library_entries, library_terms
    query = select(table).where(table.c.site == site, table.c.withdrawn.is_(False))
    for label in labels:
        query = query.where(table.c.id.in_(select(of.c.entry_id).where(of.c.site == site, of.c.term == label)))
    if terms:
        found = (
            select(of.c.entry_id, func.sum(of.c.weight).label("weight"))
            .where(of.c.site == site, store.among(of.c.term, terms))
            .group_by(of.c.entry_id)
            .having(func.count() >= least)
            .subquery()
        )
        query = query.join(found, found.c.entry_id == table.c.id).order_by(found.c.weight.desc())
    query = query.order_by(table.c.changed_at.desc(), table.c.id.desc()).offset(skip).limit(limit)
    return [_entry(row) for row in await store.rows(query)]


def _entry(row: Any) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})


def _revision(row: Any) -> LibraryRevision:
    return LibraryRevision(**{name: getattr(row, name) for name in LibraryRevision.model_fields})
