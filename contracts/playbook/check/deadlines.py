"""Promises: each can begin, can be kept, warns and escalates to somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.durations import format_duration
from contracts.playbook.check.names import Finding, below, people, unknown
from contracts.playbook.check.possible import NO_ASSIGNEE, OneLine, moment_findings
from contracts.playbook.grammar import RELATIVE_ROLES, Check, Deadline

MISSED = "deadlines."


@dataclass(frozen=True)
class Promise:
    """A deadline with its place; ``step`` is empty for those of the line."""

    path: str
    name: str
    step: str
    deadline: Deadline


def promises(one: OneLine) -> list[Promise]:
    of_steps = [
        Promise(f"steps.{index}.deadline", step.deadline.name or step.name, step.name, step.deadline)
        for index, step in enumerate(one.line.steps)
        if step.deadline is not None
    ]
    of_line = [
        Promise(f"deadlines.{index}", each.name or "", "", each) for index, each in enumerate(one.line.deadlines)
    ]
    return of_steps + of_line


def deadline_findings(one: OneLine) -> Iterator[Finding]:
    """Of all deadlines and checks of a line."""
    found = promises(one)
    for promise in found:
        yield from below(promise.path, _deadline(promise, one))
    yield from _twice(found)
    yield from _circles(found)
    for index, check in enumerate(one.line.checks):
        yield from below(f"checks.{index}", _check(check, one))


def _deadline(promise: Promise, one: OneLine) -> Iterator[Finding]:
    deadline = promise.deadline
    if promise.step:
        yield from _of_step(promise, one)
    else:
        yield from _of_line(deadline)
    for message in moment_findings(deadline.of, one):
        yield "of", message
    yield from _calendar(deadline, one)
    for index, warning in enumerate(deadline.warn):
        yield from people(f"warn.{index}.to", warning.to, one.book, RELATIVE_ROLES)
        yield from _assignee(f"warn.{index}.to", warning.to, one)
        budgets = [deadline.within, *(variant.within for variant in deadline.variants)]
        for within in {each for each in budgets if each is not None and warning.before is not None}:
            if warning.before is not None and warning.before >= within:
                yield f"warn.{index}.before", f"is not shorter than the {format_duration(within)} of the deadline"
    for index, link in enumerate(deadline.else_):
        if link.escalate not in one.book.roles and link.escalate not in RELATIVE_ROLES:
            known = [*one.book.roles, *sorted(RELATIVE_ROLES)]
            yield f"else.{index}.escalate", unknown("role", link.escalate, known)
        for _, message in _assignee("", [link.escalate], one):
            yield f"else.{index}.escalate", message


def _of_step(promise: Promise, one: OneLine) -> Iterator[Finding]:
    of = promise.deadline.of.removeprefix("steps.")
    if promise.step in one.impossible:
        yield "", f"the step '{promise.step}' can never happen: {one.impossible[promise.step]}"
    elif of == promise.step and promise.deadline.of != of:
        yield "of", "counts from the step that keeps it; count from an earlier moment"
    elif promise.deadline.of == f"steps.{of}" and promise.step in one.before.get(of, set()):
        yield "of", f"the step '{of}' comes only after '{promise.step}', which keeps it; count from an earlier moment"


def _of_line(deadline: Deadline) -> Iterator[Finding]:
    if deadline.name is None:
        yield "name", "is missing; a deadline of the line needs a name"
    if deadline.stop_when is None:
        yield "stop_when", "is missing; without it the deadline can never be kept"


def _calendar(deadline: Deadline, one: OneLine) -> Iterator[Finding]:
    if deadline.calendar is None:
        return
    if deadline.calendar not in one.book.calendars:
        yield "calendar", unknown("calendar", deadline.calendar, one.book.calendars, "add it to 'calendars'")
    elif deadline.clock != "business" and deadline.by is None:
        yield "calendar", f"has no effect on clock: {deadline.clock}; write clock: business"


def _assignee(path: str, names: list[str], one: OneLine) -> Iterator[Finding]:
    if set(names) == {"assignee"} and not one.assigns:
        yield path, NO_ASSIGNEE


def _twice(found: list[Promise]) -> Iterator[Finding]:
    before: set[str] = set()
    for promise in found:
        if promise.name and promise.name in before:
            path = promise.path if promise.deadline.name is None else f"{promise.path}.name"
            yield path, f"two deadlines are called '{promise.name}'; give each a name of its own"
        before.add(promise.name)


def _circles(found: list[Promise]) -> Iterator[Finding]:
    waits = {
        each.name: each.deadline.of.removeprefix(MISSED).removesuffix(".missed")
        for each in found
        if each.deadline.of.startswith(MISSED)
    }
    for promise in found:
        seen: list[str] = []
        here = promise.name
        while here in waits and here not in seen:
            seen.append(here)
            here = waits[here]
        if seen and here == promise.name:
            way = " -> ".join([*seen, promise.name])
            yield f"{promise.path}.of", f"waits for itself to be missed ({way}); count from an earlier moment"


def _check(check: Check, one: OneLine) -> Iterator[Finding]:
    for message in moment_findings(check.of, one):
        yield "of", message
    yield from people("to", check.to, one.book, RELATIVE_ROLES)
    yield from _assignee("to", check.to, one)
    if check.until is not None and check.every is None:
        yield "until", "needs 'every', how often it is asked until then"
    if check.resumes and not one.line.hold_causes:
        yield "resumes", "no order of this line is ever held; add 'hold_causes' or leave it out"
