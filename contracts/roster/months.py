"""The month: drafted, published to all staff, changed one shift at a time, summed up."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Actor, Command, Id, Name, Part, Query, Recipient, Text
from contracts.roster.common import SERVICE, RosterEvent
from contracts.roster.shifts import PlannedShift

Month = Annotated[
    str,
    StringConstraints(pattern=r"^2\d{3}-(0[1-9]|1[0-2])$"),
    Field(description="A month as year and month.", examples=["2026-12"]),
]
MonthTask = Literal["publish", "summarise"]
Because = Literal["published_again", "swapped", "replaced"]


class DraftShift(Part):
    """A shift of a draft: the ``day`` it begins on and a ``pattern`` of the playbook, or its times. ``draft_id`` names
    one that the draft has already."""

    post: Name
    staff: Actor
    day: date | None = None
    pattern: Name | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    draft_id: Id | None = None


class MonthReceipt(Part):
    """``revision`` is the draft's, ``version`` the one published last, 0 before the first. ``faults``: what publishing
    the draft would be refused for, by path."""

    month: Month
    revision: int
    version: int
    shifts: int
    draft_ids: list[Id] = Field(default_factory=list)
    faults: dict[str, str] = Field(default_factory=dict)


class DraftMonth(Command):
    """Replace the month's draft as a whole; nothing is published. By managers. ``revision``: the draft this was made
    from, to be refused when somebody has changed it since."""

    service, action, result = SERVICE, "draft_month", MonthReceipt
    month: Month
    shifts: list[DraftShift] = Field(min_length=1, max_length=5000)
    revision: int | None = Field(default=None, ge=0)


class AmendDraft(Command):
    """Change shifts of the draft: ``put`` those with a ``draft_id`` anew and add those without, ``drop`` others."""

    service, action, result = SERVICE, "amend_draft", MonthReceipt
    month: Month
    put: list[DraftShift] = Field(default_factory=list, max_length=5000)
    drop: list[Id] = Field(default_factory=list, max_length=5000)
    revision: int | None = Field(default=None, ge=0)


class PublishMonth(Command):
    """Publish the draft: every day's shifts in their next version, told to all staff. Shifts that were signed in for
    stay. By managers. ``revision``: the draft that was looked at. Rule TH-01."""

    service, action, result = SERVICE, "publish_month", MonthReceipt
    month: Month
    revision: int | None = Field(default=None, ge=1)


class ReplaceShift(Command):
    """Another person takes over a published shift that has not begun. By managers."""

    service, action, result = SERVICE, "replace_shift", PlannedShift
    shift_id: Id
    staff: Actor
    reason: Text


class PersonSummary(Part):
    """One person's month. ``worked_minutes``: from the start, or the sign-in when that was later, to the handover.
    ``missed``: shifts whose time is over and that were never signed in for. ``absence_days``: by kind."""

    actor: Actor
    name: str
    shifts: int
    planned_minutes: int
    worked_minutes: int
    sign_ins: int
    missed: int
    late: int
    late_seconds: int
    nights: int
    absence_days: dict[Name, int] = Field(default_factory=dict)
    swaps: int = 0
    changes: int = 0


class MonthSummary(Part):
    """The month by its facts ``until`` then; ``version`` is the roster's. ``sent_at`` is null while it was not sent."""

    month: Month
    version: int
    until: AwareDatetime
    people: list[PersonSummary]
    sent_at: AwareDatetime | None = None
    sent_by: Actor | None = None
    note: str | None = None
    recipients: list[Recipient] = Field(default_factory=list)


class SendMonthSummary(Command):
    """Sum up the month by its facts and send it to the roles the playbook names. By managers. Rule TH-02."""

    service, action, result = SERVICE, "send_month_summary", MonthSummary
    month: Month
    note: Text | None = None


class GetMonthSummary(Query):
    """The month's summary: as it was sent last, or with ``now`` (or while none was sent) by the facts of this moment.
    Managers and those it is sent to see everybody, others themselves."""

    service, view, result = SERVICE, "month_summary", MonthSummary
    month: Month
    now: bool = False


class MonthCell(Part):
    """One shift of a person. ``shift_id`` is null in a draft, where ``draft_id`` names it. ``pattern``: the playbook's
    whose times it has."""

    day: date
    post: str
    pattern: str | None = None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    shift_id: Id | None = None
    draft_id: Id | None = None
    absent: bool = False


class MonthPerson(Part):
    actor: Actor
    name: str
    department: str
    cells: list[MonthCell]


class ShiftChange(Part):
    """A change after the month was published; ``old`` is null for a shift that was added, ``new`` for one taken out."""

    changed_at: AwareDatetime
    by: Actor
    because: Because
    month_version: int
    old: PlannedShift | None
    new: PlannedShift | None
    reason: str | None = None


class PublishedMonth(Part):
    version: int
    published_at: AwareDatetime
    published_by: Actor
    shifts: int


class MonthView(Part):
    """A month, people by days. ``shows``: the draft, a version as it was published then, or the shifts as they stand.
    ``revision`` is 0 when there is no draft, and for those who may not see it. ``changes``: announced one by one after
    the version shown."""

    month: Month
    shows: Literal["draft", "version", "now"]
    version: int
    revision: int
    published: list[PublishedMonth]
    people: list[MonthPerson]
    changes: list[ShiftChange]
    faults: dict[str, str] = Field(default_factory=dict)
    publish_by: AwareDatetime | None = None
    publish_late: bool = False
    summarise_by: AwareDatetime | None = None
    summarise_late: bool = False
    summarised_at: AwareDatetime | None = None


class GetMonth(Query):
    """A month as it stands; with ``roster_version`` as it was published then; with ``draft`` what managers plan."""

    service, view, result = SERVICE, "month", MonthView
    month: Month
    roster_version: int | None = Field(default=None, ge=1)
    draft: bool = False


class MonthDrafted(RosterEvent):
    fact = "month.drafted"
    month: Month
    revision: int
    shifts: int
    faults: int


class MonthPublished(RosterEvent):
    """All of ``recipients`` are told. ``days``: the roster version of each day. Rule TH-01."""

    fact = "roster.month_published"
    month: Month
    roster_version: int
    shifts: int
    days: dict[date, int]
    recipients: list[Recipient]


class RosterChanged(RosterEvent):
    """One shift of a published month is another now; ``recipients`` are those it concerns. ``month_version``: the
    published month it departs from, ``roster_version`` the day's own."""

    fact = "roster.changed"
    month: Month
    day: date
    shift_id: Id
    month_version: int
    roster_version: int
    because: Because
    old: PlannedShift | None
    new: PlannedShift | None
    reason: str | None = None
    recipients: list[Recipient]


class MonthSummarised(RosterEvent):
    """Rule TH-02."""

    fact = "month.summarised"
    month: Month
    roster_version: int
    until: AwareDatetime
    people: int
    planned_minutes: int
    worked_minutes: int
    late: int
    missed: int
    recipients: list[Recipient]


class MonthDueSoon(RosterEvent):
    """The month is to be published or summed up by ``due_at``, and is not yet."""

    fact = "month.due_soon"
    month: Month
    task: MonthTask
    due_at: AwareDatetime
    recipients: list[Recipient]


class MonthLate(RosterEvent):
    """The month was not published or summed up in time; raised again until it is, ``times`` so far. TH-01, TH-02."""

    fact = "month.late"
    month: Month
    task: MonthTask
    due_at: AwareDatetime
    times: int
    recipients: list[Recipient]
