"""Complaints: who hears of them, and what one working day means. Rules IR-06, IR-07."""

from datetime import datetime

import pytest

from contracts.dispatch import (
    DeadlineWarned,
    GetDeadline,
    GetOrder,
    OrderRouted,
)
from contracts.intake import RecordRequest
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import (
    COMPLAINT,
    HOUR,
    SECOND,
    actors,
    at,
    missed,
    step,
    takes,
)
from tests.stack import START

OWN = {"resources": "own"}
DONE = {"measures": "更换灯具"}
RECORD = {"responsible": "yan", "corrective_measures": "每周巡查路灯并登记"}
FRIDAY, DUE = at("2026-05-15 16:00"), at("2026-05-18 16:00")

WORKING_DAYS = {
    "a weekend": ("2026-05-15 16:00", "2026-05-18 16:00", "2026-05-15 18:00", "2026-05-18 08:30"),
    "Labour Day": ("2026-04-30 16:00", "2026-05-06 16:00", "2026-04-30 18:00", "2026-05-06 08:30"),
    "the night before a make-up Saturday": (
        "2026-05-08 16:00",
        "2026-05-09 16:00",
        "2026-05-08 18:00",
        "2026-05-09 08:30",
    ),
    "Spring Festival, from its make-up Saturday on": (
        "2026-02-14 16:00",
        "2026-02-24 16:00",
        "2026-02-14 18:00",
        "2026-02-24 08:30",
    ),
}
"""Recorded, due one working day later, and the long stretch in between that does not count."""


async def standing(desk: Desk, number: str) -> dict[str, str]:
    return {s.name: s.state for s in (await desk.ask("li", GetOrder(number=number))).steps}


async def complaint_at(desk: Desk, moment: datetime) -> str:
    """Recorded then, picked up and assessed at once."""
    await desk.stack.set_clock(moment)
    number = await desk.record("complaint", COMPLAINT)
    await takes(desk, number, ("xu", "accepted"), ("xu", "assessed", OWN))
    return number


@pytest.mark.rule("IR-06")
async def test_customer_service_staff_and_their_head_are_told_at_the_same_moment(desk: Desk) -> None:
    receipt = await desk.does("li", RecordRequest(line="complaint", form=COMPLAINT))
    assert {line.field for line in receipt.read_back} == set(COMPLAINT)
    assert await desk.events(OrderRouted) == []
    moment = await desk.at("09:07")
    await desk.confirm(receipt)
    routed = await desk.event(OrderRouted, receipt.number)
    assert (routed.department, routed.routed_at) == ("customer_service", moment)
    assert [(r.actor, r.role) for r in routed.notified] == [
        ("xu", "customer_service_agent"),
        ("yan", "customer_service_agent"),
        ("ke", "customer_service_head"),
    ]
    for stranger in ("liu", "bai", "li"):
        await desk.refuses(stranger, step(receipt.number, "accepted"), status=403)
    await takes(desk, receipt.number, ("yan", "accepted"))


@pytest.mark.rule("IR-07")
@pytest.mark.parametrize("across", WORKING_DAYS)
async def test_one_working_day_skips_what_is_closed_and_says_so(desk: Desk, across: str) -> None:
    recorded, due, closes, opens = map(at, WORKING_DAYS[across])
    number = await complaint_at(desk, recorded)
    reasons = await desk.ask("ke", GetDeadline(number=number, name="one_working_day"))
    assert reasons.deadline.due_at == due
    assert (reasons.moment, reasons.clock, reasons.timezone) == ("recorded", "business", "Asia/Shanghai")
    assert (reasons.budget_seconds, reasons.counts_from) == (8 * 3600, recorded)
    lunch = (due.replace(hour=12), due.replace(hour=13, minute=30))
    assert [(s.since, s.until) for s in reasons.closed] == [(closes, opens), lunch]

    await desk.stack.set_clock(due - SECOND)
    assert await missed(desk, number) == {}
    assert (await standing(desk, number))["complaint_record"] == "skipped"
    await desk.stack.set_clock(due)
    assert await missed(desk, number) == {"one_working_day": ["customer_service_head"]}
    assert (await standing(desk, number))["complaint_record"] == "ready"


@pytest.mark.rule("IR-07")
async def test_what_is_recorded_on_a_day_off_has_the_whole_next_working_day(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    reasons = await desk.ask("ke", GetDeadline(number=number, name="one_working_day"))
    assert (reasons.counts_from, reasons.deadline.due_at) == (START, at("2026-11-23 18:00"))
    assert next((s.since, s.until) for s in reasons.closed) == (START, at("2026-11-23 08:30"))


@pytest.mark.rule("IR-07")
async def test_a_complaint_settled_in_time_needs_no_complaint_record(desk: Desk) -> None:
    number = await complaint_at(desk, FRIDAY)
    await desk.stack.set_clock(at("2026-05-18 14:00"))
    assert actors((await desk.event(DeadlineWarned, number)).recipients) == {"ke"}
    await desk.stack.set_clock(DUE - SECOND)
    await takes(desk, number, ("xu", "settled", DONE))
    await desk.stack.set_clock(DUE + HOUR)
    assert await missed(desk, number) == {}
    await desk.refuses("xu", step(number, "complaint_record", **RECORD), status=409, says="does not apply")
    await takes(desk, number, ("li", "verified"))


@pytest.mark.rule("IR-07")
async def test_one_settled_too_late_is_not_verified_before_the_record_names_who_and_what(desk: Desk) -> None:
    number = await complaint_at(desk, FRIDAY)
    await desk.stack.set_clock(DUE)
    await takes(desk, number, ("xu", "settled", DONE))
    verify = step(number, "verified")
    await desk.refuses("li", verify, status=409, says="complaint_record")
    for field in RECORD:
        partly = {name: value for name, value in RECORD.items() if name != field}
        problem = await desk.refuses("xu", step(number, "complaint_record", **partly), status=422)
        assert set(problem.errors) == {f"records.{field}"}
    stranger = step(number, "complaint_record", **RECORD | {"responsible": "nobody"})
    assert set((await desk.refuses("xu", stranger, status=404)).errors) == {"records.responsible"}
    await desk.refuses("li", step(number, "complaint_record", **RECORD), status=403)
    await desk.refuses("li", verify, status=409, says="complaint_record")
    await takes(desk, number, ("ke", "complaint_record", RECORD))
    [recorded] = [s for s in (await desk.ask("li", GetOrder(number=number))).steps if s.name == "complaint_record"]
    assert (recorded.signed_by, recorded.records) == ("ke", RECORD)
    await desk.does("li", verify)


@pytest.mark.rule("IR-07")
async def test_a_complaint_that_stays_open_goes_up(desk: Desk) -> None:
    number = await complaint_at(desk, FRIDAY)
    await desk.stack.set_clock(DUE + HOUR - SECOND)
    assert await missed(desk, number) == {"one_working_day": ["customer_service_head"]}
    await desk.stack.set_clock(DUE + HOUR)
    assert await missed(desk, number) == {"one_working_day": ["customer_service_head", "desk_manager"]}
