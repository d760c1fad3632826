"""Lists stay quick however many requests are archived: each is answered from its index."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from contracts.base import Query
from contracts.intake import ComplaintLedger, GetRequest, ListDeliveries, ListRequests, ListUndelivered, ReadingLog
from services.intake.main import definition
from tests.harness import Desk, make_desk
from tests.intake.samples import complaint, repair

NUMBER = "HQ-20261121-0001"


async def plans_of(desk: Desk, query: Query) -> str:
    """SQLite's own account of how it finds the rows of every select of the view."""
    said: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, parameters))

    event.listen(desk.database.reader.sync_engine, "before_cursor_execute", listen)
    await desk.ask("chen", query)
    event.remove(desk.database.reader.sync_engine, "before_cursor_execute", listen)
    plans = []
    async with desk.database.reader.connect() as connection:
        for statement, parameters in said:
            if statement.startswith("SELECT"):
                rows = await connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
                plans += [row.detail for row in rows]
    return "\n".join(plans)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (ListRequests(), "requests_open "),
        (ListRequests(older_than_seconds=60), "requests_open "),
        (ListRequests(owner="li"), "requests_open_owner"),
        (ListRequests(state="archived"), "requests_ended"),
        (ComplaintLedger(), "complaint_ledger_time"),
        (GetRequest(number=NUMBER), "sqlite_autoindex_record_entries"),
        (ReadingLog(number=NUMBER), "sqlite_autoindex_readings"),
        (ListDeliveries(number=NUMBER), "deliveries_number"),
        (ListUndelivered(), "deliveries_undelivered"),
    ],
)
async def test_a_list_is_read_from_its_index(tmp_path: Path, query: Query, index: str) -> None:
    desk = await make_desk(definition, f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    try:
        desk.staff("chen", roles=["desk_manager"])
        await desk.send("chen", complaint())
        await desk.send("chen", repair())
        plan = await plans_of(desk, query)
    finally:
        await desk.close()
    assert index in plan
    assert "SCAN requests" not in plan
