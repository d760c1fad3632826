"""Which plans a request has, and when each falls due. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.dispatch import StepFact
from contracts.playbook.forms import context
from contracts.playbook.grammar import CallbackPlan, Line, Playbook, Step
from services.followup.domain.calling import callback_hours
from services.followup.domain.care import cares_for
from services.followup.domain.pinned import VERIFIED

CONFIRMED = "confirmed"
ONCE = 0
"""The cycle of what is owed once, however often the work begins again."""


@dataclass(frozen=True)
class Occasion:
    """A moment from which plans of a request run. ``form`` may be masked; ``worker`` is the order's assignee.

    ``cycle`` is that of the work, ``ONCE`` for what comes once.
    """

    number: str
    line: str
    cycle: int
    at: datetime
    department: str
    received_by: str
    form: Mapping[str, Any]
    severity: str | None = None
    tier: str | None = None
    worker: str | None = None


def plans_of(line: Line | None, moment: str) -> list[CallbackPlan]:
    """The line's plans that run from ``moment``; parts of an order have none of their own."""
    if line is None or line.internal:
        return []
    return [plan for plan in line.follow_up if plan.of == moment]


def holding(plans: list[CallbackPlan], line: Line, occasion: Occasion) -> list[CallbackPlan]:
    """Those of ``plans`` that hold for this request. Rule PD-14."""
    if all(plan.when is None for plan in plans):
        return plans
    seen = {
        "form": context(line.form, occasion.form),
        "severity": occasion.severity,
        "tier": occasion.tier,
        "line": occasion.line,
        "steps": {},
    }
    return [plan for plan in plans if plan.when is None or plan.when.truth(seen)]


def due_at(book: Playbook, plan: CallbackPlan, moment: datetime, now: datetime) -> datetime:
    """``delay`` after the moment and not before now; calls lie inside callback hours. Rules PD-06, FS-08, FS-12."""
    due = max(moment + plan.delay, now)
    return due if plan.any_hour or plan.kind == "letter" else callback_hours(book).next_open(due)


def late_at(plan: CallbackPlan, moment: datetime) -> datetime | None:
    """Until when it is promised. Rules FS-08, FS-12."""
    return None if plan.within is None else moment + plan.within


def reads_tier(plans: list[CallbackPlan]) -> bool:
    return any(plan.when is not None and "tier" in plan.when.variables for plan in plans)


def keeps_request(line: Line | None, book: Playbook) -> bool:
    """Whether more must be known of a request of this line than a verified order tells: by its plans, or because its
    customer may have to be kept or is cared for."""
    if line is None or line.internal:
        return False
    if any(cares_for(book, name) for name, each in book.lines.items() if each is line):
        return True
    if book.retention is not None and line.customer is not None:
        return True
    if book.opinions is not None and any(book.lines.get(name) is line for name in book.opinions.lines):
        return True
    return any(plan.of != VERIFIED for plan in line.follow_up) or reads_tier(line.follow_up)


def keeps_requests(book: Playbook) -> bool:
    """Whether a site needs to hear of requests at all."""
    if book.care is not None:
        return True
    return book.opinions is not None or any(keeps_request(line, book) for line in book.lines.values())


def waits_for(fact: type[StepFact]) -> Callable[[Playbook], bool]:
    """Whether some plan of a playbook runs from a step that announces ``fact``."""

    def needed(book: Playbook) -> bool:
        return any(_waits(line, fact.fact) for line in book.lines.values())

    return needed


def _waits(line: Line, fact: str) -> bool:
    return any(plans_of(line, f"steps.{step.name}") for step in line.steps if _announces(step, fact))


def _announces(step: Step, fact: str) -> bool:
    return step.announces == fact or any(choice.announces == fact for choice in step.choices.values())
