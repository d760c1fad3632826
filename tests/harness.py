"""A service's handlers on a real database, through the real worker, without a broker."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from nats.js import JetStreamContext
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.clock import SteeredClock
from chassis.database import Database
from chassis.decode import Decoder
from chassis.gateway import Gateways
from chassis.gateway.by_log import read_log
from chassis.ids import new_id
from chassis.items import Item, Kind, Outcome, Status
from chassis.metrics import Metrics
from chassis.preparing import Preparing
from chassis.publisher import Message
from chassis.relay import Relay
from chassis.service import ServiceDefinition
from chassis.settings import Settings
from chassis.transactions import Transactions, allow
from chassis.work import OutboxRow
from chassis.worker import Worker
from contracts import subjects
from contracts.base import EVENTS, Command, Event, Query
from contracts.envelope import COMMAND_ID, Envelope, read_envelope, source_of
from contracts.playbook import Playbooks
from contracts.problems import Problem, ProblemDocument

E = TypeVar("E", bound=Event)
SITE = "HQ"
START = datetime.fromisoformat("2026-11-21T09:00:00+08:00")


class Refused(Problem):
    """A refusal as the client would see it."""

    def __init__(self, document: ProblemDocument) -> None:
        super().__init__(document.detail, errors={e.path: e.message for e in document.errors})
        self.slug = document.type.removeprefix("frontdesk:problem:")
        self.title = document.title
        self.status = document.status


class ListPublisher:
    """Where a broker would be."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def publish_all(self, messages: Sequence[Message]) -> list[Exception | None]:
        self.sent += messages
        return [None] * len(messages)

    async def purge(self, stream: str, subject: str) -> None:
        self.sent.append(Message(subject, b"purge", {}))


class Desk:
    """One service under test."""

    def __init__(
        self, definition: ServiceDefinition, database: Database, playbook: str | Playbooks = "property-desk"
    ) -> None:
        self.definition = definition
        self.database = database
        self.clock = SteeredClock(START)
        self.playbooks = Playbooks({SITE: playbook}) if isinstance(playbook, str) else playbook
        self.js: JetStreamContext | None = None
        self._folder = TemporaryDirectory(prefix="desk")
        self.metrics = Metrics()
        self.publisher = ListPublisher()
        self.relay = Relay(
            service=definition.name,
            database=database,
            tables=definition.tables,
            publisher=self.publisher,
            clock=self.clock,
            metrics=self.metrics,
            in_flight=512,
        )
        self.transactions = Transactions(
            service=definition.name,
            database=database,
            tables=definition.tables,
            playbooks=self.playbooks,
            relay=self.relay,
            clock=self.clock,
            new_id=new_id,
            metrics=self.metrics,
            admin="admin",
            fingerprint_key="test",
            prepares=definition.subscribers.timer_preparations,
        )
        self.worker = Worker(self.transactions, group_max=200)
        self.use(Settings(data_dir=Path(self._folder.name)))
        self.decoder = Decoder(definition.subscribers, self.playbooks, new_id, payload_limit=262_144)
        self.announced: list[tuple[Envelope, Event]] = []
        self._taken = 0
        self._people: list[dict[str, Any]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.relay.submit = self._collect  # type: ignore[method-assign]

    async def start(self) -> None:
        async with self.database.writer.begin() as connection:
            await connection.run_sync(self.definition.metadata.create_all)
        self._tasks = [asyncio.create_task(self.worker.run())]

    def use(self, settings: Settings) -> None:
        """Prepare messages by these settings from now on: with other gateways, or another time limit."""
        self.settings = settings
        self.gateways = Gateways(settings, self.clock, self.metrics)
        self.preparing = Preparing(self.worker, self.transactions, settings, self.gateways, lambda: self.js)

    def letters(self) -> list[dict[str, str]]:
        """What the log gateway wrote, oldest first."""
        return read_log(self.settings.data_dir)

    async def close(self) -> None:
        await self.preparing.finish()
        self.worker.stop()
        await asyncio.gather(*self._tasks)
        await self.gateways.close()
        await self.database.close()
        self._folder.cleanup()

    def _collect(self, rows: Iterable[OutboxRow]) -> None:
        for row in rows:
            if row.kind == "event":
                envelope = read_envelope(row.headers)
                key = envelope.type.removeprefix("frontdesk.").rsplit(".v", 1)[0]
                self.announced.append((envelope, EVENTS[key].model_validate_json(row.body)))

    def staff(
        self,
        actor: str,
        *,
        name: str | None = None,
        roles: list[str],
        department: str = "desk",
        on_duty: bool = True,
        post: str | None = None,
    ) -> None:
        """A person of the directory, from the next message on."""
        row = {"name": name or actor, "roles": roles, "department": department, "active": True, "revision": 1}
        duty = {"duty_revision": 0, "on_duty": on_duty, "post": post, "duty_until": None}
        self._people.append({"site": SITE, "actor": actor} | row | duty)

    async def _settle_staff(self) -> None:
        if not self._people:
            return
        people, self._people = self._people, []
        tables = self.definition.tables
        async with self.database.write() as store:
            known = await store.row(select(func.count()).select_from(tables.staff))
            for person in people:
                store.put(tables.staff, **person)
            store.put(tables.directory, site=SITE, version=(known[0] if known else 0) + 1_000_000 + len(people))
        self.transactions.directory.forget(SITE)

    async def _through(self, make: Any) -> Outcome:
        await self._settle_staff()
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.preparing.submit(make(future.set_result))
        return await future

    async def send(self, actor: str, command: Command, *, command_id: str | None = None, site: str = SITE) -> Any:
        """The command's result. Raises Refused, or the fault of the handler."""
        subject = subjects.command(site, actor, command.key())
        body = command.model_dump_json().encode()
        headers = {COMMAND_ID: command_id or new_id()}
        outcome = await self._through(lambda done: self.decoder.request(subject, headers, body, done))
        return _result(outcome, command.result)

    async def ask(self, actor: str, query: Query) -> Any:
        """The view. Raises Refused."""
        await self._settle_staff()
        subject = subjects.query(SITE, actor, query.key())
        body = query.model_dump_json().encode()
        if self.decoder.writes(subject, body):
            outcome = await self._through(lambda done: self.decoder.request(subject, {}, body, done))
            return _result(outcome, query.result)
        item = self.decoder.request(subject, {}, body, lambda outcome: None)
        async with self.database.read() as store:
            work = await self.transactions.reading(item, store)
            allow(work, item.permission)
            return await item.run(work)

    async def event(
        self, event: Event, *, actor: str = "li", event_id: str | None = None, number: str | None = None
    ) -> Outcome:
        """Deliver an event once. Raises the handler's fault; NotYet shows as an outcome with status later."""
        envelope = Envelope(
            id=event_id or new_id(),
            type=event.type_name(),
            source=source_of(type(event)),
            time=self.clock.now(),
            subject=getattr(event, "number", "") if number is None else number,
            actor=actor,
            correlation_id=new_id(),
            causation_id="",
        )
        subject = subjects.event(SITE, event.key())
        body = event.model_dump_json().encode()
        outcome = await self._through(lambda done: self.decoder.event(subject, envelope.headers(), body, done))
        if outcome.status is Status.FAILED and outcome.error is not None:
            raise outcome.error
        return outcome

    async def run_start(self) -> None:
        """What the service does when it starts (recurring timers)."""
        for function in self.definition.subscribers.on_start:
            outcome = await self._through(
                lambda done, function=function: Item(Kind.START, "start", SITE, "system", "", function, done)
            )
            if outcome.error is not None:
                raise outcome.error

    async def due_timers(self) -> list[str]:
        """Ids of the timers due now, earliest first."""
        table = self.definition.tables.timers
        async with self.database.read() as store:
            rows = await store.rows(
                select(table.c.id).where(table.c.due_at <= self.clock.now()).order_by(table.c.due_at)
            )
        return [row.id for row in rows]

    async def fire_due(self) -> int:
        """Fire what is due at the clock's now until nothing is; returns how many fired."""
        fired = 0
        while ids := await self.due_timers():
            for timer_id in ids:
                await self.fire(timer_id)
                fired += 1
        return fired

    async def fire(self, timer_id: str, *, kind: str | None = None) -> Outcome:
        """One firing of a timer, due or not, as the broker would deliver it; ``kind`` as the schedule named it."""
        subject = subjects.due(SITE, self.definition.name)
        body = json.dumps({"timer": timer_id} if kind is None else {"timer": timer_id, "kind": kind}).encode()
        outcome = await self._through(lambda done: self.decoder.timer(subject, body, done))
        if outcome.error is not None:
            raise outcome.error
        return outcome

    def take(self, kind: type[E]) -> list[E]:
        """Announced events of a class since the last take of any class that looked this far."""
        found = [event for _, event in self.announced if isinstance(event, kind)]
        self.announced = [(envelope, event) for envelope, event in self.announced if not isinstance(event, kind)]
        return found


def _result(outcome: Outcome, model: type[BaseModel]) -> Any:
    if outcome.code != 200:
        if outcome.status is Status.FAILED and outcome.error is not None:
            raise outcome.error
        raise Refused(ProblemDocument.model_validate_json(outcome.reply))
    return model.model_validate_json(outcome.reply)


async def make_desk(definition: ServiceDefinition, url: str, playbook: str | Playbooks = "property-desk") -> Desk:
    """``playbook``: by name, or loaded before, which spares a test that starts often the time."""
    desk = Desk(definition, Database(url), playbook)
    await desk.start()
    return desk


async def recreate(admin_url: str, name: str) -> None:
    """An empty PostgreSQL database."""
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    await engine.dispose()
