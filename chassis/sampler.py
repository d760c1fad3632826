"""Gauges that describe stored data are set when somebody scrapes; the event loop's delay is watched all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from chassis.logs import get_logger
from chassis.metrics import Metrics

Sample = Callable[[], Awaitable[None]]

SAMPLE_LIMIT_SECONDS = 1.0
LOOP_TICK_SECONDS = 0.1

log = get_logger(__name__)


class Sampler:
    """Runs what each service registered to set its gauges, all at once, each for a second at most.

    A failure costs only that service's fresh figures: it is counted in ``frontdesk_sampler_failures_total`` and logged.
    """

    def __init__(self, metrics: Metrics, *, limit_seconds: float = SAMPLE_LIMIT_SECONDS) -> None:
        self._metrics = metrics
        self._limit = limit_seconds
        self._samples: list[tuple[str, Sample]] = []

    def register(self, sample: Sample, *, service: str = "process") -> None:
        """Add a coroutine function that reads a service's database and sets gauges."""
        self._samples.append((service, sample))

    async def run_once(self) -> None:
        """Run every registered function; returns within the limit and never raises for a failed one."""
        await asyncio.gather(*(self._run(service, sample) for service, sample in self._samples))

    async def _run(self, service: str, sample: Sample) -> None:
        try:
            await asyncio.wait_for(sample(), self._limit)
        except Exception:
            self._metrics.sampler_failures.labels(service).inc()
            log.warning("sampler failed", service=service, exc_info=True)


class LoopWatch:
    """Measures how late the event loop runs what was due; ``take`` gives the worst since the last ``take``."""

    def __init__(self, metrics: Metrics, *, tick_seconds: float = LOOP_TICK_SECONDS) -> None:
        self._metrics = metrics
        self._tick = tick_seconds
        self._worst = 0.0
        self._due = 0.0
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin; needs a running event loop."""
        if self._handle is None:
            self._next(asyncio.get_running_loop())

    def stop(self) -> None:
        """End; may be started again."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def take(self) -> float:
        """Set ``frontdesk_event_loop_lag_seconds`` to the longest delay since the last call, and return it."""
        worst, self._worst = self._worst, 0.0
        self._metrics.event_loop_lag_seconds.set(worst)
        return worst

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + self._tick
        self._handle = loop.call_at(self._due, self._ticked, loop)

    def _ticked(self, loop: asyncio.AbstractEventLoop) -> None:
        self._worst = max(self._worst, loop.time() - self._due)
        self._next(loop)
