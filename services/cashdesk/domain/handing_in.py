"""Who has handed in before the bank collects. Rule TH-07."""

from dataclasses import dataclass

from contracts.cashdesk import HandInState


@dataclass(frozen=True)
class Takings:
    """What somebody has taken, in minor units: ``beyond_float`` in the open drawer, ``in_hand`` outside it."""

    beyond_float: int = 0
    in_hand: int = 0


def state_of(takings: Takings, *, waits: bool, handed_in: bool) -> HandInState:
    """``waits``: a slip is drawn; ``handed_in``: one was completed since the day began. What comes in after a slip is
    handed in at closing; cash outside a drawer always counts."""
    if waits:
        return "waiting"
    if takings.in_hand:
        return "missing"
    if handed_in:
        return "handed_in"
    return "missing" if takings.beyond_float else "nothing"
