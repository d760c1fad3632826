"""Every query of roster about staff, posts and shifts; handovers have a file of their own."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, delete, func, or_, select, update

from chassis.paging import read_cursor
from chassis.store import Store
from contracts.roster import ListShifts
from services.roster.domain.shifts import Shift
from services.roster.tables import chassis, contacts, posts, roster_versions, shifts

directory = chassis.staff


class Revisions(NamedTuple):
    """How often the person was registered, and how often a shift of the person began or ended."""

    staff: int
    duty: int


def for_update(store: Store, query: Select[Any]) -> Select[Any]:
    return query.with_for_update() if store.locks_rows else query


# ------------------------------------------------------------------ staff
async def lock_staff(store: Store, site: str) -> None:
    """Who is who, who is planned when and who is on duty change one after the other, whichever replica does it."""
    table = chassis.directory
    await store.row(for_update(store, select(table.c.version).where(table.c.site == site)))


async def revisions_of(store: Store, site: str, actor: str) -> Revisions:
    """0 for a person never heard of. Call ``lock_staff`` before."""
    query = select(directory.c.revision, directory.c.duty_revision)
    row = await store.row(query.where(directory.c.site == site, directory.c.actor == actor))
    return Revisions(row.revision, row.duty_revision) if row else Revisions(0, 0)


def keep_phone(store: Store, site: str, actor: str, phone: str) -> None:
    store.put(contacts, site=site, actor=actor, phone=phone)


class StaffRecord(NamedTuple):
    actor: str
    name: str
    roles: list[str]
    department: str
    phone: str | None
    active: bool


async def staff_after(store: Store, site: str, cursor: str | None, department: str | None) -> list[StaffRecord]:
    """People by login, from behind ``cursor``."""
    columns = (directory.c.actor, directory.c.name, directory.c.roles, directory.c.department)
    joined = and_(contacts.c.site == directory.c.site, contacts.c.actor == directory.c.actor)
    query = (
        select(*columns, contacts.c.phone, directory.c.active)
        .select_from(directory.outerjoin(contacts, joined))
        .where(directory.c.site == site)
        .order_by(directory.c.actor)
    )
    if cursor is not None:
        query = query.where(directory.c.actor > cursor)
    if department is not None:
        query = query.where(directory.c.department == department)
    return [StaffRecord(*tuple(row)) for row in await store.rows(query)]


# ------------------------------------------------------------------ posts
def keep_post(store: Store, site: str, **values: Any) -> None:
    store.put(posts, site=site, **values)


async def all_posts(store: Store, site: str) -> Sequence[Any]:
    return await store.rows(
        select(posts.c.post, posts.c.a, posts.c.b).where(posts.c.site == site).order_by(posts.c.post)
    )


# ------------------------------------------------------------------ rosters
async def last_version(store: Store, site: str, day: date) -> int:
    table = roster_versions
    query = select(func.max(table.c.version)).where(table.c.site == site, table.c.day == day.isoformat())
    row = await store.row(query)
    return (row[0] or 0) if row else 0


def add_version(store: Store, site: str, day: date, **values: Any) -> None:
    store.insert(roster_versions, site=site, day=day.isoformat(), **values)


async def published_shifts(store: Store, site: str, day: date, version: int) -> list[dict[str, Any]] | None:
    """The shifts of a day as they were published in that version, None when there is none."""
    table = roster_versions
    row = await store.row(
        select(table.c.shifts).where(table.c.site == site, table.c.day == day.isoformat(), table.c.version == version)
    )
    return list(row.shifts) if row else None


# ------------------------------------------------------------------ shifts
async def shifts_of_day(store: Store, site: str, day: date) -> list[Shift]:
    """To be changed."""
    query = select(shifts).where(shifts.c.site == site, shifts.c.day == day.isoformat()).order_by(shifts.c.id)
    return [read_shift(row) for row in await store.rows(for_update(store, query))]


async def shifts_of_other_days(
    store: Store, site: str, day: date, people: Iterable[str], between: tuple[datetime, datetime]
) -> list[Shift]:
    """Shifts of these people, published for other days, that reach into the stretch ``between``."""
    query = select(shifts).where(
        shifts.c.site == site,
        shifts.c.day != day.isoformat(),
        shifts.c.staff.in_(sorted(set(people))),
        shifts.c.starts_at < between[1],
        shifts.c.ends_at > between[0],
    )
    return [read_shift(row) for row in await store.rows(query)]


async def own_or_named(store: Store, site: str, actor: str, shift_id: str | None) -> list[Shift]:
    """The person's shifts that have not ended, and the named one whoever's it is; to be changed."""
    own = and_(shifts.c.staff == actor, shifts.c.state != "ended")
    query = select(shifts).where(shifts.c.site == site, or_(own, shifts.c.id == shift_id) if shift_id else own)
    return [read_shift(row) for row in await store.rows(for_update(store, query.order_by(shifts.c.id)))]


async def shift_by_id(store: Store, site: str, shift_id: str) -> Shift | None:
    row = await store.row(select(shifts).where(shifts.c.site == site, shifts.c.id == shift_id))
    return read_shift(row) if row else None


async def running_shift(store: Store, site: str, actor: str) -> Shift | None:
    """The shift the person is on duty in; to be changed."""
    query = select(shifts).where(shifts.c.site == site, shifts.c.staff == actor, shifts.c.state == "started")
    row = await store.row(for_update(store, query))
    return read_shift(row) if row else None


async def running_shifts(store: Store, site: str) -> list[Shift]:
    """Who is on duty, by login."""
    query = select(shifts).where(shifts.c.site == site, shifts.c.state == "started").order_by(shifts.c.staff)
    return [read_shift(row) for row in await store.rows(query)]


def keep_shift(store: Store, site: str, shift: Shift) -> None:
    values = {name: getattr(shift, name) for name in Shift.__dataclass_fields__}
    store.put(shifts, site=site, **(values | {"day": shift.day.isoformat()}))


async def change_shift(store: Store, shift_id: str, **values: Any) -> None:
    await store.execute(update(shifts).where(shifts.c.id == shift_id).values(**values))


async def drop_shifts(store: Store, ids: Sequence[str]) -> None:
    """Withdrawn by a new version; the earlier version still shows them."""
    if ids:
        await store.execute(delete(shifts).where(shifts.c.id.in_(ids)))


async def page_of_shifts(store: Store, site: str, asked: ListShifts) -> list[Shift]:
    """One row more than asked for when there is a further page."""
    query = select(shifts).where(shifts.c.site == site)
    if asked.day is not None:
        query = query.where(shifts.c.day == asked.day.isoformat())
    if asked.staff is not None:
        query = query.where(shifts.c.staff == asked.staff)
    if asked.cursor is not None:
        at, row_id = read_cursor(asked.cursor)
        query = query.where(or_(shifts.c.starts_at > at, and_(shifts.c.starts_at == at, shifts.c.id > row_id)))
    query = query.order_by(shifts.c.starts_at, shifts.c.id).limit(asked.limit + 1)
    return [read_shift(row) for row in await store.rows(query)]


def read_shift(row: Any) -> Shift:
    values = {name: getattr(row, name) for name in Shift.__dataclass_fields__}
    return Shift(**(values | {"day": date.fromisoformat(row.day), "confirmed": tuple(row.confirmed or ())}))
