"""What cashdesk says of charges, allocations and payouts, in whatever order it arrives. Rules PD-11, PD-18.

Each announcement is kept as a fact of its own and none is ever replaced by another, so that neither their order nor
two replicas at once can make something owed again that was paid.
"""

from chassis.work import Work
from contracts.cashdesk import (
    AllocationOpened,
    ChargeRaised,
    ChargeSettled,
    ChargeVoided,
    CostAllocated,
    PayoutOpened,
    PayoutSettled,
    PayoutVoided,
)
from services.dispatch import repository
from services.dispatch.domain.outcome import allocation_claim, charge_claim, payout_claim

Named = ChargeRaised | ChargeSettled | AllocationOpened | CostAllocated | PayoutOpened | PayoutSettled | PayoutVoided


async def raise_claim(event: ChargeRaised | AllocationOpened | PayoutOpened, work: Work) -> None:
    """Something is owed."""
    claim_id, claim = _of(event)
    repository.put_claim(work.store, work.site, event.number, claim_id=claim_id, claim=claim, state="open")


async def settle_claim(event: ChargeSettled | CostAllocated | PayoutSettled, work: Work) -> None:
    """It is no longer owed. The gate opens when that is true of everything asked for."""
    claim_id, claim = _of(event)
    repository.put_claim(work.store, work.site, event.number, claim_id=claim_id, claim=claim, state="settled")


async def void_claim(event: ChargeVoided | PayoutVoided, work: Work) -> None:
    """It never has to be paid. The name of a charge comes with another announcement."""
    claim_id, claim = _of(event) if isinstance(event, PayoutVoided) else (event.charge_id, "")
    repository.put_claim(work.store, work.site, event.number, claim_id=claim_id, claim=claim, state="voided")


def _of(event: Named) -> tuple[str, str]:
    if isinstance(event, ChargeRaised | ChargeSettled):
        return event.charge_id, charge_claim(event.name)
    if isinstance(event, AllocationOpened | CostAllocated):
        return event.allocation_id, allocation_claim(event.department, event.item)
    return event.payout_id, payout_claim(event.name)
