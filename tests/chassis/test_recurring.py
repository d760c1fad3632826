"""Recurring work by cron, on both databases and with two replicas."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import MetaData, select, update

from chassis import recurring
from chassis.items import Item, Kind, Outcome, Status
from chassis.service import ServiceDefinition
from chassis.subscribers import Subscribers
from chassis.tables import chassis_tables
from chassis.work import Timer, Work
from tests.harness import SITE, START, Desk, make_desk

EVERY_MONDAY = "0 9 * * MON"
MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
WEEK = timedelta(days=7)
ITS_ID = f"recurring-{SITE}-summary"


class Toy:
    """A service whose playbook is a map of names to cron expressions."""

    def __init__(self) -> None:
        self.plan = {"summary": EVERY_MONDAY}
        self.data: dict[str, Any] = {"lines": ["repair"]}
        self.fired: list[tuple[str, datetime, datetime]] = []
        self.metadata = MetaData()
        self.tables = chassis_tables(self.metadata)
        on = Subscribers("cashdesk")
        on.start(self.started)
        on.timer("report")(self.report_due)
        self.definition = ServiceDefinition("cashdesk", self.metadata, self.tables, on)

    async def started(self, work: Work) -> None:
        for name, cron in self.plan.items():
            await recurring.expect(work, name, cron, "report", self.data)

    async def report_due(self, timer: Timer, work: Work) -> None:
        if recurring.name_of(timer) not in self.plan:
            return
        self.fired.append((recurring.name_of(timer), timer.due_at, work.now))
        recurring.schedule_next(work, timer)


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
async def replicas(database_url: str, toy: Toy) -> AsyncIterator[list[Desk]]:
    desks = [await make_desk(toy.definition, database_url) for _ in range(2)]
    yield desks
    for desk in desks:
        await desk.close()


@pytest.fixture
def desk(replicas: list[Desk]) -> Desk:
    return replicas[0]


async def standing(desk: Desk) -> dict[str, datetime]:
    table = desk.definition.tables.timers
    async with desk.database.read() as store:
        return {row.id: row.due_at for row in await store.rows(select(table))}


async def test_the_chain_fires_at_each_of_its_moments(desk: Desk, toy: Toy) -> None:
    await desk.run_start()
    assert await standing(desk) == {ITS_ID: MONDAY}
    for number in range(3):
        desk.clock.set(MONDAY + number * WEEK)
        assert await desk.fire_due() == 1
    assert [due_at for _, due_at, _ in toy.fired] == [MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK]
    assert await standing(desk) == {ITS_ID: MONDAY + 3 * WEEK}


async def test_a_start_changes_nothing_while_the_chain_is_right(desk: Desk) -> None:
    await desk.run_start()
    desk.clock.set(START + timedelta(hours=5))
    sent = len(desk.publisher.sent)
    await desk.run_start()
    assert await standing(desk) == {ITS_ID: MONDAY}
    assert len(desk.publisher.sent) == sent


async def test_another_expression_moves_the_timer_at_the_next_start(desk: Desk, toy: Toy) -> None:
    await desk.run_start()
    toy.plan["summary"] = "0 8 * * TUE"
    await desk.run_start()
    assert await standing(desk) == {ITS_ID: MONDAY + timedelta(hours=23)}


async def test_other_data_reach_the_next_firing(desk: Desk, toy: Toy) -> None:
    await desk.run_start()
    toy.data = {"lines": ["complaint"]}
    await desk.run_start()
    table = toy.tables.timers
    async with desk.database.read() as store:
        row = await store.row(select(table.c.data, table.c.due_at))
    assert row is not None
    assert row.data == {"lines": ["complaint"], "cron": EVERY_MONDAY, "name": "summary"}
    assert row.due_at == MONDAY


@pytest.mark.parametrize("cron", [EVERY_MONDAY, "30 10 * * *"])
async def test_what_was_missed_comes_once_late_and_then_goes_on(desk: Desk, toy: Toy, cron: str) -> None:
    """Down for three Mondays; also when the expression was changed meanwhile."""
    await desk.run_start()
    back = MONDAY + 2 * WEEK + timedelta(hours=1)
    desk.clock.set(back)
    toy.plan["summary"] = cron
    await desk.run_start()
    assert await desk.fire_due() == 1
    assert toy.fired == [("summary", MONDAY, back)]
    follows = MONDAY + 3 * WEEK if cron == EVERY_MONDAY else back + timedelta(minutes=30)
    assert await standing(desk) == {ITS_ID: follows}


async def test_a_chain_that_was_given_up_begins_again_with_the_service(desk: Desk, toy: Toy) -> None:
    await desk.run_start()
    async with desk.database.write() as store:
        await store.execute(update(toy.tables.timers).values(parked=1))
    desk.clock.set(MONDAY)
    await desk.run_start()
    async with desk.database.read() as store:
        assert await store.row(select(toy.tables.timers.c.parked)) == (0,)
    assert await desk.fire_due() == 1


async def test_a_chain_that_nobody_wants_any_more_ends(desk: Desk, toy: Toy) -> None:
    await desk.run_start()
    toy.plan.clear()
    await desk.run_start()
    desk.clock.set(MONDAY)
    assert await desk.fire_due() == 1
    assert (toy.fired, await standing(desk)) == ([], {})


@pytest.mark.parametrize(
    ("name", "data", "says"), [("a name", {}, "is no name"), ("a", {"cron": 1}, "cron: kept for the chain itself")]
)
async def test_a_name_or_key_that_cannot_be_used_is_refused(
    desk: Desk, name: str, data: dict[str, Any], says: str
) -> None:
    async def start(work: Work) -> None:
        await recurring.expect(work, name, EVERY_MONDAY, "report", data)

    outcome = await desk._through(lambda done: Item(Kind.START, "start", SITE, "system", "", start, done))
    assert says in str(outcome.error)


async def test_two_replicas_keep_one_chain_and_fire_it_once(replicas: list[Desk], toy: Toy) -> None:
    await asyncio.gather(*(desk.run_start() for desk in replicas))
    for number in range(20):
        for desk in replicas:
            desk.clock.set(MONDAY + number * WEEK)
        outcomes: list[Outcome] = await asyncio.gather(*(desk.fire(ITS_ID) for desk in replicas))
        assert Status.OK in {outcome.status for outcome in outcomes}
    assert [due_at for _, due_at, _ in toy.fired] == [MONDAY + number * WEEK for number in range(20)]
    assert await standing(replicas[0]) == {ITS_ID: MONDAY + 20 * WEEK}
