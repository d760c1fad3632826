"""A lent thing comes back with two signatures, or is recorded as lost."""

from chassis.work import Work
from contracts.cashdesk import (
    ConfirmItemReturn,
    DecideItemLost,
    ItemLossDecided,
    ItemMissing,
    ItemReturned,
    LoanReceipt,
    ReportItemLost,
    ReturnItem,
)
from contracts.problems import Forbidden
from services.cashdesk.domain.lending import IN, LENT, LOST, MISSING, RETURNED, RETURNING, check_signer, check_state
from services.cashdesk.handlers.lend_item import about, lending_rules, must_lend
from services.cashdesk.repository.lending import get_item, get_loan, save_item, save_loan


async def return_item(command: ReturnItem, work: Work) -> LoanReceipt:
    """The borrower signs. Raises Forbidden for anybody else, Conflict when it is not lent."""
    loan = await get_loan(work.store, work.site, command.loan_id)
    check_signer(work.actor, [loan.borrower], "give it back")
    check_state(loan.state, [LENT])
    item = await get_item(work.store, work.site, loan.item)
    save_loan(work.store, loan, state=RETURNING, return_signed_at=work.now)
    save_item(work.store, item, state=RETURNING)
    return LoanReceipt(loan_id=loan.id, state="returning")


async def confirm_return(command: ConfirmItemReturn, work: Work) -> LoanReceipt:
    """Somebody who lends signs, never the borrower. A lost thing that is found needs no second signature of the
    borrower. Raises Forbidden or Conflict."""
    must_lend(work)
    loan = await get_loan(work.store, work.site, command.loan_id)
    if loan.borrower == work.actor:
        raise Forbidden("whoever borrowed it does not confirm its return; ask another one who lends")
    check_state(loan.state, [RETURNING, LOST])
    item = await get_item(work.store, work.site, loan.item)
    save_loan(work.store, loan, state=RETURNED, ended_at=work.now, ended_by=work.actor, note=command.condition)
    save_item(work.store, item, state=IN, holder=None, loan_id=None, due_at=None)
    await work.cancel_timer(f"loan-{loan.id}")
    work.announce(ItemReturned(**about(loan), taken_by=work.actor, condition=command.condition))
    return LoanReceipt(loan_id=loan.id, state="returned")


async def report_lost(command: ReportItemLost, work: Work) -> LoanReceipt:
    """Raises Forbidden for anybody but borrower and lender, Conflict when it is not lent."""
    roles = lending_rules(work).lost_approved_by
    loan = await get_loan(work.store, work.site, command.loan_id)
    check_signer(work.actor, [loan.borrower, loan.lender], "report it")
    check_state(loan.state, [LENT, RETURNING])
    item = await get_item(work.store, work.site, loan.item)
    save_loan(work.store, loan, state=MISSING, reported_by=work.actor, note=command.reason)
    save_item(work.store, item, state=MISSING)
    work.announce(ItemMissing(**about(loan), by=work.actor, reason=command.reason, approver_roles=list(roles)))
    return LoanReceipt(loan_id=loan.id, state="missing")


async def decide_lost(command: DecideItemLost, work: Work) -> LoanReceipt:
    """Raises Forbidden for other roles, the borrower and who reported it; Conflict when it is not reported."""
    roles = lending_rules(work).lost_approved_by
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not decide on losses; roles that do: {', '.join(roles)}")
    loan = await get_loan(work.store, work.site, command.loan_id)
    if work.actor in (loan.borrower, loan.reported_by):
        raise Forbidden("whoever borrowed it or reported it does not decide that it is lost; ask another approver")
    check_state(loan.state, [MISSING])
    item = await get_item(work.store, work.site, loan.item)
    if command.approved:
        save_loan(work.store, loan, state=LOST, ended_at=work.now, ended_by=work.actor)
        save_item(work.store, item, state=LOST, holder=None, due_at=None)
        await work.cancel_timer(f"loan-{loan.id}")
    else:
        save_loan(work.store, loan, state=LENT, reported_by=None, note=command.note)
        save_item(work.store, item, state=LENT)
    work.announce(ItemLossDecided(**about(loan), approved=command.approved, by=work.actor, note=command.note))
    return LoanReceipt(loan_id=loan.id, state="lost" if command.approved else "lent")
