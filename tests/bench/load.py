"""The load generator: record_request commands, many in flight, and a watch on what comes of them.

Raw nats-py with prebuilt bodies, so that it takes as little as possible of the machine it measures on.
"""

import asyncio
import json
import math
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.ids import new_id
from contracts import subjects
from contracts.envelope import COMMAND_ID, ERROR_CODE
from tests.bench.installation import SITE

IN_FLIGHT = 256
STALLED = 60.0
REPORT_EVERY = 100
CLERK = "li"
RECORD = subjects.command(SITE, CLERK, "intake.record_request")
REPAIR = {
    "reporter": "赵丽",
    "phone": "13987654321",
    "place": "5号楼1201",
    "problem": "厨房水龙头漏水",
    "simple": False,
}


def body(line: str = "repair") -> bytes:
    """A repair as a clerk's program sends it."""
    return json.dumps({"line": line, "form": REPAIR, "confirmed": True}, ensure_ascii=False).encode()


class Load:
    """Connects to one broker; ``run`` sends N requests and waits for their orders."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.client = Client()
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._answered = 0
        self._refused: str | None = None
        self.routed = 0
        self.last_routed = 0.0
        self._news = asyncio.Event()
        self._watch: Subscription | None = None
        self.on_routed: Callable[[int], None] = lambda _number: None

    async def __aenter__(self) -> Self:
        await self.client.connect(self._url, pending_size=16 * 1024 * 1024)
        self._inbox = self.client.new_inbox()
        await self.client.subscribe(self._inbox, cb=self._answer)
        js = self.client.jetstream()
        config = ConsumerConfig(
            ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.NEW, headers_only=True, mem_storage=True
        )
        subject = subjects.event(SITE, "dispatch.order.routed")
        self._watch = await js.subscribe(subject, stream=subjects.EVENTS_STREAM, cb=self._see_routed, config=config)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watch is not None:
            await self._watch.unsubscribe()
        await self.client.close()

    async def _answer(self, msg: Msg) -> None:
        self._answered += 1
        if msg.headers and (ERROR_CODE in msg.headers or "Status" in msg.headers):
            self._refused = f"{msg.headers} {msg.data.decode()}"
        self._slots.release()
        self._news.set()

    async def _see_routed(self, _msg: Msg) -> None:
        self.routed += 1
        self.last_routed = time.perf_counter()
        if self.routed % REPORT_EVERY == 0:
            self.on_routed(REPORT_EVERY)
        self._news.set()

    async def run(self, number: int, line: str = "repair") -> float:
        """Seconds from the first command until the last of ``number`` orders was seen on the events stream.

        Raises RuntimeError when a command is refused or nothing moves for a minute.
        """
        wanted_answers, wanted_orders = self._answered + number, self.routed + number
        prebuilt = body(line)
        started = time.perf_counter()
        for _ in range(number):
            await self._take_slot()
            await self.client.publish(RECORD, prebuilt, reply=self._inbox, headers={COMMAND_ID: new_id()})
        while self._answered < wanted_answers or self.routed < wanted_orders:
            await self._progress(
                f"{self.routed} orders of {wanted_orders}, {self._answered} answers of {wanted_answers}"
            )
        if self._refused:
            raise RuntimeError(f"a command was refused: {self._refused}")
        return self.last_routed - started

    async def _take_slot(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(STALLED):
                await self._slots.acquire()
        except TimeoutError:
            raise RuntimeError(f"no answer for {STALLED:g} s") from None

    async def _progress(self, seen: str) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(STALLED):
                await self._news.wait()
        except TimeoutError:
            raise RuntimeError(f"nothing moved for {STALLED:g} s: {seen}") from None

    async def paced(self, number: int, seconds: float, line: str) -> None:
        """Send ``number`` requests evenly over ``seconds``."""
        loop, prebuilt = asyncio.get_running_loop(), body(line)
        started = loop.time()
        for place in range(number):
            await asyncio.sleep(max(0.0, started + place * seconds / number - loop.time()))
            await self._take_slot()
            await self.client.publish(RECORD, prebuilt, reply=self._inbox, headers={COMMAND_ID: new_id()})

    async def one_at_a_time(self, number: int) -> list[float]:
        """Seconds each of ``number`` commands took, sent one after the other's answer."""
        prebuilt, taken = body(), []
        for _ in range(number):
            started = time.perf_counter()
            answer = await self.client.request(RECORD, prebuilt, timeout=10, headers={COMMAND_ID: new_id()})
            taken.append(time.perf_counter() - started)
            if answer.headers and ERROR_CODE in answer.headers:
                raise RuntimeError(f"a command was refused: {answer.data.decode()}")
        return taken


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]
