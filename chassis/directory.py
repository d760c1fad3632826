"""Who is who at a site: every service's own copy of the staff, as roster announced it.

A snapshot is kept in memory per site and read again when the table's version has moved, so that looking up a
person costs no query. All replicas share the table, each keeps its own snapshot.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from chassis.store import Store
from chassis.tables import ChassisTables
from contracts.base import Recipient
from contracts.playbook import Playbook
from contracts.roster import ShiftEnded, ShiftStarted, StaffRegistered

if TYPE_CHECKING:
    from chassis.work import Work


@dataclass(frozen=True)
class Person:
    """A member of staff. ``post`` and ``duty_until`` are of the running shift."""

    actor: str
    name: str
    roles: frozenset[str]
    department: str
    active: bool = True
    on_duty: bool = False
    post: str | None = None
    duty_until: datetime | None = None

    def has(self, roles: Iterable[str]) -> bool:
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Staff:
    """A snapshot of a site's people."""

    people: dict[str, Person] = field(default_factory=dict)

    def get(self, actor: str) -> Person | None:
        """The active person of that login, or None."""
        person = self.people.get(actor)
        return person if person is not None and person.active else None

    def holders(self, role: str) -> list[Person]:
        """Active people of a role, by login."""
        return sorted((p for p in self.people.values() if p.active and role in p.roles), key=lambda p: p.actor)

    def recipients(self, role: str) -> list[Recipient]:
        """Who hears something meant for a role: those on duty; if none is, all of the role, marked so."""
        holders = self.holders(role)
        on_duty = [p for p in holders if p.on_duty]
        return [Recipient(actor=p.actor, role=role, on_duty=p.on_duty) for p in on_duty or holders]

    def head_role(self, book: Playbook, department: str) -> str:
        """The role of a department's head."""
        return book.departments[department].head


class Directory:
    """Reads and keeps the snapshots of one process."""

    def __init__(self, tables: ChassisTables) -> None:
        self._tables = tables
        self._kept: dict[str, tuple[int, Staff]] = {}

    async def read(self, store: Store, sites: Iterable[str]) -> dict[str, Staff]:
        """Snapshots of the sites as this transaction sees them."""
        version = self._tables.directory
        found = await store.rows(select(version.c.site, version.c.version).where(version.c.site.in_(list(sites))))
        versions = {row.site: row.version for row in found}
        out: dict[str, Staff] = {}
        for site in sites:
            current = versions.get(site, 0)
            kept = self._kept.get(site)
            if kept is None or kept[0] != current:
                kept = (current, await self._load(store, site) if current else Staff())
                self._kept[site] = kept
            out[site] = kept[1]
        return out

    def forget(self, site: str) -> None:
        """After a rollback: what was read inside the transaction may never have been."""
        self._kept.pop(site, None)

    async def _load(self, store: Store, site: str) -> Staff:
        staff = self._tables.staff
        rows = await store.rows(select(staff).where(staff.c.site == site))
        return Staff({row.actor: _person(row) for row in rows})


async def keep_staff(event: StaffRegistered, work: "Work") -> None:
    """Keep what roster announced of a person; older revisions that arrive late change nothing."""
    row = await _row(work, event.actor)
    if row is not None and row.revision >= event.revision:
        return
    values = {"name": event.name, "roles": event.roles, "department": event.department, "active": event.active}
    await _write(work, event.actor, row, values | {"revision": event.revision})


async def keep_duty(event: ShiftStarted | ShiftEnded, work: "Work") -> None:
    """Keep who is on duty; each shift event of a person carries a growing revision."""
    row = await _row(work, event.staff)
    if row is not None and row.duty_revision >= event.revision:
        return
    started = isinstance(event, ShiftStarted)
    until = event.ends_at if isinstance(event, ShiftStarted) else None
    values = {"on_duty": started, "post": event.post if started else None, "duty_until": until}
    await _write(work, event.staff, row, values | {"duty_revision": event.revision})


async def _row(work: "Work", actor: str) -> Any:
    staff = work.tables.staff
    return await work.store.row(select(staff).where(staff.c.site == work.site, staff.c.actor == actor))


async def _write(work: "Work", actor: str, row: Any, values: dict[str, Any]) -> None:
    blank = {
        "name": actor,
        "roles": [],
        "department": "",
        "active": False,
        "revision": 0,
        "duty_revision": 0,
        "on_duty": False,
        "post": None,
        "duty_until": None,
    }
    kept = dict(row._mapping) if row is not None else {"site": work.site, "actor": actor, **blank}
    work.store.put(work.tables.staff, **(kept | values))
    # Any other value tells the replicas to read again; a counter could be given twice by two of them at once.
    work.store.put(work.tables.directory, site=work.site, version=uuid4().int >> 66)
    await work.store.flush()
    work.memo["staff_changed"] = True


def _person(row: Any) -> Person:
    return Person(
        actor=row.actor,
        name=row.name,
        roles=frozenset(row.roles),
        department=row.department,
        active=row.active,
        on_duty=row.on_duty,
        post=row.post,
        duty_until=row.duty_until,
    )
