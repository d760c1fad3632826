"""Every day the desk takes stock of what is open. Rule IR-03."""

import pytest

from contracts.intake import AddNote, LatestStocktake, StocktakeTaken
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import (
    COMPLAINT,
    DAY,
    HOUR,
    LIFT,
    MINUTE,
    REPAIR,
    SECOND,
    reports,
    since,
    takes,
)

HALF_PAST_FIVE = 17 * HOUR + 30 * MINUTE


@pytest.mark.rule("IR-03")
async def test_every_open_item_is_listed_with_age_owner_and_last_note(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + 9 * HOUR)
    noted = await desk.record("complaint", COMPLAINT)
    await desk.does("xu", AddNote(number=noted, text="已联系路灯厂家"))
    await desk.stack.set_clock(monday + 15 * HOUR)
    silent = await desk.record("visit", REPAIR, by="chen")
    closed = await desk.record("emergency", LIFT)
    await takes(
        desk, closed, ("liu", "on_site"), ("liu", "under_control", {"measures": "已放出乘客"}), ("li", "verified")
    )
    await reports(desk, "dong", "security")

    await desk.stack.set_clock(monday + HALF_PAST_FIVE - SECOND)
    assert await since(desk, monday, StocktakeTaken) == []
    await desk.stack.set_clock(monday + HALF_PAST_FIVE)
    [taken] = await since(desk, monday, StocktakeTaken)
    assert (taken.day, taken.total, taken.flagged, taken.flagged_total) == (monday.date(), 2, [silent], 1)
    stock = await desk.ask("li", LatestStocktake())
    assert (stock.day, stock.total, stock.flagged) == (monday.date(), 2, 1)
    rows = [(r.number, r.line, r.owner, r.age_seconds, r.last_note, r.noted_today) for r in stock.rows]
    assert rows == [
        (noted, "complaint", "li", 8.5 * 3600, "已联系路灯厂家", True),
        (silent, "visit", "chen", 2.5 * 3600, None, False),
    ]


@pytest.mark.rule("IR-03")
@pytest.mark.everywhere
async def test_a_note_of_yesterday_is_none_of_today_and_stock_is_taken_once_a_day(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + 9 * HOUR)
    number = await desk.record("complaint", COMPLAINT)
    await desk.does("li", AddNote(number=number, text="已派单"))
    await desk.stack.set_clock(monday + HALF_PAST_FIVE)
    [first] = await since(desk, monday, StocktakeTaken)
    assert first.flagged == []
    await desk.stack.set_clock(monday + DAY + HALF_PAST_FIVE - SECOND)
    assert len(await since(desk, monday, StocktakeTaken)) == 1
    await desk.stack.set_clock(monday + DAY + HALF_PAST_FIVE)
    first, second = await since(desk, monday, StocktakeTaken)
    assert (second.day - first.day, second.total, second.flagged) == (DAY, 1, [number])
    [row] = (await desk.ask("wang", LatestStocktake())).rows
    assert (row.age_seconds, row.last_note, row.noted_today) == (32.5 * 3600, "已派单", False)
    await desk.does("chen", AddNote(number=number, text="已催办"))
    await desk.stack.set_clock(monday + 2 * DAY + 9 * HOUR)
    assert len(await since(desk, monday, StocktakeTaken)) == 2
