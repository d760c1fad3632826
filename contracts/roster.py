"""What roster understands and announces: staff, posts with A and B, shifts, sign-in, handovers."""

from datetime import date
from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import (
    Actor,
    Command,
    Done,
    Event,
    HandoverItem,
    Id,
    Limit,
    Name,
    Page,
    Part,
    Query,
    Text,
)

SERVICE = "roster"

HandoverState = Literal["opened", "compiled", "unrelieved", "completed", "released"]
ShiftState = Literal["planned", "started", "ended"]


# ------------------------------------------------------------------ commands
class RegisterStaff(Command):
    """Register or change a person: roles and department are the playbook's. By an administrator or manager."""

    service, action, result = SERVICE, "register_staff", Done
    actor: Actor
    name: Text
    roles: list[Name] = Field(min_length=1)
    department: Name
    phone: Text | None = None
    active: bool = True


class SetPost(Command):
    """Name the A and the B person of a post (A角/B角)."""

    service, action, result = SERVICE, "set_post", Done
    post: Name
    a: Actor
    b: Actor | None = None


class PlannedShift(Part):
    shift_id: Id | None = None
    post: Name
    staff: Actor
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class RosterReceipt(Part):
    version: int
    shift_ids: list[Id]


class PublishRoster(Command):
    """Publish shifts of one day; a day published again becomes its next version. No person twice at once."""

    service, action, result = SERVICE, "publish_roster", RosterReceipt
    day: date
    shifts: list[PlannedShift] = Field(min_length=1)


class ShiftReceipt(Part):
    shift_id: Id
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    late_seconds: int = 0
    confirmed: list[Name] = Field(default_factory=list)


class SignIn(Command):
    """Sign in for one's own shift; without ``shift_id`` for the one that starts next. ``confirms`` says of each thing
    that the post's ``sign_in_confirms`` names that it works; nobody signs in over what does not. Rule HK-01."""

    service, action, result = SERVICE, "sign_in", ShiftReceipt
    shift_id: Id | None = None
    confirms: dict[Name, bool] = Field(default_factory=dict)


class HandoverReceipt(Part):
    handover_id: Id
    state: HandoverState


class OpenHandover(Command):
    """The outgoing person opens the handover of the running shift; the four other services report what is
    still held. ``incoming`` may be named later by whoever acknowledges."""

    service, action, result = SERVICE, "open_handover", HandoverReceipt
    incoming: Actor | None = None
    note: Text | None = None


class AcknowledgeHandover(Command):
    """The incoming person takes over everything in the log. Refused while a service has not reported, or while
    an item that needs a reason has none. Rules PD-06, PD-15."""

    service, action, result = SERVICE, "acknowledge_handover", HandoverReceipt
    handover_id: Id
    note: Text | None = None


class ReleaseFromDuty(Command):
    """The duty manager lets an unrelieved person go and takes over what is held."""

    service, action, result = SERVICE, "release_from_duty", HandoverReceipt
    handover_id: Id
    reason: Text


# ------------------------------------------------------------------ views
class DutyRow(Part):
    """``confirmed``: what the person confirmed at the sign-in ``since``. Rule HK-01."""

    actor: Actor
    name: str
    roles: list[str]
    department: str
    post: str
    shift_id: Id
    since: AwareDatetime
    until: AwareDatetime
    in_handover: bool
    confirmed: list[Name] = Field(default_factory=list)


class DutyView(Part):
    at: AwareDatetime
    rows: list[DutyRow]


class WhoIsOnDuty(Query):
    service, view, result = SERVICE, "duty", DutyView
    role: Name | None = None
    department: Name | None = None


class ShiftRow(Part):
    """``name`` is the person's, ``confirmed`` what was confirmed at the sign-in. Rule HK-01."""

    shift_id: Id
    post: str
    staff: Actor
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    state: ShiftState
    signed_in_at: AwareDatetime | None
    late_seconds: int
    version: int
    name: str = ""
    confirmed: list[Name] = Field(default_factory=list)


class ShiftPage(Page[ShiftRow]):
    pass


class ListShifts(Query):
    """Shifts as they stand now, earliest first; ``roster_version`` shows a ``day`` as it was published then."""

    service, view, result = SERVICE, "shifts", ShiftPage
    day: date | None = None
    roster_version: int | None = Field(default=None, ge=1)
    staff: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


class HandoverView(Part):
    """The handover log (交接班日志): both names, times, every item, and which services have not reported."""

    handover_id: Id
    state: HandoverState
    shift_id: Id
    post: str
    outgoing: Actor
    incoming: Actor | None
    opened_at: AwareDatetime
    completed_at: AwareDatetime | None
    note: str | None
    waiting_for: list[str]
    items: list[HandoverItem]
    closing_note: str | None = None
    released_by: Actor | None = None


class GetHandover(Query):
    service, view, result = SERVICE, "handover", HandoverView
    handover_id: Id


class HandoverRow(Part):
    handover_id: Id
    state: HandoverState
    outgoing: Actor
    incoming: Actor | None
    opened_at: AwareDatetime
    items: int


class HandoverPage(Page[HandoverRow]):
    pass


class ListHandovers(Query):
    service, view, result = SERVICE, "handovers", HandoverPage
    state: HandoverState | None = None
    cursor: str | None = None
    limit: Limit = 50


class StaffRow(Part):
    """``phone`` is masked."""

    actor: Actor
    name: str
    roles: list[str]
    department: str
    phone: str | None
    active: bool


class StaffPage(Page[StaffRow]):
    pass


class ListStaff(Query):
    service, view, result = SERVICE, "staff", StaffPage
    role: Name | None = None
    department: Name | None = None
    cursor: str | None = None
    limit: Limit = 50


class PostRow(Part):
    post: Name
    a: Actor
    b: Actor | None


class PostsView(Part):
    rows: list[PostRow]


class ListPosts(Query):
    service, view, result = SERVICE, "posts", PostsView


# ------------------------------------------------------------------ events
class _Roster(Event):
    service = SERVICE


class StaffRegistered(_Roster):
    """Every service keeps its own copy of who is who. ``revision`` grows with each change of the person."""

    fact = "staff.registered"
    actor: Actor
    name: str
    roles: list[Name]
    department: Name
    active: bool
    revision: int


class PostSet(_Roster):
    fact = "post.set"
    post: Name
    a: Actor
    b: Actor | None = None


class RosterPublished(_Roster):
    fact = "roster.published"
    day: date
    roster_version: int
    shifts: list[PlannedShift]


class ShiftStarted(_Roster):
    """Somebody signed in for a shift and ``confirmed`` what its post asks for. Rule HK-01."""

    fact = "shift.started"
    shift_id: Id
    staff: Actor
    post: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    late_seconds: int
    revision: int
    confirmed: list[Name] = Field(default_factory=list)


class ShiftEnded(_Roster):
    fact = "shift.ended"
    shift_id: Id
    staff: Actor
    post: str
    revision: int


class StaffLate(_Roster):
    """The shift has begun and its person has not signed in."""

    fact = "staff.late"
    shift_id: Id
    staff: Actor
    post: str
    starts_at: AwareDatetime


class HandoverOpened(_Roster):
    """intake, dispatch, followup and cashdesk each answer with what ``outgoing`` still holds."""

    fact = "handover.opened"
    handover_id: Id
    shift_id: Id
    post: str
    outgoing: Actor
    incoming: Actor | None = None


class HandoverCompiled(_Roster):
    """All services have reported; ``items`` counts what is to be taken over."""

    fact = "handover.compiled"
    handover_id: Id
    outgoing: Actor
    incoming: Actor | None = None
    items: int


class HandoverOverdue(_Roster):
    """These services have not reported in the playbook's time; they are named, not forgotten."""

    fact = "handover.overdue"
    handover_id: Id
    waiting_for: list[str]


class HandoverUnrelieved(_Roster):
    """Nobody to take over: the duty manager hears it, the outgoing person stays on duty."""

    fact = "handover.unrelieved"
    handover_id: Id
    outgoing: Actor
    recipients: list[Actor]


class HandoverCompleted(_Roster):
    """Each service moves what ``outgoing`` held to ``incoming``."""

    fact = "handover.completed"
    handover_id: Id
    shift_id: Id
    outgoing: Actor
    incoming: Actor
    released_by: Actor | None = None
    items: list[HandoverItem]


class RosterCommandRefused(_Roster):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
