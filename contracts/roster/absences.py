"""Absences: reported, approved, over; and the shifts that nobody covers because of them."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, Recipient, Text
from contracts.roster.common import SERVICE, RosterEvent
from contracts.roster.months import Month

AbsenceState = Literal["asked", "approved", "declined", "withdrawn"]


class AbsenceReceipt(Part):
    """``uncovered``: published shifts of the person in an approved absence."""

    absence_id: Id
    state: AbsenceState
    first_day: date
    last_day: date
    uncovered: list[Id] = Field(default_factory=list)


class ReportAbsence(Command):
    """Somebody is away from ``first_day`` to ``last_day``, whole local days. For oneself, or by a manager for
    ``actor``, which approves it at once. ``kind``: one of the playbook's ``rota.absences``."""

    service, action, result = SERVICE, "report_absence", AbsenceReceipt
    actor: Actor | None = None
    first_day: date
    last_day: date
    kind: Name
    reason: Text | None = None


class DecideAbsence(Command):
    """Approve an absence, or decline it with a reason. By a manager, never for oneself."""

    service, action, result = SERVICE, "decide_absence", AbsenceReceipt
    absence_id: Id
    approve: bool
    reason: Text | None = None


class WithdrawAbsence(Command):
    """The absence is called off; one that has begun ends, so that the person is back today. By oneself or a manager."""

    service, action, result = SERVICE, "withdraw_absence", AbsenceReceipt
    absence_id: Id
    reason: Text | None = None


class AbsenceRow(Part):
    absence_id: Id
    actor: Actor
    name: str
    first_day: date
    last_day: date
    kind: str
    state: AbsenceState
    reason: str | None
    reported_by: Actor
    decided_by: Actor | None
    decision_reason: str | None
    uncovered: list[Id]


class AbsencePage(Page[AbsenceRow]):
    pass


class ListAbsences(Query):
    """Absences, newest first, of a person or those that reach into a month. Managers see all, others their own."""

    service, view, result = SERVICE, "absences", AbsencePage
    actor: Actor | None = None
    month: Month | None = None
    state: AbsenceState | None = None
    cursor: str | None = None
    limit: Limit = 50


class AbsenceRecorded(RosterEvent):
    """``state``: asked while a manager has to approve it, else approved at once; then ``absence.approved`` follows.
    ``recipients``: who may approve it."""

    fact = "absence.recorded"
    absence_id: Id
    actor: Actor
    first_day: date
    last_day: date
    kind: Name
    state: AbsenceState
    recipients: list[Recipient]


class AbsenceApproved(RosterEvent):
    """It counts from now on. ``starts_at`` and ``ends_at``: its first and last moment, by the desk's clock."""

    fact = "absence.approved"
    absence_id: Id
    actor: Actor
    first_day: date
    last_day: date
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    kind: Name
    recipients: list[Recipient]


class AbsenceDeclined(RosterEvent):
    fact = "absence.declined"
    absence_id: Id
    actor: Actor
    reason: str
    recipients: list[Recipient]


class AbsenceWithdrawn(RosterEvent):
    """Called off, or ended early: ``last_day`` is the last one away, null when there was none."""

    fact = "absence.withdrawn"
    absence_id: Id
    actor: Actor
    first_day: date
    last_day: date | None
    was_approved: bool
    recipients: list[Recipient]


class AbsenceBegan(RosterEvent):
    """The first day of an approved absence has come. Rule TH-11."""

    fact = "absence.began"
    absence_id: Id
    actor: Actor
    kind: Name
    until: AwareDatetime


class AbsenceEnded(RosterEvent):
    """The person is back: the last day is over, or the absence ended early. Rule TH-11."""

    fact = "absence.ended"
    absence_id: Id
    actor: Actor
    kind: Name


class ShiftUncovered(RosterEvent):
    """A published shift in an approved absence. ``suggestion``: the post's B person, or A when B is away.
    ``recipients``: managers, who replace it with ``replace_shift``."""

    fact = "shift.uncovered"
    shift_id: Id
    post: str
    staff: Actor
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    absence_id: Id
    suggestion: Actor | None
    recipients: list[Recipient]
