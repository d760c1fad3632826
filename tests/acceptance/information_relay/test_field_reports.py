"""The desk is the hub: what the business lines collect is reported the same day. Rule IR-02."""

from datetime import datetime

import pytest

from contracts.intake import (
    DayReports,
    RecordRequest,
    ReportMissing,
    RequestArchived,
    RequestClosed,
)
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import (
    COLLECTED,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    actors,
    reminders,
    reports,
    since,
)

REPORTERS = {"security": "dong", "engineering": "liu", "housekeeping": "mei", "customer_service": "xu"}
HEADS = {"security": "qin", "engineering": "sun", "housekeeping": "bai", "customer_service": "ke"}
FIVE = 17 * HOUR
HALF_PAST = FIVE + 30 * MINUTE


async def all_report(desk: Desk, *but: str) -> None:
    for business_line in COLLECTED:
        if business_line not in but:
            await reports(desk, REPORTERS[business_line], business_line)


async def standing(desk: Desk, day: datetime) -> dict[str, str]:
    rows = (await desk.ask("li", DayReports(day=day.date()))).rows
    return {row.business_line: row.state for row in rows}


@pytest.mark.rule("IR-02")
async def test_what_field_staff_collect_reaches_the_desk_and_stands_there(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + 9 * HOUR)
    assert set((await standing(desk, monday)).values()) == {"awaited"}
    number = await reports(desk, "dong", "security")
    assert (await desk.event(RequestClosed, number)).owner == "dong"
    await desk.event(RequestArchived, number)
    [row] = [row for row in (await desk.ask("li", DayReports())).rows if row.business_line == "security"]
    assert (row.state, row.number, row.by, row.at) == ("reported", number, "dong", monday + 9 * HOUR)
    bare = RecordRequest(line="field_report", form={"business_line": "security"})
    assert set((await desk.refuses("dong", bare, status=422)).errors) == {"form.source", "form.content"}


@pytest.mark.rule("IR-02")
@pytest.mark.everywhere
async def test_only_the_missing_line_is_reminded_first_its_staff_then_its_head(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + 10 * HOUR)
    await all_report(desk, "engineering")
    await desk.stack.set_clock(monday + FIVE - SECOND)
    assert await reminders(desk, monday) == []

    await desk.stack.set_clock(monday + FIVE)
    [reminded] = await since(desk, monday, ReportMissing)
    assert (reminded.business_line, reminded.level, reminded.to_role) == ("engineering", 0, "technician")
    assert (actors(reminded.recipients), reminded.day) == ({"liu"}, monday.date())
    assert set(reminded.title) == {"zh", "en"}

    await desk.stack.set_clock(monday + HALF_PAST - SECOND)
    assert len(await reminders(desk, monday)) == 1
    await desk.stack.set_clock(monday + HALF_PAST)
    assert await reminders(desk, monday) == [
        ("engineering", 0, "technician"),
        ("engineering", 1, "engineering_supervisor"),
    ]
    assert actors((await since(desk, monday, ReportMissing))[-1].recipients) == {"sun"}
    await desk.stack.set_clock(monday + 23 * HOUR)
    assert len(await reminders(desk, monday)) == 2
    [row] = [row for row in (await desk.ask("li", DayReports())).rows if row.business_line == "engineering"]
    assert (row.state, [r.level for r in row.reminders]) == ("missing", [0, 1])


@pytest.mark.rule("IR-02")
async def test_a_report_that_comes_in_between_stops_it(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + 10 * HOUR)
    await all_report(desk, "housekeeping", "security")
    await desk.stack.set_clock(monday + FIVE)
    assert {line for line, _, _ in await reminders(desk, monday)} == {"housekeeping", "security"}
    await desk.stack.set_clock(monday + HALF_PAST - SECOND)
    await reports(desk, "mei", "housekeeping")
    await desk.stack.set_clock(monday + HALF_PAST)
    assert [(line, role) for line, level, role in await reminders(desk, monday) if level] == [
        ("security", "security_head")
    ]
    assert (await standing(desk, monday))["housekeeping"] == "reported"


@pytest.mark.rule("IR-02")
@pytest.mark.everywhere
async def test_the_next_day_every_line_owes_its_report_anew(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + 10 * HOUR)
    await all_report(desk)
    await desk.stack.set_clock(monday + 23 * HOUR)
    assert await reminders(desk, monday) == []
    await desk.stack.set_clock(monday + DAY + FIVE - SECOND)
    assert await reminders(desk, monday) == []
    await desk.stack.set_clock(monday + DAY + FIVE)
    assert sorted(line for line, _, _ in await reminders(desk, monday)) == sorted(COLLECTED)
    await desk.stack.set_clock(monday + DAY + HALF_PAST)
    heads = {e.business_line: actors(e.recipients) for e in await since(desk, monday, ReportMissing) if e.level == 1}
    assert heads == {business_line: {head} for business_line, head in HEADS.items()}
    assert len(await reminders(desk, monday)) == 2 * len(COLLECTED)
    assert set((await standing(desk, monday)).values()) == {"reported"}
    assert set((await standing(desk, monday + DAY)).values()) == {"missing"}


@pytest.mark.rule("IR-02")
async def test_a_report_counts_for_its_day_and_its_line_only(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + DAY - MINUTE)
    yesterday = await reminders(desk, monday)
    assert len(yesterday) == 2 * len(COLLECTED)
    await all_report(desk)
    assert set((await standing(desk, monday)).values()) == {"reported"}
    await desk.stack.set_clock(monday + DAY)
    assert set((await standing(desk, monday + DAY)).values()) == {"awaited"}
    await reports(desk, "liu", "security")
    await desk.stack.set_clock(monday + DAY + FIVE)
    today = (await reminders(desk, monday))[len(yesterday) :]
    assert sorted(line for line, _, _ in today) == ["customer_service", "engineering", "housekeeping"]
