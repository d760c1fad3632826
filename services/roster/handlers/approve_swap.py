"""A manager approves a swap, and the shifts change hands."""

from chassis.work import Work
from contracts.roster import ApproveSwap, SwapApproved, SwapReceipt
from services.roster.handlers import telling
from services.roster.handlers.change_hands import change_hands
from services.roster.handlers.permissions import must_be_manager
from services.roster.handlers.swap_steps import hands_as_asked, said_of, swap_to_change
from services.roster.repository import swaps as repository


async def approve_swap(command: ApproveSwap, work: Work) -> SwapReceipt:
    """By a manager who is neither of the two; of two at once exactly one does."""
    must_be_manager(work)
    swap = await swap_to_change(command.swap_id, work)
    approved = swap.approved(work.actor, work.now)
    hands = await hands_as_asked(swap, work)
    repository.keep_swap(work.store, work.site, approved)
    recipients = telling.each_of(swap.parties, work)
    work.announce(SwapApproved(**said_of(swap), recipients=recipients))
    await change_hands(hands, "swapped", swap.reason, work)
    return SwapReceipt(swap_id=swap.id, state=approved.state)
