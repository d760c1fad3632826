"""Conditions and formulas of playbooks, in CEL (Common Expression Language).

What an expression sees:

* A path such as `form.place` that is absent reads as null; `has(form.place)` holds when it is given.
* A path that stands alone as a condition (`form.chargeable && ...`, `!form.by_department`) holds when
  it is given and neither false nor an empty text. So does the result in `truth`.
* Where a null leaves no answer (`form.floor > 3` without a floor), the result is null, and `truth`
  is false, also under `!`; `&&` and `||` still answer when their other side decides.
* Money compares exactly with money of the same currency and with numbers of whole currency units:
  `steps.quoted.amount >= 500`, `form.fare == 12.50`. Anything else takes its parts:
  `form.fare.minor * 2`, `form.fare.currency`. A result `{"minor": 100, "currency": "CNY"}` is
  `Money` again, and so is a path that shows money. No amount ever becomes a float.
* A `Decimal` compares exactly too; elsewhere it is an integer when whole, else a text.
* Names bound by a macro (`i` in `items.exists(i, i.price.minor > 3)`) are plain CEL.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import cel
from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from contracts.cel_paths import HIDDEN, Path, Relation, read_expression
from contracts.money import Money

LARGEST = 2**63
LONGEST_SOURCE = 2_000
FUNCTIONS = {
    *("bool", "bytes", "contains", "double", "duration", "endsWith", "int", "matches", "size"),
    *("startsWith", "string", "timestamp", "type", "uint", "getDate", "getDayOfMonth"),
    *("getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds"),
    *("getMinutes", "getMonth", "getSeconds"),
}
MONEY_PARTS = {"minor", "currency"}
EXACT = {int, Decimal}


class EvaluationError(ValueError):
    """An expression met values it cannot work with, such as a text compared with a number."""


def to_cel(value: Any) -> Any:
    """`value` as CEL takes it, exactly; raises `EvaluationError` for what has no exact form.

    Money becomes `{"minor": 1250, "currency": "CNY", "amount": "12.50"}`, a date its ISO text,
    a model or mapping a map, an enum its value; a `datetime` must be aware.
    """
    if isinstance(value, Enum):
        return to_cel(value.value)
    if value is None or isinstance(value, bool | str | bytes | float | timedelta):
        return value
    if isinstance(value, int):
        if not -LARGEST <= value < LARGEST:
            raise EvaluationError(f"{value} has more than 64 bits")
        return value
    if isinstance(value, Money):
        return {
            "minor": value.minor,
            "currency": value.currency,
            "amount": str(value.amount),
        }
    return _structured_to_cel(value)


def _structured_to_cel(value: Any) -> Any:
    match value:
        case Decimal():
            return to_cel(int(value)) if value == value.to_integral_value() else format(value, "f")
        case datetime():
            if value.tzinfo is None:
                raise EvaluationError(f"{value} has no time zone")
            return value
        case date():
            return value.isoformat()
        case BaseModel():
            return {name: to_cel(getattr(value, name)) for name in type(value).model_fields}
        case Mapping():
            return {str(key): to_cel(part) for key, part in value.items()}
        case list() | tuple():
            return [to_cel(part) for part in value]
    raise EvaluationError(f"a {type(value).__name__} has no form in CEL")


def from_cel(value: Any) -> Any:
    """A money map as `Money`; everything else as it is."""
    if isinstance(value, dict) and MONEY_PARTS <= value.keys() <= MONEY_PARTS | {"amount"}:
        minor, currency = value["minor"], value["currency"]
        if isinstance(minor, int) and isinstance(currency, str):
            return Money.of_minor(minor, currency)
    return value


def _look_up(context: Mapping[str, Any], path: Path) -> Any:
    value: Any = context
    for name in path:
        if isinstance(value, Money):
            value = to_cel(value)
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, BaseModel) and name in type(value).model_fields:
            value = getattr(value, name)
        else:
            return None
    return value


def _comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides of a relation as CEL can compare them; exact numbers as their order and zero."""
    currencies = {side.currency for side in (left, right) if isinstance(side, Money)}
    if len(currencies) > 1:
        raise EvaluationError(f"{' and '.join(sorted(currencies))} do not compare")
    first, second = (side.amount if isinstance(side, Money) else side for side in (left, right))
    if type(first) in EXACT and type(second) in EXACT:
        return (first > second) - (first < second), 0
    if currencies:
        return to_cel(left), to_cel(right)
    return _number(first), _number(second)


def _number(value: Any) -> Any:
    """A literal or decimal that meets something inexact or no number at all."""
    return float(value) if isinstance(value, Decimal) else to_cel(value)


class Expression:
    """A CEL expression, compiled once; in pydantic models a text that is refused when unsound.

    Raises `ValueError` naming the expression and the place of a syntax error or an unknown
    function. Equal, hashed and written as its source.
    """

    __slots__ = ("_program", "_reading", "source")

    def __init__(self, source: str) -> None:
        if len(source) > LONGEST_SOURCE:
            raise ValueError(f"an expression has at most {LONGEST_SOURCE} characters")
        if HIDDEN in source:
            raise ValueError(f"{source!r}: names do not contain {HIDDEN}")
        try:
            checked = cel.compile(source)
        except ValueError as error:
            raise ValueError(f"{source!r} is no CEL expression: {_place(error)}") from error
        used = {name for name in checked.functions() if name.isidentifier()}
        if unknown := sorted(used - FUNCTIONS):
            raise ValueError(f"{source!r}: no function is called {', '.join(unknown)}")
        self.source = source
        self._reading = read_expression(source)
        self._program = cel.compile(self._reading.source)

    @property
    def references(self) -> tuple[Path, ...]:
        """The paths it reads, each once: `("steps", "quoted", "amount")`."""
        return self._reading.paths

    @property
    def variables(self) -> frozenset[str]:
        """The first names of its paths: `form`, `steps`."""
        return frozenset(path[0] for path in self._reading.paths)

    def evaluate(self, context: Mapping[str, Any]) -> Any:
        """The result as a Python value, `Money` for money; `None` when a null leaves no answer.

        `context` holds Python values or what `to_cel` made of them. Raises `EvaluationError`.
        """
        reading = self._reading
        read = {path: from_cel(_look_up(context, path)) for path in reading.paths}
        if reading.alone:
            return read[reading.paths[0]]
        values = {name: to_cel(read[path]) for name, path in reading.plain.items()}
        for relation in reading.relations:
            values.update(self._relate(relation, read))
        try:
            return from_cel(self._program.execute(values))
        except (KeyError, IndexError):
            return None
        except (TypeError, ValueError, RuntimeError, ArithmeticError) as error:
            if None in read.values():
                return None
            raise EvaluationError(f"{self.source!r} does not work out: {error}") from error

    def _relate(self, relation: Relation, read: Mapping[Path, Any]) -> dict[str, Any]:
        sides = (relation.left, relation.right)
        left, right = (read[side] if isinstance(side, tuple) else side for side in sides)
        return dict(zip(relation.variables, _comparable(left, right), strict=True))

    def truth(self, context: Mapping[str, Any]) -> bool:
        """Whether the condition holds: a result given and neither false nor an empty text."""
        result = self.evaluate(context)
        return result is not None and result is not False and result != ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and other.source == self.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __str__(self) -> str:
        return self.source

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def __reduce__(self) -> tuple[type[Expression], tuple[str]]:
        return Expression, (self.source,)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), text]),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "type": "string",
            "maxLength": LONGEST_SOURCE,
            "description": "CEL over form, steps, severity and line. Quote it for YAML when it contains ': ' or '#' "
            "or begins with a quote.",
            "examples": ["form.amount > 500", "severity == 'serious'", "has(form.place) && !form.by_department"],
        }


def _place(error: ValueError) -> str:
    """`line 1, column 4: ...` out of the library's message."""
    _, _, rest = str(error).partition("<input>:")
    line, _, rest = rest.partition(":")
    column, _, reason = rest.partition(":")
    if not (line.isdigit() and column.isdigit()):
        return str(error)
    return f"line {line}, column {column}: {reason.splitlines()[0].strip()}"
