"""Every query of roster about meetings and their decisions."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select

from chassis.paging import read_cursor
from chassis.store import Store
from contracts.roster import DecisionChange, ListMeetingDecisions, ListMeetings
from services.roster.domain.meetings import Decision, Meeting
from services.roster.repository.shifts import for_update
from services.roster.tables import meeting_decisions, meeting_people, meetings


def keep_meeting(store: Store, site: str, meeting: Meeting) -> None:
    store.put(meetings, site=site, **{one.name: getattr(meeting, one.name) for one in fields(Meeting)})


def ask_people(store: Store, site: str, meeting: Meeting) -> None:
    """Write down who is asked to a new meeting, for their calendars."""
    for person in meeting.attend:
        store.put(meeting_people, meeting_id=meeting.id, person=person, site=site)


async def find_meeting(store: Store, site: str, meeting_id: str, *, to_change: bool = False) -> Meeting | None:
    query = select(meetings).where(meetings.c.site == site, meetings.c.id == meeting_id)
    row = await store.row(for_update(store, query) if to_change else query)
    return _meeting(row) if row else None


async def meetings_between(store: Store, site: str, since: datetime, until: datetime) -> list[Meeting]:
    """Called meetings that overlap this span."""
    query = select(meetings).where(
        meetings.c.site == site,
        meetings.c.state == "called",
        meetings.c.starts_at < until,
        meetings.c.ends_at > since,
    )
    return [_meeting(row) for row in await store.rows(query.order_by(meetings.c.starts_at, meetings.c.id))]


async def page_of_meetings(store: Store, site: str, asked: ListMeetings) -> list[Meeting]:
    """Earliest first; one row more than asked for when there is a further page."""
    table = meetings
    query = select(table).where(table.c.site == site)
    for column, value in ((table.c.kind, asked.kind), (table.c.room, asked.room), (table.c.state, asked.state)):
        if value is not None:
            query = query.where(column == value)
    if asked.attend is not None:
        people = meeting_people
        its = select(people.c.meeting_id).where(people.c.site == site, people.c.person == asked.attend)
        query = query.where(table.c.id.in_(its))
    if asked.since is not None:
        query = query.where(table.c.starts_at >= asked.since)
    if asked.until is not None:
        query = query.where(table.c.starts_at < asked.until)
    if asked.cursor is not None:
        at, row_id = read_cursor(asked.cursor)
        query = query.where(or_(table.c.starts_at > at, and_(table.c.starts_at == at, table.c.id > row_id)))
    rows = await store.rows(query.order_by(table.c.starts_at, table.c.id).limit(asked.limit + 1))
    return [_meeting(row) for row in rows]


def keep_decision(store: Store, site: str, decision: Decision) -> None:
    values = {one.name: getattr(decision, one.name) for one in fields(Decision)}
    changes = [change.model_dump(mode="json") for change in decision.changes]
    store.put(meeting_decisions, site=site, **(values | {"due": decision.due.isoformat(), "changes": changes}))


async def find_decision(store: Store, site: str, decision_id: str) -> Decision | None:
    """To be changed."""
    query = select(meeting_decisions).where(meeting_decisions.c.site == site, meeting_decisions.c.id == decision_id)
    row = await store.row(for_update(store, query))
    return _decision(row) if row else None


async def decisions_of(store: Store, site: str, meeting_id: str) -> list[Decision]:
    table = meeting_decisions
    query = select(table).where(table.c.site == site, table.c.meeting_id == meeting_id).order_by(table.c.id)
    return [_decision(row) for row in await store.rows(query)]


async def open_decisions_due_before(store: Store, site: str, day: date) -> list[Decision]:
    table = meeting_decisions
    query = select(table).where(table.c.site == site, table.c.state == "open", table.c.due < day.isoformat())
    return [_decision(row) for row in await store.rows(query.order_by(table.c.due, table.c.id))]


async def page_of_decisions(store: Store, site: str, asked: ListMeetingDecisions) -> list[Decision]:
    """What is due first at the top; one row more than asked for when there is a further page."""
    table = meeting_decisions
    query = select(table).where(table.c.site == site)
    if asked.state is not None:
        query = query.where(table.c.state == asked.state)
    if asked.owner is not None:
        query = query.where(table.c.owner == asked.owner)
    if asked.due_before is not None:
        query = query.where(table.c.due < asked.due_before.isoformat())
    if asked.cursor is not None:
        due, _, row_id = asked.cursor.partition("~")
        query = query.where(or_(table.c.due > due, and_(table.c.due == due, table.c.id > row_id)))
    rows = await store.rows(query.order_by(table.c.due, table.c.id).limit(asked.limit + 1))
    return [_decision(row) for row in rows]


def _meeting(row: Any) -> Meeting:
    return Meeting(**{one.name: getattr(row, one.name) for one in fields(Meeting)})


def _decision(row: Any) -> Decision:
    values = {one.name: getattr(row, one.name) for one in fields(Decision)}
    changes = tuple(DecisionChange.model_validate(change) for change in row.changes)
    return Decision(**(values | {"due": date.fromisoformat(row.due), "changes": changes}))
