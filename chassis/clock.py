"""The clock that is passed in. Nothing below ``main`` asks the machine for the time itself.

Two kinds: the system's, and a steered one that tests and the demo move; timers follow either, because a
schedule is published for ``real(at)``, the moment of the machine's clock at which this clock will show ``at``.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def real(self, at: datetime) -> datetime:
        """When the machine's own clock will show that this clock shows ``at``."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def real(self, at: datetime) -> datetime:
        return at


class SteeredClock:
    """A clock that stands still, or runs at ``rate``, until it is set. Only for tests and the demo."""

    def __init__(self, start: datetime, rate: float = 0.0) -> None:
        self.set(start, rate)

    def set(self, now: datetime, rate: float = 0.0) -> None:
        self._shown = now.astimezone(UTC)
        self._since = datetime.now(UTC)
        self.rate = rate

    def now(self) -> datetime:
        return self._shown + (datetime.now(UTC) - self._since) * self.rate

    def real(self, at: datetime) -> datetime:
        """A standing clock has no answer for the future: such a schedule is armed anew when the clock is set."""
        ahead = at - self.now()
        present = datetime.now(UTC)
        if ahead <= timedelta(0):
            return present
        return present + (ahead / self.rate if self.rate > 0 else max(ahead, timedelta(days=1)))
