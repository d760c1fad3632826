"""List requests."""

from datetime import timedelta

from chassis.work import Work
from contracts.intake import ListRequests, RequestPage, RequestRow
from services.intake.domain.paging import place_of
from services.intake.handlers import shared
from services.intake.repository import requests

LONGEST_AGE = 10**9
"""Seconds; more than thirty years, older than any request."""


async def list_requests(query: ListRequests, work: Work) -> RequestPage:
    """Open items by owner, department, line or age, oldest first; ended ones when ``state`` names their state."""
    asked = {"owner": query.owner, "department": query.department, "line": query.line, "state": query.state}
    filters = {name: value for name, value in asked.items() if value is not None}
    until = None
    if query.older_than_seconds is not None:
        until = work.now - timedelta(seconds=min(query.older_than_seconds, LONGEST_AGE))
    rows = await requests.list_requests(
        work.store, work.site, filters, recorded_until=until, after=place_of(query.cursor), limit=query.limit
    )
    kept, following = shared.cut_page(rows, query.limit, lambda row: row.recorded_at, lambda row: row.number)
    shown = [
        RequestRow(
            number=row.number,
            line=row.line,
            state=row.state,
            severity=row.severity,
            owner=row.owner,
            department=row.department,
            recorded_at=row.recorded_at,
            age_seconds=int((work.now - row.recorded_at).total_seconds()),
            last_note_at=row.last_note_at,
            last_note=row.last_note,
            held_for=row.held_for,
        )
        for row in kept
    ]
    return RequestPage(rows=shown, next=following)
