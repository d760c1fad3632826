"""Mistakes in decision tables, as the check of a whole playbook tells them."""

from typing import Any

from tests.contracts.check.changes import TITLE, Case, assert_found, cases, complaints

INPUTS = {
    "paper": {"value": "form.paper", "type": "choice", "choices": ["A4", "A3"]},
    "sheets": {"value": "form.sheets", "type": "integer"},
}
ROWS = [
    {"name": "few", "when": {"sheets": "<= 10"}, "fee": {"amount": {"amount": "1.00", "currency": "CNY"}}},
    {"name": "large", "when": {"paper": "A3"}, "refuse": TITLE},
    {"name": "many"},
]


def table(inputs: dict[str, Any] | None = None, rows: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The line of copies asks it."""
    made = {"title": TITLE, "inputs": INPUTS | (inputs or {}), "rows": ROWS if rows is None else rows}
    return {"decisions/copying": made, "lines/copies/decides": ["copying"]}


def value(expression: str, kind: str, **more: Any) -> dict[str, Any]:
    return table({"more": {"value": expression, "type": kind, "optional": True, **more}})


ROOT = "decisions.copying"
MORE = f"{ROOT}.inputs.more.value"


@cases(
    Case("a hole", table(rows=ROWS[:2]), f"{ROOT}.rows", "no row decides"),
    Case("a row too many", table(rows=[*ROWS, {"name": "rest"}]), f"{ROOT}.rows.3", "can never decide"),
    Case(
        "unknown input",
        table(rows=[{"name": "a", "when": {"size": 3}}, *ROWS]),
        f"{ROOT}.rows.0.when.size",
        "unknown input",
    ),
    Case(
        "rows of one name", table(rows=[{"name": "many", "when": {"sheets": 3}}, *ROWS]), f"{ROOT}.rows.3.name", "many"
    ),
    Case(
        "fee in dollars",
        table(rows=[{"name": "all", "fee": {"amount": {"amount": "1.00", "currency": "USD"}}}]),
        f"{ROOT}.rows.0.fee.amount",
        "currency is CNY",
    ),
    Case(
        "table twice",
        table() | {"lines/copies/decides": ["copying", "copying"]},
        "lines.copies.decides.1",
        "two decisions",
    ),
    Case("no such field", value("form.pages", "integer"), MORE, "unknown 'form.pages' on the line 'copies'"),
    Case("no such name", value("steps.quoted.amount", "money"), MORE, "'steps' is not known here", [MORE]),
    Case("text for a number", value("form.payer", "integer"), MORE, "not a whole number"),
    Case("number for a boolean", value("form.sheets", "boolean"), MORE, "yields 1, not true or false"),
    Case("number for money", value("form.sheets", "money"), MORE, "not an amount in CNY"),
    Case("number for a duration", value("form.sheets", "duration"), MORE, "not a duration"),
    Case(
        "a choice less", value("form.payer", "choice", choices=["outsider"]), MORE, "which is no choice of this input"
    ),
    Case(
        "fee of a number",
        table(rows=[{"name": "all", "fee": {"percent": "10%", "of": "form.sheets"}}]),
        f"{ROOT}.rows.0.fee.of",
        "not an amount in CNY",
    ),
    Case(
        "time as text",
        value("happened_at - form.at", "duration") | {"lines/copies/form/at": "time"},
        MORE,
        "'form.at' is a time written as text (read it with timestamp)",
    ),
    Case(
        "personal data",
        value("form.name.startsWith('A')", "boolean") | {"lines/copies/form/name": "person"},
        MORE,
        "'form.name' is personal data",
    ),
)
def test_tables(case: Case) -> None:
    assert_found(case)


def test_a_sound_table_opens_its_gate_and_is_read_by_steps() -> None:
    sound = {
        **table({"age": {"value": "happened_at - timestamp(form.at)", "type": "duration"}}),
        "lines/copies/route": {"to": "'desk'"},
        "lines/copies/form/at": "time!",
        "lines/copies/steps": [
            {
                "name": "copied",
                "title": TITLE,
                "by": ["clerk"],
                "announces": "order.verified",
                "when": "decisions.copying.allowed && decisions.copying.row != 'large' && decisions.copying.fee > 0",
                "requires": ["decision.copying"],
            }
        ],
    }
    assert complaints(sound) == []
