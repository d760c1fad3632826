"""What roster listens to about what a month is planned from, and about absences and swaps."""

from chassis.work import Timer, Work
from contracts.base import Done
from contracts.roster import (
    AbsencePage,
    AbsenceReceipt,
    AcceptSwap,
    ApproveSwap,
    AskSwap,
    DecideAbsence,
    DeclineSwap,
    GetRota,
    ListAbsences,
    ListSkills,
    ListSwaps,
    ListWishes,
    ReportAbsence,
    RotaView,
    SetSkills,
    SkillsView,
    SwapPage,
    SwapReceipt,
    WishesView,
    WishShift,
    WithdrawAbsence,
    WithdrawSwap,
    WithdrawWish,
)
from services.roster.handlers import absence_begins, end_swap, show_rota, wish_shift
from services.roster.handlers.accept_swap import accept_swap
from services.roster.handlers.approve_swap import approve_swap
from services.roster.handlers.ask_swap import ask_swap
from services.roster.handlers.decide_absence import decide_absence
from services.roster.handlers.report_absence import report_absence
from services.roster.handlers.set_skills import set_skills
from services.roster.handlers.show_absences import list_absences
from services.roster.handlers.show_swaps import list_swaps
from services.roster.handlers.withdraw_absence import withdraw_absence
from services.roster.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(SetSkills)
async def skills_set(command: SetSkills, work: Work) -> Done:
    return await set_skills(command, work)


@on.command(WishShift)
async def wish(command: WishShift, work: Work) -> Done:
    return await wish_shift.wish_shift(command, work)


@on.command(WithdrawWish)
async def withdraw(command: WithdrawWish, work: Work) -> Done:
    return await wish_shift.withdraw_wish(command, work)


@on.command(ReportAbsence)
async def report(command: ReportAbsence, work: Work) -> AbsenceReceipt:
    return await report_absence(command, work)


@on.command(DecideAbsence)
async def decide(command: DecideAbsence, work: Work) -> AbsenceReceipt:
    return await decide_absence(command, work)


@on.command(WithdrawAbsence)
async def call_off(command: WithdrawAbsence, work: Work) -> AbsenceReceipt:
    return await withdraw_absence(command, work)


@on.command(AskSwap)
async def ask(command: AskSwap, work: Work) -> SwapReceipt:
    return await ask_swap(command, work)


@on.command(AcceptSwap)
async def accept(command: AcceptSwap, work: Work) -> SwapReceipt:
    return await accept_swap(command, work)


@on.command(ApproveSwap)
async def approve(command: ApproveSwap, work: Work) -> SwapReceipt:
    return await approve_swap(command, work)


@on.command(DeclineSwap)
async def decline(command: DeclineSwap, work: Work) -> SwapReceipt:
    return await end_swap.decline_swap(command, work)


@on.command(WithdrawSwap)
async def withdraw_one(command: WithdrawSwap, work: Work) -> SwapReceipt:
    return await end_swap.withdraw_swap(command, work)


# ------------------------------------------------------------------ views
@on.query(GetRota)
async def rota(query: GetRota, work: Work) -> RotaView:
    return await show_rota.show_rota(query, work)


@on.query(ListSkills)
async def skills(query: ListSkills, work: Work) -> SkillsView:
    return await show_rota.list_skills(query, work)


@on.query(ListWishes)
async def wishes(query: ListWishes, work: Work) -> WishesView:
    return await show_rota.list_wishes(query, work)


@on.query(ListAbsences)
async def absences(query: ListAbsences, work: Work) -> AbsencePage:
    return await list_absences(query, work)


@on.query(ListSwaps)
async def swaps(query: ListSwaps, work: Work) -> SwapPage:
    return await list_swaps(query, work)


# ------------------------------------------------------------------ timers
@on.timer("absence_begins")
async def begins(timer: Timer, work: Work) -> None:
    await absence_begins.absence_begins(timer, work)


@on.timer("absence_ends")
async def ends(timer: Timer, work: Work) -> None:
    await absence_begins.absence_ends(timer, work)
