"""What a message needs from outside is got before its transaction, on both databases."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, MutableMapping
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from chassis.aid import Aid, DatabaseAway
from chassis.database import Database
from chassis.ids import new_id
from chassis.items import Item, Outcome, Status
from chassis.preparing import PreparationFailed, Preparing
from chassis.settings import Settings
from contracts import subjects
from contracts.cashdesk import CloseDrawer, DiscrepancyRecorded, OpenDrawer
from contracts.envelope import COMMAND_ID
from contracts.money import Money
from contracts.problems import Problem
from tests.chassis.prepared_toy import FAULTS, Toy
from tests.harness import SITE, Desk, make_desk

COUNTED = Money.parse("100.00 CNY")


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Unconfigured, the log paints every variable of a fault's stack, which takes seconds."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
async def desk(database_url: str, toy: Toy) -> AsyncIterator[Desk]:
    desk = await make_desk(toy.definition, database_url)
    desk.staff("li", roles=["clerk"])
    yield desk
    for gate in toy.outside.gates.values():
        gate.set()
    await desk.close()


async def open_drawer(desk: Desk, drawer: str, command_id: str | None = None, actor: str = "li") -> None:
    await desk.send(actor, OpenDrawer(drawer=drawer, counted=COUNTED), command_id=command_id)


async def set_timer(desk: Desk, name: str) -> None:
    await desk.send("li", CloseDrawer(drawer=name, counted=COUNTED))


async def until_asked(toy: Toy, count: int) -> None:
    async with asyncio.timeout(10):
        while len(toy.outside.seen) < count:
            await asyncio.sleep(0)


async def outcome_of(desk: Desk, drawer: str, kind: str = "cmd") -> Outcome:
    body = OpenDrawer(drawer=drawer, counted=COUNTED).model_dump_json().encode()
    subject = f"desk.{SITE}.{kind}.li.cashdesk.open_drawer"
    return await desk._through(lambda done: desk.decoder.request(subject, {COMMAND_ID: new_id()}, body, done))


async def test_the_handler_finds_what_was_prepared(desk: Desk, toy: Toy) -> None:
    await open_drawer(desk, "front")
    assert [event.reason for event in desk.take(DiscrepancyRecorded)] == ["answer to front for li at HQ"]


async def test_a_problem_of_the_preparation_is_the_refusal_and_is_remembered(
    desk: Desk, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Problem, match="the outside says no") as caught:
        await open_drawer(desk, "conflict", "one")
    assert caught.value.status == 409
    monkeypatch.delitem(FAULTS, "conflict")
    with pytest.raises(Problem, match="the outside says no"):
        await open_drawer(desk, "conflict", "one")
    await open_drawer(desk, "conflict", "two")
    assert toy.runs == ["conflict"]


async def test_a_boxed_command_that_is_refused_while_prepared_is_announced_as_refused(desk: Desk) -> None:
    assert (await outcome_of(desk, "conflict", "box")).status is Status.REFUSED
    assert [envelope.type for envelope, _ in desk.announced] == ["frontdesk.cashdesk.command.refused.v1"]


async def test_a_fault_of_the_preparation_fails_its_message_alone_and_is_logged(
    desk: Desk, toy: Toy, logged: list[MutableMapping[str, Any]]
) -> None:
    """An OSError of the outside is no outage of the database."""
    await desk._settle_staff()
    broken, well = await asyncio.gather(outcome_of(desk, "crash"), outcome_of(desk, "front"))
    assert (broken.status, broken.code) == (Status.FAILED, 500)
    assert isinstance(broken.error, PreparationFailed)
    assert "the outside broke" in str(broken.error)
    assert well.status is Status.OK
    assert toy.runs == ["front"]
    assert [line["label"] for line in logged if line["log_level"] == "error"] == ["cmd.cashdesk.open_drawer"]


async def test_what_is_not_there_yet_is_tried_again_later(desk: Desk, toy: Toy) -> None:
    assert (await outcome_of(desk, "not_yet", "box")).status is Status.LATER
    assert toy.runs == []


async def test_the_same_command_twice_has_one_effect_and_the_same_answer(desk: Desk, toy: Toy) -> None:
    await open_drawer(desk, "front", "one")
    await open_drawer(desk, "front", "one")
    assert toy.runs == ["front"]
    assert len(desk.take(DiscrepancyRecorded)) == 1


async def test_nothing_is_prepared_for_a_stranger(desk: Desk, toy: Toy) -> None:
    with pytest.raises(Problem, match="not registered") as caught:
        await open_drawer(desk, "front", actor="nobody")
    assert caught.value.status == 403
    assert toy.outside.seen == []


async def test_a_slow_preparation_delays_nobody(desk: Desk, toy: Toy) -> None:
    gate = toy.outside.close("slow")
    slow = asyncio.create_task(open_drawer(desk, "slow"))
    await until_asked(toy, 1)
    await open_drawer(desk, "quick")
    await set_timer(desk, "plain_1")
    await desk.fire_due()
    assert toy.runs == ["quick", "plain_1"]
    assert desk.preparing.backlog == 1
    gate.set()
    await slow
    assert toy.runs == ["quick", "plain_1", "slow"]
    assert desk.preparing.backlog == 0


async def test_only_so_many_are_prepared_at_once_and_commands_find_a_place(desk: Desk, toy: Toy) -> None:
    desk.use(desk.settings.model_copy(update={"prepare_at_once": 4}))
    names = [f"letter_{number}" for number in range(10)]
    for name in names:
        toy.outside.close(name)
        await set_timer(desk, name)
    firings = [asyncio.create_task(desk.fire(name)) for name in names]
    await until_asked(toy, 3)
    assert (toy.outside.inside, desk.preparing.backlog) == (3, 10)
    await open_drawer(desk, "front")
    for name in names:
        toy.outside.gates[name].set()
    assert {outcome.status for outcome in await asyncio.gather(*firings)} == {Status.OK}
    assert toy.outside.most_inside == 4
    assert sorted(toy.runs) == ["front", *names]


async def test_a_preparation_that_takes_too_long_is_given_up(desk: Desk, toy: Toy) -> None:
    desk.use(desk.settings.model_copy(update={"prepare_timeout": 0.02}))
    toy.outside.close("slow")
    outcome = await outcome_of(desk, "slow")
    assert outcome.status is Status.FAILED
    assert "FRONTDESK_PREPARE_TIMEOUT" in str(outcome.error)
    assert (toy.outside.inside, toy.runs) == (0, [])


async def test_a_letter_is_delivered_to_the_address_in_the_database(desk: Desk, toy: Toy) -> None:
    await open_drawer(desk, "letter_1")
    await set_timer(desk, "letter_1")
    assert await desk.fire_due() == 1
    (letter,) = desk.letters()
    assert (letter["id"], letter["address"]) == ("letter_1", "letter_1@example.com")
    assert desk.take(DiscrepancyRecorded)[-1].reason == "notifications.log"


async def test_a_timer_that_is_gone_or_early_is_not_prepared(desk: Desk, toy: Toy) -> None:
    assert (await desk.fire("letter_1")).status is Status.STALE
    await set_timer(desk, "letter_1")
    desk.clock.set(desk.clock.now() - timedelta(seconds=1))
    assert (await desk.fire("letter_1")).status is Status.EARLY
    assert toy.outside.seen == []


async def test_a_timer_changed_while_it_was_prepared_is_prepared_anew(desk: Desk, toy: Toy) -> None:
    gate = toy.outside.close("letter_1")
    await set_timer(desk, "letter_1")
    firing = asyncio.create_task(desk.fire("letter_1"))
    await until_asked(toy, 1)
    desk.clock.set(desk.clock.now() + timedelta(minutes=1))
    await set_timer(desk, "letter_1")
    gate.set()
    assert (await firing).status is Status.EARLY
    assert toy.runs == []
    assert (await desk.fire("letter_1")).status is Status.OK
    assert toy.outside.seen == ["letter_1", "letter_1"]
    assert toy.runs == ["letter_1"]


async def test_a_timer_that_comes_twice_is_prepared_once(desk: Desk, toy: Toy) -> None:
    gate = toy.outside.close("letter_1")
    await set_timer(desk, "letter_1")
    first = asyncio.create_task(desk.fire("letter_1"))
    await until_asked(toy, 1)
    assert (await desk.fire("letter_1")).status is Status.DUPLICATE
    gate.set()
    assert (await first).status is Status.OK
    assert (toy.outside.seen, toy.runs) == (["letter_1"], ["letter_1"])


async def test_a_timer_whose_preparation_failed_still_stands(
    desk: Desk, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_timer(desk, "letter_conflict")
    with pytest.raises(Problem, match="the outside says no"):
        await desk.fire("letter_conflict")
    assert await desk.due_timers() == ["letter_conflict"]
    monkeypatch.delitem(FAULTS, "conflict")
    assert (await desk.fire("letter_conflict")).status is Status.OK


@pytest.mark.parametrize(("kind", "prepared"), [("plain", False), ("letter", True), (None, True)])
async def test_only_timers_that_need_it_are_looked_at_beforehand(desk: Desk, kind: str | None, prepared: bool) -> None:
    """A schedule that names no kind is of an earlier release."""
    body = b'{"timer": "x"}' if kind is None else b'{"timer": "x", "kind": "%s"}' % kind.encode()
    item = desk.decoder.timer(subjects.due(SITE, "cashdesk"), body, lambda outcome: None)
    assert (item.prepare is not None) is prepared


async def test_a_timer_that_became_another_kind_is_set_again_and_prepared(desk: Desk, toy: Toy) -> None:
    await set_timer(desk, "letter_1")
    assert (await desk.fire("letter_1", kind="plain")).status is Status.EARLY
    assert toy.runs == []
    await set_timer(desk, "plain_1")
    assert (await desk.fire("plain_1")).status is Status.OK
    assert toy.runs == ["plain_1"]


def nowhere() -> Database:
    """A PostgreSQL server that does not answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Database(f"postgresql+asyncpg://nobody@127.0.0.1:{port}/none")


async def test_without_the_database_the_message_waits_and_its_tries_are_not_counted(desk: Desk, toy: Toy) -> None:
    there, desk.transactions.database = desk.transactions.database, nowhere()
    outcome = await outcome_of(desk, "front")
    await desk.transactions.database.close()
    desk.transactions.database = there
    assert (outcome.status, outcome.code) == (Status.OUTAGE, 503)
    assert isinstance(outcome.error, DatabaseAway)
    assert toy.outside.seen == []


async def test_at_the_end_what_was_begun_is_finished_and_the_rest_handed_back(desk: Desk, toy: Toy) -> None:
    desk.use(desk.settings.model_copy(update={"prepare_at_once": 1}))
    gate = toy.outside.close("begun")
    begun = asyncio.create_task(outcome_of(desk, "begun"))
    await until_asked(toy, 1)
    waiting = asyncio.create_task(outcome_of(desk, "waiting"))
    async with asyncio.timeout(10):
        while desk.preparing.backlog < 2:
            await asyncio.sleep(0)
    finishing = asyncio.create_task(desk.preparing.finish())
    handed_back = await waiting
    assert (handed_back.status, handed_back.code) == (Status.OUTAGE, 503)
    assert "stopping" in handed_back.reply
    assert not finishing.done()
    gate.set()
    await finishing
    assert (await begun).status is Status.OK
    assert (await outcome_of(desk, "late")).status is Status.OUTAGE
    assert toy.runs == ["begun"]


async def test_the_broker_hears_that_a_message_is_still_in_hand(desk: Desk, toy: Toy) -> None:
    settings = desk.settings.model_copy(update={"prepare_at_once": 1})
    preparing = Preparing(desk.worker, desk.transactions, settings, desk.gateways, lambda: None, keep_every=0.001)
    touched: dict[str, asyncio.Event] = {"begun": asyncio.Event(), "waiting": asyncio.Event()}
    gate, done = toy.outside.close("begun"), asyncio.Event()
    outcomes: list[Outcome] = []

    def item(drawer: str) -> Item:
        body = OpenDrawer(drawer=drawer, counted=COUNTED).model_dump_json().encode()
        made = desk.decoder.request(f"desk.{SITE}.box.li.cashdesk.open_drawer", {}, body, finished)

        async def touch() -> None:
            touched[drawer].set()

        made.touch = touch
        return made

    def finished(outcome: Outcome) -> None:
        outcomes.append(outcome)
        if len(outcomes) == 2:
            done.set()

    await desk._settle_staff()
    for drawer in touched:
        preparing.submit(item(drawer))
    async with asyncio.timeout(10):
        await asyncio.gather(*(event.wait() for event in touched.values()))
        gate.set()
        await done.wait()
    await preparing.finish()
    assert [outcome.status for outcome in outcomes] == [Status.OK] * 2


async def test_an_aid_without_a_broker_says_so(desk: Desk) -> None:
    aid = Aid(
        SITE, "li", "1", desk.clock.now(), desk.playbooks.of(SITE), Settings(), desk.gateways, desk.database.read,
        lambda: None,
    )  # fmt: skip
    with pytest.raises(RuntimeError, match="no connection to the broker"):
        _ = aid.js
