"""What an installation stored before an upgrade is there after it, in the shape the new program reads."""

import importlib
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from chassis.database import Database
from chassis.migrations import config_of, upgrade
from services.dispatch import repository as dispatch_repository
from tests.chassis.test_migrations import ask

HELD = '[["2026-11-21T01:05:00+00:00", "2026-11-21T01:10:00+00:00"], ["2026-11-21T01:12:00+00:00"]]'
ORDER = {
    "number": "HQ-20261121-0001",
    "site": "HQ",
    "order_id": "o1",
    "line": "repair",
    "state": "held",
    "department": "engineering",
    "received_by": "li",
    "cycle": 1,
    "round": 1,
    "form": "{}",
    "fingerprints": "{}",
    "revision": 1,
    "claims": "[]",
    "budgets": "{}",
    "playbook": "property-desk",
    "playbook_version": 3,
    **dict.fromkeys(("happened_at", "recorded_at", "confirmed_at", "routed_at", "round_started_at"), 1_000_000),
}
DEADLINE = {
    "id": "d1",
    "site": "HQ",
    "number": "HQ-20261121-0001",
    "line": "repair",
    "step": "on_site",
    "cycle": 1,
    "live": True,
    "state": "paused",
    "moment": "routed",
    "clock": "wall",
    "pause_on_hold": True,
    "budget": 1_200_000_000,
    "started_at": 2_000_000,
    "due_at": 1_202_000_000,
    "rest": 600_000_000,
    "pauses": HELD,
    "escalated": 0,
}
CALLBACK = {
    "id": "c1",
    "site": "HQ",
    "number": "HQ-20261121-0001",
    "line": "repair",
    "cycle": 1,
    "plan": '{"name": "callback", "title": "t", "rate": [], "scale": [1, 5], "satisfied_at": 3, "attempts": 3, '
    '"retry_after": "2h"}',
    "department": "engineering",
    "state": "scheduled",
    "assignee": "li",
    "due_at": 5_000_000,
    "attempts": 0,
    "ratings": "{}",
}


async def at_first_revision(url: str, service: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A database as the first revision left it, with these rows by table."""

    def build(connection: Connection) -> None:
        config = config_of(service)
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        jsons = {"form", "fingerprints", "claims", "budgets", "pauses", "plan", "ratings"}
        for table, those in rows.items():
            for row in those:
                cast = "::jsonb" if connection.dialect.name == "postgresql" else ""
                values = ", ".join(f"CAST(:{n} AS JSONB)" if cast and n in jsons else f":{n}" for n in row)
                statement = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})"  # noqa: S608 our own names
                connection.execute(text(statement), row)
        connection.commit()

    await ask(url, build)


async def test_a_promise_made_before_keeps_its_time_and_its_pauses(database_url: str) -> None:
    await at_first_revision(database_url, "dispatch", {"orders": [ORDER], "deadlines": [DEADLINE]})
    await upgrade(database_url, "dispatch")
    database = Database(database_url)
    async with database.read() as store:
        row = await dispatch_repository.deadline(store, "HQ", "d1")
        order = await dispatch_repository.order(store, "HQ", "HQ-20261121-0001")
    await database.close()
    assert row is not None
    assert order is not None
    assert (row.name, row.on_step, row.state, row.rest) == ("on_site", True, "paused", 600_000_000)
    assert (row.promised, row.playbook, row.playbook_version) == (1_200_000_000, "property-desk", 3)
    assert row.run_at == row.started_at
    assert row.reasons == ["hold"]
    assert [(pause["from"], pause.get("to")) for pause in row.pauses] == [
        ("2026-11-21T01:05:00+00:00", "2026-11-21T01:10:00+00:00"),
        ("2026-11-21T01:12:00+00:00", None),
    ]
    assert (order.state, order.decisions) == ("held", {})


async def test_a_callback_planned_before_is_still_owed(database_url: str) -> None:
    await at_first_revision(database_url, "followup", {"callbacks": [CALLBACK]})
    await upgrade(database_url, "followup")
    callbacks = importlib.import_module("services.followup.repository.callbacks")
    database = Database(database_url)
    async with database.read() as store:
        found, _ = await callbacks.with_siblings(store, "HQ", "c1")
        cycles = await callbacks.cycles_of_plans(store, "HQ", "HQ-20261121-0001", ["callback"])
    await database.close()
    assert (found.plan.kind, found.plan.name, found.state) == ("callback", "callback", "scheduled")
    assert cycles == {"callback": 1}


@pytest.mark.parametrize("service", ["intake", "dispatch", "followup", "cashdesk", "roster"])
async def test_every_service_upgrades_from_its_first_revision(service: str, database_url: str) -> None:
    await at_first_revision(database_url, service, {})
    await upgrade(database_url, service)
