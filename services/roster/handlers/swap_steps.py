"""What the steps of a swap share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chassis.work import Work
from contracts.problems import Conflict, NotFound
from services.roster.domain.months import planned
from services.roster.domain.shifts import Shift
from services.roster.domain.swaps import Swap, must_not_have_begun
from services.roster.handlers.change_hands import Hand, check_hands
from services.roster.repository import months as month_repository
from services.roster.repository import shifts as shift_repository
from services.roster.repository import swaps as repository

FIELD = "swap_id"


async def swap_to_change(swap_id: str, work: Work) -> Swap:
    """One after the other with all that changes shifts. Raises NotFound."""
    await shift_repository.lock_staff(work.store, work.site)
    swap = await repository.swap_by_id(work.store, work.site, swap_id)
    if swap is None:
        raise NotFound("there is no such swap", errors={FIELD: "unknown; see roster.swaps"})
    return swap


def said_of(swap: Swap) -> dict[str, Any]:
    """What each of its events says."""
    return {
        "swap_id": swap.id,
        "asked_by": swap.asked_by,
        "colleague": swap.colleague,
        "shift_id": swap.shift_id,
        "their_shift_id": swap.their_shift_id,
    }


def rest(work: Work) -> timedelta:
    """How long the playbook wants between two shifts."""
    return work.playbook.planning.rest if work.playbook.planning else timedelta(0)


def hands_of(swap: Swap, shifts: Mapping[str, Shift], path: str | None = None) -> list[Hand]:
    """Who gets which shift; ``path``: the field to name, else the one that names the shift."""
    fields = {swap.shift_id: "colleague"} | ({swap.their_shift_id: "shift_id"} if swap.their_shift_id else {})
    return [Hand(path or fields[each], shifts[each], actor) for each, actor in swap.people.items()]


async def hands_as_asked(swap: Swap, work: Work) -> list[Hand]:
    """The hands, while the shifts stand as they were when it was asked, lie ahead, and fit. Raises a problem if not."""
    shifts = await month_repository.shifts_by_id(work.store, work.site, swap.people)
    for asked in (swap.gives, swap.takes):
        now = shifts.get(asked.shift_id or "") if asked is not None else None
        if asked is not None and (now is None or planned(now) != asked):
            raise Conflict(
                f"{asked.staff}'s shift was changed since the swap was asked; withdraw it and ask anew",
                errors={FIELD: f"the shift {asked.shift_id} is another now"},
            )
        if now is not None:
            must_not_have_begun(now, FIELD, work.now)
    hands = hands_of(swap, shifts, FIELD)
    await check_hands(hands, work, rest=rest(work))
    return hands
