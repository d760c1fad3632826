"""The operator comes on duty. Rule HK-01."""

import pytest

from contracts.roster import ListShifts, ShiftStarted, SignIn, WhoIsOnDuty
from tests.acceptance.desk import Desk
from tests.acceptance.hotel_housekeeping.hotel import MINUTE, WORKS
from tests.stack import START

SHIFTS = {"li": ("operator", "09:00", "17:00"), "mei": ("floor", "09:00", "17:00")}


@pytest.mark.rule("HK-01")
async def test_the_operator_signs_in_with_date_time_and_name(desk: Desk) -> None:
    await desk.on_duty(SHIFTS, sign_in=False)
    await desk.stack.set_clock(START + 2 * MINUTE)
    receipt = await desk.does("li", SignIn(confirms=WORKS))
    assert set(receipt.confirmed) == {"telephone", "radio"}
    assert receipt.late_seconds == 120
    started = await desk.event(ShiftStarted)
    assert (started.staff, started.post, set(started.confirmed)) == ("li", "operator", {"telephone", "radio"})
    rows = (await desk.ask("wang", ListShifts(day=START.date(), staff="li"))).rows
    signed = [(row.name, row.signed_in_at, row.state, set(row.confirmed)) for row in rows]
    assert signed == [("李敏", START + 2 * MINUTE, "started", {"telephone", "radio"})]


@pytest.mark.rule("HK-01")
@pytest.mark.parametrize(
    ("confirms", "named"),
    [
        ({}, {"confirms.telephone", "confirms.radio"}),
        ({"telephone": True}, {"confirms.radio"}),
        ({"telephone": True, "radio": False}, {"confirms.radio"}),
        ({"telephone": False, "radio": True}, {"confirms.telephone"}),
        ({**WORKS, "lift": True}, {"confirms.lift"}),
    ],
)
async def test_nobody_signs_in_over_a_telephone_or_radio_that_is_not_confirmed(
    desk: Desk, confirms: dict[str, bool], named: set[str]
) -> None:
    await desk.on_duty(SHIFTS, sign_in=False)
    refused = await desk.refuses("li", SignIn(confirms=confirms), status=422)
    assert set(refused.errors) == named
    assert (await desk.ask("wang", WhoIsOnDuty())).rows == []
    await desk.does("li", SignIn(confirms=WORKS))
    [row] = (await desk.ask("wang", WhoIsOnDuty())).rows
    assert (row.actor, row.name, row.since, set(row.confirmed)) == ("li", "李敏", START, {"telephone", "radio"})


@pytest.mark.rule("HK-01")
async def test_the_floor_has_nothing_to_confirm(desk: Desk) -> None:
    await desk.on_duty(SHIFTS, confirms={"li": WORKS})
    rows = (await desk.ask("wang", WhoIsOnDuty())).rows
    assert {row.actor: set(row.confirmed) for row in rows} == {"li": {"telephone", "radio"}, "mei": set()}
