"""Which plans a request has, when each falls due, and what a planned one keeps of its playbook. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from contracts.dispatch import StepFact
from contracts.durations import format_duration, parse_duration
from contracts.followup import PlanKind
from contracts.playbook.forms import context
from contracts.playbook.grammar import CallbackPlan, FieldSpec, Line, Playbook, Step
from services.followup.domain.calling import callback_hours

OPEN = ("scheduled", "due")
Outcome = Literal["satisfied", "dissatisfied", "answered", "sent", "exhausted", "failed", "cancelled"]
VERIFIED, CONFIRMED = "verified", "confirmed"
ONCE = 0
"""The cycle of what is owed once, however often the work begins again."""


@dataclass(frozen=True)
class Letter:
    """A letter with ``{form.<field>}`` and ``{number}`` still to be filled in."""

    text: dict[str, str]
    channel: str


@dataclass(frozen=True)
class Plan:
    """What a playbook asked for when this was planned; a later playbook does not change it.

    ``root``: the moment at the beginning of the chain of plans. ``label``: the title by language.
    """

    name: str
    label: dict[str, str]
    rate: tuple[str, ...] = ()
    scale: tuple[int, int] = (1, 5)
    satisfied_at: int = 3
    attempts: int = 3
    retry_after: timedelta = timedelta(0)
    root: str = VERIFIED
    keeps_open: bool = True
    any_hour: bool = False
    questions: dict[str, FieldSpec] = field(default_factory=dict)
    escalate: tuple[str, ...] = ()
    report_to: tuple[str, ...] = ()
    letter: Letter | None = None

    @property
    def title(self) -> str:
        return " / ".join(dict.fromkeys([self.label["zh"], self.label["en"]]))

    @property
    def kind(self) -> PlanKind:
        return "letter" if self.letter else "callback"

    def document(self) -> dict[str, Any]:
        """As JSON; what most plans do not have is left out. Questions are a list: PostgreSQL gives objects an order of
        its own."""
        rare: dict[str, Any] = {
            "root": self.root if self.root != VERIFIED else None,
            "any_hour": self.any_hour,
            "questions": [[name, spec.model_dump(mode="json")] for name, spec in self.questions.items()],
            "escalate": list(self.escalate),
            "report_to": list(self.report_to),
            "letter": {"text": self.letter.text, "channel": self.letter.channel} if self.letter else None,
        }
        return {
            "name": self.name,
            "title": self.label,
            "rate": list(self.rate),
            "scale": list(self.scale),
            "satisfied_at": self.satisfied_at,
            "attempts": self.attempts,
            "retry_after": format_duration(self.retry_after),
            "keeps_open": self.keeps_open,
        } | {name: value for name, value in rare.items() if value}


def pin(plan: CallbackPlan, line: Line, form: Mapping[str, Any]) -> Plan:
    """The part of the playbook's plan that a planned callback or letter keeps, for a request with this ``form``."""
    return Plan(
        name=plan.name,
        label=plan.title.model_dump(),
        rate=tuple(plan.rate),
        scale=plan.scale,
        satisfied_at=plan.satisfied_at,
        attempts=plan.attempts,
        retry_after=plan.retry_after,
        root=root_of(plan, line),
        keeps_open=keeps_open(plan),
        any_hour=plan.any_hour,
        questions=_asked(plan, line, form),
        escalate=tuple(plan.escalate),
        report_to=tuple(plan.report_to),
        letter=Letter(plan.text.model_dump(), plan.channel) if plan.text else None,
    )


def _asked(plan: CallbackPlan, line: Line, form: Mapping[str, Any]) -> dict[str, FieldSpec]:
    """The plan's questions, with those required that the form asks for."""
    if all(spec.when is None for spec in plan.questions.values()):
        return dict(plan.questions)
    seen = {"form": context(line.form, form)}
    asked = {}
    for name, spec in plan.questions.items():
        needed = spec.required or (spec.when is not None and spec.when.truth(seen))
        asked[name] = spec.model_copy(update={"required": needed, "when": None})
    return asked


def read_plan(document: Mapping[str, Any]) -> Plan:
    """What ``document`` wrote, also in releases that knew callbacks of verified orders only."""
    low, high = document["scale"]
    title, letter = document["title"], document.get("letter")
    return Plan(
        name=document["name"],
        label=title if isinstance(title, dict) else {"zh": title, "en": title},
        rate=tuple(document["rate"]),
        scale=(low, high),
        satisfied_at=document["satisfied_at"],
        attempts=document["attempts"],
        retry_after=parse_duration(document["retry_after"]),
        root=document.get("root", VERIFIED),
        keeps_open=document.get("keeps_open", True),
        any_hour=document.get("any_hour", False),
        questions={name: FieldSpec.model_validate(spec) for name, spec in document.get("questions", ())},
        escalate=tuple(document.get("escalate", ())),
        report_to=tuple(document.get("report_to", ())),
        letter=Letter(letter["text"], letter["channel"]) if letter else None,
    )


def keeps_open(plan: CallbackPlan) -> bool:
    """Whether the request stays open until this is done: of the plans of a verified order those that say so."""
    return plan.keeps_open and plan.of == VERIFIED


def root_of(plan: CallbackPlan, line: Line) -> str:
    """The moment at the beginning of the chain of plans that leads to this one."""
    by_name = {each.name: each for each in line.follow_up}
    seen: set[str] = set()
    while plan.of.startswith("plans.") and plan.name not in seen:
        seen.add(plan.name)
        before = by_name.get(plan.of.removeprefix("plans."))
        if before is None:
            break
        plan = before
    return plan.of


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


def keeps_request(line: Line | None) -> bool:
    """Whether more must be known of a request of this line than a verified order tells."""
    if line is None or line.internal:
        return False
    return any(plan.of != VERIFIED for plan in line.follow_up) or reads_tier(line.follow_up)


def keeps_requests(book: Playbook) -> bool:
    return any(keeps_request(line) for line in book.lines.values())


def waits_for(fact: type[StepFact]) -> Callable[[Playbook], bool]:
    """Whether some plan of a playbook runs from a step that announces ``fact``."""

    def needed(book: Playbook) -> bool:
        return any(_waits(line, fact.fact) for line in book.lines.values())

    return needed


def _waits(line: Line, fact: str) -> bool:
    return any(plans_of(line, f"steps.{step.name}") for step in line.steps if _announces(step, fact))


def _announces(step: Step, fact: str) -> bool:
    return step.announces == fact or any(choice.announces == fact for choice in step.choices.values())
