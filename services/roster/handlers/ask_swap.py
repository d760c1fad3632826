"""Ask a colleague to swap shifts."""

from chassis.work import Work
from contracts.problems import Conflict
from contracts.roster import AskSwap, SwapAsked, SwapReceipt
from services.roster.domain.months import planned
from services.roster.domain.swaps import Swap, check_parties, must_not_have_begun
from services.roster.handlers import telling
from services.roster.handlers.change_hands import check_hands, find_shift
from services.roster.handlers.swap_steps import hands_of, rest, said_of
from services.roster.repository import shifts as shift_repository
from services.roster.repository import swaps as repository


async def ask_swap(command: AskSwap, work: Work) -> SwapReceipt:
    """One's own shift, for one of theirs or for none; refused when the two could not work them."""
    await shift_repository.lock_staff(work.store, work.site)
    shift = await find_shift(command.shift_id, "shift_id", work)
    theirs = None
    if command.their_shift_id is not None:
        theirs = await find_shift(command.their_shift_id, "their_shift_id", work)
    work.colleague(command.colleague, "colleague")
    check_parties(shift, theirs, work.actor, command.colleague)
    ids = [each.id for each in (shift, theirs) if each is not None]
    for path, each in (("shift_id", shift), ("their_shift_id", theirs)):
        if each is not None:
            must_not_have_begun(each, path, work.now)
    if under_way := await repository.open_swaps_of(work.store, work.site, ids):
        other = under_way[0]
        raise Conflict(
            f"a swap of {other.asked_by} and {other.colleague} is under way for this shift; withdraw or decline it",
            errors={"shift_id": f"in the swap {other.id}, {other.state}"},
        )
    swap = Swap(
        id=work.new_id(),
        state="asked",
        asked_by=work.actor,
        colleague=command.colleague,
        shift_id=shift.id,
        their_shift_id=theirs.id if theirs else None,
        gives=planned(shift),
        takes=planned(theirs) if theirs else None,
        reason=command.reason,
        asked_at=work.now,
    )
    await check_hands(hands_of(swap, {each.id: each for each in (shift, theirs) if each}), work, rest=rest(work))
    repository.keep_swap(work.store, work.site, swap)
    recipients = telling.each_of([swap.colleague], work)
    work.announce(SwapAsked(**said_of(swap), reason=swap.reason, recipients=recipients))
    return SwapReceipt(swap_id=swap.id, state=swap.state)
