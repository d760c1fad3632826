"""Moving the clock of an installation that was started with FRONTDESK_CLOCK=steered, and waiting until it is calm.

Tests and the demo use it; services with the system's clock do not listen here.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

from chassis.process import IDLE, STEER
from contracts import subjects
from contracts.base import SERVICES
from frontdesk.client import DeskClient

STREAMS = (subjects.EVENTS_STREAM, subjects.BOX_STREAM, subjects.TIME_STREAM)
BETWEEN_LOOKS = (0.004, 0.03)
"""Seconds: the first pause and the longest; a look costs every process something."""
BETWEEN_GREETINGS = 0.05
ANSWER_LIMIT = 30.0
GREETING_LIMIT = 2.0


class Steering:
    """``alive`` says how many processes must answer; ``look_after`` may raise what a process died of.

    Everything here raises TimeoutError when the installation does not become calm within ``patience`` seconds.
    """

    def __init__(
        self,
        client: DeskClient,
        alive: Callable[[], int],
        look_after: Callable[[], None] = lambda: None,
        patience: float = 60.0,
    ) -> None:
        self._client = client
        self._alive = alive
        self._look_after = look_after
        self._patience = patience

    async def all_answer(self) -> None:
        """Wait until every process has started."""
        async with asyncio.timeout(self._patience):
            # One that has not started yet never hears this greeting: ask again soon rather than wait for its answer.
            while len(await self._ask_all(IDLE, {}, GREETING_LIMIT)) < self._alive():
                self._look_after()
                await asyncio.sleep(BETWEEN_GREETINGS)

    async def settle(self) -> None:
        """Wait until nothing is under way anywhere: no message unread, unhandled or unpublished, no timer due."""
        async with asyncio.timeout(self._patience):
            calm, pause = 0, BETWEEN_LOOKS[0]
            while calm < 2:
                calm = calm + 1 if await self._is_calm() else 0
                if not calm:
                    self._look_after()
                    await asyncio.sleep(pause)
                    pause = min(BETWEEN_LOOKS[1], pause * 1.5)

    async def set_clock(self, now: datetime) -> None:
        """All processes show ``now``; what falls due by then has been handled when this returns."""
        await self.settle()
        await self._steer(now)
        await self.settle()

    async def advance(self, since: datetime, until: datetime, step: timedelta) -> AsyncIterator[datetime]:
        """Walk the clock from ``since`` to ``until``; yields each moment at which something fell due, once handled.

        Timers fire at most ``step`` after they were due, in the order in which a day brings them.
        """
        await self.settle()
        now = since
        while now < until:
            now = min(now + step, until)
            if await self._steer(now):
                await self.settle()
                yield now

    async def _steer(self, now: datetime) -> int:
        """How many timers fell due."""
        answers = await self._ask_all(STEER, {"now": now.isoformat()})
        if len(answers) < self._alive():
            self._look_after()
            raise RuntimeError(f"{len(answers)} of {self._alive()} processes set their clock")
        return sum(answer["rearmed"] for answer in answers)

    async def _ask_all(
        self, subject: str, body: dict[str, Any], patience: float = ANSWER_LIMIT
    ) -> list[dict[str, Any]]:
        """The answers of all processes; fewer when one does not answer in time."""
        nats = self._client.nats
        inbox = nats.new_inbox()
        subscription = await nats.subscribe(inbox)
        await nats.publish(subject, json.dumps(body).encode(), reply=inbox)
        answers: list[dict[str, Any]] = []
        try:
            while len(answers) < self._alive():
                limit = patience if answers or subject == STEER else GREETING_LIMIT
                message = await subscription.next_msg(timeout=limit)
                if message.data:
                    answers.append(json.loads(message.data))
        except TimeoutError:
            pass
        finally:
            await subscription.unsubscribe()
        return answers

    async def _is_calm(self) -> bool:
        answers = await self._ask_all(IDLE, {})
        if len(answers) < self._alive() or not all(answer["idle"] for answer in answers):
            return False
        lists = await asyncio.gather(*(self._client.js.consumers_info(stream) for stream in STREAMS))
        ours = [info for infos in lists for info in infos if info.name in SERVICES]
        return not any(info.num_pending or info.num_ack_pending for info in ours)
