"""Mark a customer, or clear a mark."""

from chassis.work import Work
from contracts.intake import ClearMark, CustomerReceipt, MarkCleared, MarkCustomer
from contracts.problems import Conflict, Invalid
from services.intake.handlers import shared
from services.intake.handlers.keep_customer import customer_of
from services.intake.handlers.visiting import put_mark
from services.intake.repository import customers


async def mark_customer(command: MarkCustomer, work: Work) -> CustomerReceipt:
    """It shows at the next visit or call. Rule FS-17. Raises Forbidden, NotFound, Invalid for a mark the desk does not
    have or a time that has passed."""
    shared.must_speak_for_the_desk(work)
    if command.mark not in work.playbook.marks:
        known = f"one of {', '.join(work.playbook.marks)}" if work.playbook.marks else "this desk has no marks"
        raise Invalid(f"there is no mark '{command.mark}'", errors={"mark": known})
    if command.until is not None and command.until <= work.now:
        raise Invalid("that time has passed", errors={"until": "give a time to come, or leave it out"})
    row = await customer_of(work, command.customer_id)
    if command.number is not None:
        await shared.request_of(work, command.number, lock=False)
    put_mark(work, row.customer_id, command.mark, until=command.until, number=command.number, reason=command.reason)
    return CustomerReceipt(customer_id=row.customer_id)


async def clear_mark(command: ClearMark, work: Work) -> CustomerReceipt:
    """From now on it shows no more. Raises Forbidden, NotFound, Conflict when the customer does not bear it."""
    shared.must_speak_for_the_desk(work)
    row = await customer_of(work, command.customer_id)
    if not await customers.clear_mark(work.store, work.site, row.customer_id, command.mark, work.now):
        raise Conflict(f"the customer is not marked '{command.mark}'", errors={"mark": "see qry intake.customer"})
    shared.announce(
        work,
        MarkCleared(customer_id=row.customer_id, mark=command.mark, by=work.actor, reason=command.reason),
    )
    return CustomerReceipt(customer_id=row.customer_id)
