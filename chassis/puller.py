"""Pulling from a JetStream consumer without pause and without delay.

A pull request asks for more before the last one is used up, and each message is handed on the moment it arrives.
(FastStream's batch subscriber and ``fetch`` of nats-py wait for a full batch or their timeout; see ADR 3.)
"""

import asyncio
import json
from collections.abc import Callable

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from chassis.logs import get_logger

log = get_logger(__name__)

EXPIRES = 30.0
HEARTBEAT = 5.0
CONTROL = {"100", "404", "408", "409"}


class Puller:
    """Feeds ``take`` from the durable consumer ``durable`` on ``stream``; ``batch`` messages at most are unread."""

    def __init__(
        self, client: Client, stream: str, durable: str, take: Callable[[Msg], None], *, batch: int = 256
    ) -> None:
        self._client = client
        self._next = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}"
        self.name = f"{stream}/{durable}"
        self._take = take
        self._batch = batch
        self._asked = 0
        self._paused = False
        self._heard = 0.0
        self._subscription: Subscription | None = None
        self._watch: asyncio.Task[None] | None = None
        self._round = 0

    async def start(self) -> None:
        await self._subscribe()
        self._watch = asyncio.create_task(self._keep_asking(), name=f"pull {self.name}")

    async def stop(self) -> None:
        """Take no more messages."""
        if self._watch:
            self._watch.cancel()
        if self._subscription is not None and not self._client.is_closed:
            await self._subscription.unsubscribe()
            self._subscription = None

    async def _subscribe(self) -> None:
        """A new inbox a round: what an old request still brings is left for redelivery."""
        if self._subscription is not None:
            await self._subscription.unsubscribe()
        self._round += 1
        self._inbox = self._client.new_inbox()
        self._subscription = await self._client.subscribe(self._inbox, cb=self._arrived)
        await self._ask(self._batch)

    async def _ask(self, number: int) -> None:
        self._asked += number
        request = {"batch": number, "expires": int(EXPIRES * 1e9), "idle_heartbeat": int(HEARTBEAT * 1e9)}
        await self._client.publish(self._next, json.dumps(request).encode(), reply=self._inbox)
        self._heard = asyncio.get_running_loop().time()

    async def _arrived(self, msg: Msg) -> None:
        self._heard = asyncio.get_running_loop().time()
        status = msg.headers.get("Status") if msg.headers and not msg.data else None
        if status == "409":
            self._heard = float("-inf")
            log.warning("pull request ended", consumer=self.name, reason=(msg.headers or {}).get("Description"))
            return
        if status in CONTROL:
            if status != "100":
                self._asked = max(0, self._asked - int((msg.headers or {}).get("Nats-Pending-Messages", self._asked)))
        else:
            self._asked -= 1
            self._take(msg)
        if self._asked < self._batch // 2 and not self._paused:
            await self._ask(self._batch - self._asked)

    async def renew(self) -> None:
        """After a reconnect: the broker has forgotten what was asked."""
        self._asked = 0
        await self._subscribe()

    async def pause(self) -> None:
        """Ask for nothing more until ``resume``: the worker has enough."""
        self._paused = True

    async def resume(self) -> None:
        if self._paused:
            self._paused = False
            if self._asked < self._batch // 2:
                await self._ask(self._batch - self._asked)

    async def _keep_asking(self) -> None:
        """A request whose heartbeats stop is lost (the broker went away and came back): ask again."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1.0)
            silent = loop.time() - self._heard
            if not self._client.is_connected or self._paused:
                self._heard = min(self._heard, loop.time() - HEARTBEAT)
            elif silent > 2 * HEARTBEAT + 1:
                log.info("asking again", consumer=self.name, silent_seconds=round(silent, 1))
                try:
                    await self.renew()
                except nats.errors.Error as error:
                    log.warning("could not ask", consumer=self.name, error=repr(error))
