"""What dispatch listens to."""

from typing import Any

from chassis.subscribers import Subscribers
from chassis.work import Timer, Work
from contracts.base import Done
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
from contracts.dispatch import (
    AnswerCheck,
    CarryOver,
    DeadlinePage,
    DeadlineReasons,
    DeadlinesRecalculated,
    DecideApproval,
    DeclineOrder,
    DelegateApproval,
    GetDeadline,
    GetOrder,
    GetPlaybook,
    HoldOrder,
    ListDeadlines,
    ListOrders,
    LogPage,
    OrderPage,
    OrderView,
    PlaybookView,
    Recalculation,
    RecalculationPage,
    ResumeOrder,
    ReturnOrder,
    ShowLog,
    SplitOrder,
    SplitReceipt,
    StepReceipt,
    TakeStep,
    TellCustomer,
    TransferOrder,
)
from contracts.envelope import Envelope
from contracts.intake import (
    AttachmentKept,
    OwnershipMoved,
    RequestAmended,
    RequestCancelled,
    RequestConfirmed,
    RequestReopened,
)
from contracts.roster import HandoverCompleted, HandoverOpened, ShiftEnded, ShiftStarted, StaffRegistered
from services.dispatch.domain.needs import decides, pays_out
from services.dispatch.domain.promises import heard_by
from services.dispatch.handlers.amend_order import amend_order
from services.dispatch.handlers.answer_check import answer_check
from services.dispatch.handlers.ask_check import ask_check
from services.dispatch.handlers.cancel_order import cancel_order
from services.dispatch.handlers.carry_over import carry_over
from services.dispatch.handlers.decide_approval import decide_approval
from services.dispatch.handlers.decline_order import decline_order
from services.dispatch.handlers.delegate_approval import delegate_approval
from services.dispatch.handlers.end_day import end_day, expect_end_of_day
from services.dispatch.handlers.escalate import escalate
from services.dispatch.handlers.expire_hold import HOLD_OVER, expire_hold
from services.dispatch.handlers.explain_deadline import explain_deadline
from services.dispatch.handlers.follow_shift import follow_shift, follow_staff
from services.dispatch.handlers.foresee_recalculation import foresee_recalculation, show_playbook
from services.dispatch.handlers.hear_event import hear_event
from services.dispatch.handlers.hold_order import hold_order
from services.dispatch.handlers.keep_attachment import keep_attachment
from services.dispatch.handlers.keep_decision import keep_decision
from services.dispatch.handlers.keep_owner import keep_owner
from services.dispatch.handlers.keep_playbook import keep_playbook
from services.dispatch.handlers.list_deadlines import list_deadlines
from services.dispatch.handlers.list_orders import list_orders
from services.dispatch.handlers.miss_deadline import miss_deadline
from services.dispatch.handlers.move_assignments import move_assignments
from services.dispatch.handlers.recalculate import KIND as RECALCULATION
from services.dispatch.handlers.recalculate import go_on, recalculate
from services.dispatch.handlers.reopen_order import reopen_order
from services.dispatch.handlers.report_handover import report_handover
from services.dispatch.handlers.resume_order import resume_order
from services.dispatch.handlers.return_order import return_order
from services.dispatch.handlers.route_order import route_order
from services.dispatch.handlers.send_digest import KIND as DIGEST
from services.dispatch.handlers.send_digest import expect_digests, send_digest
from services.dispatch.handlers.settle_claims import raise_claim, settle_claim, void_claim
from services.dispatch.handlers.show_log import show_log
from services.dispatch.handlers.show_order import show_order
from services.dispatch.handlers.split_order import split_order
from services.dispatch.handlers.take_step import take_step
from services.dispatch.handlers.tell_customer import tell_customer
from services.dispatch.handlers.transfer_order import transfer_order
from services.dispatch.handlers.warn_deadline import warn_deadline

on = Subscribers("dispatch")


# ------------------------------------------------------------------ commands
@on.command(TakeStep)
async def take(command: TakeStep, work: Work) -> StepReceipt:
    return await take_step(command, work)


@on.command(ReturnOrder)
async def send_back(command: ReturnOrder, work: Work) -> StepReceipt:
    return await return_order(command, work)


@on.command(HoldOrder)
async def hold(command: HoldOrder, work: Work) -> Done:
    return await hold_order(command, work)


@on.command(ResumeOrder)
async def resume(command: ResumeOrder, work: Work) -> Done:
    return await resume_order(command, work)


@on.command(TellCustomer)
async def tell(command: TellCustomer, work: Work) -> Done:
    return await tell_customer(command, work)


@on.command(AnswerCheck)
async def answer(command: AnswerCheck, work: Work) -> Done:
    return await answer_check(command, work)


@on.command(CarryOver)
async def carry(command: CarryOver, work: Work) -> Done:
    return await carry_over(command, work)


@on.command(DecideApproval)
async def decide(command: DecideApproval, work: Work) -> Done:
    return await decide_approval(command, work)


@on.command(DelegateApproval)
async def delegate(command: DelegateApproval, work: Work) -> Done:
    return await delegate_approval(command, work)


@on.command(TransferOrder)
async def transfer(command: TransferOrder, work: Work) -> Done:
    return await transfer_order(command, work)


@on.command(DeclineOrder)
async def decline(command: DeclineOrder, work: Work) -> Done:
    return await decline_order(command, work)


@on.command(SplitOrder)
async def split(command: SplitOrder, work: Work) -> SplitReceipt:
    return await split_order(command, work)


# ------------------------------------------------------------------ views
@on.query(GetOrder)
async def order(query: GetOrder, work: Work) -> OrderView:
    return await show_order(query, work)


@on.query(ListOrders)
async def orders(query: ListOrders, work: Work) -> OrderPage:
    return await list_orders(query, work)


@on.query(ShowLog)
async def log(query: ShowLog, work: Work) -> LogPage:
    return await show_log(query, work)


@on.query(ListDeadlines)
async def deadlines(query: ListDeadlines, work: Work) -> DeadlinePage:
    return await list_deadlines(query, work)


@on.query(GetDeadline)
async def deadline(query: GetDeadline, work: Work) -> DeadlineReasons:
    return await explain_deadline(query, work)


@on.query(Recalculation)
async def recalculation(query: Recalculation, work: Work) -> RecalculationPage:
    return await foresee_recalculation(query, work)


@on.query(GetPlaybook)
async def playbook(query: GetPlaybook, work: Work) -> PlaybookView:
    return await show_playbook(query, work)


# ------------------------------------------------------------------ events of intake and cashdesk
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


# ------------------------------------------------------------------ events of roster
@on.event(HandoverOpened)
async def handover_opened(event: HandoverOpened, work: Work) -> None:
    await report_handover(event, work)


@on.event(HandoverCompleted)
async def handover_completed(event: HandoverCompleted, work: Work) -> None:
    await move_assignments(event, work)


@on.event(StaffRegistered)
async def staff_registered(event: StaffRegistered, work: Work) -> None:
    await follow_staff(event, work)


@on.event(ShiftStarted)
async def shift_started(event: ShiftStarted, work: Work) -> None:
    await follow_shift(event, work)


@on.event(ShiftEnded)
async def shift_ended(event: ShiftEnded, work: Work) -> None:
    await follow_shift(event, work)


# ------------------------------------------------------------------ events that playbooks name
@on.facts(heard_by)
async def moment(envelope: Envelope, data: dict[str, Any], work: Work) -> None:
    await hear_event(envelope, data, work)


# ------------------------------------------------------------------ timers and start
@on.timer("deadline")
async def deadline_due(timer: Timer, work: Work) -> None:
    await miss_deadline(timer, work)


@on.timer("warning")
async def warning_due(timer: Timer, work: Work) -> None:
    await warn_deadline(timer, work)


@on.event(DeadlinesRecalculated)
async def batch_done(event: DeadlinesRecalculated, work: Work) -> None:
    await go_on(event, work)


@on.timer(RECALCULATION)
async def batch_due(timer: Timer, work: Work) -> None:
    await recalculate(timer, work)


@on.timer("escalation")
async def escalation_due(timer: Timer, work: Work) -> None:
    await escalate(timer, work)


@on.timer("check")
async def check_due(timer: Timer, work: Work) -> None:
    await ask_check(timer, work)


@on.timer("end_of_day")
async def day_over(timer: Timer, work: Work) -> None:
    await end_day(timer, work)


@on.timer(HOLD_OVER)
async def hold_over(timer: Timer, work: Work) -> None:
    await expire_hold(timer, work)


@on.timer(DIGEST)
async def digest_due(timer: Timer, work: Work) -> None:
    await send_digest(timer, work)


@on.start
async def remember_playbook(work: Work) -> None:
    await keep_playbook(work)


@on.start
async def expect_evening(work: Work) -> None:
    await expect_end_of_day(work)


@on.start
async def expect_digests_of_playbook(work: Work) -> None:
    await expect_digests(work)
