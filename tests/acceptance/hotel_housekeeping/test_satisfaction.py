"""The guest is called when it is done. Rule HK-07."""

import pytest

from contracts.dispatch import DeadlineMissed, GetOrder, OrderReopened, TakeStep
from contracts.followup import CallbackScheduled, ListCallbacks, RecordResult, RemarkPassedOn, SatisfactionRated
from contracts.intake import GetRequest, RequestArchived, RequestReopened
from tests.acceptance.desk import Desk
from tests.acceptance.hotel_housekeeping.hotel import HOUR, actors, asked, call_guest, standing, takes, wished
from tests.stack import START

SERVED = (("mei", "received"), ("mei", "served"), ("li", "verified"))
FOUND = {"found": "被子有异味，已更换并致歉"}


@pytest.mark.rule("HK-07")
@pytest.mark.parametrize("hour", [0, 14])
async def test_the_guest_is_called_at_once_at_any_hour_and_thanked(desk: Desk, hour: int) -> None:
    await desk.stack.set_clock(START + hour * HOUR)
    number = await wished(desk, *SERVED)
    call = await desk.event(CallbackScheduled, number)
    assert (call.assignee, call.due_at) == ("li", START + hour * HOUR)
    unsaid = RecordResult(callback_id=call.callback_id, ratings={"satisfaction": 5})
    assert set((await desk.refuses("li", unsaid, status=422)).errors) == {"answers.thanked"}
    await desk.refuses("mei", unsaid, status=403)

    await call_guest(desk, number, 3)
    rated = await desk.event(SatisfactionRated, number)
    assert (rated.satisfied, rated.reopens, rated.recipients) == (True, False, [])
    [kept] = (await desk.ask("li", ListCallbacks(number=number, state="completed"))).rows
    assert (kept.answers, kept.completed_by) == ({"thanked": True}, "li")
    await desk.event(RequestArchived, number)
    assert await desk.events(OrderReopened) == []


@pytest.mark.rule("HK-07")
async def test_a_dissatisfied_guest_goes_to_the_supervisor_at_once_and_the_department_is_told(desk: Desk) -> None:
    number = await wished(desk, *SERVED)
    await call_guest(desk, number, 2, remarks="被子有异味")
    rated = await desk.event(SatisfactionRated, number)
    assert (rated.satisfied, rated.department) == (False, "floors")
    assert actors(rated.recipients) == {"wang", "bai", "mei", "lan"}
    again = await desk.event(OrderReopened, number)
    assert (again.cycle, again.from_step) == (2, "visited")
    assert actors(again.notified) == {"wang", "bai", "mei", "lan"}
    passed = await desk.event(RemarkPassedOn, number)
    assert (passed.department, passed.text) == ("floors", "被子有异味")
    assert (await desk.event(RequestReopened, number)).reason == "被子有异味"
    assert (await desk.ask("li", GetRequest(number=number))).state == "confirmed"
    assert await standing(desk, number) == {
        "received": "done",
        "served": "done",
        "visited": "ready",
        "visited_together": "waiting",
        "verified": "waiting",
    }


@pytest.mark.rule("HK-07")
@pytest.mark.everywhere
async def test_the_supervisor_visits_together_with_the_floor_supervisor(desk: Desk) -> None:
    await desk.hire({"du": ("杜鹃", ["centre_supervisor", "floor_supervisor"], "centre")})
    number = await wished(desk, *SERVED)
    await call_guest(desk, number, 1)
    visit = TakeStep(number=number, step="visited", records=FOUND)
    together = TakeStep(number=number, step="visited_together")
    verify = TakeStep(number=number, step="verified")
    await desk.refuses("li", verify, status=409, says="visited")
    for by in ("li", "bai", "mei"):
        await desk.refuses(by, visit, status=403)
    silent = TakeStep(number=number, step="visited")
    assert set((await desk.refuses("wang", silent, status=422)).errors) == {"records.found"}
    await desk.does("du", visit)
    await desk.refuses("li", verify, status=409, says="visited_together")
    await desk.refuses("du", together, status=403, says="other than")
    await desk.refuses("wang", together, status=403)
    await desk.does("bai", together)
    await desk.does("li", verify)

    steps = {step.name: step for step in (await desk.ask("li", GetOrder(number=number))).steps}
    assert (steps["visited"].signed_by, steps["visited"].records) == ("du", FOUND)
    assert steps["visited_together"].signed_by == "bai"
    assert len(await desk.events(CallbackScheduled, number)) == 2
    await call_guest(desk, number, 4)
    await desk.event(RequestArchived, number)


@pytest.mark.rule("HK-07")
async def test_the_visit_is_no_service_that_the_operator_asks_about(desk: Desk) -> None:
    number = await wished(desk, *SERVED)
    await call_guest(desk, number, 1)
    await desk.stack.set_clock(START + 3 * HOUR)
    assert await asked(desk, number, "served") == 0
    assert await desk.events(DeadlineMissed, number) == []


@pytest.mark.rule("HK-07")
async def test_a_guest_who_is_still_dissatisfied_is_visited_again(desk: Desk) -> None:
    number = await wished(desk, *SERVED)
    for cycle in (2, 3):
        await call_guest(desk, number, 1)
        assert (await desk.events(OrderReopened, number))[-1].cycle == cycle
        await takes(desk, number, ("wang", "visited", FOUND), ("bai", "visited_together"), ("li", "verified"))
    await call_guest(desk, number, 5)
    await desk.event(RequestArchived, number)


@pytest.mark.rule("HK-07")
async def test_nobody_is_visited_for_a_wish_that_pleased(desk: Desk) -> None:
    number = await wished(desk, ("mei", "received"), ("mei", "served"))
    assert await standing(desk, number) == {
        "received": "done",
        "served": "done",
        "visited": "skipped",
        "visited_together": "skipped",
        "verified": "ready",
    }
    await desk.refuses("wang", TakeStep(number=number, step="visited", records=FOUND), status=409, says="not apply")
