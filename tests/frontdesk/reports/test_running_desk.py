"""``frontdesk report`` as somebody types it, against five running services."""

import asyncio
import csv
import io
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from frontdesk.cli import app
from tests.frontdesk.reports.conftest import CROWD, Morning

Cli = Callable[..., Awaitable[Result]]


@pytest.fixture
def cli(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.setenv("FRONTDESK_NATS_URL", morning.stack.server.url)

    async def typed(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, ["report", *words])

    return typed


async def test_the_trial_balance_balances_in_every_form(cli: Cli, tmp_path: Path) -> None:
    for form in ("json", "csv", "xlsx", "html"):
        done = await cli("trial-balance", "--as", "wang", "--out", str(tmp_path / f"tb.{form}"))
        assert done.exit_code == 0, done.stderr
    document = json.loads((tmp_path / "tb.json").read_text(encoding="utf-8"))
    assert (document["report"], document["site"], document["asked_by"]) == ("trial-balance", "HQ", "wang")
    assert document["data"]["debit"] == document["data"]["credit"]
    accounts = {row["account"]: row["balance"]["amount"] for row in document["data"]["rows"]}
    assert accounts["drawer:front"] == "530.00"
    with (tmp_path / "tb.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row[0]: row[5] for row in csv.reader(file)}["drawer:front"] == "530.00"
    sheet = load_workbook(tmp_path / "tb.xlsx").worksheets[1]
    assert {row[0]: row[5] for row in sheet.iter_rows(values_only=True)}["drawer:front"] == 530
    assert "收入 复印 A4" in (tmp_path / "tb.html").read_text(encoding="utf-8")


async def test_a_trial_balance_of_before_is_empty(cli: Cli) -> None:
    before = await cli("trial-balance", "--as", "wang", "--at", "2026-11-20 18:00", "--json")
    assert json.loads(before.stdout)["data"] == {
        "at": "2026-11-20T18:00:00+08:00",
        "rows": [],
        "debit": {"amount": "0.00", "currency": "CNY"},
        "credit": {"amount": "0.00", "currency": "CNY"},
        "balanced": True,
    }


async def test_without_a_form_people_read_a_table(cli: Cli) -> None:
    shown = await cli("trial-balance", "--as", "wang")
    assert shown.exit_code == 0
    assert "试算平衡表 Trial balance" in shown.stdout
    assert "530.00" in shown.stdout


async def test_a_roster_follows_every_page(cli: Cli) -> None:
    day = await cli("roster", "--as", "wang", "--day", "2026-11-22", "--format", "csv")
    rows = list(csv.reader(io.StringIO(day.stdout_bytes.decode("utf-8-sig").split("\r\n\r\n")[0])))
    assert {row[2] for row in rows[1:]} == {f"s{number:03}" for number in range(CROWD)}


async def test_a_month_is_people_by_days(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "roster.xlsx"
    assert (await cli("roster", "--as", "wang", "--month", "2026-11", "--out", str(out))).exit_code == 0
    sheet = load_workbook(out).worksheets[1]
    heading, *rows, totals = sheet.iter_rows(values_only=True)
    assert heading[0] == "姓名 Name"
    assert heading[21] == "21 六 Sat"
    assert len(heading) == 1 + 30 + 2
    assert len(rows) == CROWD + 2
    assert totals[21:23] == ("2", str(CROWD))
    assert totals[-2] == CROWD + 2
    only = await cli("roster", "--as", "wang", "--month", "2026-11", "--staff", "li", "--json")
    assert [person["actor"] for person in json.loads(only.stdout)["data"]["people"]] == ["li"]


@pytest.mark.parametrize("by", ["--id", "--staff"])
async def test_a_handover_log_is_found_by_id_or_by_who_left(cli: Cli, morning: Morning, by: str) -> None:
    named = morning.handover_id if by == "--id" else "li"
    shown = await cli("handover-log", "--as", "wang", by, named, "--json")
    data = json.loads(shown.stdout)["data"]
    assert (data["handover"]["handover_id"], data["faults"]) == (morning.handover_id, [])
    page = (await cli("handover-log", "--as", "wang", by, named, "--format", "html")).stdout
    for part in ("空调坏了，已报修", "前台岗", "现金状况", "李敏 (li)", "Handover log"):
        assert part in page


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["trial-balance"], 2, "--as is missing"),
        (["trial-balance", "--as", "json"], 2, "write --format json"),
        (["trial-balance", "--as", "wang", "--format", "pdf"], 2, "--format is one of json, csv, xlsx, html"),
        (["trial-balance", "--as", "wang", "--out", "x.doc"], 2, "end it with one of"),
        (["trial-balance", "--as", "wang", "--at", "noon"], 2, "'noon' is no moment"),
        (["trial-balance", "--as", "li"], 1, "Not allowed (403)"),
        (["trial-balance", "--as", "wang", "--out", "no/such/folder/x.csv"], 2, "folder that exists"),
        (["roster", "--as", "wang", "--month", "2026-13"], 2, "'2026-13' is no month"),
        (["roster", "--as", "wang", "--day", "21.11."], 2, "'21.11.' is no day"),
        (["roster", "--as", "wang", "--day", "2026-11-21", "--month", "2026-11"], 2, "not both"),
        (["roster", "--as", "wang", "--draft"], 2, "name it with --month"),
        (["roster", "--as", "wang", "--month", "2026-11", "--draft", "--version", "1"], 2, "not both"),
        (["deposit-slip", "--as", "wang"], 2, "Give --id, or --staff"),
        (["handover-log", "--as", "wang"], 2, "Give --id, or --staff"),
        (["handover-log", "--as", "wang", "--staff", "wang"], 2, "wang has opened no handover"),
        (["handover-log", "--as", "wang", "--id", "none"], 1, "404"),
        (["roster", "--as", "wang", "--url", "nats://127.0.0.1:9"], 3, "frontdesk up"),
    ],
)
async def test_what_cannot_be_had_is_said_with_the_next_step(cli: Cli, words: list[str], code: int, said: str) -> None:
    result = await cli(*words)
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert result.exit_code == code


async def test_a_report_that_is_not_written_leaves_the_old_one(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "tb.json"
    out.write_text("old")
    refused = await cli("trial-balance", "--as", "li", "--out", str(out))
    assert refused.exit_code == 1
    assert os.listdir(tmp_path) == ["tb.json"]
    assert out.read_text() == "old"
