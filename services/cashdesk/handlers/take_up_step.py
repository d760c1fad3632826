"""A step of a work order that costs the customer something, or owes something to the customer."""

from chassis.work import Work
from contracts.dispatch import StepFact
from services.cashdesk.handlers.open_payout import open_payout
from services.cashdesk.handlers.raise_charges import raise_charges
from services.cashdesk.repository.charges import is_cancelled


async def take_up_step(event: StepFact, work: Work) -> None:
    """Raise the charge and open the payout under the name of the step's signer. Rules PD-11, FS-06, FS-11."""
    if event.charge is None and event.payout is None:
        return
    if await is_cancelled(work.store, work.site, event.number):
        return
    source = f"step:{event.step}:{event.cycle}"
    if event.charge is not None:
        await raise_charges(work, event.number, source, [event.charge], event.signed_by)
    if event.payout is not None:
        await open_payout(work, event.number, source, event.payout, event.signed_by)
