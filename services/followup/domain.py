"""The rules of callbacks: when they may be made, by whom, and what the customer's answer means. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar
from contracts.durations import format_duration, parse_duration
from contracts.playbook.forms import context
from contracts.playbook.grammar import CallbackPlan, Line, Playbook
from contracts.problems import Conflict, Invalid

OPEN = ("scheduled", "due")
Outcome = Literal["satisfied", "dissatisfied", "exhausted", "cancelled"]


@dataclass(frozen=True)
class Plan:
    """What a playbook asked for when the callback was planned; a later playbook does not change it."""

    name: str
    title: str
    rate: tuple[str, ...]
    scale: tuple[int, int]
    satisfied_at: int
    attempts: int
    retry_after: timedelta

    def document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "rate": list(self.rate),
            "scale": list(self.scale),
            "satisfied_at": self.satisfied_at,
            "attempts": self.attempts,
            "retry_after": format_duration(self.retry_after),
        }


def pin(plan: CallbackPlan) -> Plan:
    """The part of the playbook's plan that a planned callback keeps."""
    title = f"{plan.title.zh} / {plan.title.en}"
    return Plan(plan.name, title, tuple(plan.rate), plan.scale, plan.satisfied_at, plan.attempts, plan.retry_after)


def read_plan(document: Mapping[str, Any]) -> Plan:
    low, high = document["scale"]
    return Plan(
        name=document["name"],
        title=document["title"],
        rate=tuple(document["rate"]),
        scale=(low, high),
        satisfied_at=document["satisfied_at"],
        attempts=document["attempts"],
        retry_after=parse_duration(document["retry_after"]),
    )


def plans_for(line: Line, name: str, form: Mapping[str, Any], severity: str | None) -> list[CallbackPlan]:
    """The line's plans that hold for this request. ``form`` may be masked. Rule PD-14."""
    seen = {"form": context(line.form, form), "severity": severity, "line": name, "steps": {}}
    return [plan for plan in line.follow_up if plan.when is None or plan.when.truth(seen)]


def callback_hours(book: Playbook) -> Calendar:
    """The hours in which customers may be called, in the desk's time zone."""
    windows = tuple((days, tuple(hours)) for days, hours in book.callback_hours.items())
    holidays = book.calendar.holidays if "holiday" in book.callback_hours else None
    return _calendar(book.calendar.timezone, windows, holidays)


@lru_cache(maxsize=64)
def _calendar(timezone: str, windows: tuple[tuple[str, tuple[str, ...]], ...], holidays: str | None) -> Calendar:
    return Calendar(timezone=timezone, open={days: list(hours) for days, hours in windows}, holidays=holidays)


def must_be_open(hours: Calendar, now: datetime) -> None:
    """Raises Conflict with the next opening: nobody is called outside callback hours. Rule PD-06."""
    if not hours.is_open(now):
        raise Conflict(
            f"customers are not called now; callback hours open again at {local(hours, hours.next_open(now))}",
            slug="outside-callback-hours",
        )


def local(hours: Calendar, at: datetime) -> str:
    """The moment as the desk's own clock shows it, RFC 3339."""
    return at.astimezone(ZoneInfo(hours.timezone)).isoformat()


def next_attempt(hours: Calendar, plan: Plan, now: datetime, agreed: datetime | None) -> datetime:
    """When to call again: the agreed time, else ``retry_after`` from now, moved into callback hours.

    Raises Invalid naming ``next_at`` when the agreed time is past or outside callback hours. Rule PD-06.
    """
    if agreed is None:
        return hours.next_open(now + plan.retry_after)
    if agreed <= now:
        raise Invalid("the new time is already past", errors={"next_at": "agree a time that is still to come"})
    if not hours.is_open(agreed):
        opening = local(hours, hours.next_open(agreed))
        raise Invalid(
            "the new time lies outside callback hours",
            errors={"next_at": f"agree a time inside callback hours; the next opening is {opening}"},
        )
    return agreed


def judge(plan: Plan, ratings: Mapping[str, int], satisfied: bool | None) -> bool:
    """Whether the customer is satisfied. Raises Invalid naming every rating that is missing or wrong.

    Ratings decide where the plan asks for any: all must reach ``satisfied_at``. Rules PD-07, PD-14.
    """
    errors = _wrong_ratings(plan, ratings)
    if plan.rate and satisfied is not None:
        errors["satisfied"] = "leave it out; it follows from the ratings"
    if not plan.rate and satisfied is None:
        errors["satisfied"] = "required: true or false"
    if errors:
        raise Invalid("the result does not fit what this callback asks", errors=errors)
    if plan.rate:
        return all(ratings[name] >= plan.satisfied_at for name in plan.rate)
    return bool(satisfied)


def _wrong_ratings(plan: Plan, ratings: Mapping[str, int]) -> dict[str, str]:
    low, high = plan.scale
    unasked = f"is not asked; this callback rates {', '.join(plan.rate) or 'nothing'}"
    errors = {f"ratings.{name}": unasked for name in ratings if name not in plan.rate}
    for name in plan.rate:
        if name not in ratings:
            errors[f"ratings.{name}"] = f"required: {low} to {high}"
        elif not low <= ratings[name] <= high:
            errors[f"ratings.{name}"] = f"must lie between {low} and {high}"
    return errors


def department_told(book: Playbook, department: str, remarks: str | None, pass_to: str | None) -> str | None:
    """The department that hears the remarks, None when there are none. Raises Invalid. Rules PD-07, PD-14."""
    if pass_to is not None and pass_to not in book.departments:
        raise Invalid(
            f"there is no department '{pass_to}'",
            errors={"pass_to": f"choose one of {', '.join(book.departments)}"},
        )
    if pass_to is not None and remarks is None:
        remedy = "write what the department shall hear, or leave pass_to out"
        raise Invalid("there is nothing to pass on", errors={"remarks": remedy})
    return None if remarks is None else pass_to or department


def follow_up_outcome(outcomes: Iterable[str | None]) -> Literal["satisfied", "exhausted"]:
    """What the ended callbacks of a cycle amount to: satisfied only when every customer asked was."""
    return "satisfied" if all(outcome == "satisfied" for outcome in outcomes) else "exhausted"


def owner_after(received_by: str, moves: Iterable[tuple[str, str]]) -> str:
    """Who answers for a request after all moves (previous, owner), in whatever order they arrived.

    The moves form one path from person to person; it ends with whoever received more often than gave away.
    """
    balance: Counter[str] = Counter()
    for previous, owner in moves:
        balance[owner] += 1
        balance[previous] -= 1
    return next((person for person, count in balance.items() if count > 0), received_by)


def why_handed_over(due_at: datetime, now: datetime, shift_end: datetime | None, hours: Calendar) -> str | None:
    """Why the callback cannot be made before the shift ends; None when it only was not made yet. Rule PD-06."""
    if shift_end is not None and due_at >= shift_end:
        return "due after the end of the shift"
    if not hours.is_open(now):
        return "outside callback hours"
    return None
