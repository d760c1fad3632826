"""Decision tables: inputs, the first row that matches, fees; holes and rows that never decide."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.money import Money
from contracts.playbook.cells import Value, read_cell, write_value
from contracts.playbook.decide import Answer, NoRow, consult, decide, decision_scope, fee_of, read_inputs, write_inputs
from contracts.playbook.decision_space import TooManyCombinations, holes, table_findings, unreachable
from contracts.playbook.decisions import DecisionRow, DecisionTable
from contracts.playbook.grammar import Line
from contracts.problems import Invalid

ORDERED = datetime.fromisoformat("2026-11-19T09:00:00+08:00")
TITLE = {"zh": "取消", "en": "Cancellation"}
CANCELLATION = {
    "title": TITLE,
    "inputs": {
        "kind": {"value": "form.kind", "type": "choice", "choices": ["standard", "special"]},
        "age": {"value": "happened_at - timestamp(form.ordered_at)", "type": "duration"},
    },
    "rows": [
        {"name": "special", "when": {"kind": "special"}, "refuse": {"zh": "特价不可取消", "en": "Special: never"}},
        {"name": "within", "when": {"age": "<= 48h"}},
        {"name": "later", "fee": {"percent": "10%", "of": "form.price", "agreed": "form.agreed"}},
    ],
}
LINE = Line.model_validate(
    {
        "title": TITLE,
        "form": {
            "kind": {"type": "choice", "choices": ["standard", "special"]},
            "ordered_at": "time",
            "price": "money",
            "agreed": "money",
            "paid": "money",
            "floor": "integer",
            "opened": "boolean",
        },
    }
)


def table(**changes: Any) -> DecisionTable:
    return DecisionTable.model_validate(CANCELLATION | changes)


def one_input(kind: str, cells: list[Any], value: str = "form.x", **more: Any) -> DecisionTable:
    rows = [{"name": f"r{i}", "when": {} if cell is None else {"x": cell}} for i, cell in enumerate(cells)]
    return table(inputs={"x": {"value": value, "type": kind} | more}, rows=rows)


def yuan(text: str) -> Any:
    return {"amount": text, "currency": "CNY"}


def scope(form: dict[str, Any], after: timedelta = timedelta(hours=1)) -> dict[str, Any]:
    at = ORDERED + after
    return decision_scope("cancellation", LINE, form, severity=None, tier=None, happened_at=at, recorded_at=at)


def ask(after: timedelta = timedelta(hours=1), **form: Any) -> Answer:
    full = {"kind": "standard", "ordered_at": ORDERED.isoformat(), "price": yuan("1600.00")} | form
    return consult(table(), scope(full, after))


MICRO = timedelta(microseconds=1)
H48 = timedelta(hours=48)


@pytest.mark.parametrize(
    ("after", "row"),
    [
        (H48 - timedelta(seconds=1), "within"),
        (H48, "within"),
        (H48 + MICRO, "later"),
        (H48 + timedelta(seconds=1), "later"),
        (-timedelta(days=3), "within"),
    ],
)
def test_within_48_hours_is_48_hours_and_not_a_microsecond_more(after: timedelta, row: str):
    assert ask(after).decided.row == row


def test_the_first_row_that_matches_decides_and_says_why():
    answer = ask(kind="special")

    assert (answer.decided.row, answer.decided.index, answer.decided.allowed) == ("special", 0, False)
    assert answer.decided.refuse is not None
    assert answer.decided.refuse.en == "Special: never"
    assert answer.fee is None


def test_the_inputs_are_readable():
    answer = ask(H48 + timedelta(seconds=1, microseconds=5))

    assert write_inputs(answer.inputs) == {"kind": "standard", "age": "48:00:01.000005"}
    assert [write_value(v) for v in (None, True, 3, Money.parse("12.50 CNY"))] == ["none", "true", "3", "12.50 CNY"]


def test_a_time_before_the_order_counts_as_no_time():
    assert read_inputs(table(), scope({"kind": "standard", "ordered_at": ORDERED.isoformat()}, -H48))[
        "age"
    ] == timedelta(0)


def test_what_is_missing_is_named_by_its_form_field():
    with pytest.raises(Invalid) as refused:
        consult(table(), scope({"kind": "standard"}))

    assert refused.value.errors == {"form.ordered_at": "needed for 'Cancellation'; give it"}


def test_every_missing_field_is_named_at_once():
    with pytest.raises(Invalid) as refused:
        consult(table(), scope({}))

    assert set(refused.value.errors) == {"form.kind", "form.ordered_at"}


def test_a_value_that_is_not_of_the_type_is_refused_with_its_field():
    form = {"kind": "clearance", "ordered_at": ORDERED.isoformat()}
    with pytest.raises(Invalid) as refused:
        read_inputs(table(), scope(form))
    assert refused.value.errors == {"form.kind": "'clearance' is none of standard, special"}

    with pytest.raises(Invalid) as refused:
        read_inputs(one_input("money", [None], "form.floor"), scope({"floor": 3}))
    assert refused.value.errors == {"form.floor": "gives no money for 'x' but 3"}


def test_an_optional_input_may_be_absent_and_is_told_from_every_value():
    optional = one_input("integer", ["none", ">= 3", None], "form.floor", optional=True)

    assert [decide(optional, {"x": value}).row for value in (None, 3, 2)] == ["r0", "r1", "r2"]
    assert read_inputs(optional, scope({})) == {"x": None}


@pytest.mark.parametrize(
    ("kind", "cell", "inside", "outside"),
    [
        ("integer", "3..5", [3, 4, 5], [2, 6]),
        ("integer", "> -2", [-1, 7], [-2, -3]),
        ("integer", [1, ">= 8"], [1, 8], [0, 2, 7]),
        ("money", "< 12.50", ["0.00", "12.49"], ["12.50"]),
        ("money", "12.50", ["12.50"], ["12.49", "12.51"]),
        ("money", "500..600.10", ["500.00", "600.10"], ["499.99", "600.11"]),
        ("duration", "48h..7d", [H48, timedelta(days=7)], [H48 - MICRO, timedelta(days=7) + MICRO]),
        ("duration", "< 1h30m", [timedelta(minutes=89)], [timedelta(minutes=90)]),
    ],
)
def test_ranges(kind: str, cell: Any, inside: list[Any], outside: list[Any]):
    tested = one_input(kind, [cell, None])

    def row(value: Any) -> str:
        return decide(tested, {"x": Money.parse(f"{value} CNY") if kind == "money" else value}).row

    assert [row(value) for value in inside] == ["r0"] * len(inside)
    assert [row(value) for value in outside] == ["r1"] * len(outside)


def test_a_hole_met_at_run_time_is_a_fault_that_names_the_inputs():
    with pytest.raises(NoRow, match=r"x = 4"):
        decide(one_input("integer", ["<= 3"]), {"x": 4})


@pytest.mark.parametrize(
    ("price", "fee"),
    [
        ("1600.00", "160.00"),
        ("0.05", "0.01"),
        ("0.04", "0.00"),
        ("0.15", "0.02"),
        ("999999999999.95", "100000000000.00"),
    ],
)
def test_a_percentage_is_exact_and_rounded_half_up(price: str, fee: str):
    assert str(ask(H48 + MICRO, price=yuan(price)).fee) == f"{fee} CNY"


def test_a_higher_fee_may_be_agreed_and_a_lower_one_not():
    assert str(ask(H48 + MICRO, agreed=yuan("200.00")).fee) == "200.00 CNY"
    assert str(ask(H48 + MICRO, agreed=yuan("160.00")).fee) == "160.00 CNY"

    with pytest.raises(Invalid) as refused:
        ask(H48 + MICRO, agreed=yuan("159.99"))

    assert refused.value.errors == {"form.agreed": "160.00 CNY or more; leave it out for 160.00 CNY"}


def test_a_fee_is_never_more_than_the_whole_of_which_it_is_a_share():
    assert str(ask(H48 + MICRO, agreed=yuan("1600.00")).fee) == "1600.00 CNY"

    with pytest.raises(Invalid) as refused:
        ask(H48 + MICRO, agreed=yuan("1600.01"))

    assert refused.value.errors == {"form.agreed": "1600.00 CNY at most"}


def test_a_fee_without_its_price_is_refused():
    with pytest.raises(Invalid) as refused:
        ask(H48 + MICRO, price=None)

    assert set(refused.value.errors) == {"form.price"}


def test_a_fixed_fee_and_none():
    fixed = DecisionRow.model_validate({"name": "r", "fee": {"amount": yuan("30.00")}})

    assert str(fee_of(fixed, scope({}))) == "30.00 CNY"
    assert fee_of(DecisionRow.model_validate({"name": "r"}), scope({})) is None


# ------------------------------------------------------------------ the space of a table
def messages(checked: DecisionTable) -> list[tuple[str, str]]:
    return list(table_findings("returns", checked, "CNY"))


def test_a_sound_table_has_no_findings():
    assert messages(table()) == []


def test_a_hole_is_found_with_an_example():
    rows = [{"name": "a", "when": {"kind": "special"}}, {"name": "b", "when": {"age": "<= 48h"}}]
    checked = table(rows=rows)

    assert holes(checked) == ["kind = standard, age = 48:00:01"]
    assert messages(checked) == [
        (
            "decisions.returns.rows",
            "no row decides kind = standard, age = 48:00:01; add one, or end with a row without 'when'",
        )
    ]


def test_a_gap_of_one_microsecond_or_one_cent_is_a_hole():
    assert holes(one_input("duration", ["< 48h", "> 48h"])) == ["x = 48:00:00"]
    assert holes(one_input("money", ["<= 12.49", ">= 12.51"]), "CNY") == ["x = 12.50 CNY"]
    assert holes(one_input("money", ["<= 12.49", ">= 12.50"]), "CNY") == []
    assert holes(one_input("money", ["<= 12.499", ">= 12.50"]), "KWD") == []
    assert holes(one_input("integer", ["<= 3", ">= 4"])) == []


def test_absence_is_a_value_of_its_own():
    assert holes(one_input("boolean", [True, False], optional=True)) == ["x = none"]
    assert holes(one_input("boolean", [[True, "none"], False], optional=True)) == []


def test_a_row_that_never_decides_is_found_also_when_only_several_above_cover_it():
    assert unreachable(one_input("integer", ["<= 3", "> 3", "2..7"])) == [2]
    assert unreachable(one_input("duration", ["<= 48h", "<= 24h", None])) == [1]
    assert messages(one_input("duration", ["<= 48h", "<= 24h", None])) == [
        (
            "decisions.returns.rows.1",
            "can never decide: the rows above match everything it matches; move it up or take it out",
        )
    ]


@pytest.mark.parametrize(
    ("kind", "cell", "more", "said"),
    [
        ("integer", "12.50", {}, "'12.50' is no integer"),
        ("integer", True, {}, "True is no integer"),
        ("money", "12.50 CNY", {}, "without the currency"),
        ("duration", 48, {}, "48 is no duration"),
        ("duration", "7d..48h", {}, "ends before it begins"),
        ("duration", "none", {}, "only an optional input may be none"),
        ("duration", "< 0s", {}, "matches no possible value"),
        ("integer", [], {}, "matches nothing"),
        ("boolean", "yes", {}, "'yes' is neither true nor false"),
        ("choice", "c", {"choices": ["a", "b"]}, "none of the choices a, b"),
        ("choice", True, {"choices": ["a", "b"]}, "put it in quotes"),
    ],
)
def test_a_cell_that_does_not_fit_its_input_is_found_with_its_place(kind: str, cell: Any, more: Any, said: str):
    [(path, message)] = messages(one_input(kind, [cell, None], **more))

    assert path == "decisions.returns.rows.0.when.x"
    assert said in message


def test_unknown_inputs_names_given_twice_and_foreign_money_are_found():
    rows = [
        {"name": "a", "when": {"age": "<= 1h"}, "fee": {"amount": {"amount": "5.00", "currency": "USD"}}},
        {"name": "a", "when": {"size": 3}},
    ]
    assert messages(table(rows=rows)) == [
        ("decisions.returns.rows.0.fee.amount", "the desk's currency is CNY"),
        ("decisions.returns.rows.1.name", "row 0 is called 'a' as well; each needs its own name"),
        ("decisions.returns.rows.1.when.size", "unknown input 'size'; the table has kind, age"),
    ]


def test_choices_and_variables_are_checked():
    inputs = {"x": {"value": "steps.a.b", "type": "choice", "choices": ["a", "a", "none"]}}
    assert [path for path, _ in messages(table(inputs=inputs, rows=[{"name": "all"}]))] == [
        "decisions.returns.inputs.x.choices",
        "decisions.returns.inputs.x.choices",
        "decisions.returns.inputs.x.value",
    ]


def largest(cell: Callable[[int, int], Any]) -> DecisionTable:
    """12 inputs and 200 rows, the last without cells; ``cell`` of row and input, None for none."""
    inputs = {f"i{n}": {"value": "form.x", "type": "integer"} for n in range(12)}
    rows = [
        {"name": f"r{n}", "when": {f"i{k}": found for k in range(12) if (found := cell(n, k)) is not None}}
        for n in range(199)
    ]
    return table(inputs=inputs, rows=[*rows, {"name": "rest"}])


def test_a_table_as_large_as_one_may_be_is_looked_at_whole():
    by_code = largest(lambda n, k: (n >> k) & 1 if k < 8 else f">= {n % 7}")

    assert unreachable(by_code) == []
    assert holes(by_code) == []


def test_a_table_too_entangled_to_look_at_is_named():
    entangled = largest(lambda n, k: f"{n % 17}..{n % 17 + 5}" if k in {n % 12, n * 5 % 12, n * 7 % 12} else None)

    with pytest.raises(TooManyCombinations):
        unreachable(entangled)
    assert messages(entangled) == [
        ("decisions.returns.rows", "too many combinations to look at all; split the table into several")
    ]


# ------------------------------------------------------------------ against brute force
INTEGER_CELLS = st.one_of(
    st.integers(-2, 2),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), st.integers(-2, 2)),
    st.tuples(st.integers(-2, 2), st.integers(-2, 2)).map(lambda ends: f"{min(ends)}..{max(ends)}"),
)
DURATION_CELLS = st.builds("{} {}s".format, st.sampled_from(["<", "<=", ">", ">="]), st.integers(1, 2))
CELLS = {
    "n": st.lists(INTEGER_CELLS, min_size=1, max_size=2),
    "d": DURATION_CELLS,
    "c": st.lists(st.sampled_from(["a", "b", "none"]), min_size=1, max_size=2),
    "b": st.booleans(),
}
INPUTS = {
    "n": {"value": "form.n", "type": "integer"},
    "d": {"value": "form.d", "type": "duration"},
    "c": {"value": "form.c", "type": "choice", "choices": ["a", "b"], "optional": True},
    "b": {"value": "form.b", "type": "boolean"},
}
EVERY: dict[str, list[Value]] = {
    "n": [-9, -3, -2, -1, 0, 1, 2, 3, 9],
    "d": [n * timedelta(seconds=1) + m * MICRO for n in (0, 1, 2, 3) for m in (-1, 0, 1) if n or m >= 0] + [H48],
    "c": ["a", "b", None],
    "b": [True, False],
}
ROWS = st.lists(st.fixed_dictionaries({}, optional=CELLS), min_size=1, max_size=7)


@settings(max_examples=300, deadline=None)
@given(ROWS)
def test_holes_and_unreachable_rows_are_those_that_trying_every_value_finds(whens: list[dict[str, Any]]):
    tried = table(inputs=INPUTS, rows=[{"name": f"r{i}", "when": when} for i, when in enumerate(whens)])
    parsed = [{name: read_cell(cell, tried.inputs[name]) for name, cell in row.when.items()} for row in tried.rows]
    firsts: set[int | None] = set()
    for values in product(*EVERY.values()):
        at = dict(zip(EVERY, values, strict=True))
        matching = (i for i, row in enumerate(parsed) if all(cell.holds(at[name]) for name, cell in row.items()))
        firsts.add(next(matching, None))

    possible = [i for i, row in enumerate(tried.rows) if i not in firsts]
    assert bool(holes(tried)) == (None in firsts)
    assert unreachable(tried) == possible


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_an_example_of_a_hole_is_one(whens: list[dict[str, Any]]):
    tried = table(inputs=INPUTS, rows=[{"name": f"r{i}", "when": when} for i, when in enumerate(whens)])

    for example in holes(tried):
        at: dict[str, Value] = {name: values[0] for name, values in EVERY.items()}
        for part in example.split(", "):
            name, text = part.split(" = ")
            at[name] = next((v for v in EVERY[name] if write_value(v) == text), None)
            assert write_value(at[name]) == text
        with pytest.raises(NoRow):
            decide(tried, at)
