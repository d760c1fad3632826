"""The forms of a report, read back with the programs that people open them with."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet
from rich.console import Console

from contracts.money import Money
from frontdesk.reports.as_csv import as_csv, is_formula
from frontdesk.reports.as_html import as_html
from frontdesk.reports.as_json import as_json
from frontdesk.reports.as_screen import as_screen
from frontdesk.reports.as_xlsx import TooLarge, as_xlsx
from frontdesk.reports.deliver import form_of, piped, write
from frontdesk.reports.model import Column, Report, Table, label
from tests.frontdesk.reports.sample import FOOTER, FORMULAS, HOSTILE, report


def sheets(content: bytes) -> dict[str, Worksheet]:
    return {sheet.title: sheet for sheet in load_workbook(io.BytesIO(content)).worksheets}


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# ---------------------------------------------------------------------- JSON
def test_json_is_the_view_and_where_it_comes_from() -> None:
    document = json.loads(as_json(report("李敏")), parse_float=Decimal)
    assert document == {
        "report": "sample",
        "title": {"zh": "样表", "en": "Sample"},
        "site": "HQ",
        "asked_at": "2026-11-21T01:00:03+00:00",
        "asked_by": "wang",
        "playbook": "property-desk",
        "playbook_version": 4,
        "data": {"amount": {"amount": "-12.50", "currency": "CNY"}},
    }


# ---------------------------------------------------------------------- CSV
def test_csv_is_headings_and_rows_and_begins_with_the_mark_of_utf8() -> None:
    content = as_csv(report("李敏", '王,芳\n"组长"'))["people"]
    assert content.startswith(b"\xef\xbb\xbf")
    assert lines(content) == [
        ["姓名 Name", "金额 Amount (CNY)", "数量 Count", "时间 Time", "日期 Day", "占比 Share"],
        ["李敏", "9999999999999.97", "3", "2026-11-21 09:00:03", "2026-11-21", "33.3%"],
        ['王,芳\n"组长"', "-12.50", "3", "2026-11-21 09:00:03", "2026-11-21", "33.3%"],
    ]


def test_csv_has_a_file_for_every_table_and_one_for_the_facts() -> None:
    files = as_csv(report("李敏"))
    assert list(files) == ["people", "empty", "facts"]
    assert ["交款人 Clerk", "李敏 2026-11-21 09:00:03"] in lines(files["facts"])
    assert ["注意 Note", "借贷不平 Not balanced"] in lines(files["facts"])
    assert ["站点 Site", "HQ"] in lines(files["facts"])


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    files = as_csv(report("x", text))
    shown = lines(files["people"])[2]
    assert shown[0] == f"'{text}"
    assert shown[1] == "-12.50", "a number below zero stays a number"


@given(st.text(max_size=20))
def test_every_text_is_read_back_from_csv(text: str) -> None:
    assert lines(as_csv(report(text))["people"])[1][0] == (f"'{text}" if is_formula(text) else text)


# ---------------------------------------------------------------------- XLSX
def test_a_workbook_has_a_cover_and_a_sheet_for_every_table() -> None:
    found = sheets(as_xlsx(report("李敏")))
    assert list(found) == ["报告 Report", "人员 People", "空 Empty"]
    cover = {str(row[0]): row for row in found["报告 Report"].iter_rows(values_only=True) if row[0]}
    assert cover["样表 Sample"]
    assert cover["交班人 Outgoing"][1] == HOSTILE
    assert cover["交款人 Clerk"][1:3] == ("李敏", datetime(2026, 11, 21, 9, 0, 3))
    assert cover["收款人 Collector"][1:3] == (None, None)
    assert cover["站点 Site"][1] == "HQ"


def test_cells_of_a_workbook_are_typed() -> None:
    sheet = sheets(as_xlsx(report("李敏", "王芳")))["人员 People"]
    name, amount, count, at, day, share = sheet[3]
    assert (name.value, name.data_type) == ("王芳", "s")
    assert (amount.value, amount.data_type, amount.number_format) == (-12.5, "n", "#,##0.00")
    assert (count.value, count.data_type) == (3, "n")
    assert (at.value, at.is_date) == (datetime(2026, 11, 21, 9, 0, 3), True)
    assert (day.value, day.number_format) == (datetime(2026, 11, 21), "yyyy-mm-dd")
    assert (share.value, share.number_format) == (pytest.approx(1 / 3), "0.0%")
    assert sheet.cell(4, 1).value == "合计 Total"
    assert sheet.cell(4, 2).value == 0.1


def test_a_workbook_is_ready_to_print() -> None:
    sheet = sheets(as_xlsx(report("李敏")))["人员 People"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0, "as many pages as it takes, one page wide"
    assert sheet.column_dimensions["B"].width > len("9,999,999,999,999.97")


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1), st.sampled_from(["CNY", "JPY", "KWD"]))
def test_amounts_are_exact_to_the_last_minor_unit(minor: int, currency: str) -> None:
    amount = Money.of_minor(minor, currency)
    table = Table("t", label("表", "Table"), [Column("c", label("列", "Column"), "money")], [[amount]])
    content = as_xlsx(Report("r", label("表", "Report"), FOOTER, [table], {}))
    with ZipFile(io.BytesIO(content)) as parts:
        written = parts.read("xl/worksheets/sheet2.xml").decode()
    assert Decimal(written.split("<v>")[-1].split("</v>")[0]) == amount.amount, "as written, before anything rounds it"
    assert Decimal(str(sheets(content)["表 Table"].cell(2, 1).value)) == amount.amount


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_workbook_is_a_formula_even_when_edited(text: str) -> None:
    cell = sheets(as_xlsx(report("x", text)))["人员 People"].cell(3, 1)
    assert cell.data_type == "s"
    assert unescape(str(cell.value)) == text
    assert cell.quotePrefix


def test_a_text_that_does_not_fit_into_a_cell_is_an_error_not_a_gap() -> None:
    with pytest.raises(TooLarge, match="row 3, column 1 of '人员 People'"):
        as_xlsx(report("x", "王" * 32_768))


def test_names_of_sheets_are_such_as_excel_allows() -> None:
    long = label("期初/期末:[余额]" * 4, "Opening")
    tables = [Table(name, long, [], []) for name in ("a", "b", "c")]
    found = list(sheets(as_xlsx(Report("r", label("表", "Report"), FOOTER, tables, {}))))
    assert len(set(found)) == 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)


# ---------------------------------------------------------------------- HTML
class Page(HTMLParser):
    """What a browser makes of the page: its elements, and the text of each part."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((tuple(self.open), data.strip()))

    def within(self, tag: str) -> list[str]:
        return [text for path, text in self.texts if tag in path]


def test_a_page_is_in_both_languages_and_well_formed() -> None:
    page = Page(as_html(report("李敏")))
    assert page.open == []
    assert page.within("h1") == ["样表", "Sample"]
    assert page.within("thead")[:4] == ["姓名", "Name", "金额", "Amount (CNY)"]
    assert page.within("tbody")[:3] == ["李敏", "9,999,999,999,999.97", "3"]
    assert page.within("tbody")[6:9] == ["合计", "Total", "0.10"]
    assert {"zh", "en"} == {attrs["lang"] for tag, attrs in page.elements if tag == "span" and "lang" in attrs}


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    page = Page(as_html(report(HOSTILE)))
    assert HOSTILE in page.within("tbody")
    assert HOSTILE in page.within("dd")
    assert not [tag for tag, _ in page.elements if tag in {"script", "img", "link", "iframe"}]


def test_a_page_loads_nothing_and_may_load_nothing() -> None:
    page = Page(as_html(report("李敏")))
    assert not [attrs for _, attrs in page.elements if {"src", "href"} & set(attrs)]
    policy = next(attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert "url(" not in page.within("style")[0]


@pytest.mark.parametrize(("landscape", "size"), [(False, "A4 portrait"), (True, "A4 landscape")])
def test_a_page_is_a4_with_headings_on_every_sheet(landscape: bool, size: str) -> None:
    style = Page(as_html(report("李敏", landscape=landscape))).within("style")[0]
    assert f"size: {size};" in style
    assert "thead { display: table-header-group; }" in style


def test_there_is_a_line_for_whoever_has_still_to_sign() -> None:
    page = Page(as_html(report("李敏")))
    assert [attrs for _, attrs in page.elements if attrs.get("class") == "signature"] == [{"class": "signature"}] * 2
    signed = [text for path, text in page.texts if path[-2:] == ("div", "span") and text[:1] in "李2"]
    assert signed == ["李敏", "2026-11-21 09:00:03"]
    assert {"交款人", "收款人", "Collector"} <= {text for _, text in page.texts}


# ---------------------------------------------------------------------- screen and files
def test_a_terminal_shows_all_of_it_and_is_not_steered() -> None:
    console = Console(width=200, file=io.StringIO(), force_terminal=False)
    console.print(as_screen(report("李敏\x1b[2J")))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    for part in (
        "样表 Sample",
        "借贷不平 Not balanced",
        "9,999,999,999,999.97",
        "合计 Total",
        "收款人",
        "property-desk 4",
    ):
        assert part in shown
    assert "\x1b" not in shown


def test_the_form_is_the_one_named_or_that_of_the_ending() -> None:
    assert form_of(None, None) is None
    assert form_of(None, Path("x.HTML")) == "html"
    assert form_of("json", Path("x.html")) == "json"


def test_csv_files_stand_beside_each_other(tmp_path: Path) -> None:
    written = write(report("李敏"), "csv", tmp_path / "november.csv")
    assert [path.name for path in written] == ["november.csv", "november-empty.csv", "november-facts.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in written)
    assert lines(written[0].read_bytes())[1][0] == "李敏"


def test_in_a_pipe_the_tables_follow_one_another() -> None:
    people, empty, facts = piped(report("李敏"), "csv").decode("utf-8-sig").split("\r\n\r\n")
    assert people.splitlines()[1].startswith("李敏")
    assert empty.count("\r\n") == 0
    assert "\ufeff" not in facts
