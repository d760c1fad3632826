"""Which signs open a case, of which kind its customer is, who leaves together. Pure. Rules TH-27 to TH-29."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from contracts.followup.retention import Source
from contracts.playbook.forms import context, is_personal
from contracts.playbook.grammar import Line, Retention
from contracts.playbook.retention import Together


@dataclass(frozen=True)
class Customer:
    """Who may be leaving. ``key``: the file's id, or the number of a request without one. ``seen``: the form's values,
    or reported figures, as conditions read them; ``contact``: the masked personal fields."""

    key: str
    number: str | None = None
    tier: str | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)
    contact: Mapping[str, Any] = field(default_factory=dict)

    @property
    def scope(self) -> dict[str, Any]:
        return {"form": dict(self.seen), "tier": self.tier}


@dataclass(frozen=True)
class Sign:
    """A sign of leaving. ``reference`` is the request, call or command it was: one counts once for a trigger. ``by``
    received the customer; ``facts`` are kept with the case."""

    trigger: str
    source: Source
    reference: str
    at: datetime
    by: str
    customer: Customer
    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def customer_of(
    line: Line | None, number: str, customer_id: str | None, tier: str | None, form: Mapping[str, Any]
) -> Customer:
    """The customer of a request whose ``form`` is masked."""
    fields = line.form if line is not None else {}
    contact = {name: value for name, value in form.items() if is_personal(fields, name)}
    return Customer(customer_id or number, number, tier, context(fields, form), contact)


def triggers_of_request(retention: Retention, line: str, customer: Customer, severity: str | None) -> Iterator[str]:
    """Triggers of which a confirmed request of this line is a sign. Rule TH-27."""
    seen = customer.scope | {"line": line, "severity": severity}
    for name, trigger in retention.triggers.items():
        sign = trigger.request
        if sign is not None and line in sign.lines and (sign.when is None or sign.when.truth(seen)):
            yield name


@dataclass(frozen=True)
class Call:
    """What a customer said in a call of a plan, or of a segment of care."""

    line: str
    plan: str | None
    care: str | None
    answers: Mapping[str, Any]
    ratings: Mapping[str, int]
    satisfied: bool | None


def triggers_of_call(retention: Retention, call: Call, customer: Customer) -> Iterator[str]:
    """Triggers of which the call's result is a sign. Rule TH-27."""
    said = {"answers": call.answers, "ratings": call.ratings, "satisfied": call.satisfied, "line": call.line}
    for name, trigger in retention.triggers.items():
        sign = trigger.result
        if sign is not None and sign.hears(plan=call.plan, care=call.care) and sign.when.truth(customer.scope | said):
            yield name


def segment_of(retention: Retention, customer: Customer) -> str:
    """The first segment whose condition holds; the last holds for everybody. Rule TH-28."""
    for name, segment in retention.segments.items():
        if segment.when is None or segment.when.truth(customer.scope):
            return name
    raise LookupError("the last segment has no condition")


def higher(retention: Retention, one: str, other: str) -> str:
    """Of two segments the one that comes first in the playbook; one it no longer has comes last."""
    ranks = list(retention.segments)
    return min((one, other), key=lambda name: ranks.index(name) if name in ranks else len(ranks))


def group_of(together: Together | None, customer: Customer) -> tuple[str, str] | None:
    """The key and the name of what the customer has in common with others; None: alone. The key is the same however
    the name is spaced and in whatever width or case it is written. Rule TH-29."""
    found = together.by.evaluate(customer.scope) if together is not None else None
    if not isinstance(found, str):
        return None
    key = "".join(unicodedata.normalize("NFKC", found).casefold().split())
    return (key, found.strip()) if key else None


@dataclass(frozen=True)
class Leaving:
    """A watched case: of which customer, since when."""

    case_id: str
    customer: str
    at: datetime


def together(members: Iterable[Leaving], new: Leaving, within: timedelta) -> list[Leaving]:
    """The most who leave together with ``new`` within a span that has both ends in, the earliest first, each customer
    once with the latest case. Fewer than two: nobody leaves together. Rule TH-29.

    ``new`` need not be the latest: signs may arrive in another order than they came.
    """
    near = {one.case_id: one for one in (*members, new) if abs(one.at - new.at) <= within}
    best: list[Leaving] = []
    for last in sorted(near.values(), key=lambda one: (one.at, one.case_id)):
        if last.at < new.at:
            continue
        inside = [one for one in near.values() if last.at - within <= one.at <= last.at]
        found = _each_once(inside, new)
        if len(found) >= len(best):
            best = found
    return best if len(best) > 1 else []


def _each_once(members: Iterable[Leaving], new: Leaving) -> list[Leaving]:
    latest: dict[str, Leaving] = {}
    for one in sorted(members, key=lambda one: (one.at, one.case_id)):
        latest[one.customer] = one
    latest[new.customer] = new
    return sorted(latest.values(), key=lambda one: (one.at, one.case_id))
