"""Every query of roster about skills and wishes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from chassis.store import Store
from services.roster.domain.drafts import Skills
from services.roster.domain.months import first_day, last_day
from services.roster.tables import staff_skills, wishes


async def skills_of(store: Store, site: str) -> Skills:
    """What everybody is able to do."""
    table = staff_skills
    rows = await store.rows(select(table.c.actor, table.c.skills).where(table.c.site == site))
    return {row.actor: frozenset(row.skills) for row in rows}


def keep_skills(store: Store, site: str, actor: str, skills: Sequence[str], **by: Any) -> None:
    store.put(staff_skills, site=site, actor=actor, skills=list(skills), **by)


def keep_wish(store: Store, site: str, actor: str, day: date, **values: Any) -> None:
    """The only one of that person and day."""
    store.put(wishes, site=site, actor=actor, day=day.isoformat(), **values)


async def drop_wish(store: Store, site: str, actor: str, day: date) -> bool:
    """False when there was none."""
    where = (wishes.c.site == site, wishes.c.actor == actor, wishes.c.day == day.isoformat())
    return await store.execute(delete(wishes).where(*where)) > 0


async def wishes_for(store: Store, site: str, month: str, actor: str | None = None) -> Sequence[Any]:
    """By day and person; of everybody, or of one."""
    first, last = first_day(month).isoformat(), last_day(month).isoformat()
    query = select(wishes).where(wishes.c.site == site, wishes.c.day.between(first, last))
    if actor is not None:
        query = query.where(wishes.c.actor == actor)
    return await store.rows(query.order_by(wishes.c.day, wishes.c.actor))
