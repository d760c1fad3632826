"""Publishing to JetStream with many confirmations in flight on one connection."""

import asyncio
import json
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext


class Message(NamedTuple):
    """What is to be published."""

    subject: str
    body: bytes
    headers: dict[str, str]


class PublishError(Exception):
    """The broker refused the message, or did not confirm it in time."""


class JetStreamPublisher:
    """Each publish names a reply subject below one inbox; a single subscription resolves them all.

    One timer watches a whole batch: a task and a timer for each message cost more than the message (profile of
    21 November 2026: a quarter of the relay's time).
    """

    def __init__(self, client: Client, js: JetStreamContext, *, timeout: float = 5.0) -> None:
        self._client = client
        self._js = js
        self._timeout = timeout
        self._prefix = client.new_inbox()
        self._numbers = count()
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    async def start(self) -> None:
        await self._client.subscribe(f"{self._prefix}.*", cb=self._confirmed)

    async def _confirmed(self, msg: Msg) -> None:
        future = self._waiting.pop(msg.subject, None)
        if future is not None and not future.done():
            if not msg.data and msg.headers and msg.headers.get("Status") == "503":
                future.set_exception(PublishError("no stream takes this subject; run 'frontdesk doctor'"))
            else:
                future.set_result(msg.data)

    async def publish(self, message: Message) -> None:
        """Raises PublishError when the broker refuses, or does not confirm within the timeout."""
        (failure,) = await self.publish_all([message])
        if failure is not None:
            raise failure

    async def publish_all(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Publish in this order and wait for every confirmation; for each message None or why it is not stored."""
        loop = asyncio.get_running_loop()
        futures: dict[str, asyncio.Future[bytes]] = {}
        for message in messages:
            reply = f"{self._prefix}.{next(self._numbers)}"
            future: asyncio.Future[bytes] = loop.create_future()
            futures[reply] = self._waiting[reply] = future
            try:
                await self._client.publish(message.subject, message.body, reply=reply, headers=message.headers)
            except nats.errors.Error as error:
                future.set_exception(error)
        waiting = [future for future in futures.values() if not future.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=self._timeout)
        return [self._judge(reply, future) for reply, future in futures.items()]

    def _judge(self, reply: str, future: asyncio.Future[bytes]) -> Exception | None:
        self._waiting.pop(reply, None)
        if not future.done():
            future.cancel()
            return PublishError(f"not confirmed within {self._timeout} s")
        error = future.exception()
        if error is not None:
            return PublishError(str(error) or type(error).__name__)
        if b'"error"' in future.result():
            told = json.loads(future.result())["error"]
            return PublishError(f"{told.get('description')} ({told.get('err_code')})")
        return None

    async def purge(self, stream: str, subject: str) -> None:
        await self._js.purge_stream(stream, subject=subject)
