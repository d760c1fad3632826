"""TH-13: at the post ten to fifteen minutes before the shift."""

import pytest

from contracts.roster import ArrivedLate, ListSignIns, SignIn, StaffLate
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import at_work, planned

pytestmark = pytest.mark.rule("TH-13")
SHIFTS = {
    "li": ("counter_1", "12:00", "18:00"),
    "wang": ("counter_2", "12:00", "18:00"),
    "zhao": ("counter_3", "12:00", "18:00"),
    "guan": ("floor", "12:00", "18:00"),
    "chen": ("duty_manager", "09:00", "18:00"),
}


async def test_sign_ins_are_recorded_to_the_second_and_late_ones_reported(desk: Desk) -> None:
    await planned(desk, SHIFTS)
    await desk.does("chen", SignIn())
    before = await desk.events(ArrivedLate)
    for staff, time in [("guan", "11:44:59"), ("li", "11:45:00"), ("wang", "11:50:00"), ("zhao", "11:50:01")]:
        await desk.at(time)
        await desk.does(staff, SignIn())
    late = [event for event in await desk.events(ArrivedLate) if event not in before]
    assert [(e.staff, e.seconds_before, [r.actor for r in e.recipients]) for e in late] == [("zhao", 599, ["chen"])]
    view = await desk.ask("chen", ListSignIns(day=desk.start.date()))
    rows = {row.staff: (row.standing, row.seconds_before) for row in view.rows}
    assert rows["guan"] == ("early", 901)
    assert rows["li"] == ("in_time", 900)
    assert rows["wang"] == ("in_time", 600)
    assert rows["zhao"] == ("late", 599)
    await desk.refuses("li", ListSignIns(day=desk.start.date()), status=403)


async def test_who_does_not_come_at_all_is_named_when_the_shift_begins(desk: Desk) -> None:
    await planned(desk, {"li": ("counter_1", "12:00", "18:00")})
    await desk.at("11:59:59")
    assert await desk.events(StaffLate) == []
    assert (await desk.ask("sun", ListSignIns(day=desk.start.date()))).rows[0].standing == "awaited"
    await desk.at("12:00")
    assert (await desk.event(StaffLate)).staff == "li"
    assert (await desk.ask("sun", ListSignIns(day=desk.start.date()))).rows[0].standing == "missing"
    await desk.at("12:07")
    await desk.does("li", SignIn())
    assert (await desk.event(ArrivedLate)).seconds_before == -420


async def test_nobody_signs_in_for_another(desk: Desk) -> None:
    await at_work(desk, {"li": ("counter_1", "09:00", "14:00")})
    await desk.refuses("wang", SignIn(), status=409, says="no shift is planned")
