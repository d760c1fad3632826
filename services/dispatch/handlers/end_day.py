"""The end-of-day review: every order sent out is complete or carries a reason. Rule PD-15."""

from datetime import date

from chassis.work import Timer, Work
from contracts.dispatch import DayEnded, OrderUnexplained
from services.dispatch import repository
from services.dispatch.domain.days import local_day
from services.dispatch.domain.model import Order
from services.dispatch.handlers._case import announce, note, recipients

KIND = "end_of_day"


async def expect_end_of_day(work: Work) -> None:
    """Set the site's timer unless it is set; one that fell due while nobody listened must still fire."""
    if _lines(work) and not await repository.timer_exists(work.store, _timer_id(work)):
        _set_timer(work)


async def end_day(timer: Timer, work: Work) -> None:
    """Who has not said why is named to the head of the department; all in one transaction."""
    lines = _lines(work)
    if not lines:
        return
    _set_timer(work)
    calendar = work.playbook.calendar
    day = calendar.local_date(timer.due_at)
    start, end = local_day(calendar, day)
    undone = [o for o in await repository.undone_of_lines(work.store, work.site, lines) if o.routed_at < end]
    unexplained = [order for order in undone if order.unexplained]
    for order in unexplained:
        _name(order, day, work)
    work.announce(
        DayEnded(
            day=day,
            completed=await repository.count_completed(work.store, work.site, lines, start, end),
            carried_over=[order.number for order in undone if order.reason is not None],
            unexplained=[order.number for order in unexplained],
        )
    )


def _name(order: Order, day: date, work: Work) -> None:
    note(work, order.number, "unexplained", day=day.isoformat())
    event = OrderUnexplained(
        number=order.number,
        order_id=order.order_id,
        line=order.line,
        department=order.department,
        recipients=recipients(["head"], order.department, work),
    )
    announce(order, event, work)


def _lines(work: Work) -> list[str]:
    return [name for name, line in work.playbook.lines.items() if line.steps and line.end_of_day]


def _timer_id(work: Work) -> str:
    return f"end-of-day-{work.site}"


def _set_timer(work: Work) -> None:
    due_at = work.playbook.calendar.next_time(work.now, work.playbook.daily.end_of_day)
    work.schedule(_timer_id(work), due_at, KIND, {})
