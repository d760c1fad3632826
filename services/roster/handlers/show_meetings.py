"""Meetings, room calendars, and what meetings decided."""

from chassis.paging import write_cursor
from chassis.work import Work
from contracts.problems import NotFound
from contracts.roster import (
    DecisionsPage,
    GetMeeting,
    ListMeetingDecisions,
    ListMeetings,
    MeetingDecision,
    MeetingPage,
    MeetingRow,
    MeetingView,
)
from services.roster.domain.meetings import Decision
from services.roster.repository import meetings as repository


async def show_meeting(query: GetMeeting, work: Work) -> MeetingView:
    """Raises NotFound."""
    meeting = await repository.find_meeting(work.store, work.site, query.meeting_id)
    if meeting is None:
        raise NotFound("there is no such meeting", errors={"meeting_id": "unknown; see roster.meetings"})
    absent = [actor for actor in meeting.attend if actor not in meeting.present] if meeting.state == "held" else []
    return MeetingView(
        meeting_id=meeting.id,
        kind=meeting.kind,
        title=meeting.title,
        state=meeting.state,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        room=meeting.room,
        called_by=meeting.called_by,
        attend=meeting.attend,
        agenda=meeting.agenda,
        present=meeting.present,
        absent=absent,
        text=meeting.text,
        recorded_by=meeting.recorded_by,
        reason=meeting.reason,
        decisions=[_shown(it, work) for it in await repository.decisions_of(work.store, work.site, meeting.id)],
    )


async def list_meetings(query: ListMeetings, work: Work) -> MeetingPage:
    found = await repository.page_of_meetings(work.store, work.site, query)
    rows = [
        MeetingRow(
            meeting_id=it.id,
            kind=it.kind,
            title=it.title,
            state=it.state,
            starts_at=it.starts_at,
            ends_at=it.ends_at,
            room=it.room,
            attend=it.attend,
        )
        for it in found[: query.limit]
    ]
    more = len(found) > query.limit
    return MeetingPage(rows=rows, next=write_cursor(rows[-1].starts_at, rows[-1].meeting_id) if more else None)


async def list_decisions(query: ListMeetingDecisions, work: Work) -> DecisionsPage:
    found = await repository.page_of_decisions(work.store, work.site, query)
    rows = [_shown(it, work) for it in found[: query.limit]]
    more = len(found) > query.limit
    return DecisionsPage(rows=rows, next=f"{rows[-1].due}~{rows[-1].decision_id}" if more else None)


def _shown(decision: Decision, work: Work) -> MeetingDecision:
    return MeetingDecision(
        decision_id=decision.id,
        meeting_id=decision.meeting_id,
        kind=decision.kind,
        text=decision.text,
        owner=decision.owner,
        due=decision.due,
        state=decision.state,
        overdue=decision.is_overdue(work.now, work.playbook.calendar.timezone),
        decided_at=decision.decided_at,
        outcome=decision.outcome,
        ended_by=decision.ended_by,
        ended_at=decision.ended_at,
        changes=list(decision.changes),
    )
