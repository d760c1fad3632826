"""What roster listens to."""

from chassis.work import Timer, Work
from contracts.base import Done
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
from contracts.intake import IntakeHandoverReported
from contracts.roster import (
    AcknowledgeHandover,
    DutyView,
    GetHandover,
    HandoverPage,
    HandoverReceipt,
    HandoverView,
    ListHandovers,
    ListPosts,
    ListShifts,
    ListStaff,
    OpenHandover,
    PostsView,
    PublishRoster,
    RegisterStaff,
    ReleaseFromDuty,
    RosterReceipt,
    SetPost,
    ShiftPage,
    ShiftReceipt,
    SignIn,
    StaffPage,
    WhoIsOnDuty,
)
from services.roster.domain.handover import News
from services.roster.handlers.acknowledge_handover import acknowledge_handover
from services.roster.handlers.call_for_relief import call_for_relief
from services.roster.handlers.collect_report import collect_report
from services.roster.handlers.explain_items import explain_items
from services.roster.handlers.name_overdue import name_overdue
from services.roster.handlers.notice_late import notice_late
from services.roster.handlers.open_handover import open_handover
from services.roster.handlers.publish_roster import publish_roster
from services.roster.handlers.register_staff import register_staff
from services.roster.handlers.release_from_duty import release_from_duty
from services.roster.handlers.set_post import set_post
from services.roster.handlers.show_handovers import list_handovers, show_handover
from services.roster.handlers.show_shifts import list_shifts, who_is_on_duty
from services.roster.handlers.show_staff import list_posts, list_staff
from services.roster.handlers.sign_in import sign_in
from services.roster.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(RegisterStaff)
async def register(command: RegisterStaff, work: Work) -> Done:
    return await register_staff(command, work)


@on.command(SetPost)
async def name_post(command: SetPost, work: Work) -> Done:
    return await set_post(command, work)


@on.command(PublishRoster)
async def publish(command: PublishRoster, work: Work) -> RosterReceipt:
    return await publish_roster(command, work)


@on.command(SignIn)
async def signed_in(command: SignIn, work: Work) -> ShiftReceipt:
    return await sign_in(command, work)


@on.command(OpenHandover)
async def hand_over(command: OpenHandover, work: Work) -> HandoverReceipt:
    return await open_handover(command, work)


@on.command(AcknowledgeHandover)
async def acknowledge(command: AcknowledgeHandover, work: Work) -> HandoverReceipt:
    return await acknowledge_handover(command, work)


@on.command(ReleaseFromDuty)
async def release(command: ReleaseFromDuty, work: Work) -> HandoverReceipt:
    return await release_from_duty(command, work)


# ------------------------------------------------------------------ views
@on.query(WhoIsOnDuty)
async def duty(query: WhoIsOnDuty, work: Work) -> DutyView:
    return await who_is_on_duty(query, work)


@on.query(ListShifts)
async def shifts(query: ListShifts, work: Work) -> ShiftPage:
    return await list_shifts(query, work)


@on.query(GetHandover)
async def handover(query: GetHandover, work: Work) -> HandoverView:
    return await show_handover(query, work)


@on.query(ListHandovers)
async def handovers(query: ListHandovers, work: Work) -> HandoverPage:
    return await list_handovers(query, work)


@on.query(ListStaff)
async def staff(query: ListStaff, work: Work) -> StaffPage:
    return await list_staff(query, work)


@on.query(ListPosts)
async def posts(query: ListPosts, work: Work) -> PostsView:
    return await list_posts(query, work)


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


# ------------------------------------------------------------------ timers
@on.timer("late")
async def late(timer: Timer, work: Work) -> None:
    await notice_late(timer, work)


@on.timer("handover_report")
async def handover_report(timer: Timer, work: Work) -> None:
    await name_overdue(timer, work)


@on.timer("handover_relief")
async def handover_relief(timer: Timer, work: Work) -> None:
    await call_for_relief(timer, work)
