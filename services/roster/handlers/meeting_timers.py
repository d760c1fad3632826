"""What the calendar does about meetings: it calls those that come again, reminds, and asks for what is overdue."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from chassis import recurring
from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.cron import next_time
from contracts.roster import DecisionOverdue, MeetingDue
from services.roster.domain.meetings import Decision, in_the_way, meetings_of
from services.roster.handlers.apply_for_account import told
from services.roster.handlers.call_meeting import announce_called, asked, new_meeting
from services.roster.repository import meetings as repository
from services.roster.repository.shifts import lock_staff

CALL, OVERDUE = "meeting_call", "decisions_overdue"


async def begin_meetings(work: Work) -> None:
    """At the start of the service: the chains of what comes again."""
    meetings = meetings_of(work.playbook)
    if meetings is None:
        return
    for name, kind in meetings.kinds.items():
        if kind.cron is not None:
            await recurring.expect(work, f"meeting-{name}", kind.cron, CALL, {"kind": name})
            await _call_next(name, work)
    if meetings.overdue is not None:
        await recurring.expect(work, "decisions-overdue", meetings.overdue, OVERDUE, {})


async def call_next(timer: Timer, work: Work) -> None:
    """One meeting begins: the next of its kind is called. The chain ends when the playbook wants it no longer."""
    meetings = meetings_of(work.playbook)
    kind = meetings.kinds.get(timer.data["kind"]) if meetings else None
    if kind is None or kind.cron is None:
        return
    recurring.schedule_next(work, timer)
    await _call_next(timer.data["kind"], work)


async def _call_next(name: str, work: Work) -> None:
    """Once for each date: a service that starts again finds the meeting called."""
    meetings = meetings_of(work.playbook)
    kind = meetings.kinds[name] if meetings else None
    if kind is None or kind.cron is None:
        return
    starts_at = next_time(kind.cron, work.playbook.calendar.timezone, work.now)
    await lock_staff(work.store, work.site)
    others = await repository.meetings_between(work.store, work.site, starts_at, starts_at + kind.lasts)
    if any(it.kind == name and it.starts_at == starts_at for it in others):
        return
    meeting = new_meeting(name, kind, starts_at, work)
    room_taken = in_the_way(meeting, others) is not None
    if room_taken:
        meeting = replace(meeting, room=None)
    repository.keep_meeting(work.store, work.site, meeting)
    announce_called(meeting, work, room_taken=room_taken)


async def remind(timer: Timer, work: Work) -> None:
    """It begins soon."""
    meeting = await repository.find_meeting(work.store, work.site, timer.data["meeting_id"])
    if meeting is None or meeting.state != "called":
        return
    work.announce(
        MeetingDue(
            meeting_id=meeting.id,
            kind=meeting.kind,
            starts_at=meeting.starts_at,
            room=meeting.room,
            recipients=asked(meeting, work),
        )
    )


async def ask_for_overdue(timer: Timer, work: Work) -> None:
    """Owners, and who may call such a meeting, hear of every decision that is past its day, until it is done."""
    meetings = meetings_of(work.playbook)
    if meetings is None or meetings.overdue is None:
        return
    today = work.now.astimezone(ZoneInfo(work.playbook.calendar.timezone)).date()
    for decision in await repository.open_decisions_due_before(work.store, work.site, today):
        kind = meetings.kinds.get(decision.kind)
        callers = told(kind.called_by, work) if kind else []
        work.announce(
            DecisionOverdue(
                decision_id=decision.id,
                meeting_id=decision.meeting_id,
                text=decision.text,
                owner=decision.owner,
                due=decision.due,
                recipients=[_owner(decision, work), *(it for it in callers if it.actor != decision.owner)],
            )
        )
    recurring.schedule_next(work, timer)


def _owner(decision: Decision, work: Work) -> Recipient:
    person = work.staff.get(decision.owner)
    return Recipient(actor=decision.owner, role="owner", on_duty=bool(person and person.on_duty))
