"""Publishing to JetStream with many confirmations in flight on one connection."""

import asyncio
import json
from itertools import count

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext


class PublishError(Exception):
    """The broker refused the message, or did not confirm it in time."""


class JetStreamPublisher:
    """Each publish names a reply subject below one inbox; a single subscription resolves them all."""

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

    async def publish(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        """Raises PublishError when the broker does not confirm within the timeout."""
        reply = f"{self._prefix}.{next(self._numbers)}"
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[reply] = future
        try:
            await self._client.publish(subject, body, reply=reply, headers=headers)
            async with asyncio.timeout(self._timeout):
                answer = await future
        except TimeoutError:
            raise PublishError(f"not confirmed within {self._timeout} s") from None
        finally:
            self._waiting.pop(reply, None)
        if b'"error"' in answer:
            error = json.loads(answer)["error"]
            raise PublishError(f"{error.get('description')} ({error.get('err_code')})")

    async def purge(self, stream: str, subject: str) -> None:
        await self._js.purge_stream(stream, subject=subject)
