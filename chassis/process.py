"""One process: one service as a container runs it, or all five of the embedded stack."""

import asyncio
import importlib
import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import uvicorn
from nats.aio.msg import Msg

from chassis.app import ServiceApp
from chassis.asyncapi import document
from chassis.clock import Clock, SteeredClock, SystemClock
from chassis.http import Check, asgi_app, build_routes, database_check, jetstream_check
from chassis.ids import new_id
from chassis.logs import get_logger
from chassis.metrics import Metrics
from chassis.requests import subscriptions_known
from chassis.sampler import LoopWatch, Sampler
from chassis.service import ServiceDefinition
from chassis.settings import Settings
from contracts.base import SERVICES
from contracts.playbook import Playbooks

log = get_logger(__name__)

STEER = "frontdesk.clock"
IDLE = "frontdesk.idle"


class UnknownService(LookupError):
    """The name given is none of the services'."""


def definition_of(service: str) -> ServiceDefinition:
    """The service's definition. Raises UnknownService naming the five."""
    if service not in SERVICES:
        raise UnknownService(f"there is no service '{service}'; one of {', '.join(SERVICES)}")
    found: ServiceDefinition = importlib.import_module(f"services.{service}.main").definition
    return found


class _Server(uvicorn.Server):
    """Leaves signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Process:
    """Wires settings, clock and metrics into services. Raises PlaybookError for a playbook that must not be used."""

    def __init__(self, names: Sequence[str], settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.sampler = Sampler(self.metrics)
        self.clock: Clock = _clock(settings)
        playbooks = Playbooks(settings.sites, settings.playbook_dirs)
        self.apps = [
            ServiceApp(
                definition_of(name),
                settings,
                clock=self.clock,
                new_id=new_id,
                metrics=self.metrics,
                sampler=self.sampler,
                playbooks=playbooks,
            )
            for name in names
        ]
        self._watch = LoopWatch(self.metrics)
        self._stop = asyncio.Event()
        self.failed = False
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """HTTP first, so that ``/readyz`` can say what is still missing; then the services, together."""
        for app in self.apps:
            app.on_death = self._die  # type: ignore[method-assign]
        self._watch.start()
        await self._serve_http()
        async with asyncio.TaskGroup() as group:
            for app in self.apps:
                group.create_task(app.start())
        if isinstance(self.clock, SteeredClock):
            await self._let_steer(self.clock)

    async def run(self) -> int:
        """Start, wait for SIGTERM or SIGINT, drain; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        starting = asyncio.create_task(self.start())
        stopped = asyncio.create_task(self._stop.wait())
        await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await stopped
        else:
            starting.cancel()
            await asyncio.wait({starting})
        await self.drain()
        return 1 if self.failed else 0

    def stop(self) -> None:
        self._stop.set()

    def _die(self) -> None:
        self.failed = True
        self._stop.set()

    async def drain(self) -> None:
        await asyncio.gather(*(app.drain() for app in self.apps), return_exceptions=True)
        self._watch.stop()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving

    @property
    def http_port(self) -> int:
        assert self._server is not None
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    async def _serve_http(self) -> None:
        routes = build_routes(
            checks={name: check for app in self.apps for name, check in self._checks(app).items()},
            metrics=self.metrics,
            sampler=self.sampler,
            loop_watch=self._watch,
            documents={app.name: partial(document, app.definition) for app in self.apps},
        )
        config = uvicorn.Config(
            asgi_app(routes),
            host=self.settings.http_host,
            port=self.settings.http_port,
            lifespan="off",
            log_config=None,
            access_log=False,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(), name="http")
        while not self._server.started and not self._serving.done():
            await asyncio.sleep(0.005)
        if self._serving.done():
            self._serving.result()
            raise OSError(f"port {self.settings.http_port} is taken; set FRONTDESK_HTTP_PORT to a free one")

    def _checks(self, app: ServiceApp) -> dict[str, Check]:
        async def started() -> None:
            if not app.ready:
                raise RuntimeError("not started yet")

        async def jetstream() -> None:
            if app.js is None:
                raise RuntimeError("not connected")
            await jetstream_check(app.js)()

        return {
            f"{app.name}.started": started,
            f"{app.name}.jetstream": jetstream,
            f"{app.name}.database": database_check(app.database.reader),
        }

    async def _let_steer(self, clock: SteeredClock) -> None:
        """Tests and the demo set the clock and ask whether everything is done; never with the system clock."""

        async def steer(msg: Msg) -> None:
            wanted = json.loads(msg.data)
            clock.set(datetime.fromisoformat(wanted["now"]), float(wanted.get("rate", 0)))
            rearmed = sum([await app.upkeep.rearm(clock.now()) for app in self.apps])
            await msg.respond(json.dumps({"process": os.getpid(), "rearmed": rearmed}).encode())

        async def idle(msg: Msg) -> None:
            due = sum([await app.upkeep.due(clock.now()) for app in self.apps])
            answer = {
                "process": os.getpid(),
                "services": [app.name for app in self.apps],
                "idle": all(app.idle for app in self.apps) and due == 0,
                "due": due,
            }
            await msg.respond(json.dumps(answer).encode())

        client = self.apps[0].client
        assert client is not None
        await client.subscribe(STEER, cb=steer)
        await client.subscribe(IDLE, cb=idle)
        await subscriptions_known(client)


def _clock(settings: Settings) -> Clock:
    if settings.clock == "system":
        return SystemClock()
    return SteeredClock(settings.clock_start or datetime.now(UTC))
