"""Where expressions stand in a playbook, what each of them sees and what it has to yield."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from contracts.cel import Expression

Yields = Literal[
    "condition",
    "condition or true",
    "department",
    "item",
    "quantity",
    "amount",
    "tier",
    "whole number",
    "time",
    "input",
    "anything",
]

FORM = ("form",)
RECORDS = ("records",)
TIER = ("form", "severity", "line")
REQUEST = ("form", "severity", "tier", "line")
ORDER = ("form", "steps", "order", "deadlines", "checks", "decisions", "severity", "tier", "line")
TABLE = (*REQUEST, "happened_at", "recorded_at")
CUSTOMER = ("customer",)
EVENT = ("event", "form", "line", "severity", "tier")
REPORT = ("report", "business_line", "day")
CALL = ("answers", "ratings", "satisfied", "form", "tier", "line")
FIGURES = ("figures", "tier")
CASE = ("form", "tier")

ROOTS = {
    "form": "`form.<field>`: the request's form",
    "records": "`records.<field>`: what is recorded with this step",
    "steps": "`steps.<step>.<record>`, `.by`, `.at`, `.decision`: each step that was taken",
    "order": "`order.state`, `.department`, `.assignee`, `.cycle`, `.hold.cause`",
    "deadlines": "`deadlines.<name>.missed`; a step's deadline is called as its step",
    "checks": "`checks.<name>.done`",
    "decisions": "`decisions.<name>.allowed`, `.row`, `.fee`",
    "severity": "`severity`: one of the line's",
    "tier": "`tier`: one of the playbook's, the customer's unless the line says otherwise",
    "line": "`line`: the line's name",
    "happened_at": "`happened_at`: when it happened",
    "recorded_at": "`recorded_at`: when it was recorded",
    "customer": "`customer.tier`, `.marks`, `.groups`, `.consents`: the customer's file",
    "event": "`event.<field>`: what was announced",
    "report": "`report`: the name of the expected report",
    "business_line": "`business_line`: whose report is missing",
    "answers": "`answers.<question>`: what the customer answered in the call",
    "ratings": "`ratings.<rated>`: what the customer rated",
    "satisfied": "`satisfied`: whether the customer was, null when not asked",
    "figures": "`figures.<figure>`: what was reported of the customer",
    "day": "`day`: the day it is missing for, as text",
}


@dataclass(frozen=True)
class Place:
    """``pattern``: the path with ``*`` for names and numbers; ``**`` stands for any further parts."""

    pattern: str
    sees: tuple[str, ...]
    yields: Yields = "condition"

    def fits(self, path: tuple[str, ...]) -> bool:
        return _fits(tuple(self.pattern.split(".")), path)


PLACES = (
    Place("lines.*.form.*.when", FORM),
    Place("lines.*.tier", TIER, "tier"),
    Place("lines.*.priority", REQUEST, "whole number"),
    Place("lines.*.documents.*.when", REQUEST),
    Place("lines.*.answered.*.when", REQUEST, "condition or true"),
    Place("lines.*.marks.*.when", REQUEST),
    Place("lines.*.route.to", REQUEST, "department"),
    Place("lines.*.route.table.*.when", REQUEST),
    Place("lines.*.route.notify.*.when", REQUEST),
    Place("lines.*.route.table.*.notify.*.when", REQUEST),
    Place("lines.*.charges.*.when", REQUEST),
    Place("lines.*.charges.*.item", REQUEST, "item"),
    Place("lines.*.charges.*.quantity", REQUEST, "quantity"),
    Place("lines.*.charges.*.amount", REQUEST, "amount"),
    Place("lines.*.allocations.*.when", REQUEST),
    Place("lines.*.allocations.*.item", REQUEST, "item"),
    Place("lines.*.allocations.*.quantity", REQUEST, "quantity"),
    Place("lines.*.allocations.*.department", REQUEST, "department"),
    Place("lines.*.follow_up.*.when", REQUEST),
    Place("lines.*.follow_up.*.questions.*.when", FORM),
    Place("lines.*.steps.*.records.*.when", RECORDS),
    Place("lines.*.steps.*.when", ORDER),
    Place("lines.*.steps.*.notify.*.when", ORDER),
    Place("lines.*.steps.*.approval.when", ORDER),
    Place("lines.*.steps.*.charge.when", ORDER),
    Place("lines.*.steps.*.charge.item", ORDER, "item"),
    Place("lines.*.steps.*.charge.quantity", ORDER, "quantity"),
    Place("lines.*.steps.*.charge.amount", ORDER, "amount"),
    Place("lines.*.steps.*.payout.when", ORDER),
    Place("lines.*.steps.*.payout.amount", ORDER, "amount"),
    Place("lines.*.steps.*.deadline.by.moment", ORDER, "time"),
    Place("lines.*.steps.*.deadline.**", ORDER),
    Place("lines.*.deadlines.*.by.moment", ORDER, "time"),
    Place("lines.*.deadlines.*.**", ORDER),
    Place("lines.*.checks.*.when", ORDER),
    Place("lines.*.checks.*.until", ORDER),
    Place("decisions.*.inputs.*.value", TABLE, "input"),
    Place("decisions.*.rows.*.fee.of", TABLE, "amount"),
    Place("decisions.*.rows.*.fee.agreed", TABLE, "amount"),
    Place("groups.*.where", CUSTOMER),
    Place("care.segments.*.when", REQUEST),
    Place("care.segments.*.questions.*.when", FORM),
    Place("care.special.when", REQUEST),
    Place("care.special.questions.*.when", FORM),
    Place("digests.*.when", ORDER),
    Place("digests.*.group_by", ORDER, "anything"),
    Place("expected_reports.*.else.*.when", REPORT),
    Place("notifications.*.when", EVENT),
    Place("retention.triggers.*.request.when", REQUEST),
    Place("retention.triggers.*.result.when", CALL),
    Place("retention.triggers.*.signal.when", FIGURES),
    Place("retention.triggers.*.signal.figures.*.when", ("figures",)),
    Place("retention.segments.*.when", CASE),
    Place("retention.together.by", CASE, "anything"),
)
"""The first that fits counts."""


@cache
def place_of(path: tuple[str, ...]) -> Place:
    """Raises LookupError for a path where the grammar has no expression."""
    for place in PLACES:
        if place.fits(path):
            return place
    raise LookupError(f"no expression stands at {'.'.join(path)}")


def expressions(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Expression]]:
    """Every expression below a model, a mapping or a list, with its path as the file has it."""
    if isinstance(value, Expression):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from expressions(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from expressions(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from expressions(inner, (*path, str(index)))


def _fits(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if not pattern or pattern[0] == "**":
        return bool(pattern) or not path
    return bool(path) and pattern[0] in {"*", path[0]} and _fits(pattern[1:], path[1:])
