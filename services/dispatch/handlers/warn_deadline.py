"""Before it is too late: a share of the time has passed, or the span before the due time is reached."""

from chassis.work import Timer, Work
from contracts.dispatch import DeadlineWarned
from services.dispatch.domain.chains import warned, warnings_open
from services.dispatch.domain.model import Deadline, Order
from services.dispatch.domain.turn import Around
from services.dispatch.handlers._case import announce
from services.dispatch.handlers._clocks import change, next_timer
from services.dispatch.handlers._fired import around_fired, fired_deadline
from services.dispatch.handlers._people import people

DEFAULT = ["assignee"]


async def warn_deadline(timer: Timer, work: Work) -> None:
    """Each warning once a run; one that a pause or a recalculation moved is given at its new time."""
    found = await fired_deadline(timer, work)
    if found is None or found[1].state != "running" or found[1].due_at <= work.now:
        return
    order, row = found
    around = await around_fired(order, row, work)
    promise = around.promise_of(row)
    after = row
    for at, place in warnings_open(promise, row, around.calendar_of(row)) if promise is not None else []:
        if at <= work.now:
            after = warned(after, place, work.now)
            await _announce(order, after, place, around, work)
    if after != row:
        await change(order, row, after, around, work, fired=timer.id)
    else:
        next_timer(row, around, work)


async def _announce(order: Order, row: Deadline, place: int, around: Around, work: Work) -> None:
    promise = around.promise_of(row)
    told = promise.warn[place].to if promise is not None else []
    event = DeadlineWarned(
        number=order.number,
        order_id=order.order_id,
        deadline_id=row.id,
        name=row.name,
        line=order.line,
        department=order.department,
        due_at=row.due_at,
        cycle=row.cycle,
        warning=place + 1,
        recipients=await people(told or DEFAULT, order, work),
    )
    announce(order, event, work)
