"""Group commit on both databases: one bad message fails alone, an answer is given twice but the effect once."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from chassis.items import Item, Kind, Outcome, Status
from chassis.work import Work
from contracts import subjects
from contracts.cashdesk import DrawerOpened, GetDrawer, OpenDrawer
from contracts.envelope import COMMAND_ID
from contracts.intake import RequestCancelled, RequestNoted
from contracts.money import Money
from contracts.problems import Problem
from contracts.roster import StaffRegistered
from tests.chassis.toy import definition
from tests.harness import SITE, Desk, make_desk

FLOAT = Money.parse("100.00 CNY")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    desk = await make_desk(definition, database_url)
    desk.staff("li", roles=["clerk"])
    yield desk
    await desk.close()


async def stored(desk: Desk) -> int:
    view = await desk.ask("li", GetDrawer(drawer="front"))
    assert view.opening_float is not None
    return int(view.opening_float.minor)


async def together(desk: Desk, *drawers: str) -> list[Outcome]:
    """All of them in one group."""
    await desk._settle_staff()
    futures = []
    for number, drawer in enumerate(drawers):
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        futures.append(future)
        body = OpenDrawer(drawer=drawer, counted=FLOAT).model_dump_json().encode()
        subject = subjects.command(SITE, "li", "cashdesk.open_drawer")
        headers = {COMMAND_ID: f"id-{number}"}
        desk.worker.submit(desk.decoder.request(subject, headers, body, future.set_result))
    return await asyncio.gather(*futures)


async def test_a_group_commits_together_and_announces_everything(desk: Desk) -> None:
    outcomes = await together(desk, "a", "b", "c")
    assert [o.status for o in outcomes] == [Status.OK] * 3
    assert await stored(desk) == 3
    assert [e.drawer for e in desk.take(DrawerOpened)] == ["a", "b", "c"]


@pytest.mark.parametrize("bad", ["refuse_first", "refuse_late", "crash_first", "crash_late"])
async def test_a_bad_message_fails_alone(desk: Desk, bad: str) -> None:
    outcomes = await together(desk, "a", bad, "c")
    expected = Status.REFUSED if bad.startswith("refuse") else Status.FAILED
    assert [o.status for o in outcomes] == [Status.OK, expected, Status.OK]
    assert await stored(desk) == 2
    assert [e.drawer for e in desk.take(DrawerOpened)] == ["a", "c"]


async def test_a_refusal_after_reading_costs_the_group_nothing(desk: Desk) -> None:
    outcomes = await together(desk, "a", "refuse_after_reading", "c")
    assert [o.status for o in outcomes] == [Status.OK, Status.REFUSED, Status.OK]
    assert "1 things are there" in outcomes[1].reply
    assert desk.metrics.registry.get_sample_value("frontdesk_group_size_count", {"service": "cashdesk"}) == 1


@pytest.mark.parametrize("database_kind", ["postgres"])
async def test_transactions_that_wait_for_each_other_both_succeed(database_kind: str, database_url: str) -> None:
    """Only where there are two writers; SQLite has one."""
    first, second = [await make_desk(definition, database_url) for _ in range(2)]
    for desk in (first, second):
        desk.staff("li", roles=["clerk"])
        await desk.send("li", OpenDrawer(drawer="a", counted=FLOAT))
    answers = await asyncio.gather(
        *(d.send("li", OpenDrawer(drawer=f"lock_{way}", counted=FLOAT)) for d, way in ((first, "ab"), (second, "ba")))
    )
    assert len(answers) == 2
    for desk in (first, second):
        await desk.close()


async def test_a_group_that_fails_at_the_commit_is_tried_one_by_one(desk: Desk) -> None:
    outcomes = await together(desk, "a", "twin", "twin", "c")
    assert [o.status for o in outcomes] == [Status.OK, Status.OK, Status.FAILED, Status.OK]
    assert await stored(desk) == 3


async def test_the_same_command_twice_has_one_effect_and_the_same_answer(desk: Desk) -> None:
    first = await desk.send("li", OpenDrawer(drawer="a", counted=FLOAT), command_id="one")
    second = await desk.send("li", OpenDrawer(drawer="a", counted=FLOAT), command_id="one")
    assert first == second
    assert await stored(desk) == 1
    assert len(desk.take(DrawerOpened)) == 1


@pytest.mark.parametrize("drawer", ["refuse_first", "refuse_late"])
async def test_a_refusal_is_remembered_too(desk: Desk, drawer: str) -> None:
    for _ in range(2):
        with pytest.raises(Problem, match="refused"):
            await desk.send("li", OpenDrawer(drawer=drawer, counted=FLOAT), command_id="one")
    inbox = definition.tables.inbox
    async with desk.database.read() as store:
        assert len(await store.rows(inbox.select())) == 1


async def test_the_same_id_with_another_body_is_refused(desk: Desk) -> None:
    await desk.send("li", OpenDrawer(drawer="a", counted=FLOAT), command_id="one")
    with pytest.raises(Problem, match="used before with another body"):
        await desk.send("li", OpenDrawer(drawer="b", counted=FLOAT), command_id="one")
    assert await stored(desk) == 1


async def test_two_people_may_choose_the_same_command_id(desk: Desk) -> None:
    desk.staff("wang", roles=["clerk"])
    await desk.send("li", OpenDrawer(drawer="a", counted=FLOAT), command_id="one")
    await desk.send("wang", OpenDrawer(drawer="a", counted=FLOAT), command_id="one")
    assert await stored(desk) == 2


async def test_an_event_that_comes_twice_has_one_effect(desk: Desk) -> None:
    event = RequestNoted(number="HQ-20261121-0001", kind="note", text="x")
    first = await desk.event(event, event_id="e1")
    second = await desk.event(event, event_id="e1")
    assert (first.status, second.status) == (Status.OK, Status.DUPLICATE)
    assert await stored(desk) == 1


async def test_an_event_too_early_is_to_come_later(desk: Desk) -> None:
    event = RequestCancelled(number="HQ-20261121-0001", line="repair", reason="x")
    outcome = await desk.event(event)
    assert outcome.status is Status.LATER
    assert not outcome.final


async def test_a_timer_fires_once_even_when_the_broker_delivers_it_twice(desk: Desk) -> None:
    await desk.send("li", OpenDrawer(drawer="timed", counted=FLOAT))
    assert (await desk.fire("timed")).status is Status.OK
    assert (await desk.fire("timed")).status is Status.STALE
    assert await stored(desk) == 2
    assert await desk.due_timers() == []


async def test_a_timer_fires_once_when_its_schedule_is_published_anew_in_the_same_group(desk: Desk) -> None:
    """What is overdue is woken up beside the firing that comes after all."""
    await desk.send("li", OpenDrawer(drawer="timed", counted=FLOAT))
    timer_id, due = "timed", desk.clock.now()

    async def wake(work: Work) -> None:
        work.send_schedule(timer_id, due, "remind")

    fired: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    woken: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    body = json.dumps({"timer": timer_id}).encode()
    desk.worker.submit(desk.decoder.timer(subjects.due(SITE, "cashdesk"), body, fired.set_result))
    desk.worker.submit(Item(Kind.START, "upkeep", SITE, "system", "", wake, woken.set_result))
    assert [(await each).status for each in (fired, woken)] == [Status.OK, Status.OK]
    assert (await desk.fire(timer_id)).status is Status.STALE
    assert await stored(desk) == 2
    assert await desk.due_timers() == []


async def test_an_unknown_login_is_refused(desk: Desk) -> None:
    with pytest.raises(Problem, match="not registered") as caught:
        await desk.send("nobody", OpenDrawer(drawer="a", counted=FLOAT))
    assert caught.value.status == 403
    assert await stored(desk) == 0


async def test_a_person_announced_in_the_same_group_is_known_at_once(desk: Desk) -> None:
    event = StaffRegistered(actor="zhao", name="赵", roles=["clerk"], department="desk", active=True, revision=1)
    await desk.event(event)
    await desk.send("zhao", OpenDrawer(drawer="a", counted=FLOAT))
    stale = event.model_copy(update={"active": False, "revision": 0})
    await desk.event(stale)
    await desk.send("zhao", OpenDrawer(drawer="b", counted=FLOAT))
    assert await stored(desk) == 2
