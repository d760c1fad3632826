"""Say that a charge is settled, and whether with it the whole request is."""

from chassis.work import Work
from contracts.cashdesk import ChargeSettled
from contracts.money import Money
from services.cashdesk.domain.paying import all_settled
from services.cashdesk.repository.charges import states_ahead_of, states_of
from services.cashdesk.repository.reading import serialise


def others_of(work: Work, number: str, charge_id: str) -> list[str] | None:
    """The states of whatever else a request is charged for, before this charge is written; None when they were not
    read ahead."""
    states = states_ahead_of(work.store, work.site, number)
    return None if states is None else [state for each, state in states.items() if each != charge_id]


async def settle_charge(
    work: Work, charge_id: str, number: str, name: str, amount: Money, *, others: list[str] | None = None
) -> None:
    """Announce ``charge.settled`` for a charge that is already written as settled. ``others``: what is known of the
    rest of the request."""
    nothing_open = await is_all_settled(work, number) if others is None else all_settled(others)
    work.announce(ChargeSettled(charge_id=charge_id, number=number, name=name, amount=amount, all_settled=nothing_open))


async def is_all_settled(work: Work, number: str) -> bool:
    """Whether nothing of the request is open, what this transaction wrote included.

    Two charges of one request may be settled by two replicas at the same moment; one after the other they look, so
    that the later one sees that it was the last.
    """
    await serialise(work.store, f"{work.site}:{number}")
    return all_settled(await states_of(work.store, work.site, number))
