"""A JetStream message on its way through this process, and how often it has failed here."""

from dataclasses import dataclass

import nats.errors
from nats.aio.msg import Msg

from chassis.logs import get_logger
from chassis.settings import Settings

log = get_logger(__name__)

HARD_LIMIT = 50
"""Deliveries after which a message that failed is parked although few failures were counted in this process."""
KEPT = 10_000
"""Messages whose failures are remembered."""


class Delivery:
    """One delivery. Acknowledged only after the commit."""

    def __init__(self, msg: Msg) -> None:
        self.msg = msg

    @property
    def key(self) -> tuple[str, int]:
        metadata = self.msg.metadata
        return metadata.stream, metadata.sequence.stream

    @property
    def count(self) -> int:
        return int(self.msg.metadata.num_delivered)

    async def ack(self) -> None:
        try:
            await self.msg.ack()
        except nats.errors.Error as error:
            log.info("acknowledgement lost, the message comes again and is dropped", error=repr(error))

    async def in_hand(self) -> None:
        """Not to be delivered again yet."""
        try:
            await self.msg.in_progress()
        except nats.errors.Error as error:
            log.info("the message may come a second time", error=repr(error))

    async def again(self, seconds: float) -> None:
        try:
            await self.msg.nak(delay=seconds)
        except nats.errors.Error as error:
            log.info("the message comes again after the ack wait", error=repr(error))


@dataclass
class _Tries:
    failures: int = 0
    excused: int = 0


class Retries:
    """Counts failures by message. An outage of the database is not a failure of the message."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tries: dict[tuple[str, int], _Tries] = {}

    def forget(self, delivery: Delivery) -> None:
        if self._tries:
            self._tries.pop(delivery.key, None)

    def excuse(self, delivery: Delivery) -> None:
        """The database was away: the deliveries so far say nothing about the message."""
        self._of(delivery).excused = delivery.count

    def next_wait(self, delivery: Delivery) -> float | None:
        """Seconds until the next attempt, or None when there have been enough."""
        tries = self._of(delivery)
        tries.failures += 1
        if tries.failures >= self._settings.max_attempts or delivery.count - tries.excused >= HARD_LIMIT:
            self.forget(delivery)
            return None
        return self._settings.backoff_for(tries.failures)

    def _of(self, delivery: Delivery) -> _Tries:
        if len(self._tries) >= KEPT:
            # Another replica may have finished what failed here: the oldest are of no use any more.
            self._tries.pop(next(iter(self._tries)))
        return self._tries.setdefault(delivery.key, _Tries())
