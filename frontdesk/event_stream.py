"""Events as they happen, or from a moment in the past: an ordered consumer of one's own, without acknowledgements.

The stream restarts itself behind the last event it handed out whenever something is missing (a reconnect, a restarted
broker, a reader too slow for its buffer), so that a reader sees every event once and in order.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import APIError, NotFoundError
from pydantic import ValidationError

from chassis.ids import new_id
from contracts import subjects
from contracts.base import EVENTS, Event
from contracts.envelope import Envelope, read_envelope
from contracts.problems import Unavailable

Since = datetime | timedelta | Literal["all"] | None

HEARTBEAT = 1.0
SILENCE = 3 * HEARTBEAT
AGAIN = 0.2
KEPT_WITHOUT_READER = 60.0


@dataclass(frozen=True)
class Received:
    """One event. ``event`` is None for a fact or version that these contracts do not know; ``data`` is always there.

    ``sequence`` is its place in the stream, ``stored_at`` when the broker stored it (``envelope.time`` is when the
    service says it happened), ``number`` the request's or empty.
    """

    site: str
    key: str
    envelope: Envelope
    data: dict[str, Any]
    event: Event | None
    sequence: int
    stored_at: datetime

    @property
    def number(self) -> str:
        return self.envelope.subject

    @property
    def actor(self) -> str:
        return self.envelope.actor


class EventStream:
    """``async with`` starts and ends it, ``async for`` or ``next`` reads it; nothing is missed after the start.

    ``since``: None for what comes from now on, ``"all"``, a moment, or how far back. Moments are the broker's.
    ``number`` keeps the events of one request.
    """

    def __init__(self, client: Client, js: JetStreamContext, subject: str, since: Since, number: str | None) -> None:
        self._client = client
        self._js = js
        self._subject = subject
        self._since = since
        self._number = number
        self._last = 0
        self._expected = 1
        self._handed = 0
        self.pending: int | None = None
        self.created: datetime | None = None
        self._consumer = ""
        self._subscription: Subscription | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def __aiter__(self) -> AsyncIterator[Received]:
        if self._subscription is None:
            await self.start()
        while True:
            yield await self.next()

    async def start(self) -> None:
        """Raises Unavailable when the events stream does not exist or the broker does not answer."""
        try:
            await self._subscribe()
        except NotFoundError:
            raise Unavailable("there is no stream of events yet; start the services first") from None
        except (nats.errors.Error, APIError) as error:
            said = getattr(error, "description", None) or str(error) or type(error).__name__
            raise Unavailable(f"the broker does not hand out events: {said}") from error

    async def close(self) -> None:
        if self._subscription is not None:
            with contextlib.suppress(nats.errors.Error):
                await self._subscription.unsubscribe()
            # An own consumer that is left behind is removed by the broker after a minute.
            with contextlib.suppress(nats.errors.Error, APIError):
                await self._js.delete_consumer(subjects.EVENTS_STREAM, self._consumer)
            self._subscription = None

    async def next(self, timeout: float | None = None) -> Received:  # noqa: ASYNC109 a reader's patience, as in nats-py
        """The next event. Raises TimeoutError after ``timeout`` seconds without one."""
        async with asyncio.timeout(timeout):
            while True:
                received = await self.advance()
                if received is not None:
                    return received

    async def until_now(self) -> AsyncIterator[Received]:
        """The events that were stored when the stream was started, then the end."""
        while self._handed < (self.pending or 0):
            received = await self.advance()
            if received is not None:
                yield received

    async def advance(self) -> Received | None:
        """One message of the broker: an event, or None for one that is not for this reader."""
        if self._subscription is None:
            raise Unavailable("this stream of events is not started")
        try:
            msg = await self._subscription.next_msg(timeout=SILENCE)
        except (nats.errors.Error, TimeoutError):
            await self._again()
            return None
        if not msg.reply.startswith("$JS.ACK."):
            # A heartbeat names the last one delivered: anything beyond what arrived was lost on the way.
            last = int((msg.headers or {}).get("Nats-Last-Consumer", self._expected - 1))
            if last >= self._expected:
                await self._again()
            return None
        metadata = msg.metadata
        if metadata.sequence.consumer != self._expected:
            await self._again()
            return None
        self._expected += 1
        self._handed += 1
        self._last = metadata.sequence.stream
        return self._read(msg, self._last, metadata.timestamp)

    def _read(self, msg: Msg, sequence: int, stored_at: datetime) -> Received | None:
        if self._number is not None and (msg.headers or {}).get("ce-subject") != self._number:
            return None
        try:
            address = subjects.parse(msg.subject)
            envelope = read_envelope(msg.headers)
            data = json.loads(msg.data)
        except ValueError:
            return None
        key = f"{address.service}.{address.name}"
        known = EVENTS.get(key)
        event = None
        if known is not None and known.type_name() == envelope.type:
            with contextlib.suppress(ValidationError):
                event = known.model_validate(data)
        return Received(address.site, key, envelope, data, event, sequence, stored_at)

    async def _again(self) -> None:
        """Behind the last event handed out; as long as it takes."""
        while not self._client.is_closed:
            try:
                if self._subscription is not None:
                    await self._subscription.unsubscribe()
                await self._subscribe()
            except (nats.errors.Error, APIError):
                await asyncio.sleep(AGAIN)
            else:
                return
        raise Unavailable("the connection to the broker was closed")

    async def _subscribe(self) -> None:
        inbox = self._client.new_inbox()
        self._subscription = await self._client.subscribe(inbox)
        self._consumer = "events-" + new_id()
        info = await self._js.add_consumer(subjects.EVENTS_STREAM, self._config(inbox))
        self._expected = 1
        if self.pending is None:
            self.pending, self.created = info.num_pending or 0, info.created
            # From here on a restart must not lose what is stored between now and then.
            if self._since is None:
                self._since = info.created

    def _config(self, inbox: str) -> ConsumerConfig:
        config = ConsumerConfig(
            name=self._consumer,
            filter_subject=self._subject,
            deliver_subject=inbox,
            deliver_policy=DeliverPolicy.NEW,
            ack_policy=AckPolicy.NONE,
            max_deliver=1,
            mem_storage=True,
            num_replicas=1,
            idle_heartbeat=HEARTBEAT,
            inactive_threshold=KEPT_WITHOUT_READER,
        )
        if self._last:
            config.deliver_policy, config.opt_start_seq = DeliverPolicy.BY_START_SEQUENCE, self._last + 1
        elif self._since == "all":
            config.deliver_policy = DeliverPolicy.ALL
        elif self._since is not None:
            moment = datetime.now(UTC) - self._since if isinstance(self._since, timedelta) else self._since
            config.deliver_policy, config.opt_start_time = DeliverPolicy.BY_START_TIME, moment.astimezone(UTC)
        return config
