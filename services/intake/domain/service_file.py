"""A customer's service file: who did what for them, and how they found it, out of the follow-up records. Rule PC-07."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.dispatch import OrderAccepted, OrderArrived, OrderCompleted, StepFact
from contracts.followup import SatisfactionRated
from contracts.intake import WorkDone
from contracts.playbook import Playbook

STEPS = frozenset(kind.type_name() for kind in StepFact.__subclasses__())
RATED = SatisfactionRated.type_name()
BY_HAND = frozenset(kind.type_name() for kind in (OrderAccepted, OrderArrived, OrderCompleted))
"""Steps whose signer did the work."""


@dataclass
class Course:
    """What became of one request."""

    done_by: list[str] = field(default_factory=list)
    work: list[WorkDone] = field(default_factory=list)
    satisfied: bool | None = None
    ratings: dict[str, int] = field(default_factory=dict)
    remarks: str | None = None


def courses(entries: Iterable[Any]) -> dict[str, Course]:
    """The course of each request, from its record's entries in order of time: step facts and ratings."""
    found: dict[str, Course] = {}
    for entry in entries:
        course = found.setdefault(entry.number, Course())
        if entry.type == RATED:
            course.satisfied = entry.data.get("satisfied")
            course.ratings = dict(entry.data.get("ratings") or {})
            course.remarks = entry.data.get("remarks")
        else:
            _add_step(course, entry.type, entry.data, entry.at)
    return found


def _add_step(course: Course, kind: str, data: Mapping[str, Any], at: Any) -> None:
    people = [data.get("assignee"), data["signed_by"] if kind in BY_HAND else None]
    course.done_by += [actor for actor in dict.fromkeys(people) if actor and actor not in course.done_by]
    course.work.append(
        WorkDone(
            step=data["step"],
            by=data["signed_by"],
            at=data.get("happened_at") or at,
            records=data.get("records") or {},
            decision=data.get("decision"),
        )
    )


def counts(book: Playbook, by_line: Sequence[tuple[str, int]]) -> dict[str, int]:
    """How many requests of each kind; a line that is not filed under a kind counts under its name."""
    out: dict[str, int] = {}
    for line, total in by_line:
        kind = kind_of(book, line)
        out[kind] = out.get(kind, 0) + total
    return out


def kind_of(book: Playbook, line: str) -> str:
    """What the desk files requests of a line as."""
    known = book.lines.get(line)
    return (known.file_as if known is not None else None) or line
