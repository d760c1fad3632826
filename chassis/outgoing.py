"""What a service sends besides its outbox: answers, acknowledgements, requests for redelivery."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

Sending = Coroutine[Any, Any, None]


class Outgoing:
    """``post`` sends one after the other from a single task: a task for each cost more than the sending.
    ``spawn`` is for what may take long and must not hold up the others."""

    def __init__(self) -> None:
        self._posted: deque[Sending] = deque()
        self._news = asyncio.Event()
        self._sending = False
        self._spawned: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        return bool(self._posted or self._sending or self._spawned)

    def post(self, sending: Sending) -> None:
        self._posted.append(sending)
        self._news.set()

    def spawn(self, sending: Sending) -> None:
        task = asyncio.create_task(sending)
        self._spawned.add(task)
        task.add_done_callback(self._spawned.discard)

    async def run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._posted:
                self._sending = True
                await self._posted.popleft()
            self._sending = False

    async def finish(self) -> None:
        """Return when everything has been sent."""
        while self.busy:
            await asyncio.gather(*self._spawned, return_exceptions=True)
            await asyncio.sleep(0)
