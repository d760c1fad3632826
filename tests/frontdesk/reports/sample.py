"""A report with a cell of every kind, written by people who mean no good."""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from contracts.money import Money
from frontdesk.reports.model import Column, Fact, Footer, Note, Report, Signature, Table, label

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 21, 1, 0, 3, tzinfo=UTC)
HOSTILE = "<script>alert('王')</script>"
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    "\t=1+1",
    "  =1+1",
    "\r=1",
    '=HYPERLINK("http://x","y")',
    "|cmd",
]
FOOTER = Footer("HQ", AT, "wang", "property-desk", 4, ZONE)
COLUMNS = (
    Column("name", label("姓名", "Name")),
    Column("amount", label("金额", "Amount"), "money"),
    Column("count", label("数量", "Count"), "integer"),
    Column("at", label("时间", "Time"), "time"),
    Column("day", label("日期", "Day"), "date"),
    Column("share", label("占比", "Share"), "share"),
)


def money(text: str) -> Money:
    return Money.parse(f"{text} CNY")


def report(*names: str, **more: object) -> Report:
    """One row for each name; the first row's amount is as long as an amount can be."""
    amounts = [money("9999999999999.97"), *(money("-12.50") for _ in names)]
    rows = [
        (name, amount, 3, AT, date(2026, 11, 21), Fraction(1, 3)) for name, amount in zip(names, amounts, strict=False)
    ]
    totals = (label("合计", "Total"), money("0.10"), 6, None, None, Fraction(313, 1000))
    parts = {
        "facts": [Fact(label("交班人", "Outgoing"), HOSTILE), Fact(label("说明", "Note"), None)],
        "notes": [Note(label("借贷不平", "Not balanced"), warning=True)],
        "signatures": [Signature(label("交款人", "Clerk"), "李敏", AT), Signature(label("收款人", "Collector"))],
        "data": {"amount": money("-12.50").model_dump(mode="json")},
    }
    tables = [
        Table("people", label("人员", "People"), COLUMNS, rows, totals),
        Table("empty", label("空", "Empty"), COLUMNS, []),
    ]
    return Report("sample", label("样表", "Sample"), FOOTER, tables, **(parts | more))  # type: ignore[arg-type]
