"""One service, running: broker, database, worker, relay, consumers, timers and their care."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from chassis.clock import Clock
from chassis.consuming import Consuming
from chassis.database import Database
from chassis.decode import Decoder
from chassis.gateway import Gateways
from chassis.ids import NewId
from chassis.logs import get_logger
from chassis.metrics import Metrics
from chassis.migrations import upgrade
from chassis.outgoing import Outgoing
from chassis.preparing import Preparing
from chassis.publisher import JetStreamPublisher, Message
from chassis.relay import Relay
from chassis.requests import RECONNECT, Requests
from chassis.sampler import Sampler
from chassis.service import ServiceDefinition
from chassis.settings import Settings
from chassis.tally import Tally
from chassis.transactions import Transactions
from chassis.upkeep import Upkeep
from chassis.worker import Worker
from contracts.playbook import Playbooks

log = get_logger(__name__)


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
        decoder = Decoder(definition.subscribers, playbooks, new_id, payload_limit=settings.payload_limit)
        self.relay = Relay(
            service=self.name,
            database=self.database,
            tables=definition.tables,
            publisher=self,
            clock=clock,
            metrics=metrics,
            in_flight=settings.relay_in_flight,
        )
        self.transactions = Transactions(
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
            prepares=definition.subscribers.timer_preparations,
        )
        self.worker = Worker(self.transactions, group_max=settings.group_max)
        self.gateways = Gateways(settings, clock, metrics)
        self.preparing = Preparing(self.worker, self.transactions, settings, self.gateways, lambda: self.js)
        self.upkeep = Upkeep(self)
        self._migrate = migrate
        self._sampler = sampler
        self._tasks: list[asyncio.Task[None]] = []
        tally = Tally(self.name, metrics, decoder)
        self._outgoing = Outgoing()
        work = (self.name, settings, decoder, self.worker, self.preparing)
        self._requests = Requests(*work, self.transactions, tally, self._outgoing)
        self._consuming = Consuming(*work, self.upkeep, tally, self._outgoing)
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
        on = self.definition.subscribers
        set_up = partial(self._consuming.set_up, prepares_timers=bool(on.timer_preparations))
        await self._until_there("streams", partial(set_up, self.js, on.event_subjects(self.playbooks.books)))
        self._run(self.worker.run(), "worker")
        self._run(self.relay.run(), "relay")
        self._run(self._outgoing.run(), "answers")
        self.upkeep.register(self._sampler)
        await self.upkeep.start()
        await self._consuming.start(self.client, self.publisher)
        await self._requests.start(self.client)
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

    # ------------------------------------------------------------------ the broker
    async def publish_all(self, messages: Sequence[Message]) -> list[Exception | None]:
        assert self.publisher is not None
        return await self.publisher.publish_all(messages)

    async def purge(self, stream: str, subject: str) -> None:
        assert self.publisher is not None
        await self.publisher.purge(stream, subject)

    async def _reconnected(self) -> None:
        log.info("broker is back", service=self.name)
        await self._consuming.renew()

    async def _broker_error(self, error: Exception) -> None:
        log.warning("broker", service=self.name, error=repr(error)[:200])

    # ------------------------------------------------------------------ the end
    async def drain(self) -> None:
        """Take nothing new, finish what was taken, publish what was committed, then disconnect."""
        self.ready = False
        await self._requests.stop()
        await self._consuming.stop()
        self.upkeep.stop()
        await self.preparing.finish()
        self.worker.stop()
        await self._wait_for("worker")
        self.relay.stop()
        await self._wait_for("relay")
        await self._outgoing.finish()
        for task in self._tasks:
            task.cancel()
        await self.upkeep.forget_sent()
        await self.gateways.close()
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

    @property
    def idle(self) -> bool:
        """Nothing taken in is unfinished and nothing committed is unpublished, as far as this process knows.

        What failed and is to come again is the broker's: it counts as pending there."""
        working = self.preparing.backlog or self.worker.backlog
        return not (working or self.relay.backlog or self._outgoing.busy)
