"""Days are sealed, a changed row is found, and nothing is booked into a sealed day."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts import cashdesk as c
from services.cashdesk.handlers.verify_ledger import Verified, verify_ledger
from tests.cashdesk.conftest import CashDesk, yuan
from tests.cashdesk.hall import Hall, hall_at, sale
from tests.harness import SITE, START, Desk, Refused

TABLES = ("entries", "postings", "seals")


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    return await hall_at(desk_for)


async def test_the_day_is_sealed_at_its_time_and_the_seals_follow_each_other(hall: Hall) -> None:
    await hall.desk.run_start()
    await day_of_work(hall)
    hall.desk.clock.set(START + timedelta(hours=18, microseconds=-1))
    await hall.desk.fire_due()
    assert hall.desk.take(c.DaySealed) == []
    hall.desk.clock.set(START + timedelta(days=2))
    await hall.desk.fire_due()
    first, second = hall.desk.take(c.DaySealed)
    assert (str(first.day), first.sequence, first.entries, first.debit) == ("2026-11-21", 1, 3, yuan("290.00"))
    assert (str(second.day), second.entries, second.previous) == ("2026-11-22", 0, first.hash)
    assert first.debit == first.credit
    rows = (await hall.desk.ask("sun", c.ListSeals())).rows
    assert [(row.sequence, row.hash, row.sealed_by) for row in rows] == [
        (1, first.hash, "system"),
        (2, second.hash, "system"),
    ]
    assert (await verified(hall)).breaks == []


async def test_a_manager_closes_the_day_and_what_comes_later_falls_into_the_next_seal(hall: Hall) -> None:
    await day_of_work(hall)
    sealed = await hall.desk.send("sun", c.CloseDay())
    assert (sealed.sequence, sealed.entries) == (1, 3)
    with pytest.raises(Refused, match="sealed already"):
        await hall.desk.send("sun", c.CloseDay())
    with pytest.raises(Refused) as clerk:
        await hall.desk.send("li", c.CloseDay())
    assert clerk.value.status == 403
    charge_id = await hall.charge("5.00", number="HQ-20261121-0009")
    entry = (await hall.desk.ask("sun", c.ListEntries(number="HQ-20261121-0009"))).rows[0]
    assert entry.at > sealed.up_to
    hall.desk.clock.set(START + timedelta(hours=1))
    await hall.pay("li", charge_id, received="5.00")
    assert (await hall.desk.send("sun", c.CloseDay())).entries == 2


async def test_a_clock_that_goes_back_books_after_the_seal(hall: Hall) -> None:
    sealed = await hall.desk.send("sun", c.CloseDay())
    hall.desk.clock.set(START - timedelta(hours=5))
    await hall.charge("5.00")
    row = (await hall.desk.ask("sun", c.ListEntries())).rows[0]
    assert row.at == sealed.up_to + timedelta(microseconds=1)
    assert (await verified(hall)).breaks == []


async def test_a_desk_without_a_closing_time_is_not_sealed(cash: CashDesk) -> None:
    await cash.desk.run_start()
    cash.desk.clock.set(START + timedelta(days=3))
    await cash.desk.fire_due()
    assert cash.desk.take(c.DaySealed) == []
    with pytest.raises(Refused, match="not sealed"):
        await cash.desk.send("chen", c.CloseDay())


async def test_the_balance_of_a_past_moment_stays_what_it_was(hall: Hall) -> None:
    seen: dict[datetime, list[c.AccountRow]] = {}
    for hour in range(6):
        hall.desk.clock.set(START + timedelta(hours=hour))
        charge_id = await hall.charge("7.00", number=f"HQ-20261121-{hour + 1:04d}")
        await hall.pay("li", charge_id, "card")
        if hour % 2:
            await hall.desk.send("sun", c.CloseDay())
        for moment, rows in seen.items():
            assert (await hall.desk.ask("sun", c.TrialBalance(at=moment))).rows == rows
        seen[hall.desk.clock.now()] = (await hall.desk.ask("sun", c.TrialBalance())).rows
    assert [rows[0].debit for rows in seen.values()] == [yuan(str(7 * (hour + 1))) for hour in range(6)]


BY_HAND = {
    "amount": "UPDATE postings SET debit_minor = debit_minor + 1 WHERE entry_id = :id AND debit_minor > 0",
    "account": "UPDATE postings SET account = 'bank:card' WHERE entry_id = :id AND line = 1",
    "actor": "UPDATE entries SET actor = 'wang' WHERE id = :id",
    "moment": "UPDATE entries SET at = at - 1 WHERE id = :id",
    "posting gone": "DELETE FROM postings WHERE entry_id = :id AND line = 1",
    "entry gone": "DELETE FROM entries WHERE id = :id",
    "entry more": "INSERT INTO entries (id, site, kind, at, actor, reference, message_id, memo) "
    "SELECT 'forged', site, kind, at, actor, reference, message_id, memo FROM entries WHERE id = :id",
}
FOUND = {"entry gone": "missing", "entry more": "added"}


@pytest.mark.parametrize("change", BY_HAND)
async def test_a_row_changed_by_hand_is_named(hall: Hall, change: str) -> None:
    await day_of_work(hall)
    await hall.desk.send("sun", c.CloseDay())
    entry_id = (await hall.desk.ask("sun", c.ListEntries())).rows[2].entry_id
    hall.desk.clock.set(START + timedelta(days=1))
    await hall.charge("8.00", number="HQ-20261122-0001")
    await hall.desk.send("sun", c.CloseDay())
    await by_hand(hall, BY_HAND[change], entry_id)
    first = (await verified(hall)).breaks[0]
    assert (str(first.day), first.sequence) == ("2026-11-21", 1)
    assert (first.what, first.entry_id) == (
        FOUND.get(change, "changed"),
        "forged" if change == "entry more" else entry_id,
    )


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE seals SET hash = 'x' WHERE sequence = 2", "the seal itself was changed"),
        ("UPDATE seals SET debit_minor = 0 WHERE sequence = 2", "the seal itself was changed"),
        ("DELETE FROM seals WHERE sequence = 1", "a seal before it is gone"),
    ],
)
async def test_a_seal_changed_by_hand_is_named(hall: Hall, statement: str, says: str) -> None:
    for day in range(3):
        hall.desk.clock.set(START + timedelta(days=day))
        await hall.charge("8.00", number=f"HQ-20261121-000{day + 1}")
        await hall.desk.send("sun", c.CloseDay())
    await by_hand(hall, statement, "")
    assert any(says in each.detail for each in (await verified(hall)).breaks)


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET memo = ''", "DELETE FROM postings", "UPDATE seals SET hash = ''"]
)
async def test_the_database_refuses_to_change_what_is_written_once(hall: Hall, statement: str) -> None:
    await day_of_work(hall)
    await hall.desk.send("sun", c.CloseDay())
    with pytest.raises(DBAPIError, match="append-only"):
        async with hall.desk.database.write() as store:
            await store.execute(text(statement))
    assert (await verified(hall)).breaks == []


@pytest.fixture
async def second(hall: Hall, desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    await hall.desk.ask("li", c.GetPrices())
    return await hall_at(desk_for)


async def test_two_replicas_book_nothing_into_a_day_that_is_being_sealed(hall: Hall, second: Hall) -> None:
    """One replica's clock is behind: what it books while the other seals falls into the next seal, or into this one."""
    for turn in range(8):
        moment = START + timedelta(minutes=turn)
        hall.desk.clock.set(moment)
        second.desk.clock.set(moment - timedelta(seconds=30))
        await hall.charge("1.00", number=f"HQ-20261121-{turn * 10 + 9:04d}")
        numbers = [f"HQ-20261121-{turn * 10 + index:04d}" for index in range(6)]
        await asyncio.gather(
            *(second.desk.event(sale("1.00", number)) for number in numbers[:3]),
            hall.desk.send("sun", c.CloseDay()),
            *(second.desk.event(sale("1.00", number)) for number in numbers[3:]),
        )
    report = await verified(hall)
    assert report.breaks == []
    assert report.sealed + report.unsealed == 56
    assert report.seals == 8


async def day_of_work(hall: Hall) -> None:
    """Three entries: a float, a charge, its payment."""
    charge_id = await hall.charge("45.00")
    await hall.open(counted="200.00")
    await hall.pay("li", charge_id, received="50.00")


async def verified(hall: Hall) -> Verified:
    async with hall.desk.database.read() as store:
        return await verify_ledger(store, SITE, lambda _: None)


async def by_hand(hall: Hall, statement: str, entry_id: str) -> None:
    """As somebody would who has the database and takes the guards away first."""
    async with hall.desk.database.write() as store:
        for table in TABLES:
            if store.dialect == "postgresql":
                await store.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
            else:
                await store.execute(text(f"DROP TRIGGER {table}_no_update"))
                await store.execute(text(f"DROP TRIGGER {table}_no_delete"))
        await store.execute(text(statement), {"id": entry_id} if ":id" in statement else None)
