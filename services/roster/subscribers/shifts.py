"""What roster listens to: staff, posts, shifts, sign-in."""

from chassis.work import Timer, Work
from contracts.base import Done
from contracts.roster import (
    DutyView,
    ListPosts,
    ListShifts,
    ListSignIns,
    ListStaff,
    PostsView,
    PublishRoster,
    RegisterStaff,
    RosterReceipt,
    SetPost,
    ShiftPage,
    ShiftReceipt,
    SignIn,
    SignInView,
    StaffPage,
    WhoIsOnDuty,
)
from services.roster.handlers.notice_late import notice_late
from services.roster.handlers.publish_roster import publish_roster
from services.roster.handlers.register_staff import register_staff
from services.roster.handlers.set_post import set_post
from services.roster.handlers.show_shifts import list_shifts, who_is_on_duty
from services.roster.handlers.show_sign_ins import list_sign_ins
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


# ------------------------------------------------------------------ views
@on.query(WhoIsOnDuty)
async def duty(query: WhoIsOnDuty, work: Work) -> DutyView:
    return await who_is_on_duty(query, work)


@on.query(ListShifts)
async def shifts(query: ListShifts, work: Work) -> ShiftPage:
    return await list_shifts(query, work)


@on.query(ListSignIns)
async def sign_ins(query: ListSignIns, work: Work) -> SignInView:
    return await list_sign_ins(query, work)


@on.query(ListStaff)
async def staff(query: ListStaff, work: Work) -> StaffPage:
    return await list_staff(query, work)


@on.query(ListPosts)
async def posts(query: ListPosts, work: Work) -> PostsView:
    return await list_posts(query, work)


# ------------------------------------------------------------------ timers
@on.timer("late")
async def late(timer: Timer, work: Work) -> None:
    await notice_late(timer, work)
