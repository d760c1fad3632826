"""No visiting time before the supervisor has confirmed that somebody can serve. Rule IR-05."""

from typing import Any

import pytest

from contracts.dispatch import (
    DeadlineWarned,
    GetOrder,
    HoldOrder,
    OrderAssigned,
    OrderHeld,
    OrderHoldExpired,
    OrderRouted,
    ResumeOrder,
    StepTaken,
)
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import (
    CLEANING,
    HOUR,
    MINUTE,
    MONDAY,
    REPAIR,
    SECOND,
    actors,
    at,
    call_back,
    missed,
    step,
    takes,
)

FROM = "2026-11-23T14:00:00+08:00"
VISIT = {"visit_at": "2026-11-23T15:00:00+08:00"}


async def state_of(desk: Desk, number: str, name: str) -> str:
    view = await desk.ask("li", GetOrder(number=number))
    return str({s.name: s.state for s in view.steps}[name])


@pytest.mark.rule("IR-05")
@pytest.mark.parametrize(
    ("form", "supervisor", "confirmed", "servant", "other"),
    [
        (REPAIR, "sun", "repair_confirmed", "liu", "mei"),
        (CLEANING, "bai", "housekeeping_confirmed", "mei", "liu"),
    ],
)
async def test_the_supervisor_confirms_first_and_only_then_the_customer_gets_a_time(
    desk: Desk, form: dict[str, str], supervisor: str, confirmed: str, servant: str, other: str
) -> None:
    ten = await desk.at("10:00", day=MONDAY)
    number = await desk.record("visit", form)
    routed = await desk.event(OrderRouted, number)
    assert (actors(routed.notified), [d.name for d in routed.deadlines]) == ({supervisor}, [confirmed])

    promise = step(number, "visit_promised", **VISIT)
    await desk.refuses("li", promise, status=409, says=confirmed)
    records: dict[str, Any] = {"assignee": servant, "from": FROM}
    for wrong in ("li", servant, "ke"):
        await desk.refuses(wrong, step(number, confirmed, **records), status=403)
    nobody = step(number, confirmed, **{"assignee": other, "from": FROM})
    assert set((await desk.refuses(supervisor, nobody, status=422)).errors) == {"records.assignee"}
    no_time = step(number, confirmed, assignee=servant)
    assert set((await desk.refuses(supervisor, no_time, status=422)).errors) == {"records.from"}
    await desk.refuses("li", promise, status=409, says=confirmed)

    await takes(desk, number, (supervisor, confirmed, records))
    assert (await desk.event(OrderAssigned, number)).assignee == servant
    await desk.refuses(servant, promise, status=403)
    await desk.does("li", promise)
    told = await desk.event(StepTaken, number)
    assert (told.step, told.signed_by, told.records, told.happened_at) == ("visit_promised", "li", VISIT, ten)


@pytest.mark.rule("IR-05")
async def test_a_supervisor_who_does_not_answer_is_reminded_and_the_customer_still_gets_no_time(desk: Desk) -> None:
    ten = await desk.at("10:00", day=MONDAY)
    number = await desk.record("visit", REPAIR)
    await desk.stack.set_clock(ten + 30 * MINUTE - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(ten + 30 * MINUTE)
    assert await missed(desk, number) == {"repair_confirmed": ["engineering_supervisor"]}
    await desk.stack.set_clock(ten + 45 * MINUTE)
    assert await missed(desk, number) == {"repair_confirmed": ["engineering_supervisor", "desk_manager"]}
    await desk.refuses("li", step(number, "visit_promised", **VISIT), status=409, says="repair_confirmed")


@pytest.mark.rule("IR-05")
async def test_when_nobody_is_free_the_order_waits_and_no_time_is_given(desk: Desk) -> None:
    ten = await desk.at("10:00", day=MONDAY)
    number = await desk.record("visit", REPAIR)
    endless = HoldOrder(number=number, cause="nobody_free", reason="三名技工都在外")
    assert set((await desk.refuses("sun", endless, status=422)).errors) == {"expected_end"}
    await desk.does("sun", endless.model_copy(update={"expected_end": ten + HOUR}))
    held = await desk.event(OrderHeld, number)
    assert (held.cause, held.expected_end, held.held_by) == ("nobody_free", ten + HOUR, "sun")
    promise = step(number, "visit_promised", **VISIT)
    await desk.refuses("li", promise, status=409, says="held")
    await desk.refuses(
        "sun", step(number, "repair_confirmed", assignee="liu", **{"from": FROM}), status=409, says="held"
    )
    await desk.stack.set_clock(ten + HOUR)
    assert await missed(desk, number) == {}
    assert actors((await desk.event(OrderHoldExpired, number)).recipients) == {"sun"}
    await desk.does("sun", ResumeOrder(number=number))
    await desk.refuses("li", promise, status=409, says="repair_confirmed")
    await takes(desk, number, ("sun", "repair_confirmed", {"assignee": "liu", "from": FROM}))
    assert await state_of(desk, number, "visit_promised") == "ready"


@pytest.mark.rule("IR-05")
async def test_the_visit_is_watched_at_the_time_the_customer_was_given(desk: Desk) -> None:
    await desk.at("10:00", day=MONDAY)
    number = await desk.record("visit", REPAIR)
    await takes(
        desk,
        number,
        ("sun", "repair_confirmed", {"assignee": "liu", "from": FROM}),
        ("li", "visit_promised", VISIT),
    )
    given = at("2026-11-23 15:00")
    await desk.stack.set_clock(given - 15 * MINUTE)
    assert actors((await desk.event(DeadlineWarned, number)).recipients) == {"liu"}
    await desk.stack.set_clock(given - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(given)
    assert await missed(desk, number) == {"arrived": ["engineering_supervisor"]}
    await desk.refuses("sun", step(number, "arrived"), status=403)
    await takes(desk, number, ("liu", "arrived"), ("liu", "completed"), ("li", "verified"))
    await call_back(desk, number, quality=5, timeliness=3, attitude=5)
