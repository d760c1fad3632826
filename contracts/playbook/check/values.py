"""What is known of a value before anybody has filled it in: its parts, samples of it, whether those are all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from contracts.money import Money
from contracts.playbook.grammar import FieldSpec, FieldType, Line, Playbook, Step

SOME_TEXT = "some text"


@dataclass(frozen=True)
class Kind:
    """``samples``: values it can have, none where nothing is known; ``closed``: it has no others.

    ``parts``: the names below it, None where any may be. ``members``: of a list, all there are.
    """

    words: str
    samples: tuple[Any, ...] = ()
    closed: bool = False
    parts: Mapping[str, "Kind"] | None = None
    members: tuple[str, ...] | None = None


ANYTHING = Kind("anything")
NO_PARTS: Mapping[str, Kind] = {}
TEXT = Kind("a text", (SOME_TEXT,), parts=NO_PARTS)
TIME = Kind("a time written as text (read it with timestamp)", ("2026-11-21T09:00:00+08:00",), parts=NO_PARTS)
MOMENT = Kind("a moment", (datetime(2026, 11, 21, 9, tzinfo=UTC),), parts=NO_PARTS)
DATE = Kind("a date", ("2026-11-21",), parts=NO_PARTS)
NUMBER = Kind("a number", (2.5, 3), parts=NO_PARTS)
BOOLEAN = Kind("true or false", (True, False), True, NO_PARTS)
NAMES = Kind("a list of names", ([SOME_TEXT],), parts=NO_PARTS)
WHOLE = Kind("a whole number", (1, 7), parts=NO_PARTS)


def one_of(names: Iterable[str]) -> Kind:
    return Kind("a choice", tuple(names), True, NO_PARTS)


def group(parts: Mapping[str, Kind]) -> Kind:
    sample = {name: kind.samples[0] for name, kind in parts.items() if kind.samples}
    return Kind("a group", (sample,), parts=parts)


def money(currency: str) -> Kind:
    parts = {"minor": WHOLE, "currency": TEXT, "amount": TEXT}
    return Kind("an amount of money", (Money.of_minor(12345, currency),), parts=parts)


OF_TYPES: Mapping[FieldType, Kind] = {"time": TIME, "date": DATE, "number": NUMBER, "boolean": BOOLEAN}


def of_field(spec: FieldSpec, book: Playbook) -> Kind:
    """What a form or a record holds in a field of this type."""
    match spec.type:
        case "money":
            return money(book.currency)
        case "integer":
            low = 1 if spec.minimum is None else spec.minimum
            return Kind(WHOLE.words, (low, low + 6 if spec.maximum is None else spec.maximum), parts=NO_PARTS)
        case "choice":
            return one_of(spec.choices)
        case "department":
            return one_of(book.departments)
    return OF_TYPES.get(spec.type, TEXT)


def of_fields(fields: Mapping[str, FieldSpec], book: Playbook) -> Kind:
    return group({name: of_field(spec, book) for name, spec in fields.items()})


def of_step(step: Step, book: Playbook) -> Kind:
    own = {"by": TEXT, "at": MOMENT} | ({"decision": one_of(step.choices)} if step.choices else {})
    return group(own | {name: of_field(spec, book) for name, spec in step.records.items()})


def of_order(line: Line, book: Playbook) -> Kind:
    from contracts.dispatch import OrderState  # noqa: PLC0415 - the contracts may come to need the grammar

    return group(
        {
            "state": one_of(get_args(OrderState)),
            "department": one_of(book.departments),
            "assignee": TEXT,
            "cycle": WHOLE,
            "hold": group({"cause": one_of(line.hold_causes)}),
        }
    )


def of_decisions(line: Line, book: Playbook) -> Kind:
    tables = {each.name: book.decisions[each.table] for each in line.decides if each.table in book.decisions}
    return group(
        {
            name: group(
                {"allowed": BOOLEAN, "row": one_of(row.name for row in table.rows), "fee": money(book.currency)}
            )
            for name, table in tables.items()
        }
    )


def deadline_names(line: Line) -> list[str]:
    """Deadlines of steps are called as they say, else as their step; those of the line by their name."""
    of_steps = [step.deadline.name or step.name for step in line.steps if step.deadline is not None]
    return [*of_steps, *(deadline.name for deadline in line.deadlines if deadline.name is not None)]


def of_customer(book: Playbook) -> Kind:
    marks = Kind("a list of marks", (list(book.marks),), parts=NO_PARTS, members=tuple(book.marks))
    return group({"tier": one_of(book.tiers), "marks": marks, "groups": NAMES, "consents": NAMES})
