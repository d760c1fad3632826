"""What a planned callback or letter keeps of its playbook. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from contracts.durations import format_duration, parse_duration
from contracts.followup import CallMeans, PlanKind
from contracts.playbook.forms import context
from contracts.playbook.grammar import CallbackPlan, FieldSpec, Line

OPEN = ("scheduled", "due")
Outcome = Literal["satisfied", "dissatisfied", "answered", "sent", "exhausted", "failed", "cancelled"]
VERIFIED = "verified"


@dataclass(frozen=True)
class Letter:
    """A letter with ``{form.<field>}`` and ``{number}`` still to be filled in."""

    text: dict[str, str]
    channel: str


@dataclass(frozen=True)
class Plan:
    """What a playbook asked for when this was planned; a later playbook does not change it.

    ``root``: the moment at the beginning of the chain of plans. ``label``: the title by language. ``means``, ``script``
    and ``hours`` (windows of its own) are of the care plan.
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
    means: tuple[CallMeans, ...] = ()
    script: dict[str, str] | None = None
    hours: dict[str, list[str]] = field(default_factory=dict)

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
            "means": list(self.means),
            "script": self.script,
            "hours": self.hours,
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
        questions=asked(plan.questions, line, form),
        escalate=tuple(plan.escalate),
        report_to=tuple(plan.report_to),
        letter=Letter(plan.text.model_dump(), plan.channel) if plan.text else None,
    )


def asked(questions: Mapping[str, FieldSpec], line: Line, form: Mapping[str, Any]) -> dict[str, FieldSpec]:
    """The questions, with those required that the form asks for."""
    if all(spec.when is None for spec in questions.values()):
        return dict(questions)
    seen = {"form": context(line.form, form)}
    found = {}
    for name, spec in questions.items():
        needed = spec.required or (spec.when is not None and spec.when.truth(seen))
        found[name] = spec.model_copy(update={"required": needed, "when": None})
    return found


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
        means=tuple(document.get("means", ())),
        script=document.get("script"),
        hours=document.get("hours", {}),
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
