"""Somebody of the desk applies to give money back; somebody else decides."""

from chassis.work import Work
from contracts.cashdesk import RefundReceipt, RefundRequested, RequestRefund
from contracts.money import Money
from contracts.problems import Conflict, Invalid
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.repository.payments import add_refund, get_payment, requested_minor


async def request_refund(command: RequestRefund, work: Work) -> RefundReceipt:
    """At most what was paid, less what was given back and what others applied for. Raises Invalid or Conflict."""
    minor = in_currency(command.amount, work.playbook.currency, "amount")
    if minor <= 0:
        raise Invalid("a refund is above zero", errors={"amount": "above zero"})
    payment = await get_payment(work.store, work.site, command.payment_id)
    if payment.corrected_by is not None:
        raise Conflict("the payment was corrected away; there is nothing to give back")
    free = payment.amount_minor - payment.refunded_minor - await requested_minor(work.store, work.site, payment.id)
    if minor > free:
        rest = Money.of_minor(free, payment.currency)
        raise Conflict(f"{rest} of this payment can still be refunded", errors={"amount": f"at most {rest}"})
    refund_id = work.new_id()
    add_refund(
        work.store,
        id=refund_id,
        site=work.site,
        payment_id=payment.id,
        charge_id=payment.charge_id,
        number=payment.number,
        amount_minor=minor,
        currency=payment.currency,
        applicant=work.actor,
        reason=command.reason,
        state="requested",
        requested_at=work.now,
    )
    work.announce(
        RefundRequested(
            refund_id=refund_id,
            payment_id=payment.id,
            number=payment.number,
            amount=command.amount,
            applicant=work.actor,
            reason=command.reason,
            approver_roles=list(work.playbook.cash.refund_approvers),
        )
    )
    return RefundReceipt(refund_id=refund_id, state="requested")
