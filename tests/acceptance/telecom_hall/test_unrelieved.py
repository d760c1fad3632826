"""TH-15: nobody to take over; the duty manager hears it at once, the outgoing person stays on duty."""

import pytest

from contracts.roster import (
    HandoverUnrelieved,
    ReleaseFromDuty,
    ReportUnrelieved,
    ShiftEnded,
    WhoIsOnDuty,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import at_work, log_of, opened, taken_over

pytestmark = pytest.mark.rule("TH-15")
SHIFTS = {"li": ("counter_1", "09:00", "14:00"), "chen": ("duty_manager", "09:00", "18:00")}


async def is_on_duty(desk: Desk) -> bool:
    return "li" in {row.actor for row in (await desk.ask("sun", WhoIsOnDuty())).rows}


async def test_said_by_the_outgoing_person_it_is_told_at_once_and_the_duty_manager_releases(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    handover = (await opened(desk, "li")).handover_id
    await desk.refuses("chen", ReportUnrelieved(handover_id=handover), status=403)
    await desk.does("li", ReportUnrelieved(handover_id=handover, note="赵磊未到"))
    told = await desk.event(HandoverUnrelieved)
    assert (told.outgoing, told.recipients, told.note) == ("li", ["chen"], "赵磊未到")
    await desk.at("15:30")
    assert await is_on_duty(desk)
    assert await desk.events(ShiftEnded) == []
    assert len(await desk.events(HandoverUnrelieved)) == 1
    release = ReleaseFromDuty(handover_id=handover, reason="由值班经理接手")
    await desk.refuses("li", release, status=403)
    await desk.refuses("wang", release, status=403)
    await desk.does("chen", release)
    assert not await is_on_duty(desk)
    log = await log_of(desk, handover)
    assert (log.state, log.released_by_name, log.incoming) == ("released", "陈静", "chen")


async def test_nobody_there_at_the_end_of_the_shift_is_told_then_and_not_before(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    handover = (await opened(desk, "li", "wang")).handover_id
    await desk.at("13:59:59")
    assert await desk.events(HandoverUnrelieved) == []
    await desk.at("14:00")
    assert (await desk.event(HandoverUnrelieved)).recipients == ["chen"]
    assert await is_on_duty(desk)
    await taken_over(desk, "wang", handover)
    assert not await is_on_duty(desk)


async def test_relieved_in_time_nobody_is_alarmed(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    handover = (await opened(desk, "li", "wang")).handover_id
    await taken_over(desk, "wang", handover)
    await desk.at("16:00")
    assert await desk.events(HandoverUnrelieved) == []
