"""What dispatch listens to."""

from chassis.directory import keep_duty, keep_staff
from chassis.subscribers import Subscribers
from chassis.work import Timer, Work
from contracts.base import Done
from contracts.cashdesk import AllocationOpened, ChargeRaised, ChargeSettled, ChargeVoided, CostAllocated
from contracts.dispatch import (
    AnswerCheck,
    CarryOver,
    DeadlinePage,
    DecideApproval,
    GetOrder,
    HoldOrder,
    ListDeadlines,
    ListOrders,
    OrderPage,
    OrderView,
    ResumeOrder,
    ReturnOrder,
    StepReceipt,
    TakeStep,
    TellCustomer,
)
from contracts.intake import OwnershipMoved, RequestAmended, RequestCancelled, RequestConfirmed, RequestReopened
from contracts.roster import HandoverCompleted, HandoverOpened, ShiftEnded, ShiftStarted, StaffRegistered
from services.dispatch.handlers.amend_order import amend_order
from services.dispatch.handlers.answer_check import answer_check
from services.dispatch.handlers.ask_check import ask_check
from services.dispatch.handlers.cancel_order import cancel_order
from services.dispatch.handlers.carry_over import carry_over
from services.dispatch.handlers.decide_approval import decide_approval
from services.dispatch.handlers.end_day import end_day, expect_end_of_day
from services.dispatch.handlers.escalate import escalate
from services.dispatch.handlers.hold_order import hold_order
from services.dispatch.handlers.keep_owner import keep_owner
from services.dispatch.handlers.keep_playbook import keep_playbook
from services.dispatch.handlers.list_deadlines import list_deadlines
from services.dispatch.handlers.list_orders import list_orders
from services.dispatch.handlers.miss_deadline import miss_deadline
from services.dispatch.handlers.move_assignments import move_assignments
from services.dispatch.handlers.reopen_order import reopen_order
from services.dispatch.handlers.report_handover import report_handover
from services.dispatch.handlers.resume_order import resume_order
from services.dispatch.handlers.return_order import return_order
from services.dispatch.handlers.route_order import route_order
from services.dispatch.handlers.settle_claims import raise_claim, settle_claim, void_claim
from services.dispatch.handlers.show_order import show_order
from services.dispatch.handlers.take_step import take_step
from services.dispatch.handlers.tell_customer import tell_customer

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


# ------------------------------------------------------------------ views
@on.query(GetOrder)
async def order(query: GetOrder, work: Work) -> OrderView:
    return await show_order(query, work)


@on.query(ListOrders)
async def orders(query: ListOrders, work: Work) -> OrderPage:
    return await list_orders(query, work)


@on.query(ListDeadlines)
async def deadlines(query: ListDeadlines, work: Work) -> DeadlinePage:
    return await list_deadlines(query, work)


# ------------------------------------------------------------------ events of intake
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


# ------------------------------------------------------------------ events of cashdesk
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


# ------------------------------------------------------------------ events of roster
@on.event(HandoverOpened)
async def handover_opened(event: HandoverOpened, work: Work) -> None:
    await report_handover(event, work)


@on.event(HandoverCompleted)
async def handover_completed(event: HandoverCompleted, work: Work) -> None:
    await move_assignments(event, work)


@on.event(StaffRegistered)
async def staff_registered(event: StaffRegistered, work: Work) -> None:
    await keep_staff(event, work)


@on.event(ShiftStarted)
async def shift_started(event: ShiftStarted, work: Work) -> None:
    await keep_duty(event, work)


@on.event(ShiftEnded)
async def shift_ended(event: ShiftEnded, work: Work) -> None:
    await keep_duty(event, work)


# ------------------------------------------------------------------ timers
@on.timer("deadline")
async def deadline_due(timer: Timer, work: Work) -> None:
    await miss_deadline(timer, work)


@on.timer("escalation")
async def escalation_due(timer: Timer, work: Work) -> None:
    await escalate(timer, work)


@on.timer("check")
async def check_due(timer: Timer, work: Work) -> None:
    await ask_check(timer, work)


@on.timer("end_of_day")
async def day_over(timer: Timer, work: Work) -> None:
    await end_day(timer, work)


# ------------------------------------------------------------------ start
@on.start
async def remember_playbook(work: Work) -> None:
    await keep_playbook(work)


@on.start
async def expect_evening(work: Work) -> None:
    await expect_end_of_day(work)
