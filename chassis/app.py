"""One service, running: broker, database, worker, relay, consumers, timers and their care."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import nats.errors
from faststream.nats import NatsBroker, NatsMessage
from faststream.security import SASLPlaintext
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from chassis.clock import Clock
from chassis.database import Database
from chassis.deadletters import park
from chassis.decode import Decoder, Undecodable, problem_outcome
from chassis.delivery import Delivery, Retries
from chassis.ids import NewId
from chassis.items import Item, Outcome, Status
from chassis.logs import broker_logger, get_logger
from chassis.metrics import Metrics
from chassis.migrations import upgrade
from chassis.publisher import JetStreamPublisher, Message, PublishError
from chassis.puller import Puller
from chassis.relay import Relay
from chassis.sampler import Sampler
from chassis.service import ServiceDefinition
from chassis.settings import Settings
from chassis.streams import ensure_consumer, ensure_streams
from chassis.upkeep import Upkeep
from chassis.worker import Worker, allow
from contracts import envelope, subjects
from contracts.playbook import Playbooks
from contracts.problems import Busy, Problem, Unavailable

log = get_logger(__name__)

ACK_WAIT = 30.0
BACKLOG_LIMIT = 20_000
PAUSE_AT = 2_000
RECONNECT: dict[str, Any] = {
    "max_reconnect_attempts": -1,
    "reconnect_time_wait": 0.25,
    "pending_size": 16 * 1024 * 1024,
}


class ServiceApp:
    """Build it, ``start`` it, ``drain`` it. Several may live in one process."""

    def __init__(
        self,
        definition: ServiceDefinition,
        settings: Settings,
        *,
        clock: Clock,
        new_id: NewId,
        metrics: Metrics,
        sampler: Sampler,
        playbooks: Playbooks,
        migrate: Callable[[str, str], Awaitable[None]] = upgrade,
    ) -> None:
        self.name = definition.name
        self.definition = definition
        self.settings = settings
        self.clock = clock
        self.metrics = metrics
        self.playbooks = playbooks
        self.database = Database(settings.database_url_for(self.name))
        self.publisher: JetStreamPublisher | None = None
        self._new_id = new_id
        self._decoder = Decoder(definition.subscribers, playbooks, new_id, payload_limit=settings.payload_limit)
        self.relay = Relay(
            service=self.name,
            database=self.database,
            tables=definition.tables,
            publisher=self,
            clock=clock,
            metrics=metrics,
            in_flight=settings.relay_in_flight,
        )
        self.worker = Worker(
            service=self.name,
            database=self.database,
            tables=definition.tables,
            playbooks=playbooks,
            relay=self.relay,
            clock=clock,
            new_id=new_id,
            metrics=metrics,
            admin=settings.admin,
            fingerprint_key=settings.fingerprint_key.get_secret_value(),
            group_max=settings.group_max,
        )
        self.upkeep = Upkeep(self)
        self._migrate = migrate
        self._sampler = sampler
        self._tasks: list[asyncio.Task[None]] = []
        self._loose: set[asyncio.Task[None]] = set()
        self._pullers: list[Puller] = []
        self._outgoing: deque[Coroutine[Any, Any, None]] = deque()
        self._news = asyncio.Event()
        self._sending = False
        self._retries = Retries(settings)
        self._asking = asyncio.Semaphore(16)
        self.broker: NatsBroker | None = None
        self.client: Client | None = None
        self.js: JetStreamContext | None = None
        self.ready = False

    async def start(self) -> None:
        """Waits for the database and the broker as long as it takes; raises only for what waiting cannot mend."""
        await self._until_there(
            "database", partial(self._migrate, self.settings.database_url_for(self.name), self.name)
        )
        await self._until_there("broker", self._connect)
        assert self.client is not None
        assert self.js is not None
        self.publisher = JetStreamPublisher(self.client, self.js)
        await self.publisher.start()
        await self._until_there("streams", self._prepare_streams)
        self._run(self.worker.run(), "worker")
        self._run(self.relay.run(), "relay")
        self._run(self._send_out(), "answers")
        self.upkeep.register(self._sampler)
        await self.upkeep.start()
        await self._listen()
        self._run(self.upkeep.run(), "upkeep")
        self.ready = True
        log.info("service ready", service=self.name)

    async def _until_there(self, what: str, attempt: Callable[[], Awaitable[Any]]) -> None:
        wait = 0.1
        while True:
            try:
                await attempt()
            except (OSError, nats.errors.Error, TimeoutError) as error:
                log.warning(f"waiting for the {what}", service=self.name, error=repr(error)[:200], again_in=wait)
                await asyncio.sleep(wait)
                wait = min(2.0, wait * 2)
            else:
                return

    async def _connect(self) -> None:
        settings = self.settings
        password = settings.nats_password.get_secret_value() if settings.nats_password else None
        login: dict[str, Any] = {"user": settings.nats_user, "password": password} if settings.nats_user else {}
        if settings.nats_creds:
            login["user_credentials"] = str(settings.nats_creds)
        self.client = client = Client()
        await client.connect(
            servers=settings.nats_url.split(","),
            name=f"frontdesk-{self.name}",
            connect_timeout=2,
            reconnected_cb=self._reconnected,
            error_cb=self._broker_error,
            **RECONNECT,
            **login,
        )
        self.js = client.jetstream(timeout=5)

    async def _prepare_streams(self) -> None:
        assert self.js is not None
        await ensure_streams(self.js, self.settings)
        js, name, most = self.js, self.name, 4 * self.settings.group_max
        events = self.definition.subscribers.event_subjects()
        await ensure_consumer(js, subjects.EVENTS_STREAM, name, events, ACK_WAIT, most)
        await ensure_consumer(js, subjects.BOX_STREAM, name, [f"desk.*.box.*.{name}.>"], ACK_WAIT, most)
        await ensure_consumer(js, subjects.TIME_STREAM, name, [f"desk.*.due.{name}"], ACK_WAIT, most)

    async def _listen(self) -> None:
        assert self.client is not None
        for stream, take in (
            (subjects.EVENTS_STREAM, self._take_event),
            (subjects.BOX_STREAM, self._take_box),
            (subjects.TIME_STREAM, self._take_due),
        ):
            puller = Puller(self.client, stream, self.name, take, batch=2 * self.settings.group_max)
            await puller.start()
            self._pullers.append(puller)
        self.broker = await self._request_reply()
        await self.broker.start()

    async def _request_reply(self) -> NatsBroker:
        """Commands and views: FastStream subscribers in the service's queue group, any replica answers."""
        settings = self.settings
        password = settings.nats_password.get_secret_value() if settings.nats_password else None
        login: dict[str, Any] = {}
        if settings.nats_user:
            login["security"] = SASLPlaintext(username=settings.nats_user, password=password or "")
        if settings.nats_creds:
            login["user_credentials"] = str(settings.nats_creds)
        broker = NatsBroker(
            settings.nats_url.split(","),
            name=f"frontdesk-{self.name}-requests",
            logger=broker_logger(),
            log_level=logging.DEBUG,
            apply_types=False,
            **RECONNECT,
            **login,
        )

        async def command(message: NatsMessage) -> None:
            self._take_command(message.raw_message)

        async def view(message: NatsMessage) -> None:
            self._spawn(self._answer_query(message.raw_message))

        options: dict[str, Any] = {"parser": _unparsed, "decoder": _as_it_came, "no_reply": True}
        broker.subscriber(f"desk.*.cmd.*.{self.name}.*", self.name, **options)(command)
        broker.subscriber(f"desk.*.qry.*.{self.name}.*", self.name, **options)(view)
        return broker

    # ------------------------------------------------------------------ what comes in
    def _take_command(self, msg: Msg) -> None:
        done = partial(self._reply, msg)
        try:
            if self.worker.backlog > BACKLOG_LIMIT:
                raise Busy("more commands than this service can take at the moment; send the same command again")
            self.worker.submit(self._decoder.request(msg.subject, msg.headers, msg.data, done))
        except Problem as problem:
            self._count(msg.subject, Status.REFUSED)
            done(problem_outcome(problem))

    async def _answer_query(self, msg: Msg) -> None:
        done = partial(self._reply, msg)
        try:
            if self._decoder.writes(msg.subject, msg.data):
                self.worker.submit(self._decoder.request(msg.subject, msg.headers, msg.data, done))
                return
            item = self._decoder.request(msg.subject, msg.headers, msg.data, done)
            limit = asyncio.timeout(self.settings.command_timeout)
            async with self._asking, limit, self.database.read() as store:
                work = await self.worker.reading(item, store)
                allow(work, item.permission)
                result = await item.run(work)
            self._count(msg.subject, Status.OK)
            done(Outcome(Status.OK, result.model_dump_json() if result is not None else "{}"))
        except Problem as problem:
            self._count(msg.subject, Status.REFUSED)
            done(problem_outcome(problem))
        except Exception:
            log.exception("view failed", subject=msg.subject)
            self._count(msg.subject, Status.FAILED)
            done(
                problem_outcome(
                    Unavailable("the view cannot be read at the moment; the reason is in the service's log")
                )
            )

    def _reply(self, msg: Msg, outcome: Outcome) -> None:
        if msg.reply:
            headers = None
            if outcome.code != 200:
                headers = {envelope.ERROR_CODE: str(outcome.code), envelope.ERROR: outcome.title}
            self._outgoing.append(self._publish_reply(msg.reply, outcome.reply.encode(), headers))
            self._news.set()

    async def _publish_reply(self, subject: str, body: bytes, headers: dict[str, str] | None) -> None:
        assert self.client is not None
        try:
            await self.client.publish(subject, body, headers=headers)
        except nats.errors.Error as error:
            log.warning("answer not sent; the same command id gets it again", error=repr(error))

    async def _send_out(self) -> None:
        """Answers and acknowledgements, one after the other: a task for each cost more than sending it."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._outgoing:
                self._sending = True
                await self._outgoing.popleft()
            self._sending = False

    def _take_event(self, msg: Msg) -> None:
        self._take(msg, lambda done: self._decoder.event(msg.subject, msg.headers, msg.data, done))

    def _take_due(self, msg: Msg) -> None:
        self._take(msg, lambda done: self._decoder.timer(msg.subject, msg.data, done))

    def _take_box(self, msg: Msg) -> None:
        def make(done: Callable[[Outcome], None]) -> Item:
            try:
                return self._decoder.request(msg.subject, msg.headers, msg.data, done)
            except Problem as problem:
                raise Undecodable(f"{problem.title}: {problem.detail}") from problem

        self._take(msg, make)

    def _take(self, msg: Msg, make: Callable[[Callable[[Outcome], None]], Item]) -> None:
        delivery = Delivery(msg)
        try:
            self.worker.submit(make(partial(self._settle, delivery)))
        except Undecodable as reason:
            self._spawn(self._give_up(delivery, "undecodable", str(reason)))
        if self.worker.backlog > PAUSE_AT:
            self._spawn(self._hold_back())

    async def _hold_back(self) -> None:
        for puller in self._pullers:
            await puller.pause()
        while self.worker.backlog > PAUSE_AT // 2:
            await asyncio.sleep(0.01)
        for puller in self._pullers:
            await puller.resume()

    # ------------------------------------------------------------------ what becomes of it
    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        if outcome.final:
            self._retries.forget(delivery)
            self._outgoing.append(delivery.ack())
            self._news.set()
        elif outcome.status is Status.OUTAGE:
            self._spawn(delivery.again(1.0))
        else:
            wait = self._retries.next_wait(delivery)
            if wait is None:
                kind = "too_early" if outcome.status is Status.LATER else "failed"
                self._spawn(self._give_up(delivery, kind, repr(outcome.error)))
            else:
                self._count(delivery.msg.subject, None)
                self._spawn(delivery.again(wait))

    async def _give_up(self, delivery: Delivery, reason: str, detail: str) -> None:
        """Park the message with the reason; only then is it acknowledged."""
        try:
            await park(self, delivery.msg, reason, detail)
        except (PublishError, nats.errors.Error) as error:
            log.warning("could not park, the message comes again", subject=delivery.msg.subject, error=repr(error))
            await delivery.again(5.0)
            return
        if reason == "failed":
            await self.upkeep.park_timer(delivery.msg)
        self.metrics.dead_letters.labels(self.name, reason).inc()
        self._count(delivery.msg.subject, "dead")
        await delivery.ack()

    def _count(self, subject: str, status: str | None) -> None:
        try:
            label = subjects.parse(subject).pattern
        except ValueError:
            label = "unknown"
        known = self._decoder.knows(label)
        self.metrics.messages_handled.labels(self.name, label if known else "unknown", str(status or "retried")).inc()

    # ------------------------------------------------------------------ the broker
    async def publish_all(self, messages: Sequence[Message]) -> list[Exception | None]:
        assert self.publisher is not None
        return await self.publisher.publish_all(messages)

    async def purge(self, stream: str, subject: str) -> None:
        assert self.publisher is not None
        await self.publisher.purge(stream, subject)

    async def _reconnected(self) -> None:
        log.info("broker is back", service=self.name)
        for puller in self._pullers:
            await puller.renew()

    async def _broker_error(self, error: Exception) -> None:
        log.warning("broker", service=self.name, error=repr(error)[:200])

    # ------------------------------------------------------------------ the end
    async def drain(self) -> None:
        """Take nothing new, finish what was taken, publish what was committed, then disconnect."""
        self.ready = False
        if self.broker is not None:
            await self.broker.stop()
        for puller in self._pullers:
            await puller.stop()
        self.upkeep.stop()
        self.worker.stop()
        await self._wait_for("worker")
        self.relay.stop()
        await self._wait_for("relay")
        while self._loose or self._outgoing or self._sending:
            await asyncio.gather(*self._loose, return_exceptions=True)
            await asyncio.sleep(0)
        for task in self._tasks:
            task.cancel()
        await self.upkeep.forget_sent()
        if self.client is not None and not self.client.is_closed:
            await self.client.close()
        await self.database.close()
        log.info("service stopped", service=self.name)

    async def _wait_for(self, name: str) -> None:
        tasks = [task for task in self._tasks if task.get_name() == f"{self.name} {name}"]
        if tasks:
            await asyncio.wait(tasks, timeout=10)

    def _run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=f"{self.name} {name}")
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A part that dies takes the process with it: half a service would lose work unnoticed."""
        if not task.cancelled() and task.exception() is not None:
            log.critical("part of the service died", part=task.get_name(), exc_info=task.exception())
            self.ready = False
            self.on_death()

    def on_death(self) -> None:
        """Replaced by whoever runs the process: stop it with an error."""

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)

    @property
    def idle(self) -> bool:
        """Nothing taken in is unfinished and nothing committed is unpublished, as far as this process knows."""
        busy = self.worker.backlog or self.relay.backlog or self._loose or self._outgoing or self._sending
        return not (busy or self._retries.waiting)


async def _unparsed(msg: Msg) -> NatsMessage:
    """The ids are the chassis's business; FastStream would draw two random ones for every message."""
    msg._ackd = True  # core messages know no acknowledgement
    return NatsMessage(msg, msg.data, headers=msg.headers or {}, message_id="-", correlation_id="-")


async def _as_it_came(message: NatsMessage) -> NatsMessage:
    """Decoding is the chassis's own, after the size check."""
    return message
