"""The receipt of a settled charge: one original, every further one a copy of it. Rule PD-20."""

from chassis.work import Work
from contracts.cashdesk import IssueReceipt, ReceiptIssued, ReceiptView
from contracts.money import Money
from contracts.problems import Conflict
from services.cashdesk.repository.charges import get_charge
from services.cashdesk.repository.payments import add_receipt, original_receipt


async def issue_receipt(command: IssueReceipt, work: Work) -> ReceiptView:
    """Raises Conflict for an item without receipts, in the playbook's words, and for a charge that is not settled."""
    charge = await get_charge(work.store, work.site, command.charge_id)
    if not charge.receipt:
        reason = charge.no_receipt_reason or {}
        raise Conflict(
            " / ".join(reason[language] for language in ("zh", "en") if reason.get(language)),
            slug="no-receipt",
            errors={"charge_id": f"no receipt exists for {charge.item}"},
        )
    if charge.state != "settled":
        raise Conflict(
            f"the charge is {charge.state}; a receipt is issued for a settled one",
            errors={"charge_id": "take the payment first" if charge.state == "open" else "no receipt is due"},
        )
    original = await original_receipt(work.store, work.site, charge.id)
    view = ReceiptView(
        receipt_id=work.new_id(),
        charge_id=charge.id,
        number=charge.number,
        amount=Money.of_minor(charge.amount_minor, charge.currency),
        copy_of=original,
    )
    add_receipt(
        work.store,
        id=view.receipt_id,
        site=work.site,
        charge_id=charge.id,
        number=charge.number,
        copy_of=original,
        issued_by=work.actor,
        at=work.now,
    )
    work.announce(ReceiptIssued(**dict(view)))
    return view
