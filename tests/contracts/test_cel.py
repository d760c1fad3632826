from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.cel import EvaluationError, Expression, from_cel, to_cel
from contracts.money import Money


class Severity(StrEnum):
    SERIOUS = "serious"


class Condition(BaseModel):
    model_config = ConfigDict(frozen=True)

    when: Expression | None = None


FARE = Money.parse("500.00 CNY")
CONTEXT: dict[str, Any] = {
    "form": {
        "place": "Tower 3",
        "chargeable": True,
        "simple": False,
        "by_department": None,
        "empty": "",
        "floor": 12,
        "rating": 4.5,
        "weight": Decimal("2.50"),
        "tags": ["water", "urgent"],
        "room no": "12-A",
        "happened": datetime(2026, 11, 21, 8, tzinfo=UTC),
        "items": [{"price": Money.parse("3.00 CNY"), "sheets": 2}, {"sheets": 5}],
    },
    "steps": {"quoted": {"amount": FARE}, "offered": None},
    "severity": Severity.SERIOUS,
    "limit": Money.parse("499.99 CNY"),
}


def truth(source: str, context: dict[str, Any] = CONTEXT) -> bool:
    return Expression(source).truth(context)


@pytest.mark.parametrize(
    "source",
    [
        "form.chargeable",
        "!form.simple",
        "!(form.simple)",
        "!form.by_department",
        "!form.absent && !absent.at.all",
        "form.by_department == null",
        "form.absent == null",
        "steps.offered.fare == null && steps.offered == null",
        "!has(form.by_department) && !has(form.absent) && has(form.place)",
        "form.place",
        "(form.place) && form.chargeable",
        "!form.empty",
        "form.simple || form.place",
        "form.absent || form.chargeable",
        "form.absent > 3 || form.chargeable",
        "form.place == 'Tower 3' && form.place.startsWith('Tower')",
        "form['room no'] == '12-A'",
        "form.floor >= 12 && form.floor < 12.5 && 12 == form.floor && form.floor > -1",
        "form.rating >= 4 && form.rating == 4.5 && form.rating < 4.6",
        "form.weight == 2.5 && form.weight < form.floor",
        "size(form.tags) == 2 && 'urgent' in form.tags && form.tags[0] == 'water'",
        "form.tags.exists(tag, tag == 'water')",
        "form.items.exists(form, has(form.price) && form.price.minor == 300)",
        "severity == 'serious'",
        "form.happened < timestamp('2026-11-22T00:00:00Z')",
        "form.place == \"form.place\" || form.place == 'Tower 3' // && form.simple",
        "form.chargeable ? form.floor > 3 : form.simple",
        "form.place != null ? true : false",
        "true",
    ],
)
def test_holds(source: str) -> None:
    assert truth(source)


@pytest.mark.parametrize(
    "source",
    [
        "form.simple",
        "form.absent",
        "form.by_department",
        "absent.of.everything",
        "form.empty",
        "form.absent > 3",
        "!(form.absent > 3)",
        "form.absent > 3 && form.chargeable",
        "form.simple && form.absent > 3",
        "form.absent.startsWith('T')",
        "size(form.absent) > 0",
        "form.absent.exists(tag, tag == 'water')",
        "form.items.all(item, item.price.minor == 300)",
        "form.tags[7] == 'water'",
        "form.absent == 'water'",
        "form.absent + 1 > 0",
        "form.place.street.name",
        "has(form.absent)",
        "null",
        "false",
    ],
)
def test_does_not_hold_and_does_not_explode(source: str) -> None:
    assert not truth(source)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("steps.quoted.amount >= 500", True),
        ("steps.quoted.amount > 500", False),
        ("steps.quoted.amount >= 500.01", False),
        ("steps.quoted.amount == 500.00", True),
        ("steps.quoted.amount > 499.995", True),
        ("499.99 < steps.quoted.amount", True),
        ("steps.quoted.amount > -1", True),
        ("steps.quoted.amount > limit", True),
        ("!(steps.quoted.amount <= limit)", True),
        ("steps.quoted.amount", True),
        ("steps.quoted.amount == null", False),
        ("steps.quoted.amount.minor == 50000", True),
        ("steps.quoted.amount.currency == 'CNY' && form.chargeable", True),
        ("steps.offered.fare >= 500", False),
        ("steps.offered.fare < 500", False),
        ("steps.offered.fare == 500", False),
    ],
)
@pytest.mark.parametrize("prepared", [False, True], ids=["values", "to_cel"])
def test_money_in_conditions(source: str, holds: bool, prepared: bool) -> None:
    assert truth(source, to_cel(CONTEXT) if prepared else CONTEXT) is holds


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_money_compares_exactly_to_the_last_digit(minor: int, bound: int) -> None:
    context = {"amount": Money.of_minor(minor, "CNY")}
    literal = f"{bound // 100}.{bound % 100:02}"
    assert truth(f"amount >= {literal}", context) is (minor >= bound)
    assert truth(f"amount == {literal}", context) is (minor == bound)
    assert truth(f"{literal} > amount", context) is (bound > minor)


def test_formulas_give_money_back() -> None:
    assert Expression("steps.quoted.amount").evaluate(CONTEXT) == FARE
    assert Expression("steps.quoted.amount").evaluate(to_cel(CONTEXT)) == FARE
    choice = Expression("form.simple ? limit : steps.quoted.amount")
    assert choice.evaluate(CONTEXT) == FARE
    made = Expression("{'minor': form.floor * 100, 'currency': limit.currency}")
    assert made.evaluate(CONTEXT) == Money.parse("12.00 CNY")
    assert Expression("form.floor * 2 + 1").evaluate(CONTEXT) == 25
    assert Expression("form.simple ? 'a3' : 'a4'").evaluate(CONTEXT) == "a4"


def test_a_formula_without_its_values_is_null() -> None:
    assert Expression("steps.offered.fare").evaluate(CONTEXT) is None
    assert Expression("form.absent * 2").evaluate(CONTEXT) is None


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("form.place > 3", "does not work out"),
        ("form.place >= 3.5", "does not work out"),
        ("form.floor / 0 == 1", "division by zero"),
        ("steps.quoted.amount + 1 > 3", "does not work out"),
        ("steps.quoted.amount > euros", "CNY and EUR do not compare"),
        ("steps.quoted.amount > form.place", "does not work out"),
        ("odd && true", "a set has no form in CEL"),
    ],
)
def test_values_that_do_not_fit_are_reported_not_guessed(source: str, message: str) -> None:
    context = CONTEXT | {"euros": Money.parse("1.00 EUR"), "odd": {1, 2}}
    with pytest.raises(EvaluationError, match=message):
        truth(source, context)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("form.place ==", r"'form\.place ==' is no CEL expression: line 1, column 14"),
        ("", "is no CEL expression: line 1, column 1"),
        ("form.place not in", "line 1, column 12"),
        ("frobnicate(form.place)", "no function is called frobnicate"),
        ("form.place.shout()", "no function is called shout"),
        (".form == 1", "keeps for messages"),
        ("1 == .form", "keeps for messages"),
        ("Form{place: 1} == null", "'Form' begins a name"),
        ("__v0 == 1", "do not contain __v"),
        ("1 + " * 600 + "1", "at most 2000"),
    ],
)
def test_an_unsound_expression_is_refused_on_load(source: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Condition.model_validate({"when": source})


@pytest.mark.parametrize("value", [1, True, ["form.place"]])
def test_only_a_text_is_an_expression(value: Any) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate({"when": value})


def test_is_its_source_in_models_json_and_copies() -> None:
    condition = Condition.model_validate({"when": "form.simple"})
    assert condition.when == Expression("form.simple")
    assert hash(condition) == hash(Condition(when=Expression("form.simple")))
    assert condition.model_dump() == {"when": "form.simple"}
    assert Condition.model_validate_json(condition.model_dump_json()) == condition
    assert Condition.model_json_schema()["properties"]["when"]["anyOf"][0]["type"] == "string"
    for copied in (copy.deepcopy(condition), pickle.loads(pickle.dumps(condition))):
        assert copied == condition
        assert copied.when is not None
        assert copied.when.truth({"form": {"simple": True}})


def test_tells_what_it_reads() -> None:
    source = (
        "has(form.place) && steps.quoted.amount >= 500 && form['room no'] != 'steps.hidden'"
        " && form.tags.exists(t, t == limit && t.kind > 0) && size(list) > 0 && form.place == ''"
    )
    expression = Expression(source)
    assert expression.references == (
        ("form", "place"),
        ("steps", "quoted", "amount"),
        ("form", "room no"),
        ("form", "tags"),
        ("limit",),
    )
    assert expression.variables == {"form", "steps", "limit"}


def test_a_macros_name_is_bound_inside_it_only() -> None:
    expression = Expression("form.tags.exists(form, form == 'water') && form.place == place")
    assert expression.references == (("form", "tags"), ("form", "place"), ("place",))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            Money.parse("12.50 CNY"),
            {"minor": 1250, "currency": "CNY", "amount": "12.50"},
        ),
        (Decimal("3.00"), 3),
        (Decimal("3.50"), "3.50"),
        (date(2026, 11, 21), "2026-11-21"),
        (timedelta(hours=1), timedelta(hours=1)),
        (Severity.SERIOUS, "serious"),
        ((1, None, True), [1, None, True]),
        (Condition(), {"when": None}),
    ],
)
def test_values_have_one_exact_form(value: Any, expected: Any) -> None:
    assert to_cel(value) == expected
    if isinstance(value, Money):
        assert from_cel(to_cel(value)) == value


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, datetime(2026, 1, 1), {1}, object()])
def test_values_without_an_exact_form_are_refused(value: Any) -> None:
    with pytest.raises(EvaluationError):
        to_cel({"deep": [value]})


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("1.001s", timedelta(seconds=1, microseconds=1000)),
        ("-1.000001s", -timedelta(seconds=1, microseconds=1)),
        ("1h0.1m2.003ms", timedelta(hours=1, seconds=6, microseconds=2003)),
        ("48h", timedelta(hours=48)),
    ],
)
def test_durations_are_exact_to_the_microsecond(written: str, span: timedelta) -> None:
    assert Expression(f"duration('{written}')").evaluate({}) == span
    assert Expression(f"left == '{written}' && span == duration('{written}')").truth({"left": written, "span": span})


def test_a_duration_finer_than_a_microsecond_is_refused() -> None:
    with pytest.raises(ValueError, match="finer than a microsecond"):
        Expression("duration('0.0000001s')")


@pytest.mark.parametrize("span", [timedelta(hours=48), timedelta(hours=48, microseconds=1), -timedelta(microseconds=1)])
def test_the_span_between_two_times_is_exact(span: timedelta) -> None:
    then = datetime(2026, 11, 19, 9, 0, 0, 123456, tzinfo=UTC)
    facts = {"happened_at": then + span, "form": {"ordered_at": then.isoformat()}}

    assert Expression("happened_at - timestamp(form.ordered_at)").evaluate(facts) == span
    within = Expression("happened_at - timestamp(form.ordered_at) <= duration('48h')")
    assert within.truth(facts) == (span <= timedelta(hours=48))
