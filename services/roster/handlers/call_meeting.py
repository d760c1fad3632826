"""A meeting is called, moved or cancelled; by hand, or by the calendar for the kinds that come again."""

from dataclasses import replace
from datetime import datetime

from chassis.work import Work
from contracts.base import Done, Recipient
from contracts.playbook.people import MeetingKind
from contracts.problems import Conflict, NotFound
from contracts.roster import (
    CallMeeting,
    CancelMeeting,
    MeetingCalled,
    MeetingCancelled,
    MeetingMoved,
    MeetingReceipt,
    MoveMeeting,
)
from services.roster.domain.meetings import (
    Meeting,
    check_times,
    elsewhere,
    in_the_way,
    kind_of,
    meetings_of,
    must_call,
)
from services.roster.repository import meetings as repository
from services.roster.repository.shifts import lock_staff

REMIND = "meeting_due"


async def call_meeting(command: CallMeeting, work: Work) -> MeetingReceipt:
    """By those whom the kind names. Raises Invalid for a time that is over or a room that is too small, Conflict while
    the room is taken. Rule TH-19."""
    kind = kind_of(command.kind, work.playbook)
    must_call(work.person.roles, kind)
    for index, actor in enumerate(command.attend):
        work.colleague(actor, f"attend.{index}")
    meeting = new_meeting(command.kind, kind, command.starts_at, work)
    meeting = replace(
        meeting,
        ends_at=command.ends_at or meeting.ends_at,
        room=command.room or kind.room,
        attend=list(dict.fromkeys([*meeting.attend, *command.attend])),
        agenda=command.agenda,
    )
    check_times(meeting, work.now, work.playbook)
    others = await _others(meeting, work)
    repository.keep_meeting(work.store, work.site, meeting)
    announce_called(meeting, work)
    return _receipt(meeting, others)


async def move_meeting(command: MoveMeeting, work: Work) -> MeetingReceipt:
    """Raises NotFound, Forbidden, and what calling one raises."""
    before = await meeting_to_change(command.meeting_id, work)
    must_call(work.person.roles, kind_of(before.kind, work.playbook))
    before.must_be_called()
    lasts = before.ends_at - before.starts_at
    ends_at = command.ends_at or command.starts_at + lasts
    meeting = replace(before, starts_at=command.starts_at, ends_at=ends_at, room=command.room or before.room)
    check_times(meeting, work.now, work.playbook)
    others = await _others(meeting, work)
    repository.keep_meeting(work.store, work.site, meeting)
    set_reminder(meeting, work)
    work.announce(
        MeetingMoved(
            meeting_id=meeting.id,
            kind=meeting.kind,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            room=meeting.room,
            reason=command.reason,
            recipients=asked(meeting, work),
        )
    )
    return _receipt(meeting, others)


async def cancel_meeting(command: CancelMeeting, work: Work) -> Done:
    """Raises NotFound, Forbidden, or Conflict for one that was held or cancelled."""
    meeting = await meeting_to_change(command.meeting_id, work)
    must_call(work.person.roles, kind_of(meeting.kind, work.playbook))
    meeting.must_be_called()
    repository.keep_meeting(work.store, work.site, replace(meeting, state="cancelled", reason=command.reason))
    await work.cancel_timer(reminder_id(meeting.id))
    told = asked(meeting, work)
    work.announce(MeetingCancelled(meeting_id=meeting.id, kind=meeting.kind, reason=command.reason, recipients=told))
    return Done()


def new_meeting(name: str, kind: MeetingKind, starts_at: datetime, work: Work) -> Meeting:
    """A meeting of this kind with the people of its roles."""
    people = {person.actor for role in kind.attend for person in work.staff.holders(role)}
    return Meeting(
        id=work.new_id(),
        kind=name,
        title=kind.title.model_dump(),
        state="called",
        starts_at=starts_at,
        ends_at=starts_at + kind.lasts,
        room=kind.room,
        called_by=work.actor,
        attend=sorted(people),
    )


def announce_called(meeting: Meeting, work: Work, *, room_taken: bool = False) -> None:
    repository.ask_people(work.store, work.site, meeting)
    set_reminder(meeting, work)
    work.announce(
        MeetingCalled(
            meeting_id=meeting.id,
            kind=meeting.kind,
            title=meeting.title,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            room=meeting.room,
            room_taken=room_taken,
            agenda=meeting.agenda,
            recipients=asked(meeting, work),
        )
    )


def reminder_id(meeting_id: str) -> str:
    return f"meeting-{meeting_id}"


def set_reminder(meeting: Meeting, work: Work) -> None:
    meetings = meetings_of(work.playbook)
    if meetings is not None:
        at = max(meeting.starts_at - meetings.remind_before, work.now)
        work.schedule(reminder_id(meeting.id), at, REMIND, {"meeting_id": meeting.id})


def asked(meeting: Meeting, work: Work) -> list[Recipient]:
    """Who is asked to come and still on the staff."""
    people = [person for actor in meeting.attend if (person := work.staff.get(actor)) is not None]
    return [Recipient(actor=person.actor, role="attendee", on_duty=person.on_duty) for person in people]


async def meeting_to_change(meeting_id: str, work: Work) -> Meeting:
    """Raises NotFound."""
    await lock_staff(work.store, work.site)
    meeting = await repository.find_meeting(work.store, work.site, meeting_id, to_change=True)
    if meeting is None:
        raise NotFound("there is no such meeting", errors={"meeting_id": "unknown; see roster.meetings"})
    return meeting


async def _others(meeting: Meeting, work: Work) -> list[Meeting]:
    """Meetings at that time. Two that want one room come one after the other. Raises Conflict when it is taken."""
    await lock_staff(work.store, work.site)
    others = await repository.meetings_between(work.store, work.site, meeting.starts_at, meeting.ends_at)
    taken = in_the_way(meeting, others)
    if taken is not None:
        raise Conflict(
            f"{meeting.room} is taken from {taken.starts_at.isoformat()} until {taken.ends_at.isoformat()}",
            errors={"room": f"'{taken.kind}' is held there; take another room or time"},
            slug="room-taken",
        )
    return others


def _receipt(meeting: Meeting, others: list[Meeting]) -> MeetingReceipt:
    return MeetingReceipt(
        meeting_id=meeting.id,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        room=meeting.room,
        elsewhere=elsewhere(meeting, others),
    )
