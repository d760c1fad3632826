"""Shifts: published, signed in for, late."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, Recipient
from contracts.roster.common import SERVICE, RosterEvent, ShiftState


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


class SignInRow(Part):
    """``seconds_before`` the start; negative after it, null while nobody has signed in. ``standing``: ``early``,
    ``in_time`` or ``late`` by the playbook's ``arrive_before``, ``missing`` when the start has passed, else
    ``awaited``. Rule TH-13."""

    shift_id: Id
    staff: Actor
    name: str
    post: str
    starts_at: AwareDatetime
    signed_in_at: AwareDatetime | None
    seconds_before: int | None
    standing: Literal["early", "in_time", "late", "missing", "awaited"]


class SignInView(Part):
    day: date
    rows: list[SignInRow]


class ListSignIns(Query):
    """Who signed in when for the shifts of a day, earliest shift first. Rule TH-13."""

    service, view, result = SERVICE, "sign_ins", SignInView
    day: date


class RosterPublished(RosterEvent):
    fact = "roster.published"
    day: date
    roster_version: int
    shifts: list[PlannedShift]


class ShiftStarted(RosterEvent):
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


class ShiftEnded(RosterEvent):
    fact = "shift.ended"
    shift_id: Id
    staff: Actor
    post: str
    revision: int


class StaffLate(RosterEvent):
    """The shift has begun and its person has not signed in."""

    fact = "staff.late"
    shift_id: Id
    staff: Actor
    post: str
    starts_at: AwareDatetime


class ArrivedLate(RosterEvent):
    """Somebody signed in later than the playbook asks before the shift; ``seconds_before`` is negative after its start.
    ``recipients`` hear it. Rule TH-13."""

    fact = "staff.arrived_late"
    shift_id: Id
    staff: Actor
    post: str
    starts_at: AwareDatetime
    signed_in_at: AwareDatetime
    seconds_before: int
    recipients: list[Recipient]
