"""Puts many running deadlines into an installation without recording as many requests.

The rows are those that dispatch writes for a repair (an order, a deadline, a timer), copied from a real one with ids
and numbers of their own, and each has its schedule in the stream: to the timers' machinery they are real.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from nats.js import JetStreamContext
from sqlalchemy import MetaData

from chassis.columns import to_micros
from chassis.ids import new_id
from chassis.process import definition_of
from contracts import subjects
from contracts.envelope import MSG_ID
from tests.bench.bare_database import open_database
from tests.bench.installation import SITE, Installation
from tests.bench.recipe import Recipe

CHUNK = 2_000
DAY = "20200101"
"""A day on which no request of the bench is recorded."""


async def put_pending(
    installation: Installation,
    recipe: Recipe,
    number: int,
    on_progress: Callable[[int], None],
    *,
    due_at: datetime | None = None,
    day: str = DAY,
) -> None:
    """``number`` deadlines that fall due with the recipe's own, in thirty days, or all at ``due_at``. ``day``: of the
    requests' numbers."""
    metadata = definition_of("dispatch").metadata
    step = recipe.steps["dispatch"]["intake.request.confirmed"]
    schedule = next(message for message in step.messages if message.kind == "schedule")
    database = await open_database(installation.database_template.replace("{service}", "dispatch"), metadata)
    js = installation.client.js
    headers = dict(schedule.headers)
    due: dict[str, int] = {}
    if due_at is not None:
        due = {"due_at": to_micros(due_at)}
        headers["Nats-Schedule"] = f"@at {due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    for begin in range(0, number, CHUNK):
        ids = [new_id() for _ in range(min(CHUNK, number - begin))]
        rows: dict[str, list[list[Any]]] = {name: [] for name in ("orders", "deadlines", "timers")}
        for place, deadline_id in enumerate(ids):
            request = f"{SITE}-{day}-{begin + place + 1:04d}"
            changed = {
                "orders": {"number": request, "order_id": new_id()},
                "deadlines": {"number": request, "id": deadline_id, **due},
                "timers": {
                    "number": request,
                    "id": f"deadline-{deadline_id}",
                    "data": json.dumps({"deadline": deadline_id}),
                    **due,
                },
            }
            for table, values in changed.items():
                rows[table].append(_ordered(metadata, table, step.rows[table][0] | values))
        await database.write(rows, [])
        await asyncio.gather(*(_schedule(js, headers, deadline_id) for deadline_id in ids))
        on_progress(len(ids))


def _ordered(metadata: MetaData, table: str, row: dict[str, Any]) -> list[Any]:
    return [row[column.name] for column in metadata.tables[table].columns]


async def _schedule(js: JetStreamContext, headers: dict[str, str], deadline_id: str) -> None:
    timer = f"deadline-{deadline_id}"
    body = json.dumps({"timer": timer}).encode()
    stored = await js.publish_async(subjects.timer(SITE, "dispatch", timer), body, headers=headers | {MSG_ID: new_id()})
    await stored
