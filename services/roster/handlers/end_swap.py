"""A swap comes to nothing: declined, or withdrawn."""

from chassis.work import Work
from contracts.roster import DeclineSwap, SwapDeclined, SwapReceipt, SwapWithdrawn, WithdrawSwap
from services.roster.handlers import telling
from services.roster.handlers.swap_steps import said_of, swap_to_change
from services.roster.repository import swaps as repository


async def decline_swap(command: DeclineSwap, work: Work) -> SwapReceipt:
    """By the colleague or a manager, with a reason."""
    swap = await swap_to_change(command.swap_id, work)
    manager = work.is_admin or work.person.has(work.playbook.managers)
    declined = swap.declined(work.actor, command.reason, work.now, manager=manager)
    repository.keep_swap(work.store, work.site, declined)
    told = telling.each_of({*swap.parties} - {work.actor}, work)
    work.announce(SwapDeclined(**said_of(swap), by=work.actor, reason=command.reason, recipients=told))
    return SwapReceipt(swap_id=swap.id, state=declined.state)


async def withdraw_swap(command: WithdrawSwap, work: Work) -> SwapReceipt:
    """By whoever asked for it, until it is approved."""
    swap = await swap_to_change(command.swap_id, work)
    withdrawn = swap.withdrawn(work.actor, work.now)
    repository.keep_swap(work.store, work.site, withdrawn)
    told = telling.each_of([swap.colleague], work)
    if swap.state == "accepted":
        told += telling.managers(work, but=swap.parties)
    work.announce(SwapWithdrawn(**said_of(swap), recipients=told))
    return SwapReceipt(swap_id=swap.id, state=withdrawn.state)
