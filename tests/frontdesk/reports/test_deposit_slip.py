"""The slip that three people sign: the same figures for each, and a line for whoever has not signed. Rule TH-06."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import Money
from frontdesk.reports.capital_figures import capital_figures
from frontdesk.reports.deposit_slip import build
from frontdesk.reports.model import Report
from frontdesk.reports.texts import both
from tests.frontdesk.reports.views import AT, FRAME, money, signed, slip

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def facts(report: Report) -> dict[str, object]:
    return {fact.label.en: fact.value for fact in report.facts}


def warnings(report: Report) -> list[str]:
    return [both(note.text) for note in report.notes if note.warning]


def test_the_sums_stand_in_figures_and_in_capital_figures() -> None:
    report = build(slip(), FRAME)
    assert facts(report)["Counted"] == money("2320.05")
    assert facts(report)["In capital figures"] == "人民币贰仟叁佰贰拾元零伍分"
    lines = report.tables[0]
    assert [row[1:] for row in lines.rows] == [
        (money("1330.05"), money("1320.05"), money("-10.00")),
        (money("1000.00"), money("1000.00"), money("0.00")),
    ]
    assert lines.totals is not None
    assert lines.totals[1:] == (money("2330.05"), money("2320.05"), money("-10.00"))
    assert [row[2:] for row in report.tables[1].rows] == [(13, money("1300.00")), (1, money("20.05"))]


def test_each_has_a_place_and_only_signatures_that_count_stand_there() -> None:
    view = slip(
        signed("clerk", "li", void=True, revision=1), signed("clerk", "li"), signed("witness", "zhou", void=True)
    )
    report = build(view, FRAME)
    assert [(it.role.zh, it.name, it.at) for it in report.signatures] == [
        ("交款人", "姓名li (li)", AT),
        ("收款人", None, None),
        ("监交人", None, None),
    ]
    assert [(row[1], row[3]) for row in report.tables[-1].rows] == [("姓名li (li)", 1), ("姓名zhou (zhou)", 2)]


def test_what_is_wrong_with_it_is_said_before_anything_else() -> None:
    assert warnings(build(slip(), FRAME)) == [
        "短款 10.00 CNY，原因：找零错误 Short by 10.00 CNY, reason: 找零错误",
        "尚缺签字：收款人、监交人 Still to sign: collector, witness",
    ]
    over = build(slip(difference=money("3.00"), missing=[], state="cancelled"), FRAME)
    assert [text.split("，")[0] for text in warnings(over)] == ["长款 3.00 CNY", "本单已撤销"]
    good = build(slip(difference=money("0.00"), missing=[], state="completed"), FRAME)
    assert warnings(good) == []


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0.00", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("10.05", "人民币壹拾元零伍分"),
        ("1005.30", "人民币壹仟零伍元叁角整"),
        ("10050.00", "人民币壹万零伍拾元整"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("100000005.00", "人民币壹亿零伍元整"),
        ("1000000000000.00", "人民币壹万亿元整"),
        ("-12.34", "人民币负壹拾贰元叁角肆分"),
    ],
)
def test_capital_figures(amount: str, written: str) -> None:
    assert capital_figures(money(amount)) == written


def test_other_money_has_no_capital_figures() -> None:
    assert capital_figures(Money.parse("100 JPY")) is None


@given(st.integers(min_value=1, max_value=10**15 - 1))
def test_capital_figures_say_the_amount_and_no_other(minor: int) -> None:
    written = capital_figures(Money.of_minor(minor, "CNY"))
    assert written is not None
    yuan, _, rest = written.removeprefix("人民币").rpartition("元")
    fen = sum(DIGITS[rest[rest.index(unit) - 1]] * worth for unit, worth in (("角", 10), ("分", 1)) if unit in rest)
    assert _value(yuan) * 100 + fen == minor
    assert "零零" not in written


def _value(written: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in written:
            head, tail = written.rsplit(unit, 1)
            return _value(head) * size + _value(tail)
    total, digit = 0, 0
    for each in written:
        if each in UNITS:
            total += digit * UNITS[each]
            digit = 0
        else:
            digit = DIGITS[each]
    return total + digit
