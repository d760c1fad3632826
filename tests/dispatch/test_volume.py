"""What keeps dispatch fast and countable: no reading on the way in, and a sampler for what was met and missed."""

from chassis.ids import new_id
from chassis.items import Outcome
from chassis.metrics import Metrics
from contracts import subjects
from contracts.dispatch import OrderRouted
from contracts.envelope import Envelope, source_of
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
