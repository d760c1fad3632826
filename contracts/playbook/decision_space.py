"""Whether a decision table decides every case, and every row some case. Exact.

Each input is cut into classes of values that no row tells apart, absence among them. A walk from input to input
carries the set of rows that still match. Two ways that left the same rows go on alike, so each set is walked once;
and behind a row that matches whatever follows, nothing below it counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil, floor

from contracts.money import MAX_DIGITS, Money, minor_digits
from contracts.playbook.cells import MICROSECOND, NONE, ORDERED, Match, Span, Value, read_cell, write_value
from contracts.playbook.decide import expressions
from contracts.playbook.decisions import DecisionInput, DecisionTable

Finding = tuple[str, str]
KNOWN = ("form", "severity", "tier", "line", "happened_at", "recorded_at")
EXAMPLES = 5
EFFORT = 2_000_000
LARGEST = 2**63 - 1
ANY_CURRENCY = "XXX"


class TooManyCombinations(ValueError):
    """The table is so entangled that its combinations cannot all be looked at."""


def holes(table: DecisionTable, currency: str = ANY_CURRENCY) -> list[str]:
    """Combinations that no row matches, as ``kind = standard, age = 48:00:01``: none, or some examples.

    ``currency`` is the desk's: it says how finely amounts of money are divided. Raises ValueError for cells of the
    wrong type, TooManyCombinations beyond what can be looked at.
    """
    return _walk(table, currency).holes


def unreachable(table: DecisionTable, currency: str = ANY_CURRENCY) -> list[int]:
    """The rows, from 0, that are never the first to match. Raises as ``holes`` does."""
    reached = _walk(table, currency).reached
    return [index for index in range(len(table.rows)) if not reached >> index & 1]


def table_findings(name: str, table: DecisionTable, currency: str = ANY_CURRENCY) -> Iterator[Finding]:
    """Everything wrong with the table ``name`` as (path, message)."""
    root = f"decisions.{name}"
    wrong = [*_inputs(table), *_rows(table, currency)]
    for path, message in [*wrong, *_reads(table)]:
        yield f"{root}.{path}", message
    if wrong:
        return
    try:
        walk = _walk(table, currency)
    except TooManyCombinations as error:
        yield f"{root}.rows", str(error)
        return
    for example in walk.holes:
        yield f"{root}.rows", f"no row decides {example}; add one, or end with a row without 'when'"
    for index in range(len(table.rows)):
        if not walk.reached >> index & 1:
            said = "can never decide: the rows above match everything it matches; move it up or take it out"
            yield f"{root}.rows.{index}", said


def _inputs(table: DecisionTable) -> Iterator[Finding]:
    for name, each in table.inputs.items():
        if len(set(each.choices)) != len(each.choices):
            yield f"inputs.{name}.choices", "names a choice twice"
        if NONE in each.choices:
            yield f"inputs.{name}.choices", "'none' is what absence is called; name the choice otherwise"


def _reads(table: DecisionTable) -> Iterator[Finding]:
    for path, expression in expressions(table):
        for unknown in sorted(expression.variables - set(KNOWN)):
            yield path, f"a table does not know '{unknown}'; it reads {', '.join(KNOWN)}"


def _rows(table: DecisionTable, currency: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, row in enumerate(table.rows):
        if first.setdefault(row.name, index) != index:
            yield f"rows.{index}.name", f"row {first[row.name]} is called '{row.name}' as well; each needs its own name"
        amount = row.fee.amount if row.fee else None
        if amount is not None and currency not in (ANY_CURRENCY, amount.currency):
            yield f"rows.{index}.fee.amount", f"the desk's currency is {currency}"
        for name, cell in row.when.items():
            path = f"rows.{index}.when.{name}"
            if name not in table.inputs:
                yield path, f"unknown input '{name}'; the table has {', '.join(table.inputs)}"
                continue
            try:
                match = read_cell(cell, table.inputs[name])
            except ValueError as error:
                yield path, str(error)
                continue
            scale = _scale(table.inputs[name], currency)
            if any(_whole(span, scale, table.inputs[name]) is None for span in match.spans):
                yield path, "a part of it matches no possible value; write what can occur"


# ------------------------------------------------------------------ classes of values
@dataclass(frozen=True)
class Class:
    """Values of one input that the same rows match; ``example`` is one of them as people read it."""

    example: str
    rows: int


def _scale(of: DecisionInput, currency: str) -> int:
    """How many steps the values of an input take to one."""
    return 10 ** minor_digits(currency) if of.type == "money" else 1


def _limits(of: DecisionInput) -> tuple[int, int]:
    """The least and the largest value, in steps."""
    if of.type == "money":
        return 0, 10**MAX_DIGITS - 1
    return (0, LARGEST) if of.type == "duration" else (-LARGEST - 1, LARGEST)


def _whole(span: Span, scale: int, of: DecisionInput) -> tuple[int, int] | None:
    """The steps a span holds, both ends included; None when it holds none."""
    low, high = _limits(of)
    if span.low is not None:
        at = Decimal(span.low) * scale
        low = max(low, floor(at) + 1 if span.above else ceil(at))
    if span.high is not None:
        at = Decimal(span.high) * scale
        high = min(high, ceil(at) - 1 if span.below else floor(at))
    return (low, high) if low <= high else None


def _classes(of: DecisionInput, cells: Sequence[Match | None], currency: str) -> list[Class]:
    """``cells``: the rows' cells of this input, None where a row leaves it out."""
    values: list[tuple[str, int]] = []
    if of.optional:
        values.append((NONE, _bits(cell is None or cell.none for cell in cells)))
    if of.type in ORDERED:
        values += _pieces(of, cells, _scale(of, currency), currency)
    else:
        for value in of.choices if of.type == "choice" else (True, False):
            values.append((write_value(value), _bits(cell is None or cell.holds(value) for cell in cells)))
    return [Class(example, rows) for rows, example in {rows: example for example, rows in reversed(values)}.items()]


def _pieces(of: DecisionInput, cells: Sequence[Match | None], scale: int, currency: str) -> list[tuple[str, int]]:
    low, high = _limits(of)
    spans = [None if c is None else [w for s in c.spans if (w := _whole(s, scale, of))] for c in cells]
    cuts = sorted({low, *(cut for each in spans if each for a, b in each for cut in (a, b + 1) if cut <= high)})
    out = []
    for first, after in zip(cuts, [*cuts[1:], high + 1], strict=True):
        rows = _bits(each is None or any(a <= first <= b for a, b in each) for each in spans)
        out.append((write_value(_example(of, first, after - 1, currency)), rows))
    return out


def _example(of: DecisionInput, first: int, last: int, currency: str) -> Value:
    """A plain value between the two: whole units if there are any, near the end that bounds it."""
    unit = {"money": 10 ** minor_digits(currency), "duration": 10**6}.get(of.type, 1)
    start = first if first > -LARGEST else min(last, 0)
    rounded = -(-start // unit) * unit
    step = rounded if rounded <= last else start
    if of.type == "money":
        return Money.of_minor(step, currency)
    return step * MICROSECOND if of.type == "duration" else step


def _bits(flags: Iterator[bool] | Sequence[bool]) -> int:
    return sum(1 << index for index, flag in enumerate(flags) if flag)


# ------------------------------------------------------------------ the walk
@dataclass
class _Walk:
    """``stages``: the classes of each input, in the order they are walked. ``free``: at each stage the rows that
    match whatever follows."""

    names: list[str]
    stages: list[list[Class]]
    free: list[int]
    holes: list[str] = field(default_factory=list)
    reached: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)
    effort: int = 0

    def go(self, stage: int, rows: int, chosen: tuple[str, ...]) -> None:
        sure = rows & self.free[stage]
        sure &= -sure
        if sure:
            rows &= 2 * sure - 1
        if rows == sure:
            self._end(sure, chosen)
            return
        nothing_new = not rows & ~self.reached and (sure or len(self.holes) >= EXAMPLES)
        if nothing_new or (stage, rows) in self.seen:
            return
        self.seen.add((stage, rows))
        self.effort += len(self.stages[stage])
        if self.effort > EFFORT:
            raise TooManyCombinations("too many combinations to look at all; split the table into several")
        for each in self.stages[stage]:
            self.go(stage + 1, rows & each.rows, (*chosen, each.example))

    def _end(self, sure: int, chosen: tuple[str, ...]) -> None:
        """One row is sure to decide, or none is left."""
        self.reached |= sure
        if not sure and len(self.holes) < EXAMPLES:
            self.holes.append(", ".join(f"{name} = {it}" for name, it in zip(self.names, chosen, strict=False)))


def _walk(table: DecisionTable, currency: str) -> _Walk:
    cells = {
        name: [read_cell(row.when[name], each) if name in row.when else None for row in table.rows]
        for name, each in table.inputs.items()
    }
    names = sorted(cells, key=lambda name: sum(cell is None for cell in cells[name]))
    free = [
        _bits(all(cells[name][i] is None for name in names[at:]) for i in range(len(table.rows)))
        for at in range(len(names) + 1)
    ]
    walk = _Walk(names, [_classes(table.inputs[name], cells[name], currency) for name in names], free)
    walk.go(0, (1 << len(table.rows)) - 1, ())
    return walk
