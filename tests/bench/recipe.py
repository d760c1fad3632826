"""What one request costs, read off a real one: the rows each service wrote for it and the messages it published.

The bare program repeats exactly these, so that both are measured doing the same work: same tables and indexes,
same columns and sizes, same subjects, headers and bodies, same number of acknowledgements.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
from nats.aio.client import Client
from sqlalchemy import Date, Table

from chassis.process import definition_of
from contracts import subjects
from contracts.base import SERVICES
from contracts.envelope import COMMAND_ID
from tests.bench.databases import driver_url
from tests.bench.installation import SITE, Installation
from tests.bench.load import CLERK, RECORD, body

COMMAND = "command"
Row = dict[str, Any]


@dataclass
class Message:
    """``kind``: event or schedule. ``trigger`` is the bare program's short name of the event, put into its id."""

    kind: str
    subject: str
    headers: dict[str, str]
    body: str


@dataclass
class Step:
    """What a service does with one message: rows by table, messages afterwards. ``reply`` answers a command."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    reply: str = ""


@dataclass
class Recipe:
    """``steps``: by service, then by trigger (``command`` or an event's key)."""

    number: str
    steps: dict[str, dict[str, Step]]

    def dump(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, default=str), encoding="utf-8")


async def read_recipe(installation: Installation) -> Recipe:
    """Record one request and read its traces, while nothing else is under way."""
    client, command_id = installation.client, "00000000-0000-7000-8000-00000000c0de"
    answer = await client.nats.request(RECORD, body(), timeout=10, headers={COMMAND_ID: command_id})
    number = json.loads(answer.data)["number"]
    await installation.settle()
    events = await _events(client.nats, number)
    steps: dict[str, dict[str, Step]] = {}
    for service in SERVICES:
        triggers = {f"{SITE}:{CLERK}:{command_id}": COMMAND} | {event.headers["ce-id"]: _key(event) for event in events}
        found = await _rows(installation.database_template, service, number, list(triggers))
        if not found["inbox"]:
            continue
        steps[service] = _sort_rows(found, triggers)
        main = steps[service][min(steps[service], key=lambda trigger: trigger != COMMAND)]
        main.messages = [event for event in events if _key(event).startswith(f"{service}.")]
        main.messages += await _schedules(client.nats, service, found.get("timers", []))
    steps["intake"][COMMAND].reply = answer.data.decode()
    return Recipe(number, steps)


def _key(event: Message) -> str:
    return event.subject.split(".evt.")[1]


async def _events(client: Client, number: str) -> list[Message]:
    js = client.jetstream()
    state = (await js.stream_info(subjects.EVENTS_STREAM)).state
    found = []
    for sequence in range(max(1, state.last_seq - 50), state.last_seq + 1):
        raw = await js.get_msg(subjects.EVENTS_STREAM, sequence)
        headers = dict(raw.headers or {})
        if headers.get("ce-subject") == number:
            found.append(Message("event", str(raw.subject), headers, (raw.data or b"").decode()))
    return found


async def _schedules(client: Client, service: str, timers: list[Row]) -> list[Message]:
    found = []
    for timer in timers:
        subject = subjects.timer(SITE, service, timer["id"])
        raw = await client.jetstream().get_last_msg(subjects.TIME_STREAM, subject)
        found.append(Message("schedule", subject, dict(raw.headers or {}), (raw.data or b"").decode()))
    return found


def _sort_rows(found: dict[str, list[Row]], triggers: dict[str, str]) -> dict[str, Step]:
    """Rows of a later message (its inbox row, its entry in the record) by their ids; all others with the first."""
    steps = {triggers[row["id"]]: Step() for row in found["inbox"]}
    first = COMMAND if COMMAND in steps else next(iter(steps))
    for table, rows in found.items():
        for row in rows:
            trigger = triggers.get(row.get("id", ""), first)
            steps[trigger if trigger in steps else first].rows.setdefault(table, []).append(row)
    return steps


async def _rows(template: str, service: str, number: str, ids: list[str]) -> dict[str, list[Row]]:
    """The service's rows that carry the request's number, its own day's counter, and the inbox rows of ``ids``."""
    found: dict[str, list[Row]] = {"inbox": []}
    for table in definition_of(service).metadata.sorted_tables:
        if table.name == "numbers":
            where, values = "site = $1", [SITE]
        elif table.name == "inbox":
            where, values = " OR ".join(f"id = ${place}" for place in range(1, len(ids) + 1)), ids
        elif "number" in table.columns:
            where, values = "number = $1", [number]
        else:
            continue
        rows = await _select(driver_url(template, service), table, where, values)
        if rows:
            found[table.name] = rows
    return found


async def _select(url: str, table: Table, where: str, values: list[str]) -> list[Row]:
    statement = f"SELECT * FROM {table.name} WHERE {where}"  # noqa: S608 names from our own tables
    if url.startswith("postgresql"):
        connection = await asyncpg.connect(url)
        rows = [dict(row) for row in await connection.fetch(statement, *values)]
        await connection.close()
        return rows
    with sqlite3.connect(url) as file:
        file.row_factory = sqlite3.Row
        named = {str(place + 1): value for place, value in enumerate(values)}
        return [dict(row) for row in file.execute(statement.replace("$", ":"), named)]


def for_driver(table: Table, row: Row, *, postgres: bool) -> Row:
    """A row that went through JSON, as the driver wants it."""
    if not postgres:
        return row
    dates = [column.name for column in table.columns if isinstance(column.type, Date)]
    return row | {name: date.fromisoformat(row[name]) for name in dates if isinstance(row[name], str)}
