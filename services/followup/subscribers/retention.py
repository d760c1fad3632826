"""What followup listens to for customers about to leave."""

from chassis.work import Timer, Work
from contracts.base import Done
from contracts.followup import (
    AcceptRetention,
    AnswerOffer,
    CasePage,
    CaseReceipt,
    CaseView,
    CloseRetention,
    DeclineRetention,
    DelegateRetention,
    GetRetentionCase,
    GetRetentionGuide,
    GetRetentionRegister,
    GetRetentionStatistics,
    GroupList,
    GuideView,
    ListLeavingGroups,
    ListRetentionCases,
    MakeOffer,
    OfferReceipt,
    OpenRetention,
    PublishRetentionGuide,
    RecordFailedAttempt,
    RegisterView,
    ReportSignal,
    SignalReceipt,
    StatisticsView,
    TakeOverRetention,
)
from services.followup.handlers.accept_retention import accept_retention, decline_retention
from services.followup.handlers.answer_offer import answer_offer
from services.followup.handlers.begin_retention import begin_retention
from services.followup.handlers.close_retention import close_retention
from services.followup.handlers.delegate_retention import delegate_retention
from services.followup.handlers.make_offer import make_offer
from services.followup.handlers.open_retention import open_retention
from services.followup.handlers.publish_guide import publish_guide
from services.followup.handlers.record_failed_attempt import record_failed_attempt
from services.followup.handlers.remind_of_answer import remind_of_answer
from services.followup.handlers.remind_of_guide import remind_of_guide
from services.followup.handlers.report_signal import report_signal
from services.followup.handlers.send_register import send_register
from services.followup.handlers.show_retention import list_cases, list_groups, show_case, show_guide, show_register
from services.followup.handlers.show_statistics import show_statistics
from services.followup.handlers.take_over_retention import take_over_retention
from services.followup.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(OpenRetention)
async def by_hand(command: OpenRetention, work: Work) -> CaseReceipt:
    return await open_retention(command, work)


@on.command(ReportSignal)
async def signal(command: ReportSignal, work: Work) -> SignalReceipt:
    return await report_signal(command, work)


@on.command(PublishRetentionGuide)
async def guide(command: PublishRetentionGuide, work: Work) -> Done:
    return await publish_guide(command, work)


@on.command(MakeOffer)
async def offer(command: MakeOffer, work: Work) -> OfferReceipt:
    return await make_offer(command, work)


@on.command(AnswerOffer)
async def answer(command: AnswerOffer, work: Work) -> Done:
    return await answer_offer(command, work)


@on.command(RecordFailedAttempt)
async def failed(command: RecordFailedAttempt, work: Work) -> Done:
    return await record_failed_attempt(command, work)


@on.command(TakeOverRetention)
async def take_over(command: TakeOverRetention, work: Work) -> Done:
    return await take_over_retention(command, work)


@on.command(DelegateRetention)
async def delegate(command: DelegateRetention, work: Work) -> Done:
    return await delegate_retention(command, work)


@on.command(AcceptRetention)
async def accept(command: AcceptRetention, work: Work) -> Done:
    return await accept_retention(command, work)


@on.command(DeclineRetention)
async def decline(command: DeclineRetention, work: Work) -> Done:
    return await decline_retention(command, work)


@on.command(CloseRetention)
async def close(command: CloseRetention, work: Work) -> Done:
    return await close_retention(command, work)


# ------------------------------------------------------------------ views
@on.query(GetRetentionCase)
async def case(query: GetRetentionCase, work: Work) -> CaseView:
    return await show_case(query, work)


@on.query(ListRetentionCases)
async def cases(query: ListRetentionCases, work: Work) -> CasePage:
    return await list_cases(query, work)


@on.query(GetRetentionGuide)
async def guide_of_month(query: GetRetentionGuide, work: Work) -> GuideView:
    return await show_guide(query, work)


@on.query(GetRetentionRegister)
async def register(query: GetRetentionRegister, work: Work) -> RegisterView:
    return await show_register(query, work)


@on.query(ListLeavingGroups)
async def groups(query: ListLeavingGroups, work: Work) -> GroupList:
    return await list_groups(query, work)


@on.query(GetRetentionStatistics)
async def statistics(query: GetRetentionStatistics, work: Work) -> StatisticsView:
    return await show_statistics(query, work)


# ------------------------------------------------------------------ timers
@on.start
async def started(work: Work) -> None:
    await begin_retention(work)


@on.timer("offer_answer")
async def answer_due(timer: Timer, work: Work) -> None:
    await remind_of_answer(timer, work)


@on.timer("retention_register")
async def register_due(timer: Timer, work: Work) -> None:
    await send_register(timer, work)


@on.timer("retention_guide")
async def guide_due(timer: Timer, work: Work) -> None:
    await remind_of_guide(timer, work)
