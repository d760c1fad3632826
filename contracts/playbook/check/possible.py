"""Steps that can never be taken, and why; moments that never come."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from contracts.cel import Expression
from contracts.playbook.check.graph import ancestors, verifies, waiting_for_each_other
from contracts.playbook.check.names import events, unknown
from contracts.playbook.check.places import place_of
from contracts.playbook.check.scopes import scopes
from contracts.playbook.check.trial import can_hold, type_errors
from contracts.playbook.check.values import deadline_names
from contracts.playbook.grammar import MOMENTS, Line, Playbook, Step

EVENTS_PREFIX = "events."
NO_ASSIGNEE = "nobody is ever the assignee on this line; a step that 'assigns' names one"
RIGHT = f"{', '.join(MOMENTS)}, steps.<step>, deadlines.<deadline>.missed or events.<service>.<entity>.<fact>"


@dataclass(frozen=True)
class OneLine:
    """A line of a playbook and what follows from its steps."""

    book: Playbook
    name: str
    line: Line

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.name: step for step in self.line.steps}

    @cached_property
    def before(self) -> dict[str, set[str]]:
        """For each step all that come first."""
        return ancestors(self.line)

    @cached_property
    def circle(self) -> list[str]:
        """Steps that wait for each other; which those are cannot be said while two have one name."""
        return waiting_for_each_other(self.line) if len(self.steps) == len(self.line.steps) else []

    @cached_property
    def impossible(self) -> dict[str, str]:
        """Steps that can never be taken, with the reason."""
        out = {name: f"it waits for itself, among {', '.join(self.circle)}" for name in self.circle}
        for index, step in enumerate(self.line.steps):
            path = ("lines", self.name, "steps", str(index), "when")
            if step.when is not None and not self._can_hold(step.when, path):
                out.setdefault(step.name, "its 'when' never holds")
        ends = {step.name for step in self.line.steps if step.announces == "order.verified" and step.when is None}
        for name, before in self.before.items():
            if last := sorted(before & ends):
                out.setdefault(name, f"it comes after '{last[0]}', which settles the order")
        return out

    @cached_property
    def deadlines(self) -> list[str]:
        return deadline_names(self.line)

    @property
    def assigns(self) -> bool:
        return any(step.assigns for step in self.line.steps)

    @property
    def settles(self) -> bool:
        return any(verifies(step) for step in self.line.steps)

    def _can_hold(self, when: Expression, path: tuple[str, ...]) -> bool:
        for _, scope in scopes(place_of(path), path, self.book):
            try:
                return any(type_errors(when, scope)) or can_hold(when, scope)
            except KeyError:
                # A name that does not exist is a finding of its own.
                return True
        return True


def moment_findings(of: str, one: OneLine) -> Iterator[str]:
    """What is wrong with the moment something counts from."""
    root, _, rest = of.partition(".")
    if of in MOMENTS:
        yield from _never(of, one)
    elif root == "steps" and "." not in rest:
        if rest not in one.steps:
            yield unknown("moment", of, [f"steps.{name}" for name in one.steps])
        elif rest in one.impossible:
            yield f"'{of}' never comes: {one.impossible[rest]}"
    elif root == "deadlines" and rest.endswith(".missed"):
        if rest.removesuffix(".missed") not in one.deadlines:
            yield unknown(
                "moment", of, [f"deadlines.{name}.missed" for name in one.deadlines], "no deadline has a name"
            )
    elif of.startswith(EVENTS_PREFIX) and of.count(".") == 3:
        yield from _event(of)
    else:
        yield f"unknown moment '{of}'; write {RIGHT}"


def _never(of: str, one: OneLine) -> Iterator[str]:
    needed = {
        "held": (one.line.hold_causes, "hold_causes"),
        "reopened": (one.line.reopen, "reopen"),
        "transferred": (one.line.transfer, "transfer"),
    }
    given, key = needed.get(of, (True, ""))
    if not given:
        yield f"'{of}' never comes on a line without '{key}'"


def _event(of: str) -> Iterator[str]:
    event = events().get(of.removeprefix(EVENTS_PREFIX))
    if event is None:
        alike = [f"{EVENTS_PREFIX}{key}" for key in events() if key.startswith(of.split(".")[1])]
        yield unknown("event", of, alike, "see the event map")
    elif "number" not in event.model_fields:
        yield f"'{of}' is about no request; take an event with a number"
