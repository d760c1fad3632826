"""What comes in, and which handler takes it."""

from chassis.directory import keep_duty
from chassis.work import Work
from contracts import cashdesk as c
from contracts.base import Done
from contracts.dispatch import (
    OrderAccepted,
    OrderArrived,
    OrderAssigned,
    OrderCompleted,
    OrderQuoteAccepted,
    OrderQuoted,
    OrderQuoteDeclined,
    OrderSignedOff,
    OrderVerified,
    StepFact,
    StepTaken,
)
from contracts.intake import RequestCancelled, RequestConfirmed
from contracts.roster import HandoverOpened, ShiftEnded, ShiftStarted, StaffRegistered
from services.cashdesk.domain.pricing import money_with
from services.cashdesk.handlers.close_drawer import close_drawer
from services.cashdesk.handlers.confirm_cash import confirm_cash, decline_cash
from services.cashdesk.handlers.consult_table import consult_table
from services.cashdesk.handlers.correct_entry import correct_entry
from services.cashdesk.handlers.decide_refund import decide_refund
from services.cashdesk.handlers.follow_staff import follow_staff
from services.cashdesk.handlers.hand_over_cash import hand_over_cash
from services.cashdesk.handlers.issue_receipt import issue_receipt
from services.cashdesk.handlers.list_allocations import list_allocations
from services.cashdesk.handlers.list_charges import list_charges
from services.cashdesk.handlers.list_payouts import list_payouts
from services.cashdesk.handlers.list_refunds import list_refunds
from services.cashdesk.handlers.list_transfers import list_transfers
from services.cashdesk.handlers.open_drawer import open_drawer
from services.cashdesk.handlers.pay_out import pay_out
from services.cashdesk.handlers.report_handover import report_handover
from services.cashdesk.handlers.request_refund import request_refund
from services.cashdesk.handlers.show_decision import show_decision
from services.cashdesk.handlers.show_drawer import show_drawer
from services.cashdesk.handlers.show_ledger import list_entries, show_trial_balance
from services.cashdesk.handlers.show_prices import show_prices
from services.cashdesk.handlers.sign_allocation import sign_allocation
from services.cashdesk.handlers.take_payment import take_payment
from services.cashdesk.handlers.take_up_request import take_up_request
from services.cashdesk.handlers.take_up_step import take_up_step
from services.cashdesk.handlers.void_request import void_request
from services.cashdesk.subscribers.base import on


# ------------------------------------------------------------------ events
@on.event(RequestConfirmed)
async def request_confirmed(event: RequestConfirmed, work: Work) -> None:
    await take_up_request(event, work)


@on.event(OrderQuoteAccepted, needed_by=money_with(OrderQuoteAccepted.fact))
@on.event(OrderQuoteDeclined, needed_by=money_with(OrderQuoteDeclined.fact))
@on.event(OrderQuoted, needed_by=money_with(OrderQuoted.fact))
@on.event(StepTaken, needed_by=money_with(StepTaken.fact))
@on.event(OrderAssigned, needed_by=money_with(OrderAssigned.fact))
@on.event(OrderAccepted, needed_by=money_with(OrderAccepted.fact))
@on.event(OrderArrived, needed_by=money_with(OrderArrived.fact))
@on.event(OrderCompleted, needed_by=money_with(OrderCompleted.fact))
@on.event(OrderSignedOff, needed_by=money_with(OrderSignedOff.fact))
@on.event(OrderVerified, needed_by=money_with(OrderVerified.fact))
async def step_taken(event: StepFact, work: Work) -> None:
    """Any step may carry a charge or a payout; in most playbooks it is the accepted quote."""
    await take_up_step(event, work)


@on.event(RequestCancelled)
async def request_cancelled(event: RequestCancelled, work: Work) -> None:
    await void_request(event, work)


@on.event(HandoverOpened)
async def handover_opened(event: HandoverOpened, work: Work) -> None:
    await report_handover(event, work)


@on.event(StaffRegistered)
async def staff_registered(event: StaffRegistered, work: Work) -> None:
    await follow_staff(event, work)


@on.event(ShiftStarted)
async def shift_started(event: ShiftStarted, work: Work) -> None:
    await keep_duty(event, work)


@on.event(ShiftEnded)
async def shift_ended(event: ShiftEnded, work: Work) -> None:
    await keep_duty(event, work)


# ------------------------------------------------------------------ commands
@on.command(c.OpenDrawer)
async def drawer_opens(command: c.OpenDrawer, work: Work) -> Done:
    return await open_drawer(command, work)


@on.command(c.CloseDrawer)
async def drawer_closes(command: c.CloseDrawer, work: Work) -> c.DrawerReceipt:
    return await close_drawer(command, work)


@on.command(c.TakePayment)
async def payment(command: c.TakePayment, work: Work) -> c.PaymentReceipt:
    return await take_payment(command, work)


@on.command(c.RequestRefund)
async def refund_applied_for(command: c.RequestRefund, work: Work) -> c.RefundReceipt:
    return await request_refund(command, work)


@on.command(c.DecideRefund)
async def refund_decided(command: c.DecideRefund, work: Work) -> c.RefundReceipt:
    return await decide_refund(command, work)


@on.command(c.PayOut)
async def paid_out(command: c.PayOut, work: Work) -> c.PayoutReceipt:
    return await pay_out(command, work)


@on.command(c.IssueReceipt)
async def receipt(command: c.IssueReceipt, work: Work) -> c.ReceiptView:
    return await issue_receipt(command, work)


@on.command(c.SignAllocation)
async def allocation_signed(command: c.SignAllocation, work: Work) -> Done:
    return await sign_allocation(command, work)


@on.command(c.HandOverCash)
async def cash_offered(command: c.HandOverCash, work: Work) -> c.TransferReceipt:
    return await hand_over_cash(command, work)


@on.command(c.ConfirmCash)
async def cash_confirmed(command: c.ConfirmCash, work: Work) -> c.TransferReceipt:
    return await confirm_cash(command, work)


@on.command(c.DeclineCash)
async def cash_declined(command: c.DeclineCash, work: Work) -> c.TransferReceipt:
    return await decline_cash(command, work)


@on.command(c.CorrectEntry)
async def entry_corrected(command: c.CorrectEntry, work: Work) -> c.EntryReceipt:
    return await correct_entry(command, work)


# ------------------------------------------------------------------ views
@on.query(c.GetDrawer)
async def drawer(query: c.GetDrawer, work: Work) -> c.DrawerView:
    return await show_drawer(query, work)


@on.query(c.GetPrices)
async def prices(query: c.GetPrices, work: Work) -> c.PriceListView:
    return await show_prices(query, work)


@on.query(c.ListCharges)
async def charges(query: c.ListCharges, work: Work) -> c.ChargePage:
    return await list_charges(query, work)


@on.query(c.ListAllocations)
async def allocations(query: c.ListAllocations, work: Work) -> c.AllocationPage:
    return await list_allocations(query, work)


@on.query(c.ListRefunds)
async def refunds(query: c.ListRefunds, work: Work) -> c.RefundPage:
    return await list_refunds(query, work)


@on.query(c.ListTransfers)
async def transfers(query: c.ListTransfers, work: Work) -> c.TransferPage:
    return await list_transfers(query, work)


@on.query(c.ListPayouts)
async def payouts(query: c.ListPayouts, work: Work) -> c.PayoutPage:
    return await list_payouts(query, work)


@on.query(c.GetDecision)
async def decision(query: c.GetDecision, work: Work) -> c.DecisionView:
    return await show_decision(query, work)


@on.query(c.Consult)
async def consult(query: c.Consult, work: Work) -> c.TableAnswer:
    return await consult_table(query, work)


@on.query(c.TrialBalance)
async def trial_balance(query: c.TrialBalance, work: Work) -> c.TrialBalanceView:
    return await show_trial_balance(query, work)


@on.query(c.ListEntries)
async def entries(query: c.ListEntries, work: Work) -> c.LedgerLinePage:
    return await list_entries(query, work)
