"""Meetings: rooms, who is asked to come, and decisions that stay open until done. Rule TH-19."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.playbook import Playbook
from contracts.playbook.people import MeetingKind, Meetings
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from contracts.roster import DecisionChange, DecisionState, MeetingState


@dataclass(frozen=True)
class Meeting:
    """``attend``: who is asked to come; ``present``: who came."""

    id: str
    kind: str
    title: dict[str, str]
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    room: str | None
    called_by: str
    attend: list[str]
    agenda: str | None = None
    present: list[str] = field(default_factory=list)
    text: str | None = None
    recorded_by: str | None = None
    reason: str | None = None

    def overlaps(self, other: "Meeting") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def must_be_called(self) -> None:
        """Raises Conflict for one that was held or cancelled."""
        if self.state != "called":
            raise Conflict(f"this meeting was {self.state}", errors={"meeting_id": "call another one"})


@dataclass(frozen=True)
class Decision:
    """What a meeting decided; ``due``: by the end of that day."""

    id: str
    meeting_id: str
    kind: str
    text: str
    owner: str
    due: date
    state: DecisionState
    decided_at: datetime
    outcome: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    changes: tuple[DecisionChange, ...] = ()

    def is_overdue(self, now: datetime, zone: str) -> bool:
        return self.state == "open" and self.due < now.astimezone(ZoneInfo(zone)).date()

    def must_be_open(self) -> None:
        """Raises Conflict for one that has ended."""
        if self.state != "open":
            raise Conflict(f"this decision is {self.state}", errors={"decision_id": "nothing more is to be done"})


def meetings_of(book: Playbook) -> Meetings | None:
    return book.people.meetings if book.people else None


def kind_of(name: str, book: Playbook) -> MeetingKind:
    """Raises NotFound at a desk without meetings, Invalid for a kind it does not have."""
    meetings = meetings_of(book)
    if meetings is None:
        raise NotFound("this desk keeps no meetings", errors={"": "people.meetings is not in its playbook"})
    kind = meetings.kinds.get(name)
    if kind is None:
        raise Invalid(f"there is no meeting '{name}'", errors={"kind": f"choose one of {', '.join(meetings.kinds)}"})
    return kind


def must_call(roles: frozenset[str], kind: MeetingKind) -> None:
    """Raises Forbidden for whoever may not call such a meeting."""
    if roles.isdisjoint(kind.called_by):
        raise Forbidden(f"this is for {', '.join(kind.called_by)}")


def check_times(meeting: Meeting, now: datetime, book: Playbook) -> None:
    """Raises Invalid naming the fields for a time that is over, or a room there is not."""
    errors: dict[str, str] = {}
    if meeting.starts_at < now:
        errors["starts_at"] = "a meeting is called before it begins"
    if meeting.ends_at <= meeting.starts_at:
        errors["ends_at"] = "later than its beginning"
    rooms = meetings_of(book)
    there = rooms.rooms if rooms else {}
    if meeting.room is not None and meeting.room not in there:
        errors["room"] = f"choose one of {', '.join(there)}" if there else "this desk has no rooms; leave it out"
    elif meeting.room is not None and there[meeting.room].seats < len(meeting.attend):
        errors["room"] = f"{meeting.room} has {there[meeting.room].seats} seats for {len(meeting.attend)} people"
    if errors:
        raise Invalid("the meeting cannot be called like this", errors=errors)


def in_the_way(meeting: Meeting, others: Iterable[Meeting]) -> Meeting | None:
    """Another one that has the room at that time."""
    if meeting.room is None:
        return None
    return next(
        (
            it
            for it in others
            if it.id != meeting.id and it.state == "called" and it.room == meeting.room and it.overlaps(meeting)
        ),
        None,
    )


def elsewhere(meeting: Meeting, others: Iterable[Meeting]) -> list[str]:
    """Who is asked to this meeting and to another one at that time."""
    busy = {
        person
        for it in others
        if it.id != meeting.id and it.state == "called" and it.overlaps(meeting)
        for person in it.attend
    }
    return sorted(busy & set(meeting.attend))
