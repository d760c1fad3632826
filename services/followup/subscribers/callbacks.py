"""What followup listens to."""

from chassis.directory import keep_duty, keep_staff
from chassis.work import Timer, Work
from contracts.base import Done
from contracts.dispatch import OrderVerified, StepFact
from contracts.followup import (
    AcceptCallback,
    CallbackPage,
    CallbackView,
    DeclineCallback,
    DelegateCallback,
    GetCallback,
    GetSummary,
    ListCallbacks,
    ListSurveys,
    RecordAttempt,
    RecordResult,
    SummaryView,
    SurveyPage,
)
from contracts.intake import (
    LetterFailed,
    LetterSent,
    OwnershipMoved,
    RequestAmended,
    RequestCancelled,
    RequestConfirmed,
)
from contracts.roster import HandoverCompleted, HandoverOpened, ShiftEnded, ShiftStarted, StaffRegistered
from services.followup.domain.plans import keeps_requests, waits_for
from services.followup.handlers.accept_callback import accept_callback
from services.followup.handlers.begin_summaries import begin_summaries
from services.followup.handlers.decline_callback import decline_callback
from services.followup.handlers.delegate_callback import delegate_callback
from services.followup.handlers.fall_due import fall_due
from services.followup.handlers.hear_others import hear_handed_over, hear_verified
from services.followup.handlers.hear_request import hear_amended, hear_cancelled, hear_confirmed
from services.followup.handlers.keep_delivery import keep_failed, keep_sent
from services.followup.handlers.keep_owner import keep_owner
from services.followup.handlers.plan_after_step import plan_after_step
from services.followup.handlers.record_attempt import record_attempt
from services.followup.handlers.record_result import record_result
from services.followup.handlers.report_handover import report_handover
from services.followup.handlers.send_letter import send_letter
from services.followup.handlers.send_summary import send_summary
from services.followup.handlers.show_callbacks import list_callbacks, show_callback
from services.followup.handlers.show_surveys import list_surveys, show_summary
from services.followup.handlers.tell_overdue import tell_overdue
from services.followup.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(RecordAttempt)
async def attempt(command: RecordAttempt, work: Work) -> Done:
    return await record_attempt(command, work)


@on.command(RecordResult)
async def result(command: RecordResult, work: Work) -> Done:
    return await record_result(command, work)


@on.command(DelegateCallback)
async def delegate(command: DelegateCallback, work: Work) -> Done:
    return await delegate_callback(command, work)


@on.command(AcceptCallback)
async def accept(command: AcceptCallback, work: Work) -> Done:
    return await accept_callback(command, work)


@on.command(DeclineCallback)
async def decline(command: DeclineCallback, work: Work) -> Done:
    return await decline_callback(command, work)


# ------------------------------------------------------------------ views
@on.query(GetCallback)
async def callback(query: GetCallback, work: Work) -> CallbackView:
    return await show_callback(query, work)


@on.query(ListCallbacks)
async def callbacks(query: ListCallbacks, work: Work) -> CallbackPage:
    return await list_callbacks(query, work)


@on.query(ListSurveys)
async def surveys(query: ListSurveys, work: Work) -> SurveyPage:
    return await list_surveys(query, work)


@on.query(GetSummary)
async def summary(query: GetSummary, work: Work) -> SummaryView:
    return await show_summary(query, work)


# ------------------------------------------------------------------ events
@on.event(RequestConfirmed, needed_by=keeps_requests)
async def request_confirmed(event: RequestConfirmed, work: Work) -> None:
    await hear_confirmed(event, work)


@on.event(RequestAmended, needed_by=keeps_requests)
async def request_amended(event: RequestAmended, work: Work) -> None:
    await hear_amended(event, work)


async def step_taken(event: StepFact, work: Work) -> None:
    await plan_after_step(event, work)


for _fact in StepFact.__subclasses__():
    if _fact is not OrderVerified:
        on.event(_fact, needed_by=waits_for(_fact))(step_taken)


@on.event(OrderVerified)
async def order_verified(event: OrderVerified, work: Work) -> None:
    await hear_verified(event, work)


@on.event(LetterSent)
async def letter_sent(event: LetterSent, work: Work) -> None:
    await keep_sent(event, work)


@on.event(LetterFailed)
async def letter_failed(event: LetterFailed, work: Work) -> None:
    await keep_failed(event, work)


@on.event(RequestCancelled)
async def request_cancelled(event: RequestCancelled, work: Work) -> None:
    await hear_cancelled(event, work)


@on.event(OwnershipMoved)
async def ownership_moved(event: OwnershipMoved, work: Work) -> None:
    await keep_owner(event, work)


@on.event(HandoverOpened)
async def handover_opened(event: HandoverOpened, work: Work) -> None:
    await report_handover(event, work)


@on.event(HandoverCompleted)
async def handover_completed(event: HandoverCompleted, work: Work) -> None:
    await hear_handed_over(event, work)


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
@on.timer("callback")
async def callback_due(timer: Timer, work: Work) -> None:
    await fall_due(timer, work)


@on.timer("letter")
async def letter_due(timer: Timer, work: Work) -> None:
    await send_letter(timer, work)


@on.timer("late")
async def callback_late(timer: Timer, work: Work) -> None:
    await tell_overdue(timer, work)


@on.start
async def started(work: Work) -> None:
    await begin_summaries(work)


@on.timer("summary")
async def summary_due(timer: Timer, work: Work) -> None:
    await send_summary(timer, work)
