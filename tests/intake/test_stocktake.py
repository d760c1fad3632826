"""The stocktake of open items and the gauges of open requests."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from contracts.intake import AddNote, LatestStocktake, StocktakeTaken, TakeStocktake
from contracts.problems import NotFound
from services.intake.handlers.sample_open_requests import sample_open_requests
from tests.harness import SITE, START, Desk
from tests.intake.samples import DeskFor, accepted, archived, complaint, intake_desk, later, repair

HALF_PAST_SEVEN = START.replace(hour=19, minute=30)


async def next_stocktake(desk: Desk) -> datetime:
    timers = desk.definition.tables.timers
    async with desk.database.read() as store:
        (row,) = await store.rows(timers.select())
    assert row.id == "stocktake-HQ"
    due_at: datetime = row.due_at
    return due_at


async def test_open_items_without_a_note_of_the_day_are_flagged(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    with pytest.raises(NotFound, match="19:30"):
        await desk.ask("li", LatestStocktake())
    await archived(desk)
    silent = (await desk.send("li", complaint())).number
    noted = (await desk.send("zhao", repair())).number
    await desk.send("zhao", AddNote(number=noted, text="yesterday's word"))
    later(desk, days=1)
    await desk.event(accepted(silent), actor="wang")
    await desk.send("li", TakeStocktake())
    assert [(event.total, event.flagged) for event in desk.take(StocktakeTaken)] == [(2, [silent, noted])]
    await desk.send("zhao", AddNote(number=noted, text="parts are here"))
    later(desk, seconds=30)
    await desk.send("li", TakeStocktake())
    (taken,) = desk.take(StocktakeTaken)
    assert (taken.flagged, taken.flagged_total, str(taken.day)) == ([silent], 1, "2026-11-22")

    view = await desk.ask("li", LatestStocktake(limit=1))
    assert (view.total, view.flagged, view.taken_at) == (2, 1, START + timedelta(days=1, seconds=30))
    rest = await desk.ask("li", LatestStocktake(cursor=view.next))
    rows = [(row.number, row.owner, row.last_note, row.noted_today) for row in view.rows + rest.rows]
    assert rows == [(silent, "li", None, False), (noted, "zhao", "parts are here", True)]
    assert view.rows[0].age_seconds == 86_430
    assert rest.next is None


async def test_the_event_names_the_oldest_five_hundred_and_counts_all(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await desk.send("li", repair())
    await asyncio.gather(*(desk.send("li", repair()) for _ in range(501)))
    await desk.send("li", TakeStocktake())
    (taken,) = desk.take(StocktakeTaken)
    assert (taken.total, taken.flagged_total) == (502, 502)
    assert taken.flagged == [f"HQ-20261121-{running:04d}" for running in range(1, 501)]


async def test_stock_is_taken_every_day_at_the_playbooks_time(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await desk.run_start()
    await desk.run_start()
    assert await next_stocktake(desk) == HALF_PAST_SEVEN
    assert await desk.fire_due() == 0
    desk.clock.set(HALF_PAST_SEVEN)
    assert await desk.fire_due() == 1
    assert [event.total for event in desk.take(StocktakeTaken)] == [0]
    assert await next_stocktake(desk) == HALF_PAST_SEVEN + timedelta(days=1)


async def test_a_stocktake_missed_while_the_service_was_down_is_made_up(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await desk.run_start()
    desk.clock.set(HALF_PAST_SEVEN + timedelta(hours=3))
    await desk.run_start()
    assert await desk.fire_due() == 1
    assert len(desk.take(StocktakeTaken)) == 1
    assert await next_stocktake(desk) == HALF_PAST_SEVEN + timedelta(days=1)


async def test_a_stocktake_that_was_given_up_is_set_again_at_the_next_start(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await desk.run_start()
    timers = desk.definition.tables.timers
    async with desk.database.write() as store:
        await store.execute(update(timers).values(parked=1))
    desk.clock.set(HALF_PAST_SEVEN + timedelta(hours=3))
    await desk.run_start()
    assert await next_stocktake(desk) == HALF_PAST_SEVEN + timedelta(days=1)
    desk.clock.set(HALF_PAST_SEVEN + timedelta(days=1))
    assert await desk.fire_due() == 1
    assert len(desk.take(StocktakeTaken)) == 1


async def test_the_gauges_show_open_requests_by_line_and_age(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await archived(desk)
    for _ in range(2):
        await desk.send("li", repair())
        later(desk, minutes=1)
    async with desk.database.read() as store:
        await sample_open_requests(store, desk.metrics, desk.clock.now(), [SITE])
    page = desk.metrics.render().decode()
    assert 'frontdesk_requests_open{line="repair",site="HQ"} 2.0' in page
    assert 'frontdesk_requests_oldest_seconds{line="repair",site="HQ"} 120.0' in page
    assert 'line="complaint"' not in page
