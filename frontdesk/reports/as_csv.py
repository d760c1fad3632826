"""A report's tables for spreadsheets: one CSV file a table, and one of what stands around them."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.money import Money
from contracts.playbook.grammar import Label
from frontdesk.reports.model import Cell, Report, Table
from frontdesk.reports.texts import both, head_lines, heading_of, text_of

FACTS = "facts"
BOM = "\ufeff"
FORMULA = frozenset("=+-@＝＋－＠|%")
"""What spreadsheets take for the beginning of a formula or a command, in the wide forms of Chinese input as well."""
BREAKS = frozenset("\t\r\n")


def as_csv(report: Report) -> dict[str, bytes]:
    """Each table by its name, and last ``facts``. A table is its headings and its rows and nothing else: totals would
    be counted twice by whoever sums a column, so they are in the other forms. Each file begins with the mark by which
    Excel knows UTF-8."""
    out = {table.name: _written(_lines(table, report.footer.zone)) for table in report.tables}
    facts = [("fact 项目", "value 内容"), *((both(name), _safe(value)) for name, value in head_lines(report))]
    return out | {FACTS: _written(facts)}


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate this text instead of showing it."""
    return text[:1] in BREAKS or text.lstrip()[:1] in FORMULA


def _lines(table: Table, zone: ZoneInfo) -> Iterable[Sequence[str]]:
    yield [both(heading_of(table, number)) for number in range(len(table.columns))]
    for row in table.rows:
        yield [_cell(cell, zone) for cell in row]


def _cell(cell: Cell, zone: ZoneInfo) -> str:
    """Numbers as spreadsheets read them, moments to the second; text is kept from being a formula by an apostrophe."""
    if isinstance(cell, Money):
        return f"{cell.amount:f}"
    if isinstance(cell, datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    written = text_of(cell, zone)
    return _safe(written) if isinstance(cell, str | Label) else written


def _safe(text: str) -> str:
    return f"'{text}" if is_formula(text) else text


def _written(lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return (BOM + out.getvalue()).encode()
