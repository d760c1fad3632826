"""Decision tables at work: read the inputs, find the first row that matches, reckon its fee. Pure."""

import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from contracts.cel import EvaluationError, Expression
from contracts.money import Money
from contracts.playbook.basics import Label
from contracts.playbook.cells import Match, Value, read_cell, write_value
from contracts.playbook.decisions import DecisionInput, DecisionTable, Fee
from contracts.playbook.forms import context
from contracts.playbook.grammar import Line
from contracts.problems import Invalid

Row = tuple[tuple[str, Match], ...]
"""The cells of a row by input."""


class NoRow(ValueError):
    """No row matches: a hole of the table, which the check of the playbook finds before."""


@dataclass(frozen=True)
class Decided:
    """The row that decided, with ``index`` its place from 0. ``refuse`` is the reason of a refusal; ``fee`` the rule
    of what is paid when it allows."""

    row: str
    index: int
    allowed: bool
    refuse: Label | None
    note: Label | None
    fee: Fee | None


@dataclass(frozen=True)
class Answer:
    """What a table says of one request: ``decided`` from these ``inputs``, with the ``fee`` to pay."""

    decided: Decided
    inputs: dict[str, Value]
    fee: Money | None


class HasFee(Protocol):
    """A row of a table, or what was decided."""

    @property
    def fee(self) -> Fee | None: ...


def decision_scope(
    name: str,
    line: Line,
    form: Mapping[str, Any],
    *,
    severity: str | None,
    tier: str | None,
    happened_at: datetime,
    recorded_at: datetime,
) -> dict[str, Any]:
    """What the expressions of a table see of a request of the line ``name``: ``form``, ``severity``, ``tier``,
    ``line``, ``happened_at`` and ``recorded_at``. Times of a form are texts: ``timestamp(form.ordered_at)``."""
    return {
        "form": context(line.form, form),
        "severity": severity,
        "tier": tier,
        "line": name,
        "happened_at": happened_at,
        "recorded_at": recorded_at,
    }


def consult(table: DecisionTable, scope: Mapping[str, Any]) -> Answer:
    """Ask the table. Raises Invalid for missing or wrong fields, as ``read_inputs`` and ``fee_of`` do."""
    inputs = read_inputs(table, scope)
    decided = decide(table, inputs)
    return Answer(decided, inputs, fee_of(decided, scope))


def read_inputs(table: DecisionTable, scope: Mapping[str, Any]) -> dict[str, Value]:
    """The inputs of a request, typed. A duration below zero is zero, exact to the microsecond.

    Raises Invalid naming the form fields behind every input that is missing and not optional, or does not fit.
    """
    out: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name, each in table.inputs.items():
        try:
            out[name] = _typed(name, each, each.value.evaluate(scope))
        except Missing:
            title = f" ({each.title.zh} / {each.title.en})" if each.title else ""
            said = f"needed for '{table.title.en}'{title}; give it"
            errors |= dict.fromkeys(_behind(each.value, scope, missing=True), said)
        except ValueError as error:
            errors |= dict.fromkeys(_behind(each.value, scope, missing=False), str(error))
    if errors:
        raise Invalid(f"'{table.title.en}' cannot be decided: {', '.join(errors)} missing or wrong", errors=errors)
    return out


def decide(table: DecisionTable, inputs: Mapping[str, Value]) -> Decided:
    """The first row whose cells all match. Raises NoRow when none does, ValueError for a cell of the wrong type."""
    for index, row in enumerate(_rows(table)):
        if all(match.holds(inputs[name]) for name, match in row):
            found = table.rows[index]
            return Decided(found.name, index, found.refuse is None, found.refuse, found.note, found.fee)
    raise NoRow(f"'{table.title.en}' has no row for {', '.join(f'{k} = {v}' for k, v in write_inputs(inputs).items())}")


def fee_of(row: HasFee, scope: Mapping[str, Any]) -> Money | None:
    """What is paid, None without a fee. A percentage is exact, rounded half up to the minor unit; a higher fee that
    was agreed holds, up to the whole amount of which the fee is a share.

    Raises Invalid naming the form field when the price is missing, or a lower fee or more than the whole was agreed.
    """
    fee = row.fee
    if fee is None:
        return None
    least = fee.amount if fee.amount is not None else _share_of(fee, scope)
    agreed = _amount(fee.agreed, scope) if fee.agreed is not None else None
    if fee.agreed is None or agreed is None:
        return least
    places = _behind(fee.agreed, scope, missing=False)
    if agreed.currency != least.currency or agreed < least:
        raise Invalid(
            f"the fee is {least} at least, and {agreed} was agreed",
            errors=dict.fromkeys(places, f"{least} or more; leave it out for {least}"),
        )
    whole = _amount(fee.of, scope) if fee.of is not None else None
    if whole is not None and agreed > whole:
        raise Invalid(
            f"the fee is a share of {whole}, and {agreed} was agreed",
            errors=dict.fromkeys(places, f"{whole} at most"),
        )
    return agreed


def write_inputs(inputs: Mapping[str, Value]) -> dict[str, str]:
    """The inputs as people read them."""
    return {name: write_value(value) for name, value in inputs.items()}


def expressions(table: DecisionTable) -> Iterator[tuple[str, Expression]]:
    """Every expression of a table with its path below it."""
    for name, each in table.inputs.items():
        yield f"inputs.{name}.value", each.value
    for index, row in enumerate(table.rows):
        for key in ("of", "agreed"):
            found = getattr(row.fee, key, None)
            if found is not None:
                yield f"rows.{index}.fee.{key}", found


class Missing(ValueError):
    """An input that is not optional is absent."""


def _typed(name: str, of: DecisionInput, value: Any) -> Value:
    if value is None or value == "":
        if of.optional:
            return None
        raise Missing
    match of.type, value:
        case "choice", str() if value in of.choices:
            return value
        case "choice", str():
            raise ValueError(f"'{value[:40]}' is none of {', '.join(of.choices)}")
        case "boolean", bool():
            return value
        case "integer", int() if not isinstance(value, bool):
            return value
        case "money", Money() if value.minor >= 0:
            return value
        case "duration", timedelta():
            return max(value, timedelta(0))
    raise ValueError(f"gives no {of.type} for '{name}' but {str(value)[:40]}")


def _share_of(fee: Fee, scope: Mapping[str, Any]) -> Money:
    share, of = fee.percent, fee.of
    if share is None or of is None:
        raise ValueError("a fee is an amount, or a share of one")
    whole = _amount(of, scope)
    if whole is None:
        raise Invalid(
            "the fee cannot be reckoned without the price",
            errors=dict.fromkeys(_behind(of, scope, missing=True), "needed to reckon the fee; give it"),
        )
    part = share * whole.minor
    return Money.of_minor((2 * part.numerator + part.denominator) // (2 * part.denominator), whole.currency)


def _amount(of: Expression, scope: Mapping[str, Any]) -> Money | None:
    try:
        value = of.evaluate(scope)
    except EvaluationError as error:
        raise Invalid(str(error), errors=dict.fromkeys(_behind(of, scope, missing=False), str(error))) from error
    if value is None or isinstance(value, Money):
        return value
    said = f"gives no amount of money but {str(value)[:40]}"
    raise Invalid(f"'{of}' {said}", errors=dict.fromkeys(_behind(of, scope, missing=False), said))


def _behind(of: Expression, scope: Mapping[str, Any], *, missing: bool) -> list[str]:
    """The places an expression reads, when ``missing`` only those that are absent."""
    paths = [path for path in of.references if path[0] == "form"] or list(of.references)
    if missing:
        paths = [path for path in paths if _at(scope, path) is None] or paths
    return [".".join(path) for path in paths] or [of.source]


def _at(scope: Any, path: Sequence[str]) -> Any:
    for name in path:
        scope = scope.get(name) if isinstance(scope, Mapping) else None
    return scope


_READ: dict[int, list[Row]] = {}


def _rows(table: DecisionTable) -> list[Row]:
    """The cells of a table, read once as long as the table lives."""
    key = id(table)
    if key not in _READ:
        _READ[key] = [
            tuple((name, read_cell(cell, table.inputs[name])) for name, cell in row.when.items()) for row in table.rows
        ]
        weakref.finalize(table, _READ.pop, key, None).atexit = False
    return _READ[key]
