"""The bare program: the same rows and the same messages as the product, written with the drivers alone.

``python -m tests.bench.bare CONFIG SERVICE...`` answers commands and consumes events as the services do: one
process with all services of the recipe, or one process a service. It uses aiosqlite or asyncpg and nats-py, group
commits of whatever is at hand (at most 200 messages, like the product), an outbox inserted before and deleted after
publishing, JetStream acknowledgements of every message both ways, many in flight. What it does not do is what a
program cannot be without and yet is not input or output: reading JSON, checking forms, permissions and duplicates,
looking anything up, tracing, metrics, deciding.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import uvloop
from nats.aio.client import Client
from nats.aio.msg import Msg

from chassis.process import definition_of
from contracts import subjects
from contracts.envelope import MSG_ID
from tests.bench.bare_database import BareDatabase, open_database
from tests.bench.recipe import COMMAND, for_driver

GROUP = 200
BATCH = 400
Done = Callable[[], Awaitable[None]]


@dataclass
class Template:
    """A row or message in which some places are filled with the request's count, at the same length."""

    values: list[Any]
    places: list[tuple[int, str, int]]

    def fill(self, i: int) -> list[Any]:
        out = list(self.values)
        for place, prefix, width in self.places:
            out[place] = f"{prefix}{i:0{width}d}"
        return out


def row_template(row: dict[str, Any], keys: set[str], number: str, salt: int) -> Template:
    """Keys become unique, the request's number becomes the count's."""
    values, places = list(row.values()), []
    head, _, running = number.rpartition("-")
    for place, (name, value) in enumerate(row.items()):
        if value == number:
            places.append((place, f"{head}-", len(running)))
        elif name in keys and isinstance(value, str) and name != "site":
            places.append((place, f"{salt}-", len(value) - len(f"{salt}-")))
    return Template(values, places)


@dataclass
class Outgoing:
    """A message with its outbox row. ``places``: subject's last token and message id are made unique."""

    prefix: str
    subject: str
    unique_subject: bool
    headers: dict[str, str]
    body: bytes
    outbox: list[Any]

    def outbox_row(self, i: int) -> list[Any]:
        return [self.message_id(i), *self.outbox]

    def message_id(self, i: int) -> str:
        return f"{self.prefix}-{i:0{35 - len(self.prefix)}d}"


class BareService:
    """One service's share: a connection to the broker, one to the database, a loop of group commits."""

    def __init__(self, name: str, recipe: dict[str, Any], database: BareDatabase, client: Client) -> None:
        self.name = name
        self.client = client
        self.database = database
        self._steps = recipe["steps"][name]
        self._rows: dict[str, list[tuple[str, Template]]] = {}
        self._out: dict[str, list[Outgoing]] = {}
        self._queue: asyncio.Queue[tuple[str, int, Done]] = asyncio.Queue()
        self._numbers = count(1)
        self._acks: dict[str, str] = {}
        self._sent: list[str] = []
        self._asked: dict[str, int] = {}
        for trigger, step in self._steps.items():
            self._prepare(trigger, step, recipe["number"])

    def _prepare(self, trigger: str, step: dict[str, Any], number: str) -> None:
        tables = definition_of(self.name).metadata.tables
        salt = count(len(self._rows) * 10)
        self._rows[trigger] = []
        for name, rows in step["rows"].items():
            keys = {column.name for column in tables[name].primary_key}
            for row in rows:
                ordered = {column.name: row[column.name] for column in tables[name].columns}
                shaped = for_driver(tables[name], ordered, postgres=self.database.postgres)
                self._rows[trigger].append((name, row_template(shaped, keys, number, next(salt))))
        self._out[trigger] = [self._outgoing(message, next(salt), number) for message in step["messages"]]

    def _outgoing(self, message: dict[str, Any], salt: int, number: str) -> Outgoing:
        is_event = message["kind"] == "event"
        subject = message["subject"] if is_event else re.sub(r"[0-9a-f]{32,36}$|[0-9a-f-]{36}$", "", message["subject"])
        key = number if is_event else message["subject"].rpartition(".")[2]
        micros = time.time_ns() // 1000
        row = [message["kind"], key, message["subject"], json.dumps(message["headers"]), message["body"], micros]
        return Outgoing(f"{self.name}{salt}", subject, not is_event, message["headers"], message["body"].encode(), row)

    # ------------------------------------------------------------------ what comes in
    async def start(self) -> None:
        self._inbox = self.client.new_inbox()
        await self.client.subscribe(f"{self._inbox}.*", cb=self._confirmed)
        if COMMAND in self._steps:
            await self.client.subscribe(f"desk.*.cmd.*.{self.name}.*", self.name, cb=self._command)
        pulls = self.client.new_inbox()
        await self.client.subscribe(pulls, cb=self._event)
        self._pulls, self._next = pulls, f"$JS.API.CONSUMER.MSG.NEXT.{subjects.EVENTS_STREAM}.{self.name}"
        self._open = 0
        await self._ask()

    async def _ask(self) -> None:
        number = BATCH - self._open
        self._open = BATCH
        request = json.dumps({"batch": number, "expires": 600_000_000_000}).encode()
        await self.client.publish(self._next, request, reply=self._pulls)

    async def _command(self, msg: Msg) -> None:
        reply = self._steps[COMMAND]["reply"].encode()
        i = next(self._numbers)
        self._queue.put_nowait((COMMAND, i, lambda: self.client.publish(msg.reply, reply)))

    async def _event(self, msg: Msg) -> None:
        headers = msg.headers or {}
        if MSG_ID not in headers:
            return
        self._open -= 1
        trigger = msg.subject.split(".evt.")[1]
        if trigger in self._steps:
            self._queue.put_nowait((trigger, int(headers[MSG_ID].rpartition("-")[2]), msg.ack))
        else:
            await msg.ack()
        if self._open < BATCH // 2:
            await self._ask()

    # ------------------------------------------------------------------ group commit
    async def run(self) -> None:
        while True:
            group = [await self._queue.get()]
            while len(group) < GROUP and not self._queue.empty():
                group.append(self._queue.get_nowait())
            await self._commit(group)
            for trigger, i, done in group:
                await done()
                for message in self._out[trigger]:
                    await self._publish(message, i)

    async def _commit(self, group: list[tuple[str, int, Done]]) -> None:
        rows: dict[str, list[list[Any]]] = {}
        for trigger, i, _ in group:
            for table, template in self._rows[trigger]:
                rows.setdefault(table, []).append(template.fill(i))
            for message in self._out[trigger]:
                rows.setdefault("outbox", []).append(message.outbox_row(i))
        if "numbers" in rows:
            rows["numbers"] = rows["numbers"][-1:]
        sent, self._sent = self._sent, []
        await self.database.write(rows, sent)

    # ------------------------------------------------------------------ what goes out
    async def _publish(self, message: Outgoing, i: int) -> None:
        message_id = message.message_id(i)
        reply = f"{self._inbox}.{message_id}"
        self._acks[reply] = message_id
        subject = message.subject + message_id if message.unique_subject else message.subject
        headers = message.headers | {MSG_ID: message_id}
        await self.client.publish(subject, message.body, reply=reply, headers=headers)

    async def _confirmed(self, msg: Msg) -> None:
        if b'"error"' in msg.data or not msg.data:
            raise RuntimeError(f"{msg.subject}: {msg.data.decode()} {msg.headers}")
        self._sent.append(self._acks.pop(msg.subject))


async def main(config: dict[str, str], recipe: dict[str, Any], names: list[str]) -> None:
    """Serve until killed; prints ``ready`` once commands are answered."""
    services = []
    for name in names:
        client = Client()
        await client.connect(config["nats_url"], pending_size=16 * 1024 * 1024, error_cb=_complain)
        database = await open_database(config["database"].replace("{service}", name), definition_of(name).metadata)
        service = BareService(name, recipe, database, client)
        await service.start()
        services.append(service)
    print("ready", flush=True)
    await asyncio.gather(*(service.run() for service in services))


async def _complain(error: Exception) -> None:
    print(repr(error), file=sys.stderr, flush=True)


if __name__ == "__main__":
    its_config = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    its_recipe = json.loads(Path(its_config["recipe"]).read_text(encoding="utf-8"))
    uvloop.run(main(its_config, its_recipe, sys.argv[2:]))
