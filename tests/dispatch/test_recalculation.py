"""Another playbook or calendar: what the open deadlines become, in batches, foreseen by a dry run."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_core import to_json

from contracts.dispatch import (
    DeadlineMissed,
    DeadlinesRecalculated,
    GetDeadline,
    GetPlaybook,
    HoldOrder,
    ListDeadlines,
    Recalculation,
    ResumeOrder,
)
from contracts.playbook.load import validate
from contracts.problems import Invalid
from services.dispatch.handlers import recalculate
from services.dispatch.handlers.sample_recalculation import sample_recalculation
from tests.dispatch.desk import at, confirmed, order, people, step
from tests.dispatch.playbooks import book_of, started, use
from tests.harness import Desk

MANY = 25


def number(i: int) -> str:
    return f"HQ-20261121-{4000 + i}"


def done(**deadline: Any) -> dict[str, Any]:
    return {"name": "done", "by": ["department"], "announces": "order.completed", "deadline": deadline}


def closed_at_three(version: int = 2, **more: Any) -> dict[str, Any]:
    """The day ends at 15:00 from now on, and the break is an hour longer."""
    calendar = {"timezone": "Asia/Shanghai", "open": {"mon-sun": ["08:00-12:00", "14:30-15:00"]}}
    return book_of(done(within="5h", clock="business"), version=version, book={"calendar": calendar, **more})


async def moved(desk: Desk, raw: dict[str, Any], folder: Path) -> list[DeadlinesRecalculated]:
    """Restart with another playbook and let the recalculation run to its end."""
    use(desk, raw, folder)
    await desk.run_start()
    await desk.fire_due()
    return await to_the_end(desk)


async def to_the_end(desk: Desk) -> list[DeadlinesRecalculated]:
    """Hand every announcement of a batch to the service, as the broker does."""
    events = desk.take(DeadlinesRecalculated)
    for event in events:
        await desk.event(event, actor="system")
        events += desk.take(DeadlinesRecalculated)
    return events


def as_json(raw: dict[str, Any]) -> str:
    return validate("test", raw).model_dump_json(by_alias=True)


async def due_of(desk: Desk, i: int = 0) -> Any:
    return (await order(desk, number(i))).deadlines[-1].due_at


@pytest.fixture
def desk_with(desk_for, tmp_path: Path):
    async def make(raw: dict[str, Any], count: int = 1) -> Desk:
        desk = await started(desk_for, raw, tmp_path)
        for i in range(count):
            await desk.event(confirmed(desk, number(i), "repair"))
        return desk

    return make


BUSINESS = book_of(done(within="5h", clock="business"))


async def test_another_calendar_moves_what_is_left_and_not_what_has_passed(desk_with, tmp_path):
    desk = await desk_with(BUSINESS)
    assert await due_of(desk) == at(6.5 * 60)
    desk.clock.set(at(60))
    events = await moved(desk, closed_at_three(), tmp_path)
    assert [(e.moved, e.total_moved, e.done) for e in events] == [(1, 1, False), (0, 1, True)]
    # One of five hours has passed: two before noon, half an hour after 14:30, one and a half the next morning.
    assert await due_of(desk) == at(24 * 60 + 30)
    why = await desk.ask("li", GetDeadline(number=number(0), name="done"))
    [change] = why.changes
    assert (change.kind, change.by, change.at) == ("recalculated", "system", at(60))
    assert (change.due_before, change.due_after) == (at(390), at(1470))
    assert (change.version_before, change.version_after, change.why) == (1, 2, "property-desk version 2")
    desk.clock.set(at(390))
    await desk.fire_due()
    assert desk.take(DeadlineMissed) == []
    desk.clock.set(at(1470))
    await desk.fire_due()
    assert [e.due_at for e in desk.take(DeadlineMissed)] == [at(1470)]


async def test_pauses_are_carried_over_and_what_stands_still_keeps_its_rest(desk_with, tmp_path):
    raw = book_of(done(within="2h", pause_on_hold=True))
    desk = await desk_with(raw, 2)
    for i in range(2):
        desk.clock.set(at(10))
        await desk.send("wang", HoldOrder(number=number(i), cause="dnd", reason="请勿打扰"))
    desk.clock.set(at(40))
    await desk.send("wang", ResumeOrder(number=number(0)))
    desk.clock.set(at(50))
    await moved(desk, book_of(done(within="1h", pause_on_hold=True), version=2), tmp_path)
    assert await due_of(desk) == at(90), "20 of the 60 minutes had passed on its clock"
    [held] = (await order(desk, number(1))).deadlines
    assert held.state == "paused"
    await desk.send("wang", ResumeOrder(number=number(1)))
    assert await due_of(desk, 1) == at(100), "10 of the 60 minutes had passed"


async def test_nothing_moves_when_the_calendar_is_the_same(desk_with, tmp_path):
    desk = await desk_with(BUSINESS, 3)
    desk.clock.set(at(60))
    again = book_of(done(within="5h", clock="business"), version=2, book={"prices": {}})
    assert await moved(desk, again, tmp_path) == []
    raw = book_of(done(within="5h", clock="business", warn=[{"at": "50%"}]), version=3)
    [_, last] = await moved(desk, raw, tmp_path)
    assert (last.total_looked_at, last.total_moved, last.done) == (3, 0, True)
    assert await due_of(desk) == at(390)


async def test_a_promise_that_is_gone_is_kept_as_it_was_made(desk_with, tmp_path):
    desk = await desk_with(BUSINESS)
    gone = book_of({"name": "other", "by": ["department"]}, version=2)
    [_, last] = await moved(desk, gone, tmp_path)
    assert (last.total_looked_at, last.total_moved) == (1, 0)
    assert await due_of(desk) == at(390)
    desk.clock.set(at(390))
    await desk.fire_due()
    assert [e.promised_under for e in desk.take(DeadlineMissed)] == [1]


async def test_a_playbook_may_say_that_promises_are_kept(desk_with, tmp_path):
    desk = await desk_with(BUSINESS)
    assert await moved(desk, closed_at_three(open_deadlines="keep"), tmp_path) == []
    assert await due_of(desk) == at(390)
    desk.clock.set(at(60))
    await desk.event(confirmed(desk, number(1), "repair"))
    assert await due_of(desk, 1) == at(24 * 60 + 90), "what is promised from now on follows the new calendar"


async def test_what_is_missed_or_kept_stays_so(desk_with, tmp_path):
    desk = await desk_with(book_of(done(within="1h")), 2)
    await desk.send("wang", step(number(1), "done"))
    desk.clock.set(at(61))
    await desk.fire_due()
    await moved(desk, book_of(done(within="9h"), version=2), tmp_path)
    assert [(await order(desk, number(i))).deadlines[0].state for i in range(2)] == ["missed", "met"]


async def test_a_target_follows_the_new_calendar(desk_with, tmp_path):
    desk = await desk_with(book_of(done(by="working_day")))
    assert await due_of(desk) == at(11 * 60)
    calendar = {"timezone": "Asia/Shanghai", "open": {"mon-sun": ["08:00-15:00"]}}
    await moved(desk, book_of(done(by="working_day"), version=2, book={"calendar": calendar}), tmp_path)
    assert await due_of(desk) == at(6 * 60)


async def test_a_target_outside_the_open_hours_stays_where_it_is(desk_with, tmp_path):
    promise = {"by": "today", "clock": "business"}
    desk = await desk_with(book_of(done(**promise)))
    calendar = {"timezone": "Asia/Shanghai", "open": {"mon-sun": ["08:00-15:00"]}}
    [_, last] = await moved(desk, book_of(done(**promise), version=2, book={"calendar": calendar}), tmp_path)
    assert (last.total_looked_at, last.total_moved) == (1, 0)
    assert await due_of(desk) == at(15 * 60)


async def test_many_are_done_in_batches_while_work_goes_on(desk_with, tmp_path, monkeypatch):
    monkeypatch.setattr(recalculate, "FIRST", 4)
    monkeypatch.setattr(recalculate, "LARGEST", 4)
    monkeypatch.setattr(recalculate, "SMALLEST", 4)
    desk = await desk_with(BUSINESS, MANY)
    desk.clock.set(at(60))
    use(desk, closed_at_three(), tmp_path)
    for _ in range(2):
        await desk.run_start()
    await desk.fire("recalculate-HQ")
    await desk.send("wang", step(number(MANY - 1), "done"))
    await desk.event(confirmed(desk, number(MANY), "repair"))
    events = await to_the_end(desk)
    assert [e.looked_at for e in events] == [4] * 6 + [0]
    assert (events[-1].total_looked_at, events[-1].total_moved, events[-1].done) == (24, 24, True)
    assert {await due_of(desk, i) for i in range(MANY - 1)} == {at(1470)}
    assert (await order(desk, number(MANY - 1))).deadlines[0].state == "met"
    assert await desk.fire_due() == 0


async def test_a_second_change_in_the_midst_carries_on_from_each_ones_own_calendar(desk_with, tmp_path, monkeypatch):
    monkeypatch.setattr(recalculate, "FIRST", 2)
    monkeypatch.setattr(recalculate, "LARGEST", 2)
    monkeypatch.setattr(recalculate, "SMALLEST", 2)
    desk = await desk_with(BUSINESS, 6)
    desk.clock.set(at(60))
    use(desk, closed_at_three(), tmp_path)
    await desk.run_start()
    await desk.fire("recalculate-HQ")
    assert {await due_of(desk, i) for i in range(6)} == {at(390), at(1470)}
    [under_way] = desk.take(DeadlinesRecalculated)
    use(desk, book_of(done(within="5h", clock="business"), version=3), tmp_path)
    await desk.run_start()
    await desk.event(under_way, actor="system")
    assert desk.take(DeadlinesRecalculated) == [], "the run by the older rules has ended"
    await desk.fire_due()
    await to_the_end(desk)
    assert await desk.due_timers() == []
    assert {await due_of(desk, i) for i in range(6)} == {at(390)}


async def test_a_lost_announcement_is_made_up_for(desk_with, tmp_path, monkeypatch):
    monkeypatch.setattr(recalculate, "FIRST", 2)
    monkeypatch.setattr(recalculate, "LARGEST", 2)
    desk = await desk_with(BUSINESS, 4)
    desk.clock.set(at(60))
    use(desk, closed_at_three(), tmp_path)
    await desk.run_start()
    await desk.fire("recalculate-HQ")
    desk.take(DeadlinesRecalculated)
    desk.clock.set(at(61))
    await desk.fire_due()
    await to_the_end(desk)
    assert at(390) not in {await due_of(desk, i) for i in range(4)}
    assert await desk.due_timers() == []


async def test_a_dry_run_shows_what_would_move_and_moves_nothing(desk_with, tmp_path):
    desk = await desk_with(BUSINESS, 5)
    desk.clock.set(at(60))
    document = as_json(closed_at_three())
    first = await desk.ask("li", Recalculation(document=document, limit=3))
    assert (first.looked_at, first.open, first.kept, len(first.rows)) == (3, 5, 0, 3)
    second = await desk.ask("li", Recalculation(document=document, limit=3, cursor=first.next))
    assert (second.looked_at, second.open, second.next) == (2, None, None)
    rows = [*first.rows, *second.rows]
    assert [(r.number, r.due_before, r.due_after) for r in rows] == [(number(i), at(390), at(1470)) for i in range(5)]
    assert {await due_of(desk, i) for i in range(5)} == {at(390)}
    await moved(desk, closed_at_three(), tmp_path)
    page = await desk.ask("li", ListDeadlines(day=at(1470).date()))
    assert {row.due_at for row in page.rows} == {at(1470)}


@pytest.mark.parametrize("document", ["{", "{}", "[]"])
async def test_a_dry_run_of_nothing_sound_is_refused(desk_with, document):
    desk = await desk_with(BUSINESS)
    with pytest.raises(Invalid):
        await desk.ask("li", Recalculation(document=document))


async def test_the_playbook_at_work_can_be_asked_for(desk_for):
    desk = people(await desk_for("dispatch"))
    view = await desk.ask("li", GetPlaybook())
    assert (view.playbook, view.version) == ("property-desk", desk.playbooks.of("HQ").version)
    assert as_json(yaml.safe_load(view.document)) == view.document
    assert to_json(view.document)


async def test_what_is_still_to_be_recalculated_is_shown(desk_with, tmp_path, monkeypatch):
    monkeypatch.setattr(recalculate, "FIRST", 2)
    monkeypatch.setattr(recalculate, "LARGEST", 2)
    monkeypatch.setattr(recalculate, "SMALLEST", 2)
    desk = await desk_with(BUSINESS, 5)

    async def shown() -> str:
        async with desk.database.read() as store:
            await sample_recalculation(store, desk.metrics, desk.clock.now(), ["HQ", "NW"])
        page = desk.metrics.render().decode().splitlines()
        assert 'frontdesk_deadlines_to_recalculate{site="NW"} 0.0' in page
        return next(line for line in page if line.startswith('frontdesk_deadlines_to_recalculate{site="HQ"'))

    desk.clock.set(at(60))
    use(desk, closed_at_three(open_deadlines="keep"), tmp_path)
    await desk.run_start()
    assert (await shown()).endswith(" 0.0"), "what is kept is not to be recalculated"
    use(desk, closed_at_three(version=3), tmp_path)
    await desk.run_start()
    assert (await shown()).endswith(" 5.0")
    await desk.fire("recalculate-HQ")
    assert (await shown()).endswith(" 3.0")
    await to_the_end(desk)
    assert (await shown()).endswith(" 0.0")
    use(desk, book_of({"name": "other", "by": ["department"]}, version=4), tmp_path)
    await desk.run_start()
    await desk.fire("recalculate-HQ")
    assert (await shown()).endswith(" 3.0"), "two promises that are gone were looked at and kept"
