"""What roster announces of people."""

from chassis.directory import keep_duty, keep_staff
from chassis.work import Work
from contracts.roster import HandoverCompleted, HandoverOpened, ShiftEnded, ShiftStarted, StaffRegistered
from services.dispatch.handlers.follow_shift import follow_shift
from services.dispatch.handlers.move_assignments import move_assignments
from services.dispatch.handlers.report_handover import report_handover
from services.dispatch.subscribers.table import on


@on.event(HandoverOpened)
async def handover_opened(event: HandoverOpened, work: Work) -> None:
    await report_handover(event, work)


@on.event(HandoverCompleted)
async def handover_completed(event: HandoverCompleted, work: Work) -> None:
    await move_assignments(event, work)


@on.event(StaffRegistered)
async def staff_registered(event: StaffRegistered, work: Work) -> None:
    await keep_staff(event, work)
    await follow_shift(work)


@on.event(ShiftStarted)
async def shift_started(event: ShiftStarted, work: Work) -> None:
    await keep_duty(event, work)
    await follow_shift(work)


@on.event(ShiftEnded)
async def shift_ended(event: ShiftEnded, work: Work) -> None:
    await keep_duty(event, work)
    await follow_shift(work)
