"""Deposit slips: what is counted against what, whose signature is which, and what they signed. Rule TH-06."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from contracts.cashdesk import CountedKind, SlipPart
from contracts.money import Money
from contracts.playbook.cash import Deposit
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.pricing import in_currency

PARTS: tuple[SlipPart, ...] = ("clerk", "collector", "witness")
RECOUNT = "count again with recount_deposit_slip"


@dataclass(frozen=True)
class Line:
    """One kind of takings, in minor units. ``notes``: value in minor units and how many."""

    kind: str
    counted: int
    expected: int
    notes: tuple[tuple[int, int], ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        notes = [list(note) for note in self.notes]
        return {"kind": self.kind, "counted": self.counted, "expected": self.expected, "notes": notes}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Line":
        notes = tuple((int(value), int(count)) for value, count in document["notes"])
        return cls(document["kind"], int(document["counted"]), int(document["expected"]), notes)


@dataclass(frozen=True)
class Figures:
    """What a signature stands for."""

    lines: tuple[Line, ...]
    kept: int
    reason: str | None

    @property
    def counted(self) -> int:
        return sum(line.counted for line in self.lines)

    @property
    def expected(self) -> int:
        return sum(line.expected for line in self.lines)

    @property
    def differs(self) -> bool:
        """In any kind: what is missing of one is not made good by too much of another."""
        return any(line.counted != line.expected for line in self.lines)

    @property
    def hash(self) -> str:
        document = [[line.document for line in self.lines], self.kept, self.reason]
        return sha256(json.dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def count(
    kinds: Sequence[CountedKind], expected: Mapping[str, int], currency: str, *, kept: int, reason: str | None
) -> Figures:
    """The figures of a blind count: a kind that is not named counts as nothing. Raises Invalid; a refusal never says
    how much was expected."""
    given: dict[str, CountedKind] = {}
    for index, each in enumerate(kinds):
        path = f"kinds.{index}"
        if each.kind not in expected:
            raise Invalid(f"'{each.kind}' is not handed in", errors={f"{path}.kind": f"one of {', '.join(expected)}"})
        if each.kind in given:
            raise Invalid(f"'{each.kind}' is counted twice", errors={f"{path}.kind": "name each kind once"})
        _check_notes(each, path, currency)
        given[each.kind] = each
    lines = tuple(_line(kind, given.get(kind), due, currency) for kind, due in expected.items())
    figures = Figures(tuple(line for line in lines if line.counted or line.expected), kept, reason)
    if not figures.lines:
        raise Conflict("nothing was taken that could be handed in", slug="nothing-to-hand-in")
    if figures.differs and not reason:
        raise Invalid(
            "the count differs from the ledger; count again, or draw the slip with a reason",
            slug="difference-needs-reason",
            errors={"reason": "say what may explain the difference; it is recorded with it"},
        )
    return figures


def _line(kind: str, given: CountedKind | None, expected: int, currency: str) -> Line:
    if given is None:
        return Line(kind, 0, expected)
    notes = tuple((in_currency(note.value, currency, "kinds"), note.count) for note in given.notes)
    return Line(kind, given.counted.minor, expected, notes)


def _check_notes(each: CountedKind, path: str, currency: str) -> None:
    counted = in_currency(each.counted, currency, f"{path}.counted")
    if counted < 0:
        raise Invalid("a count is not below zero", errors={f"{path}.counted": "0 or more"})
    total = 0
    for index, note in enumerate(each.notes):
        value = in_currency(note.value, currency, f"{path}.notes.{index}.value")
        if value <= 0:
            raise Invalid("a note has a value", errors={f"{path}.notes.{index}.value": "above zero"})
        total += value * note.count
    if each.notes and total != counted:
        sums = Money.of_minor(total, currency)
        raise Invalid(f"the notes come to {sums}", errors={f"{path}.counted": f"{sums}, or count the notes again"})


def missing(signed: Collection[str]) -> list[SlipPart]:
    """Whose signatures are still missing."""
    return [part for part in PARTS if part not in signed]


def parts_of(actor: str, roles: frozenset[str], clerk: str, deposit: Deposit) -> list[SlipPart]:
    """What somebody may sign a slip as."""
    if actor == clerk:
        return ["clerk"]
    may: dict[SlipPart, list[str]] = {"collector": deposit.collector_roles, "witness": deposit.witness_roles}
    return [part for part, wanted in may.items() if not roles.isdisjoint(wanted)]


def choose_part(actor: str, may: Sequence[SlipPart], signed: Mapping[str, str], wanted: SlipPart | None) -> SlipPart:
    """The part somebody signs. ``signed``: who signed which part. Raises Forbidden, Conflict or Invalid."""
    if not may or (wanted is not None and wanted not in may):
        raise Forbidden(f"'{actor}' does not sign this slip{f' as {wanted}' if wanted else ''}")
    if actor in signed.values():
        raise Conflict(f"'{actor}' has signed already; three people sign", slug="already-signed")
    free = [part for part in may if part not in signed and wanted in (None, part)]
    if not free:
        part = wanted or may[0]
        raise Conflict(f"'{signed[part]}' has signed as {part} already", slug="already-signed")
    if len(free) > 1:
        raise Invalid("you may sign as collector and as witness", errors={"part": f"name one of {', '.join(free)}"})
    return free[0]
