"""A report as a workbook: a cover with its facts and signatures, then one sheet a table, ready to print on A4."""

import io
import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

import xlsxwriter  # type: ignore[import-untyped]

from contracts.money import Money, minor_digits
from contracts.playbook.grammar import Label
from frontdesk.reports.as_csv import is_formula
from frontdesk.reports.model import Cell, Report, Table
from frontdesk.reports.texts import both, cell_text, footer_lines, heading_of, text_of

COVER = "报告 Report"
A4 = 9
NARROWEST, WIDEST = 8, 48
GRID_WIDTH = 5
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class TooLarge(ValueError):
    """A text or a table is larger than a workbook can hold; nothing of it is left out silently."""


def as_xlsx(report: Report) -> bytes:
    """The workbook. Amounts, counts, shares, dates and times are cells of these types; amounts hold exactly their
    decimals, times are those of the site. Text is never calculated. Raises TooLarge."""
    out = io.BytesIO()
    # The moment of the report, so that the same report is the same file.
    made_at = report.footer.asked_at.astimezone(report.footer.zone).replace(tzinfo=None)
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": both(report.title), "author": report.footer.asked_by, "created": made_at})
    writer = _Writer(book, report.footer.zone)
    writer.cover(report)
    for table in report.tables:
        writer.table(report, table)
    book.close()
    return out.getvalue()


class _Writer:
    """Sheets of one workbook; formats are made once for each look."""

    def __init__(self, book: Any, zone: ZoneInfo) -> None:
        self._book, self._zone = book, zone
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def cover(self, report: Report) -> None:
        """Title, facts, notes, places to sign, and where it comes from."""
        sheet = self._sheet(COVER, report)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 60)
        self._put(sheet, 0, 0, both(report.title), bold=True, font_size=16)
        row = 2
        for fact in report.facts:
            row = self._pair(sheet, row, fact.label, fact.value)
        for note in report.notes:
            look = {"bold": True, "font_color": "#B00020"} if note.warning else {}
            self._put(sheet, row, 1, note.text, text_wrap=True, **look)
            row += 1
        row += 1
        for signature in report.signatures:
            self._put(sheet, row, 0, signature.role, bold=True)
            self._put(sheet, row, 1, signature.name, bottom=1)
            if signature.at is not None:
                self._put(sheet, row, 2, signature.at)
            sheet.set_row(row, 28)
            row += 1
        row += 1
        for name, value in footer_lines(report.footer):
            row = self._pair(sheet, row, name, value, font_color="#555555")
        sheet.set_column(2, 2, 20)
        sheet.fit_to_pages(1, 0)

    def table(self, report: Report, table: Table) -> None:
        """Headings that stay in view and are printed on every page, then the rows and the totals."""
        sheet = self._sheet(both(table.title), report)
        grid = any(column.narrow for column in table.columns)
        for number, column in enumerate(table.columns):
            heading = heading_of(table, number)
            right = {"align": "right"} if column.number else {}
            self._put(sheet, 0, number, heading, bold=True, text_wrap=True, bg_color="#EEEEEE", bottom=1, **right)
            width = GRID_WIDTH if column.narrow else self._width(table, number)
            sheet.set_column(number, number, width)
        for place, row in enumerate(table.rows, start=1):
            for number, cell in enumerate(row):
                self._put(sheet, place, number, cell, valign="top", text_wrap=isinstance(cell, str | Label))
        if table.totals is not None:
            for number, cell in enumerate(table.totals):
                self._put(sheet, len(table.rows) + 1, number, cell, bold=True, top=1)
        sheet.freeze_panes(1, 1 if grid else 0)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def _sheet(self, title: str, report: Report) -> Any:
        sheet = self._book.add_worksheet(self._name(title))
        sheet.set_paper(A4)
        if report.landscape:
            sheet.set_landscape()
        # In a page's header and footer '&' begins a code.
        sheet.set_header(f"&L{both(report.title).replace('&', '&&')}&R{report.footer.site}")
        sheet.set_footer("&C&P / &N")
        return sheet

    def _name(self, title: str) -> str:
        """A sheet's name: at most 31 characters, none that Excel forbids, no two alike."""
        plain = NOT_IN_NAMES.sub(" ", title).strip()[:LONGEST_NAME].strip() or "Sheet"
        name, number = plain, 2
        while name.lower() in self._names:
            name = f"{plain[: LONGEST_NAME - 4]} {number}"
            number += 1
        self._names.add(name.lower())
        return name

    def _pair(self, sheet: Any, row: int, name: Label, value: Cell, **look: Any) -> int:
        self._put(sheet, row, 0, name, bold=True, **look)
        self._put(sheet, row, 1, value, align="left", text_wrap=True, **look)
        return row + 1

    def _put(self, sheet: Any, row: int, column: int, cell: Cell, **look: Any) -> None:
        """One cell of its own type. The library answers below zero for what it would leave out."""
        if isinstance(cell, Money):
            digits = minor_digits(cell.currency)
            form = self._format(look, num_format="#,##0" + ("." + "0" * digits if digits else ""))
            # A Decimal is written digit by digit, a float would first be rounded to a binary fraction.
            done = sheet.write_number(row, column, cell.amount, form)
        elif isinstance(cell, datetime):
            local = cell.astimezone(self._zone).replace(tzinfo=None)
            done = sheet.write_datetime(row, column, local, self._format(look, num_format="yyyy-mm-dd hh:mm:ss"))
        elif isinstance(cell, date):
            done = sheet.write_datetime(row, column, cell, self._format(look, num_format="yyyy-mm-dd"))
        elif isinstance(cell, Fraction):
            share = Decimal(cell.numerator) / Decimal(cell.denominator)
            done = sheet.write_number(row, column, share, self._format(look, num_format="0.0%"))
        elif isinstance(cell, int):
            done = sheet.write_number(row, column, cell, self._format(look, num_format="#,##0"))
        else:
            done = self._text(sheet, row, column, text_of(cell, self._zone), look)
        if done < 0:
            raise TooLarge(f"row {row + 1}, column {column + 1} of '{sheet.get_name()}' does not fit into a workbook")

    def _text(self, sheet: Any, row: int, column: int, text: str, look: dict[str, Any]) -> int:
        if not text:
            return int(sheet.write_blank(row, column, None, self._format(look)))
        # Without the mark a text that looks like a formula becomes one when somebody edits the cell.
        marked = {"quote_prefix": True} if is_formula(text) else {}
        return int(sheet.write_string(row, column, text, self._format(look, **marked)))

    def _format(self, look: dict[str, Any], **more: Any) -> Any:
        wanted = {name: value for name, value in (look | more).items() if value is not False}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(wanted)
        return self._formats[key]

    def _width(self, table: Table, number: int) -> float:
        texts = [cell_text(row[number], self._zone) for row in table.all_rows()]
        longest = max((_cells_wide(line) for text in texts for line in text.splitlines()), default=0)
        heading = heading_of(table, number)
        named = max(_cells_wide(heading.zh), _cells_wide(heading.en))
        return min(WIDEST, max(NARROWEST, longest + 2, named + 4))


def _cells_wide(text: str) -> int:
    """How many digits wide; a Chinese character is two."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)
