"""What a search is asked and what it answers; nothing here needs the solver."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from frontdesk.planning.problem import Shift, Wish
from frontdesk.planning.rules import Broken

StageName = Literal["coverage", "quality"]


@dataclass(frozen=True)
class Options:
    """``seconds`` for the whole search, ``workers`` threads (0: as many as there are processors)."""

    seconds: float = 50.0
    workers: int = 0
    seed: int | None = None


@dataclass(frozen=True)
class Step:
    """How far the search is. ``objective`` and ``bound``: hours of a person short of the least in the first stage,
    points in the second; ``seconds`` since the search began."""

    stage: StageName
    objective: float
    bound: float
    seconds: float

    @property
    def gap(self) -> float:
        """How much better it could be at most, as a share of the objective."""
        return max(0.0, self.objective - self.bound) / self.objective if self.objective > 0 else 0.0


@dataclass(frozen=True)
class Stage(Step):
    """The end of a stage; ``proved``: nothing better exists."""

    proved: bool = False


@dataclass(frozen=True)
class Solution:
    """A month's shifts, what the two stages ended with, and which rules the shifts decided before break."""

    shifts: tuple[Shift, ...]
    stages: tuple[Stage, ...]
    broken: tuple[Broken, ...]
    seconds: float
    variables: int
    constraints: int


Watch = Callable[[Step], None]


def meets(wish: Wish, pattern: str, post: str) -> bool:
    """Whether a shift of that pattern and post is what the wish is about; a wish to be off is about every shift."""
    return wish.off or (wish.pattern in (None, pattern) and wish.post in (None, post))
