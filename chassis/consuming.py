"""Events, boxed commands and timers: pulled from JetStream, handed to the worker, acknowledged after the commit,
tried again with a bound, parked with the reason."""

import asyncio
from collections.abc import Callable
from functools import partial

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from chassis.deadletters import park
from chassis.decode import Decoder, Undecodable
from chassis.delivery import Delivery, Retries
from chassis.items import Item, Outcome, Status
from chassis.logs import get_logger
from chassis.outgoing import Outgoing
from chassis.preparing import Preparing
from chassis.publisher import JetStreamPublisher, PublishError
from chassis.puller import Puller
from chassis.settings import Settings
from chassis.streams import ensure_consumer, ensure_streams
from chassis.tally import Tally
from chassis.upkeep import Upkeep
from chassis.worker import Worker
from contracts import subjects
from contracts.problems import Problem

log = get_logger(__name__)

ACK_WAIT = 30.0
PAUSE_AT = 2_000
PREPARED_PENDING = 5_000
"""Timers in hand where some are prepared: those that wait for the outside must not keep the others from coming."""


class Consuming:
    """What reaches one service through streams."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        decoder: Decoder,
        worker: Worker,
        preparing: Preparing,
        upkeep: Upkeep,
        tally: Tally,
        outgoing: Outgoing,
    ) -> None:
        self._name = name
        self._settings = settings
        self._decoder = decoder
        self._worker = worker
        self._preparing = preparing
        self._upkeep = upkeep
        self._tally = tally
        self._outgoing = outgoing
        self._retries = Retries(settings)
        self._pullers: list[Puller] = []
        self._publisher: JetStreamPublisher

    async def set_up(self, js: JetStreamContext, event_subjects: list[str], *, prepares_timers: bool) -> None:
        """The streams, and this service's consumers on them, are as they should be."""
        await ensure_streams(js, self._settings)
        name, most = self._name, 4 * self._settings.group_max
        timers = max(most, PREPARED_PENDING) if prepares_timers else most
        await ensure_consumer(js, subjects.EVENTS_STREAM, name, event_subjects, ACK_WAIT, most)
        await ensure_consumer(js, subjects.BOX_STREAM, name, [f"desk.*.box.*.{name}.>"], ACK_WAIT, most)
        await ensure_consumer(js, subjects.TIME_STREAM, name, [f"desk.*.due.{name}"], ACK_WAIT, timers)

    async def start(self, client: Client, publisher: JetStreamPublisher) -> None:
        self._publisher = publisher
        for stream, take in (
            (subjects.EVENTS_STREAM, self._take_event),
            (subjects.BOX_STREAM, self._take_box),
            (subjects.TIME_STREAM, self._take_due),
        ):
            puller = Puller(client, stream, self._name, take, batch=2 * self._settings.group_max)
            await puller.start()
            self._pullers.append(puller)

    async def renew(self) -> None:
        """After a reconnect."""
        for puller in self._pullers:
            await puller.renew()

    async def stop(self) -> None:
        for puller in self._pullers:
            await puller.stop()

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
            item = make(partial(self._settle, delivery))
            item.touch = delivery.in_hand if item.prepare is not None else None
            self._preparing.submit(item)
        except Undecodable as reason:
            self._outgoing.spawn(self._give_up(delivery, "undecodable", str(reason)))
        if self._worker.backlog > PAUSE_AT:
            self._outgoing.spawn(self._hold_back())

    async def _hold_back(self) -> None:
        for puller in self._pullers:
            await puller.pause()
        while self._worker.backlog > PAUSE_AT // 2:
            await asyncio.sleep(0.01)
        for puller in self._pullers:
            await puller.resume()

    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        if outcome.final:
            self._retries.forget(delivery)
            self._outgoing.post(delivery.ack())
        elif outcome.status is Status.OUTAGE:
            self._retries.excuse(delivery)
            self._outgoing.spawn(delivery.again(1.0))
        else:
            wait = self._retries.next_wait(delivery)
            if wait is None:
                kind = "too_early" if outcome.status is Status.LATER else "failed"
                self._outgoing.spawn(self._give_up(delivery, kind, repr(outcome.error)))
            else:
                self._tally.count(delivery.msg.subject, "retried")
                self._outgoing.spawn(delivery.again(wait))

    async def _give_up(self, delivery: Delivery, reason: str, detail: str) -> None:
        """Park the message with the reason; only then is it acknowledged."""
        try:
            await park(self._publisher, self._name, delivery.msg, reason, detail)
        except (PublishError, nats.errors.Error) as error:
            log.warning("could not park, the message comes again", subject=delivery.msg.subject, error=repr(error))
            await delivery.again(5.0)
            return
        if reason == "failed":
            await self._upkeep.park_timer(delivery.msg)
        self._tally.dead(reason)
        self._tally.count(delivery.msg.subject, "dead")
        await delivery.ack()
