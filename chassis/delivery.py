"""A JetStream message on its way through this process, and how often it has failed here."""

import nats.errors
from nats.aio.msg import Msg

from chassis.logs import get_logger
from chassis.settings import Settings

log = get_logger(__name__)

HARD_LIMIT = 50
"""Deliveries after which a message is parked although no failure was counted: it takes processes down with it."""


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

    async def again(self, seconds: float) -> None:
        try:
            await self.msg.nak(delay=seconds)
        except nats.errors.Error as error:
            log.info("the message comes again after the ack wait", error=repr(error))


class Retries:
    """Counts failures by message. An outage of the database is not a failure of the message."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._failures: dict[tuple[str, int], int] = {}

    @property
    def waiting(self) -> int:
        """Messages that failed and are to come again."""
        return len(self._failures)

    def forget(self, delivery: Delivery) -> None:
        if self._failures:
            self._failures.pop(delivery.key, None)

    def next_wait(self, delivery: Delivery) -> float | None:
        """Seconds until the next attempt, or None when there have been enough."""
        failures = self._failures.get(delivery.key, 0) + 1
        if failures >= self._settings.max_attempts or delivery.count >= HARD_LIMIT:
            self._failures.pop(delivery.key, None)
            return None
        self._failures[delivery.key] = failures
        return self._settings.backoff_for(failures)
