"""Takings after the bank's collection become the tail cash that opens the next day. Rule TH-08."""

import pytest

from contracts.cashdesk import (
    CloseDay,
    CloseDrawer,
    DaySealed,
    DifferenceOpened,
    DiscrepancyRecorded,
    DrawerOpened,
    ListSeals,
    OpenDrawer,
    StoreTailCash,
    TailCash,
    TailCashStored,
    TrialBalance,
    WitnessPutAway,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.takings import balances, handed_in, opened, paid, stored, yuan


@pytest.fixture
async def hall(desk: Desk) -> Desk:
    """Closing time: Li has handed in all that the drawer held, 245, and closed it empty."""
    await desk.fresh_day()
    await opened(desk, "li", "counter_1", "200")
    await paid(desk, "li", "45")
    close = CloseDrawer(drawer="counter_1", counted=yuan("245"))
    await desk.refuses("li", close, status=409, says="goes to the collector")
    await handed_in(desk, "li", "245", keep="0")
    await desk.does("li", CloseDrawer(drawer="counter_1", counted=yuan("0")))
    return desk


@pytest.mark.everywhere
@pytest.mark.rule("TH-08")
async def test_the_tail_cash_is_audited_stored_and_opens_the_next_day(hall: Desk) -> None:
    assert (await balances(hall))["holder:qian"] == "245.00"
    await stored(hall, {"counter_1": "200", "counter_2": "45"})
    event = await hall.event(TailCashStored)
    assert (event.collector, event.witness, event.amount) == ("qian", "chen", yuan("245"))
    found = await balances(hall)
    assert (found["tail:counter_1"], found["tail:counter_2"]) == ("200.00", "45.00")
    assert "holder:qian" not in found
    await hall.at("08:30", day=1)
    await opened(hall, "wang", "counter_1", "200")
    await opened(hall, "li", "counter_2", "45")
    found = await balances(hall)
    assert (found["drawer:counter_1"], found["drawer:counter_2"]) == ("200.00", "45.00")
    assert not any(account.startswith("tail:") for account in found)
    assert await hall.events(DiscrepancyRecorded) == []


@pytest.mark.rule("TH-08")
async def test_the_float_is_counted_and_a_difference_is_recorded_with_its_reason(hall: Desk) -> None:
    await stored(hall, {"counter_1": "245"})
    await hall.at("08:30", day=1)
    short = OpenDrawer(drawer="counter_1", counted=yuan("240"))
    refused = await hall.refuses("wang", short, status=422)
    assert set(refused.errors) == {"reason"}
    assert "245" not in str(refused)
    await hall.does("wang", short.model_copy(update={"reason": "封包内少五元"}))
    found = await hall.event(DiscrepancyRecorded)
    assert (found.clerk, found.difference, found.reason) == ("wang", yuan("-5"), "封包内少五元")
    assert (await hall.events(DrawerOpened))[-1].opening_float == yuan("240")
    opened_one = await hall.event(DifferenceOpened)
    assert (opened_one.kind, {each.actor for each in opened_one.recipients}) == ("opening", {"chen", "deng", "sun"})


@pytest.mark.rule("TH-08")
async def test_it_is_stored_only_when_the_duty_manager_has_counted_the_same(hall: Desk) -> None:
    tail = StoreTailCash(drawers=[TailCash(drawer="counter_1", counted=yuan("240"))])
    await hall.refuses("qian", tail, status=422, says="differs")
    await hall.refuses("li", tail, status=403)
    put = await hall.does("qian", tail.model_copy(update={"reason": "一张残币另存"}))
    for who, counted, status in (("qian", "240", 403), ("sun", "240", 403), ("chen", "245", 409)):
        witness = WitnessPutAway(put_away_id=put.put_away_id, counted=yuan(counted))
        await hall.refuses(who, witness, status=status)
    assert (await balances(hall))["holder:qian"] == "245.00"
    await hall.does("chen", WitnessPutAway(put_away_id=put.put_away_id, counted=yuan("240")))
    found = await balances(hall)
    assert (found["tail:counter_1"], found["difference"]) == ("240.00", "5.00")
    assert (await hall.event(DifferenceOpened)).kind == "tail_cash"


@pytest.mark.rule("TH-08")
async def test_the_day_is_sealed_and_stays_what_it_was(hall: Desk) -> None:
    before = (await hall.ask("chen", TrialBalance())).rows
    sealed = await hall.does("sun", CloseDay())
    await hall.refuses("li", CloseDay(), status=403)
    event = (await hall.events(DaySealed))[-1]
    assert (event.hash, event.day, event.debit) == (sealed.hash, hall.start.date(), event.credit)
    await hall.at("20:00")
    await stored(hall, {"counter_1": "245"})
    assert (await hall.ask("chen", TrialBalance(at=sealed.up_to))).rows == before
    await hall.at("03:00", day=1)
    second = (await hall.events(DaySealed))[-1]
    assert (second.previous, second.day) == (event.hash, hall.start.date())
    sealed_days = (await hall.ask("sun", ListSeals(day=hall.start.date()))).rows
    assert [(row.hash, row.entries) for row in sealed_days] == [(event.hash, 4), (second.hash, 1)]
