"""What formulas yield: a department that exists, an item of the price list, money in the desk's currency."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from contracts.cel import Expression
from contracts.money import Money
from contracts.playbook.check.places import Yields
from contracts.playbook.check.scopes import Scope
from contracts.playbook.check.trial import kinds, results
from contracts.playbook.check.values import DATE, MOMENT, SOME_TEXT, TIME
from contracts.playbook.decisions import DecisionInput
from contracts.playbook.grammar import Playbook

Judge = Callable[[Any], str | None]
"""What is wrong with a result, or None."""


def result_findings(expression: Expression, yields: Yields, scope: Scope, book: Playbook) -> Iterator[str]:
    """Messages about what a formula yields; a null is nobody's mistake."""
    if yields == "time":
        yield from _time(expression, scope)
    elif judge := _judge(yields, book):
        yield from judged(expression, scope, judge)


def judged(expression: Expression, scope: Scope, judge: Judge) -> Iterator[str]:
    """The first thing wrong with what it yields for samples."""
    found = (judge(result) for result in results(expression, scope) if result is not None)
    yield from islice(filter(None, found), 1)


def input_judge(column: DecisionInput, currency: str) -> Judge:
    """What the column of a decision table takes."""
    match column.type:
        case "choice":
            return _name_in("choice of this input", column.choices)
        case "boolean":
            return lambda it: None if isinstance(it, bool) else f"yields {it!r}, not true or false"
        case "integer":
            return _whole
        case "duration":
            return lambda it: None if isinstance(it, timedelta) else f"yields {it!r}, not a duration"
    return _money_in(currency)


def _judge(yields: Yields, book: Playbook) -> Judge | None:
    known: dict[Yields, Judge] = {
        "department": _name_in("department", book.departments),
        "item": _name_in("item of the price list", book.prices),
        "tier": _name_in("tier", book.tiers),
        "quantity": _whole,
        "whole number": _whole,
        "amount": _money_in(book.currency),
    }
    return known.get(yields)


def _name_in(kind: str, names: Iterable[str]) -> Judge:
    known = list(names)

    def judge(result: Any) -> str | None:
        if result in known or (isinstance(result, str) and SOME_TEXT in result):
            return None
        return f"yields {result!r}, which is no {kind}; known are {', '.join(known) or 'none'}"

    return judge


def _whole(result: Any) -> str | None:
    if isinstance(result, int) and not isinstance(result, bool):
        return None
    return f"yields {result!r}, not a whole number"


def _money_in(currency: str) -> Judge:
    def judge(result: Any) -> str | None:
        if isinstance(result, Money) and result.currency == currency:
            return None
        return (
            f"yields {result!s}, not an amount in {currency}; "
            f"write a field of type money, or {{'minor': 1250, 'currency': '{currency}'}}"
        )

    return judge


def _time(expression: Expression, scope: Scope) -> Iterator[str]:
    """A time is known only when it is read as it stands; what is worked out of it is not judged."""
    read = kinds(expression, scope)
    words = {TIME.words, DATE.words, MOMENT.words, "anything"}
    if not any(kind.words in words for kind in read.values()):
        yield "yields no time; read a field of type time or date"
        return
    for result in results(expression, scope):
        if not isinstance(result, datetime | str):
            yield f"yields {result!r}, not a time"
            return
