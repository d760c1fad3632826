"""Reports of a running telecom hall: a month with its versions, a deposit slip signed by three, a promotion."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from contracts.base import Command
from contracts.cashdesk import (
    CountedKind,
    DrawDepositSlip,
    OpenDrawer,
    OpenPromotion,
    RecordParticipant,
    RecordPromotionCost,
    RecountDepositSlip,
    SignDepositSlip,
)
from contracts.money import Money
from contracts.roster import DraftMonth, DraftShift, GetMonth, PublishMonth, RegisterStaff, ReplaceShift
from frontdesk.cli import app
from tests.frontdesk.reports.conftest import HALL
from tests.stack import Stack

PEOPLE = {
    "li": ("李敏", "clerk"),
    "wang": ("王芳", "clerk"),
    "chen": ("陈静", "duty_manager"),
    "sun": ("孙丽", "hall_manager"),
    "qian": ("钱进", "collector"),
    "shi": ("施勇", "market_head"),
}
Cli = Callable[..., Awaitable[Result]]


def yuan(text: str) -> Money:
    return Money.parse(f"{text} CNY")


class Hall:
    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    async def does(self, actor: str, command: Command) -> Any:
        result = await self.stack.client.send(actor, command, site=HALL)
        await self.stack.settle()
        return result


@pytest.fixture(scope="module")
async def hall(stack: Stack) -> Hall:
    hall = Hall(stack)
    for actor, (name, role) in PEOPLE.items():
        await hall.does("admin", RegisterStaff(actor=actor, name=name, roles=[role], department="hall"))
    return hall


@pytest.fixture
def cli(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("FRONTDESK_NATS_URL", hall.stack.server.url)
    monkeypatch.setenv("FRONTDESK_SITE", HALL)

    async def typed(*words: str) -> Result:
        done = await asyncio.to_thread(CliRunner().invoke, app, ["report", *words])
        assert done.exit_code == 0, done.stderr
        return done

    return typed


async def test_a_month_as_published_and_as_it_stands(hall: Hall, cli: Cli, tmp_path: Path) -> None:
    shifts = [DraftShift(post="counter_1", staff="li", day=date(2026, 12, day), pattern="early") for day in (1, 2)]
    await hall.does("sun", DraftMonth(month="2026-12", shifts=shifts))
    draft = await cli("roster", "--as", "sun", "--month", "2026-12", "--draft", "--format", "html")
    assert "草稿，未公布" in draft.stdout
    await hall.does("sun", PublishMonth(month="2026-12"))
    view = await hall.stack.client.ask("sun", GetMonth(month="2026-12"), site=HALL)
    shift_id = view.people[0].cells[0].shift_id
    await hall.does("sun", ReplaceShift(shift_id=shift_id, staff="wang", reason="病假"))
    out = tmp_path / "december.xlsx"
    await cli("roster", "--as", "sun", "--month", "2026-12", "--out", str(out))
    cover, grid, codes, changes = load_workbook(out).worksheets
    assert [row[:3] for row in grid.iter_rows(min_row=2, max_row=3, values_only=True)] == [
        ("李敏", None, "A"),
        ("王芳", "A", None),
    ]
    assert codes.cell(2, 3).value == "早班 Early"
    assert [changes.cell(2, column).value for column in (2, 3, 6)] == ["孙丽 (sun)", "顶班 Replaced", "病假"]
    assert "现行 As it stands" in {row[1] for row in cover.iter_rows(values_only=True)}
    before = json.loads((await cli("roster", "--as", "sun", "--month", "2026-12", "--version", "1", "--json")).stdout)
    assert [(it["actor"], len(it["cells"])) for it in before["data"]["people"]] == [("li", 2)]


async def test_a_deposit_slip_shows_who_signed_which_figures(hall: Hall, cli: Cli) -> None:
    await hall.does("li", OpenDrawer(drawer="counter_1", counted=yuan("500.00")))
    counts = [CountedKind(kind="cash", counted=yuan(text)) for text in ("480.00", "490.00")]
    slip = await hall.does("li", DrawDepositSlip(kinds=counts[:1], keep=yuan("0.00"), reason="找零错误"))
    for actor in ("li", "qian"):
        await hall.does(actor, SignDepositSlip(slip_id=slip.slip_id, revision=slip.revision))
    again = await hall.does(
        "li", RecountDepositSlip(slip_id=slip.slip_id, kinds=counts[1:], keep=yuan("0.00"), reason="找零错误")
    )
    await hall.does("qian", SignDepositSlip(slip_id=slip.slip_id, revision=again.revision))
    page = (await cli("deposit-slip", "--as", "chen", "--staff", "li", "--format", "html")).stdout
    for part in ("短款 10.00 CNY", "人民币肆佰玖拾元整", "钱进 (qian)", "作废签字", "尚缺签字：交款人、监交人"):
        assert part in page
    document = json.loads((await cli("deposit-slip", "--as", "chen", "--id", slip.slip_id, "--json")).stdout)
    assert document["data"]["counted"] == {"amount": "490.00", "currency": "CNY"}
    assert [signature["void"] for signature in document["data"]["signatures"]] == [True, True, False]


async def test_a_promotion_over_its_budget(hall: Hall, cli: Cli) -> None:
    starts, ends = date(2026, 11, 21), date(2026, 12, 31)
    opened = OpenPromotion(promotion="new_year", title="元旦有礼", starts=starts, ends=ends, budget=yuan("100.00"))
    await hall.does("shi", opened)
    for number, answer in enumerate(["contacted", "contacted", "responded"]):
        phone = f"1380000000{number}"
        participant = {"promotion": "new_year", "name": "张伟", "phone": phone, "answer": answer}
        await hall.does("li", RecordParticipant.model_validate(participant))
    await hall.does("shi", RecordPromotionCost(promotion="new_year", amount=yuan("120.00"), what="传单"))
    shown = (await cli("promotion", "--as", "shi", "--id", "new_year")).stdout
    for part in ("元旦有礼", "33.3%", "120.00 CNY", "成本超出预算", "施勇 (shi)"):
        assert part in shown
    document = json.loads((await cli("promotion", "--as", "shi", "--id", "new_year", "--json")).stdout)
    assert (document["data"]["participants"], document["data"]["over_budget"]) == (3, True)
