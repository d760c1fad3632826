"""What intake and cashdesk announce of requests."""

from chassis.work import Work
from contracts.cashdesk import (
    AllocationOpened,
    ChargeRaised,
    ChargeSettled,
    ChargeVoided,
    CostAllocated,
    DecisionMade,
    PayoutOpened,
    PayoutSettled,
    PayoutVoided,
)
from contracts.intake import (
    AttachmentKept,
    OwnershipMoved,
    RequestAmended,
    RequestCancelled,
    RequestConfirmed,
    RequestReopened,
)
from services.dispatch.domain.needs import decides, pays_out
from services.dispatch.handlers.amend_order import amend_order
from services.dispatch.handlers.cancel_order import cancel_order
from services.dispatch.handlers.keep_attachment import keep_attachment
from services.dispatch.handlers.keep_decision import keep_decision
from services.dispatch.handlers.keep_owner import keep_owner
from services.dispatch.handlers.reopen_order import reopen_order
from services.dispatch.handlers.route_order import route_order
from services.dispatch.handlers.settle_claims import raise_claim, settle_claim, void_claim
from services.dispatch.subscribers.table import on


@on.event(RequestConfirmed)
async def request_confirmed(event: RequestConfirmed, work: Work) -> None:
    await route_order(event, work)


@on.event(RequestAmended)
async def request_amended(event: RequestAmended, work: Work) -> None:
    await amend_order(event, work)


@on.event(RequestCancelled)
async def request_cancelled(event: RequestCancelled, work: Work) -> None:
    await cancel_order(event, work)


@on.event(RequestReopened)
async def request_reopened(event: RequestReopened, work: Work) -> None:
    await reopen_order(event, work)


@on.event(OwnershipMoved)
async def ownership_moved(event: OwnershipMoved, work: Work) -> None:
    await keep_owner(event, work)


@on.event(AttachmentKept)
async def attachment_kept(event: AttachmentKept, work: Work) -> None:
    await keep_attachment(event, work)


@on.event(ChargeRaised)
async def charge_raised(event: ChargeRaised, work: Work) -> None:
    await raise_claim(event, work)


@on.event(AllocationOpened)
async def allocation_opened(event: AllocationOpened, work: Work) -> None:
    await raise_claim(event, work)


@on.event(ChargeSettled)
async def charge_settled(event: ChargeSettled, work: Work) -> None:
    await settle_claim(event, work)


@on.event(CostAllocated)
async def cost_allocated(event: CostAllocated, work: Work) -> None:
    await settle_claim(event, work)


@on.event(ChargeVoided)
async def charge_voided(event: ChargeVoided, work: Work) -> None:
    await void_claim(event, work)


@on.event(PayoutOpened, needed_by=pays_out)
async def payout_opened(event: PayoutOpened, work: Work) -> None:
    await raise_claim(event, work)


@on.event(PayoutSettled, needed_by=pays_out)
async def payout_settled(event: PayoutSettled, work: Work) -> None:
    await settle_claim(event, work)


@on.event(PayoutVoided, needed_by=pays_out)
async def payout_voided(event: PayoutVoided, work: Work) -> None:
    await void_claim(event, work)


@on.event(DecisionMade, needed_by=decides)
async def decision_made(event: DecisionMade, work: Work) -> None:
    await keep_decision(event, work)
