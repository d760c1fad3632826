"""Mistakes in conditions and formulas: names, values, types, what they yield."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts.cel import Expression
from contracts.playbook.check.places import PLACES, ROOTS, place_of
from contracts.playbook.grammar import Playbook
from tests.contracts.check.changes import DROP, TITLE, Case, assert_found, cases, complaints

REPAIR, WHEN = "lines/repair/steps/2/when", "lines.repair.steps.2.when"
COPIES = "lines/copies"


def when(text: str, says: str) -> Case:
    return Case(text, {REPAIR: text}, WHEN, says)


@cases(
    when("form.chargable", "unknown 'form.chargable' on the line 'repair'; known are reporter, phone"),
    when("form.place.size > 3", "unknown 'form.place.size' on the line 'repair'; 'form.place' has no parts"),
    when("steps.quote.amount > 5", "unknown 'steps.quote'"),
    when("steps.quoted.price > 5", "unknown 'steps.quoted.price'"),
    when("steps.quoted.amount.major > 5", "unknown 'steps.quoted.amount.major' on the line 'repair'; known are minor"),
    when("steps.quoted.decision == 'yes'", "unknown 'steps.quoted.decision'"),
    when("order.status == 'held'", "unknown 'order.status' on the line 'repair'; known are state"),
    when("order.hold.reason == 'today'", "unknown 'order.hold.reason'"),
    when("deadlines.lunch.missed", "unknown 'deadlines.lunch'"),
    when("deadlines.on_site.kept", "unknown 'deadlines.on_site.kept'"),
    when("checks.lunch.done", "unknown 'checks.lunch'"),
    when("decisions.fee.allowed", "unknown 'decisions.fee' on the line 'repair'; there are none"),
    when("records.work == null", "'records' is not known here; known are form, steps, order"),
    when("customer.tier == 'gold'", "'customer' is not known here"),
    when("event.line == 'repair'", "'event' is not known here"),
    when("severity == serious", "nothing is called 'serious'; known are form"),
    when("today.hour > 8", "nothing is called 'today.hour'"),
)
def test_names(case: Case) -> None:
    assert_found(case)


@cases(
    Case(
        "steps before there are any",
        {"lines/repair/route/to": "steps.quoted.department"},
        "lines.repair.route.to",
        "'steps' is not known here",
    ),
    Case(
        "order before there is one",
        {f"{COPIES}/charges/0/when": "order.cycle > 1"},
        f"{COPIES}.charges.0.when".replace("/", "."),
        "'order' is not known here",
    ),
    Case(
        "priority",
        {"lines/repair/priority": "deadlines.on_site.missed ? 9 : 1"},
        "lines.repair.priority",
        "'deadlines' is not known here",
    ),
    Case(
        "tier of a tier",
        {"tiers": {"gold": TITLE}, "lines/repair/tier": "tier"},
        "lines.repair.tier",
        "'tier' is not known here",
    ),
    Case(
        "form field by severity",
        {"lines/complaint/form/note": {"type": "text", "when": "severity == 'serious'"}},
        "lines.complaint.form.note.when",
        "'severity' is not known here; known are form",
    ),
    Case(
        "record by form",
        {"lines/repair/steps/4/records/work/when": "form.simple"},
        "lines.repair.steps.4.records.work.when",
        "'form' is not known here; known are records",
    ),
    Case(
        "record by record",
        {"lines/repair/steps/4/records/work/when": "records.works"},
        "lines.repair.steps.4.records.work.when",
        "unknown 'records.works'",
    ),
    Case(
        "callback",
        {"lines/repair/follow_up/0/when": "steps.completed.work != null"},
        "lines.repair.follow_up.0.when",
        "'steps' is not known here",
    ),
    Case(
        "group",
        {"groups/all": {"title": TITLE, "customers": True, "where": "form.place == 'x'"}},
        "groups.all.where",
        "'form' is not known here; known are customer",
    ),
    Case(
        "field of the file",
        {"groups/all": {"title": TITLE, "customers": True, "where": "customer.age > 3"}},
        "groups.all.where",
        "unknown 'customer.age'",
    ),
)
def test_what_each_place_sees(case: Case) -> None:
    assert_found(case)


@cases(
    Case(
        "severity",
        {"lines/complaint/steps/3/when": "severity == 'seroius'"},
        "lines.complaint.steps.3.when",
        "'severity' is never 'seroius'; it can be normal, serious",
        ["lines.complaint.steps.3.deadline"],
    ),
    Case(
        "severity the other way round",
        {"lines/complaint/steps/3/when": "'grave' == severity"},
        "lines.complaint.steps.3.when",
        "'severity' is never 'grave'",
        ["lines.complaint.steps.3.deadline"],
    ),
    Case(
        "severities",
        {"lines/complaint/steps/3/when": "severity in ['serious', 'grave']"},
        "lines.complaint.steps.3.when",
        "'severity' is never 'grave'",
    ),
    when("severity == 'serious'", "there is none to choose from"),
    when("tier == 'gold'", "'tier' is never 'gold'"),
    when("line == 'repairs'", "'line' is never 'repairs'; it can be repair"),
    when("steps.quote_accepted.decision == 'yes'", "is never 'yes'; it can be accepted, declined"),
    when("order.state != 'waiting'", "'order.state' is never 'waiting'; it can be open"),
    when("order.department == 'moon'", "'order.department' is never 'moon'"),
    when("order.hold.cause == 'rain'", "'order.hold.cause' is never 'rain'; it can be today"),
    when("form.by_department == 'moon' && form.simple", "'form.by_department' is never 'moon'"),
    Case(
        "choice", {f"{COPIES}/charges/0/when": "form.paper == 'A5'"}, "lines.copies.charges.0.when", "it can be A4, A3"
    ),
    Case(
        "mark",
        {"marks/vip": TITLE, "groups/all": {"title": TITLE, "customers": True, "where": "'wip' in customer.marks"}},
        "groups.all.where",
        "'customer.marks' is never 'wip'; it can be vip",
    ),
    when("form.simple && !form.simple", "can never hold"),
    when("form.by_department == 'desk' && form.by_department == 'agency'", "can never hold"),
    when("false", "can never hold"),
    when("1 < 2", "always holds"),
)
def test_values(case: Case) -> None:
    assert_found(case)


@cases(
    when("form.place > 3", "'form.place' is a text"),
    when("steps.quoted.amount + 3 > 5", "'steps.quoted.amount' is an amount of money"),
    when("form.simple + 1 > 1", "does not work out"),
    when("form.simple && form.place > 3", "does not work out"),
    when("form.place.startsWith(3)", "does not work out"),
    when("steps.on_site.at > form.place", "'steps.on_site.at' is a moment"),
    Case(
        "whole number as text",
        {f"{COPIES}/charges/0/when": "form.sheets.startsWith('1')"},
        "lines.copies.charges.0.when",
        "does not work out",
    ),
    Case(
        "department",
        {"lines/repair/route/to": "form.simple ? 'engineering' : 'securty'"},
        "lines.repair.route.to",
        "yields 'securty', which is no department",
    ),
    Case("no name", {"lines/repair/route/to": "3"}, "lines.repair.route.to", "yields 3, which is no department"),
    Case(
        "not in quotes",
        {"lines/repair/route/to": "engineering"},
        "lines.repair.route.to",
        "a text stands in quotes: 'engineering'",
    ),
    Case(
        "item",
        {f"{COPIES}/charges/0/item": "form.paper == 'A3' ? 'copy_a3' : 'copy_a5'"},
        "lines.copies.charges.0.item",
        "yields 'copy_a5', which is no item",
    ),
    Case(
        "quantity",
        {f"{COPIES}/charges/0/quantity": "form.paper"},
        "lines.copies.charges.0.quantity",
        "not a whole number",
    ),
    Case(
        "half sheets",
        {f"{COPIES}/charges/0/quantity": "1.5"},
        "lines.copies.charges.0.quantity",
        "yields 1.5, not a whole number",
    ),
    Case(
        "cost of",
        {f"{COPIES}/allocations/0/department": "form.paper"},
        "lines.copies.allocations.0.department",
        "yields 'A4', which is no department",
    ),
    Case(
        "amount",
        {"lines/repair/steps/3/charge/amount": "40"},
        "lines.repair.steps.3.charge.amount",
        "yields 40, not an amount in CNY",
    ),
    Case(
        "dollars",
        {"lines/repair/steps/3/charge/amount": "{'minor': 400, 'currency': 'USD'}"},
        "lines.repair.steps.3.charge.amount",
        "not an amount in CNY",
    ),
    Case(
        "payout",
        {"lines/repair/steps/3/payout": {"name": "back", "amount": "steps.quoted.finding"}},
        "lines.repair.steps.3.payout.amount",
        "not an amount in CNY",
    ),
    Case(
        "priority", {"lines/repair/priority": "form.simple"}, "lines.repair.priority", "yields True, not a whole number"
    ),
    Case(
        "tier",
        {"tiers": {"gold": TITLE}, "lines/repair/tier": "form.simple ? 'gold' : 'silver'"},
        "lines.repair.tier",
        "yields 'silver', which is no tier",
    ),
)
def test_types_and_results(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize(
    "sound",
    [
        "has(steps.quoted) && steps.quoted.amount >= 500",
        "steps.quoted",
        "order.cycle > 1 || order.state == 'held'",
        "order.assignee == steps.on_site.by",
        "timestamp(form.seen_at) < timestamp('2026-11-21T09:00:00+08:00')",
        "steps.on_site.at - timestamp(form.seen_at) > duration('48h')",
        "form.by_department == null",
        "form.by_department in ['desk', 'agency'] && !form.simple",
        "steps.quoted.amount.minor * 2 > 100 && size(form.place) > 3",
        "int(form.place) > 3",
        "['desk', 'agency'].exists(d, d == form.by_department)",
        "form.place == 'a' + form.problem",
        "line == 'repair' && form.chargeable",
    ],
)
def test_what_works_is_left_alone(sound: str) -> None:
    assert complaints({"lines/repair/form/seen_at": "time", REPAIR: sound}) == []


def test_a_condition_of_many_values_is_not_tried_out_forever() -> None:
    fields = {f"lines/repair/form/f{i}": "department" for i in range(12)}
    condition = " && ".join(f"form.f{i} == 'desk'" for i in range(12))
    assert complaints({**fields, REPAIR: condition}) == []
    assert complaints({**fields, REPAIR: f"{condition} && form.place > 3"}) != []


def test_a_line_without_the_field_is_named() -> None:
    assert complaints({f"{COPIES}/charges/0/when": DROP}) == []


def test_each_place_of_the_grammar_is_in_the_table_and_nothing_else() -> None:
    """A new key that takes an expression needs a line in ``PLACES``: what it sees, what it yields."""
    used = {place_of(path).pattern for path in expression_paths(Playbook, ())}
    assert used == {place.pattern for place in PLACES}
    assert {root for place in PLACES for root in place.sees} == set(ROOTS)


def expression_paths(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        yield from _paths(field.annotation, (*path, field.alias or name), field)


def _paths(annotation: Any, path: tuple[str, ...], field: FieldInfo) -> Iterator[tuple[str, ...]]:
    if annotation is Expression:
        yield path
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from expression_paths(annotation, path)
    elif annotation.__class__.__name__ == "_AnnotatedAlias":
        yield from _paths(get_args(annotation)[0], path, field)
    else:
        deeper = getattr(annotation, "__origin__", None) in {list, dict, tuple}
        for inner in get_args(annotation):
            yield from _paths(inner, (*path, "*") if deeper else path, field)
