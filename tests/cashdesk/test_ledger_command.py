"""``frontdesk ledger verify``, as an auditor types it, on both databases."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from contracts import cashdesk as c
from frontdesk.cli import app
from services.cashdesk.main import definition
from tests.cashdesk.hall import PEOPLE, Hall
from tests.harness import make_desk


@pytest.fixture
async def hall(database_template: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """Two sealed days; the command finds the database by its settings."""
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", database_template)
    desk = await make_desk(definition, database_template.replace("{service}", "cashdesk"), "telecom-hall")
    for login, role in PEOPLE.items():
        desk.staff(login, roles=[role], department="hall")
    hall = Hall(desk)
    await hall.pay("li", await hall.charge("45.00"), "card")
    await desk.send("sun", c.CloseDay())
    await hall.pay("li", await hall.charge("8.00", number="HQ-20261121-0002"), "card")
    yield hall
    await desk.close()


async def typed(*words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["ledger", "verify", *words])


async def test_an_untouched_ledger_verifies(hall: Hall) -> None:
    found = await typed("--json")
    assert found.exit_code == 0, found.output
    (site,) = json.loads(found.stdout)
    last = (await hall.desk.ask("sun", c.ListSeals())).rows[-1]
    facts = {"ok": True, "seals": 1, "entries_sealed": 2, "entries_not_yet_sealed": 2, "last_hash": last.hash}
    assert facts.items() <= site.items()
    assert "ok" in (await typed("--site", "HQ")).stdout


async def test_a_changed_row_is_named_with_its_day(hall: Hall) -> None:
    entry_id = (await hall.desk.ask("sun", c.ListEntries())).rows[2].entry_id
    await by_hand(hall, "UPDATE postings SET account = 'safe' WHERE entry_id = :id AND line = 1", {"id": entry_id})
    found = await typed()
    assert found.exit_code == 1
    assert f"First difference: HQ, day 2026-11-21, seal 1: entry {entry_id} changed" in found.stdout


async def test_an_entry_that_does_not_balance_is_named_before_it_is_sealed(hall: Hall) -> None:
    entry_id = (await hall.desk.ask("sun", c.ListEntries())).rows[-1].entry_id
    await by_hand(hall, "UPDATE postings SET debit_minor = 1 WHERE entry_id = :id AND line = 1", {"id": entry_id})
    found = await typed()
    assert found.exit_code == 1
    assert f"HQ, not yet sealed: entry {entry_id} changed: its debits do not equal its credits" in found.stdout


async def test_a_desk_without_entries_is_unknown(hall: Hall) -> None:
    found = await typed("--site", "XX")
    assert found.exit_code == 2
    assert "no entries of 'XX'" in found.stderr


async def test_a_database_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db")
    found = await typed()
    assert found.exit_code == 3
    assert "cannot be read" in found.stderr


async def by_hand(hall: Hall, statement: str, values: dict[str, Any]) -> None:
    async with hall.desk.database.write() as store:
        if store.dialect == "postgresql":
            await store.execute(text("DROP TRIGGER postings_append_only ON postings"))
        else:
            await store.execute(text("DROP TRIGGER postings_no_update"))
        await store.execute(text(statement), values)
