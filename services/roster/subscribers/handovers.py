"""What roster listens to: the handover of a shift."""

from chassis.work import Timer, Work
from contracts.cashdesk import CashdeskHandoverReported
from contracts.dispatch import (
    DispatchHandoverReported,
    OrderCancelled,
    OrderCarriedOver,
    OrderEnded,
    OrderHeld,
    OrderVerified,
    PartCancelled,
    PartCompleted,
)
from contracts.followup import FollowupHandoverReported
from contracts.intake import IntakeHandoverReported, ServingBegan, ServingEnded
from contracts.roster import (
    AcknowledgeHandover,
    AcknowledgeItem,
    GetHandover,
    HandoverPage,
    HandoverReceipt,
    HandoverView,
    ListHandovers,
    NoteEvent,
    NoteReceipt,
    OpenHandover,
    ReleaseFromDuty,
    ReportAgain,
    ReportUnrelieved,
    ReviewHandover,
)
from services.roster.domain.handover_items import News
from services.roster.handlers.acknowledge_handover import acknowledge_handover
from services.roster.handlers.acknowledge_item import acknowledge_item
from services.roster.handlers.call_for_relief import call_for_relief, report_unrelieved
from services.roster.handlers.collect_report import collect_report
from services.roster.handlers.explain_items import explain_items
from services.roster.handlers.follow_serving import end_serving, keep_serving
from services.roster.handlers.name_overdue import name_overdue
from services.roster.handlers.note_event import note_event
from services.roster.handlers.open_handover import open_handover
from services.roster.handlers.release_from_duty import release_from_duty
from services.roster.handlers.report_again import report_again
from services.roster.handlers.review_handover import review_handover
from services.roster.handlers.show_handovers import list_handovers, show_handover
from services.roster.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(OpenHandover)
async def hand_over(command: OpenHandover, work: Work) -> HandoverReceipt:
    return await open_handover(command, work)


@on.command(AcknowledgeHandover)
async def acknowledge(command: AcknowledgeHandover, work: Work) -> HandoverReceipt:
    return await acknowledge_handover(command, work)


@on.command(ReleaseFromDuty)
async def release(command: ReleaseFromDuty, work: Work) -> HandoverReceipt:
    return await release_from_duty(command, work)


@on.command(ReviewHandover)
async def review(command: ReviewHandover, work: Work) -> HandoverReceipt:
    return await review_handover(command, work)


@on.command(AcknowledgeItem)
async def take_over_item(command: AcknowledgeItem, work: Work) -> HandoverReceipt:
    return await acknowledge_item(command, work)


@on.command(ReportUnrelieved)
async def nobody_comes(command: ReportUnrelieved, work: Work) -> HandoverReceipt:
    return await report_unrelieved(command, work)


@on.command(ReportAgain)
async def ask_again(command: ReportAgain, work: Work) -> HandoverReceipt:
    return await report_again(command, work)


@on.command(NoteEvent)
async def event_of_shift(command: NoteEvent, work: Work) -> NoteReceipt:
    return await note_event(command, work)


# ------------------------------------------------------------------ views
@on.query(GetHandover)
async def handover(query: GetHandover, work: Work) -> HandoverView:
    return await show_handover(query, work)


@on.query(ListHandovers)
async def handovers(query: ListHandovers, work: Work) -> HandoverPage:
    return await list_handovers(query, work)


# ------------------------------------------------------------------ events
@on.event(IntakeHandoverReported)
async def intake_reported(event: IntakeHandoverReported, work: Work) -> None:
    await collect_report(event, work)


@on.event(DispatchHandoverReported)
async def dispatch_reported(event: DispatchHandoverReported, work: Work) -> None:
    await collect_report(event, work)


@on.event(FollowupHandoverReported)
async def followup_reported(event: FollowupHandoverReported, work: Work) -> None:
    await collect_report(event, work)


@on.event(CashdeskHandoverReported)
async def cashdesk_reported(event: CashdeskHandoverReported, work: Work) -> None:
    await collect_report(event, work)


@on.event(OrderCarriedOver)
async def order_carried_over(event: OrderCarriedOver, work: Work) -> None:
    await explain_items(News(event.number, "reason", event.reason), work)


@on.event(OrderHeld)
async def order_held(event: OrderHeld, work: Work) -> None:
    await explain_items(News(event.number, "reason", event.reason), work)


@on.event(OrderVerified)
async def order_verified(event: OrderVerified, work: Work) -> None:
    await explain_items(News(event.number, "ended", "verified"), work)


@on.event(OrderEnded)
async def order_ended(event: OrderEnded, work: Work) -> None:
    await explain_items(News(event.number, "ended", "ended"), work)


@on.event(OrderCancelled)
async def order_cancelled(event: OrderCancelled, work: Work) -> None:
    await explain_items(News(event.number, "ended", "cancelled"), work)


@on.event(PartCompleted)
async def part_completed(event: PartCompleted, work: Work) -> None:
    await explain_items(News(event.part, "ended", event.state), work)


@on.event(PartCancelled)
async def part_cancelled(event: PartCancelled, work: Work) -> None:
    await explain_items(News(event.part, "ended", "cancelled"), work)


@on.event(ServingBegan)
async def serving_began(event: ServingBegan, work: Work) -> None:
    await keep_serving(event, work)


@on.event(ServingEnded)
async def serving_ended(event: ServingEnded, work: Work) -> None:
    await end_serving(event, work)


# ------------------------------------------------------------------ timers
@on.timer("handover_report")
async def handover_report(timer: Timer, work: Work) -> None:
    await name_overdue(timer, work)


@on.timer("handover_relief")
async def handover_relief(timer: Timer, work: Work) -> None:
    await call_for_relief(timer, work)
