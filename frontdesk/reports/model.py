"""What a report is made of: facts, tables, places to sign, and where it comes from.

A report says everything in Chinese and English and holds typed values; how a value is written is the renderer's matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

from contracts.money import Money
from contracts.playbook.grammar import Label

Kind = Literal["text", "money", "integer", "time", "date", "share"]
Cell = str | int | Money | datetime | date | Fraction | Label | None
"""A share is a fraction of one; a time carries its offset. None: there is nothing to say."""

NUMBERS: frozenset[Kind] = frozenset({"money", "integer", "share"})
TYPES: Mapping[Kind, tuple[type, ...]] = {
    "text": (str, Label),
    "money": (Money,),
    "integer": (int,),
    "time": (datetime,),
    "date": (date,),
    "share": (Fraction,),
}


def label(zh: str, en: str) -> Label:
    """A text in both languages."""
    return Label(zh=zh, en=en)


@dataclass(frozen=True)
class Column:
    """``key`` names the column for programs, the label for people. ``narrow``: one of many of a grid, ``shaded`` to be
    told apart from its neighbours. ``whole``: its texts are not broken over lines."""

    key: str
    label: Label
    kind: Kind = "text"
    narrow: bool = False
    shaded: bool = False
    whole: bool = False

    @property
    def number(self) -> bool:
        """Whether its cells are numbers, which stand to the right."""
        return self.kind in NUMBERS

    @property
    def unbroken(self) -> bool:
        return self.whole or self.kind != "text"


@dataclass(frozen=True)
class Table:
    """Rows of typed cells; ``totals`` is the row below them, where any column may hold words. ``name`` tells its file
    or sheet from its neighbours'.

    Raises ValueError for a row of another length or a column of two currencies, TypeError for a cell that is not of its
    column's kind.
    """

    name: str
    title: Label
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None

    def __post_init__(self) -> None:
        for row in self.all_rows():
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name}: a row of {len(row)} cells under {len(self.columns)} columns")
            for column, cell in zip(self.columns, row, strict=True):
                if not (row is self.totals and isinstance(cell, Label)):
                    _fits(self.name, column, cell)
        for number, column in enumerate(self.columns):
            if len(found := self._currencies(number)) > 1:
                raise ValueError(f"{self.name}.{column.key} is of several currencies: {', '.join(sorted(found))}")

    def all_rows(self) -> list[Sequence[Cell]]:
        """The rows and, where there is one, the row of totals."""
        return [*self.rows, *([] if self.totals is None else [self.totals])]

    def currency(self, number: int) -> str | None:
        """The currency of the column at this place; None for a column without money."""
        return next(iter(self._currencies(number)), None)

    def _currencies(self, number: int) -> set[str]:
        return {cell.currency for row in self.all_rows() if isinstance(cell := row[number], Money)}


@dataclass(frozen=True)
class Fact:
    """One line of a report's head."""

    label: Label
    value: Cell


@dataclass(frozen=True)
class Note:
    """A sentence that the reader must not miss; ``warning`` when something is wrong."""

    text: Label
    warning: bool = False


@dataclass(frozen=True)
class Signature:
    """Who signed as what and when; without a name, a line to sign by hand."""

    role: Label
    name: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Footer:
    """Where the report comes from: the site, the moment it was asked for and by whom, the playbook it works with."""

    site: str
    asked_at: datetime
    asked_by: str
    playbook: str
    playbook_version: int
    zone: ZoneInfo


@dataclass(frozen=True)
class Report:
    """``name`` is what the command is called by, ``data`` the view itself as JSON values, for programs.

    Raises ValueError without a table, or for two of one name.
    """

    name: str
    title: Label
    footer: Footer
    tables: Sequence[Table]
    data: Any
    facts: Sequence[Fact] = ()
    notes: Sequence[Note] = ()
    signatures: Sequence[Signature] = ()
    landscape: bool = False

    def __post_init__(self) -> None:
        names = [table.name for table in self.tables]
        if not names:
            raise ValueError(f"{self.name}: a report without a table")
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: two tables of one name among {', '.join(names)}")


def _fits(table: str, column: Column, cell: Cell) -> None:
    if cell is None:
        return
    # To Python a truth value is an integer and a moment is a date.
    other = isinstance(cell, bool) or (column.kind == "date" and isinstance(cell, datetime))
    if other or not isinstance(cell, TYPES[column.kind]):
        raise TypeError(f"{table}.{column.key} is {column.kind}, not {type(cell).__name__}")
    if isinstance(cell, datetime) and cell.tzinfo is None:
        raise TypeError(f"{table}.{column.key}: a moment without its offset")
