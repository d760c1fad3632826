"""What keeps dispatch fast and countable: no reading on the way in, and a sampler for what was met and missed."""

from chassis.ids import new_id
from chassis.items import Outcome
from chassis.metrics import Metrics
from contracts import subjects
from contracts.dispatch import DeadlineMissed, OrderRouted
from contracts.envelope import COMMAND_ID, Envelope, source_of
from services.dispatch.handlers.sample_deadlines import DeadlineSampler
from tests.dispatch.desk import at, confirmed, people, step

COUNT = 50


def number(i: int) -> str:
    return f"HQ-20261121-{3000 + i}"


def submit(desk, request) -> list[Outcome]:
    """Put an event into the worker's queue without waiting for its outcome."""
    envelope = Envelope(
        new_id(), request.type_name(), source_of(type(request)), desk.clock.now(), request.number, "li", new_id(), ""
    )
    outcomes: list[Outcome] = []
    subject = subjects.event("HQ", request.key())
    body = request.model_dump_json().encode()
    desk.worker.submit(desk.decoder.event(subject, envelope.headers(), body, outcomes.append))
    return outcomes


async def test_many_at_once_and_one_of_them_twice(desk_for):
    desk = people(await desk_for("dispatch"))
    await desk.event(confirmed(desk, number(0), "repair"))
    groups = [submit(desk, confirmed(desk, number(i), "repair")) for i in range(COUNT)]
    await desk.event(confirmed(desk, number(COUNT), "repair"))
    assert all(outcome.final for group in groups for outcome in group)
    assert sorted(e.number for e in desk.take(OrderRouted)) == [number(i) for i in range(COUNT + 1)]


def fire(desk, timer_id: str) -> list[Outcome]:
    outcomes: list[Outcome] = []
    subject = subjects.due("HQ", "dispatch")
    desk.worker.submit(desk.decoder.timer(subject, b'{"timer": "%s"}' % timer_id.encode(), outcomes.append))
    return outcomes


async def test_many_fall_due_in_one_transaction(desk_for):
    desk = people(await desk_for("dispatch"))
    for i in range(COUNT):
        await desk.event(confirmed(desk, number(i), "complaint"))
    desk.clock.set(at(200))
    timers = await desk.due_timers()
    groups = [fire(desk, timer_id) for timer_id in [*timers, *timers]]
    await desk.fire(timers[0])
    assert all(outcome.final for group in groups for outcome in group)
    assert sorted(e.number for e in desk.take(DeadlineMissed)) == [number(i) for i in range(COUNT)]


async def test_a_step_between_the_timers_of_one_transaction_counts(desk_for):
    """What was read ahead for the second timer is forgotten when a command of the same transaction keeps it."""
    desk = people(await desk_for("dispatch"))
    for i in range(2):
        await desk.event(confirmed(desk, number(i), "complaint"))
    desk.clock.set(at(200))
    first, second = await desk.due_timers()
    fire(desk, first)
    accepted = step(number(1), "accepted", happened_at=at(1))
    outcomes: list[Outcome] = []
    subject, body = subjects.command("HQ", "wang", accepted.key()), accepted.model_dump_json().encode()
    desk.worker.submit(desk.decoder.request(subject, {COMMAND_ID: new_id()}, body, outcomes.append))
    fire(desk, second)
    await desk.fire(first)
    assert [outcome.code for outcome in outcomes] == [200]
    assert [e.number for e in desk.take(DeadlineMissed)] == [number(0)]


async def test_met_and_missed_are_counted_once(desk_for):
    desk = people(await desk_for("dispatch"))
    metrics, sampler = Metrics(), DeadlineSampler()

    async def scrape() -> tuple[float, float]:
        async with desk.database.read() as store:
            await sampler(store, metrics, desk.clock.now(), ["HQ"])
        found = [metrics.deadlines.labels("complaint", state) for state in ("met", "missed")]
        met, missed = (counter.collect()[0].samples[0].value for counter in found)
        return met, missed

    assert await scrape() == (0, 0)
    for i in range(2):
        await desk.event(confirmed(desk, number(i), "complaint"))
    desk.clock.set(at(5))
    await desk.send("wang", step(number(0), "accepted"))
    assert await scrape() == (1, 0)
    desk.clock.set(at(80))
    await desk.fire_due()
    for _ in range(3):
        assert await scrape() == (1, 1)
