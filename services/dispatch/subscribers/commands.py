"""Commands of dispatch."""

from chassis.work import Work
from contracts.base import Done
from contracts.dispatch import (
    AnswerCheck,
    CarryOver,
    DecideApproval,
    DeclineOrder,
    DelegateApproval,
    HoldOrder,
    ResumeOrder,
    ReturnOrder,
    SplitOrder,
    SplitReceipt,
    StepReceipt,
    TakeStep,
    TellCustomer,
    TransferOrder,
)
from services.dispatch.handlers.answer_check import answer_check
from services.dispatch.handlers.carry_over import carry_over
from services.dispatch.handlers.decide_approval import decide_approval
from services.dispatch.handlers.decline_order import decline_order
from services.dispatch.handlers.delegate_approval import delegate_approval
from services.dispatch.handlers.hold_order import hold_order
from services.dispatch.handlers.resume_order import resume_order
from services.dispatch.handlers.return_order import return_order
from services.dispatch.handlers.split_order import split_order
from services.dispatch.handlers.take_step import take_step
from services.dispatch.handlers.tell_customer import tell_customer
from services.dispatch.handlers.transfer_order import transfer_order
from services.dispatch.subscribers.table import on


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
