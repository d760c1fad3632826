"""A report holds what its columns say, or there is no report."""

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import Money
from frontdesk.reports.model import Cell, Column, Kind, Report, Table, label
from frontdesk.reports.texts import heading_of, percent_of, text_of
from tests.frontdesk.reports.sample import AT, FOOTER, ZONE, money


def table(kind: Kind, *cells: Cell) -> Table:
    return Table("t", label("表", "Table"), [Column("c", label("列", "Column"), kind)], [[cell] for cell in cells])


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("money", 12), ("integer", True), ("integer", 1.5), ("date", AT), ("share", 0.5), ("text", 3), ("time", "09:00")],
)
def test_a_cell_of_another_kind_is_refused(kind: Kind, cell: Cell) -> None:
    with pytest.raises(TypeError, match=r"t\.c is"):
        table(kind, cell)


def test_a_moment_without_its_offset_is_refused() -> None:
    with pytest.raises(TypeError, match="offset"):
        table("time", datetime(2026, 11, 21, 9))


def test_rows_and_totals_are_as_wide_as_the_columns() -> None:
    column = Column("c", label("列", "Column"))
    with pytest.raises(ValueError, match="2 cells under 1"):
        Table("t", label("表", "Table"), [column], [["a", "b"]])
    with pytest.raises(ValueError, match="0 cells under 1"):
        Table("t", label("表", "Table"), [column], [["a"]], totals=[])


def test_amounts_of_two_currencies_have_no_column_together() -> None:
    with pytest.raises(ValueError, match="CNY, JPY"):
        table("money", money("1.00"), Money.parse("100 JPY"))


def test_a_report_has_tables_of_different_names() -> None:
    with pytest.raises(ValueError, match="without a table"):
        Report("r", label("表", "Report"), FOOTER, [], {})
    with pytest.raises(ValueError, match="two tables of one name"):
        Report("r", label("表", "Report"), FOOTER, [table("text"), table("text")], {})


def test_the_heading_of_amounts_names_their_currency() -> None:
    assert heading_of(table("money", money("1.00")), 0) == label("列", "Column (CNY)")
    assert heading_of(table("money"), 0) == label("列", "Column")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (money("1234567.80"), "1,234,567.80 CNY"),
        (Money.parse("-1200 JPY"), "-1,200 JPY"),
        (AT, "2026-11-21 09:00:03"),
        (AT.replace(second=0), "2026-11-21 09:00"),
        (label("是", "Yes"), "是 Yes"),
        (label("GoTone", "GoTone"), "GoTone"),
        (Fraction(1, 3), "33.3%"),
        (Fraction(2, 3), "66.7%"),
        (Fraction(-1, 100_000), "0.0%"),
        (Fraction(-1, 8), "-12.5%"),
        (0, "0"),
        (None, ""),
    ],
)
def test_values_as_people_write_them(cell: Cell, text: str) -> None:
    assert text_of(cell, ZONE) == text


@given(st.fractions(min_value=-3, max_value=3))
def test_a_percentage_is_off_by_half_a_tenth_at_most(share: Fraction) -> None:
    assert abs(Fraction(percent_of(share).removesuffix("%")) - share * 100) <= Fraction(1, 20)


def test_times_are_those_of_the_site() -> None:
    assert text_of(AT, ZoneInfo("Europe/Berlin")) == "2026-11-21 02:00:03"
