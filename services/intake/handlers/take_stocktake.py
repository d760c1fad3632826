"""The stocktake of open items, daily and on demand."""

from chassis.work import Timer, Work
from contracts.base import Done
from contracts.intake import StocktakeTaken, TakeStocktake
from services.intake.domain.days import start_of_day
from services.intake.handlers import shared
from services.intake.repository import stocktakes, timers

KIND = "stocktake"
NAMED = 500
"""How many flagged numbers the event names; beyond that they would not fit a message."""


async def take_stocktake(command: TakeStocktake, work: Work) -> Done:
    """Take stock now, beside the daily one."""
    await _take(work)
    return Done()


async def take_daily_stocktake(timer: Timer, work: Work) -> None:
    """Take stock of the day and set the next one."""
    await _take(work)
    work.schedule(timer.id, work.playbook.calendar.next_time(work.now, work.playbook.daily.stocktake), KIND, {})


async def plan_daily_stocktake(work: Work) -> None:
    """See that the site's daily stocktake is set; one that fell due while the service was down still fires."""
    timer_id = f"{KIND}-{work.site}"
    at = work.playbook.calendar.next_time(work.now, work.playbook.daily.stocktake)
    due_at = await timers.due_at(work.store, work.tables, timer_id)
    if due_at is None or (due_at > work.now and due_at != at):
        work.schedule(timer_id, at, KIND, {})


async def _take(work: Work) -> None:
    """List every open item with age, owner and last note. An item is flagged when nobody sent a note
    (``add_note``, announced as ``request.noted``) on it this local day; what other services did does not count."""
    calendar = work.playbook.calendar
    stocktake_id, day = work.new_id(), calendar.local_date(work.now)
    began = start_of_day(calendar, work.now)
    total, flagged = await stocktakes.count_open_items(work.store, work.site, stocktake_id, began)
    named = await stocktakes.oldest_flagged(work.store, stocktake_id, NAMED)
    stocktakes.add_stocktake(work.store, work.site, work.now, stocktake_id, day=day, total=total, flagged=flagged)
    shared.announce(work, StocktakeTaken(day=day, total=total, flagged=named, flagged_total=flagged))
