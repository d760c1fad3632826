"""Absences: who may ask, approve and call off, and what an absence leaves uncovered. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.calendar import Calendar
from contracts.playbook import Playbook
from contracts.problems import Conflict, Forbidden, Invalid
from contracts.roster import AbsenceState, ReportAbsence
from services.roster.domain.shifts import Shift

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=400)
LIVE = ("asked", "approved")


@dataclass(frozen=True)
class Absence:
    """Somebody away on whole local days, the last one included. ``began_at`` and ``ended_at``: when it was noticed that
    an approved one began and was over."""

    id: str
    actor: str
    first_day: date
    last_day: date
    kind: str
    state: AbsenceState
    reason: str | None
    reported_by: str
    reported_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_reason: str | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        return self.began_at is not None and self.ended_at is None

    def starts(self, calendar: Calendar) -> datetime:
        """The first moment away."""
        return calendar.at_local(self.first_day, "00:00")

    def ends(self, calendar: Calendar) -> datetime:
        """The moment the person is back."""
        return calendar.at_local(self.last_day, "24:00")

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def must_be_open(self) -> None:
        """Raises Conflict for one that was decided or called off."""
        if self.state != "asked":
            by = f" by {self.decided_by}" if self.decided_by else ""
            raise Conflict(f"this absence is already {self.state}{by}; nothing is left to decide")


def check_report(report: ReportAbsence, book: Playbook, today: date, *, by_manager: bool) -> None:
    """Raises Invalid naming every field that is wrong."""
    kinds = book.rota.absences if book.rota else {}
    errors: dict[str, str] = {}
    if report.kind not in kinds:
        errors["kind"] = f"unknown kind of absence; choose one of {', '.join(kinds) or '(the playbook has none)'}"
    if report.last_day < report.first_day:
        errors["last_day"] = "must not be before first_day"
    elif report.last_day - report.first_day > LONGEST:
        errors["last_day"] = f"an absence lasts {LONGEST.days} days at most; report the rest as another"
    elif report.last_day < today and not by_manager:
        errors["last_day"] = f"is over already; a manager records what was before {today}"
    if errors:
        raise Invalid("the absence cannot be kept like this", errors=errors)


def check_no_other(report: ReportAbsence, others: Iterable[Absence]) -> None:
    """Raises Conflict when the person has another absence on one of these days."""
    for other in others:
        if other.state in LIVE and other.first_day <= report.last_day and report.first_day <= other.last_day:
            days = f"{other.first_day} to {other.last_day}"
            raise Conflict(
                f"{other.actor} has an absence ({other.kind}, {other.state}) from {days}; withdraw it first",
                errors={"first_day": f"overlaps the absence {other.id}"},
            )


def must_decide(absence: Absence, actor: str) -> None:
    """Raises Forbidden for the person concerned, Conflict when it is decided."""
    if actor == absence.actor:
        raise Forbidden("nobody approves or declines their own absence; another manager does")
    absence.must_be_open()


def last_day_when_back(absence: Absence, today: date) -> date | None:
    """The last day away of an absence called off today; None when there is none. Raises Conflict when it is over."""
    if absence.state not in LIVE:
        raise Conflict(f"this absence is already {absence.state}; nothing is left to withdraw")
    if absence.last_day < today:
        raise Conflict(f"this absence was over on {absence.last_day}; it stays as it was")
    if absence.state == "asked" or absence.first_day >= today:
        return None
    return today - ONE_DAY


def uncovered(absence: Absence, shifts: Iterable[Shift], now: datetime) -> list[Shift]:
    """Shifts of the person in the absence that nobody has begun and that are not over."""
    return [
        shift
        for shift in shifts
        if shift.staff == absence.actor
        and absence.covers(shift.day)
        and shift.state == "planned"
        and shift.ends_at > now
    ]


def suggestion(shift: Shift, holders: Sequence[str | None], away: Container[str], active: Container[str]) -> str | None:
    """Who could stand in: of the post's A and B person the first that is another, active and not away. Rule TH-11."""
    fit = (each for each in holders if each and each != shift.staff and each in active and each not in away)
    return next(fit, None)


def days_away(absences: Iterable[Absence], first: date, last: date) -> Mapping[tuple[str, date], str]:
    """Person and day to the kind, for approved absences between the days, both included."""
    found: dict[tuple[str, date], str] = {}
    for absence in absences:
        day = max(first, absence.first_day)
        while absence.state == "approved" and day <= min(last, absence.last_day):
            found[absence.actor, day] = absence.kind
            day += ONE_DAY
    return found
