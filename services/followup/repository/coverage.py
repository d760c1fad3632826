"""What the quota of calls is counted from. Rule TH-21."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select

from chassis.store import Store
from services.followup.domain.coverage import Counted
from services.followup.domain.pinned import OPEN
from services.followup.tables import attempts, callbacks, care_cases, coverage_warnings

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Made:
    """The calls of a segment that were made in a month: how many were ``late``, ``short`` or ``long``, the seconds
    of the ``timed`` ones, how many by each means, and the ``attempts`` in vain."""

    done: int = 0
    late: int = 0
    short: int = 0
    long: int = 0
    timed: int = 0
    seconds: int = 0
    attempts: int = 0
    means: dict[str, int] = field(default_factory=dict)


async def counted(
    store: Store, site: str, segments: Collection[str], month: Span, now: datetime, made: dict[str, Made]
) -> dict[str, Counted]:
    """Of each segment what came in, what was done and what can still be called in the month. A cancelled request did
    not come in."""
    begin, end = month
    cases, calls = care_cases, callbacks
    accepted = _of(site, segments).where(
        cases.c.accepted_at >= begin, cases.c.accepted_at < end, func.coalesce(calls.c.outcome, "") != "cancelled"
    )
    came = {row.segment: row.many for row in await store.rows(accepted)}
    left: dict[str, int] = {}
    if now < end:
        still = _of(site, segments).where(cases.c.earliest < end, calls.c.state.in_(OPEN))
        left = {row.segment: row.many for row in await store.rows(still)}
    return {name: Counted(came.get(name, 0), made[name].done, left.get(name, 0)) for name in segments}


def _of(site: str, segments: Collection[str]) -> Select[Any]:
    cases, calls = care_cases, callbacks
    query = select(cases.c.segment, func.count().label("many"))
    query = query.select_from(cases.join(calls, calls.c.id == cases.c.callback_id))
    return query.where(cases.c.site == site, cases.c.segment.in_(segments), cases.c.round == 0).group_by(
        cases.c.segment
    )


async def made(
    store: Store, site: str, segments: Collection[str], month: Span, norm: tuple[int, int]
) -> dict[str, Made]:
    """The successful calls of the month by segment. ``norm``: the seconds that a call takes at least and at most."""
    begin, end = month
    cases, calls = care_cases, callbacks
    seconds = calls.c.duration_seconds
    query = (
        select(
            cases.c.segment,
            cases.c.used,
            func.count().label("done"),
            func.sum(case((cases.c.late, 1), else_=0)).label("late"),
            func.sum(case((seconds < norm[0], 1), else_=0)).label("short"),
            func.sum(case((seconds > norm[1], 1), else_=0)).label("long"),
            func.count(seconds).label("timed"),
            func.coalesce(func.sum(seconds), 0).label("seconds"),
        )
        .select_from(calls.join(cases, calls.c.id == cases.c.callback_id))
        .where(calls.c.site == site, calls.c.state == "completed", calls.c.ended_at >= begin, calls.c.ended_at < end)
        .where(cases.c.segment.in_(segments))
        .group_by(cases.c.segment, cases.c.used)
    )
    rows = await store.rows(query)
    tried = await _attempts(store, site, segments, month)
    return {name: _made([row for row in rows if row.segment == name], tried.get(name, 0)) for name in segments}


def _made(rows: list[Any], tried: int) -> Made:
    return Made(
        attempts=tried,
        means={row.used: row.done for row in rows if row.used is not None},
        **{
            name: sum(int(getattr(row, name)) for row in rows)
            for name in ("done", "late", "short", "long", "timed", "seconds")
        },
    )


async def _attempts(store: Store, site: str, segments: Collection[str], month: Span) -> dict[str, int]:
    cases = care_cases
    query = (
        select(cases.c.segment, func.count().label("attempts"))
        .select_from(attempts.join(cases, cases.c.callback_id == attempts.c.callback_id))
        .where(attempts.c.site == site, attempts.c.at >= month[0], attempts.c.at < month[1])
        .where(cases.c.segment.in_(segments))
        .group_by(cases.c.segment)
    )
    return {row.segment: row.attempts for row in await store.rows(query)}


async def said_before(store: Store, site: str, month: str) -> dict[str, dict[str, Any]]:
    """The last warning of each segment in this month."""
    table = coverage_warnings
    query = select(table.c.segment, table.c.said).where(table.c.site == site, table.c.month == month)
    return {row.segment: row.said for row in await store.rows(query)}


def keep_said(store: Store, site: str, month: str, segment: str, said: dict[str, Any]) -> None:
    store.put(coverage_warnings, site=site, segment=segment, month=month, said=said)
