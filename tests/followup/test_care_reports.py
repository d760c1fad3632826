"""Coverage and findings on schedule, on both databases."""

from datetime import timedelta

import pytest
from prometheus_client import generate_latest

from contracts.followup import (
    CallAgainListed,
    CallbackScheduled,
    CoverageReported,
    CoverageShort,
    Finding,
    FindingsReported,
    GetCoverage,
    ListCallAgain,
    ListFindings,
    RecordAttempt,
    TakeCall,
)
from contracts.intake import RequestCancelled
from contracts.problems import Invalid
from services.followup.handlers.sample_care import sample_care
from tests.followup.caring import DeskFor, at, calls, hall, joins, refused, writes
from tests.harness import SITE, Desk


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def month(desk: Desk, *, customers: int) -> list[CallbackScheduled]:
    """GoTone customers of the first of November; their calls may be made from the fourth on."""
    desk.clock.set(at("11-01T10:00:00"))
    made = [await joins(desk, "gotone", number) for number in range(1, customers + 1)]
    desk.clock.set(at("11-04T09:00:00"))
    return made


@pytest.mark.rule("TH-21")
async def test_coverage_counts_what_came_in_and_what_was_reached(desk: Desk) -> None:
    made = await month(desk, customers=6)
    await calls(desk, made[0], duration_seconds=300)
    await calls(desk, made[1], duration_seconds=481, means="visit")
    await calls(desk, made[2], duration_seconds=119)
    await desk.send("hui", TakeCall(callback_id=made[3].callback_id))
    await desk.send("hui", RecordAttempt(callback_id=made[3].callback_id, outcome="unreachable", means="phone"))
    await desk.event(RequestCancelled(number=made[5].number, line="joining", reason="changed their mind"))
    desk.clock.set(at("12-01T00:00:00"))
    view = await desk.ask("sun", GetCoverage(month="2026-11"))
    (gotone, easyown, _) = view.rows
    assert (view.month, view.share, gotone.segment) == ("2026-11", "40.00%", "gotone")
    assert (gotone.accepted, gotone.done, gotone.coverage, gotone.attempts) == (5, 3, "60.00%", 1)
    assert (gotone.short_calls, gotone.long_calls, gotone.average_seconds) == (1, 1, 300)
    assert gotone.means == {"phone": 2, "visit": 1}
    assert (gotone.state, gotone.needed) == ("certain", 0)
    assert (easyown.accepted, easyown.state) == (0, "certain")
    december = await desk.ask("sun", GetCoverage())
    assert (december.month, december.rows[0].accepted, december.rows[0].done) == ("2026-12", 0, 0)
    with pytest.raises(Invalid, match="has not begun"):
        await desk.ask("sun", GetCoverage(month="2027-01"))


@pytest.mark.rule("TH-21")
async def test_a_shortfall_is_warned_of_from_the_day_on_and_not_again_while_nothing_changes(desk: Desk) -> None:
    made = await month(desk, customers=10)
    await desk.run_start()
    desk.clock.set(at("11-05T09:00:00"))
    await calls(desk, made[0])
    desk.clock.set(at("11-09T08:30:00"))
    await desk.fire_due()
    assert desk.take(CoverageShort) == []
    desk.clock.set(at("11-10T08:30:00"))
    await desk.fire_due()
    (first,) = desk.take(CoverageShort)
    assert (first.segment, first.accepted, first.done, first.coverage) == ("gotone", 10, 1, "10.00%")
    # Nine of thirty days are over: 33.3 customers and 3.3 calls by the end, of a quota of 13.3.
    assert (first.at_pace, first.needed, first.open_calls, first.days_left) == ("10.00%", 13, 9, 20)
    assert (first.reachable, {person.actor for person in first.recipients}) == (True, {"chen", "sun"})


@pytest.mark.rule("TH-21")
async def test_a_warning_is_not_repeated_while_nothing_has_changed(desk: Desk) -> None:
    made = await month(desk, customers=10)
    await desk.run_start()
    desk.clock.set(at("11-05T09:00:00"))
    await calls(desk, made[0])
    said = []
    for day in (24, 25, 26, 27):
        desk.clock.set(at(f"11-{day}T08:30:00"))
        await desk.fire_due()
        said += [(day, short.needed) for short in desk.take(CoverageShort)]
    # On the 25th 10 requests in 24 days grow to 12.5, on the 26th to 12: five calls either way, one of them made.
    assert said == [(24, 5), (25, 4)]
    for call in made[1:4]:
        desk.clock.set(at("11-27T09:00:00"))
        await calls(desk, call)
    desk.clock.set(at("11-28T08:30:00"))
    await desk.fire_due()
    assert desk.take(CoverageShort) == []
    (row, *_) = (await desk.ask("sun", GetCoverage())).rows
    assert (row.done, row.needed, row.state) == (4, 1, "on_course")


@pytest.mark.rule("TH-21")
async def test_coverage_is_reported_every_week_and_every_month(desk: Desk) -> None:
    made = await month(desk, customers=4)
    await desk.run_start()
    await calls(desk, made[0])
    desk.clock.set(at("11-06T17:59:59"))
    await desk.fire_due()
    assert desk.take(CoverageReported) == []
    desk.clock.set(at("11-06T18:00:00"))
    await desk.fire_due()
    (weekly,) = desk.take(CoverageReported)
    assert (weekly.report, weekly.month, weekly.rows[0].coverage) == ("weekly", "2026-11", "25.00%")
    assert [person.actor for person in weekly.recipients] == ["sun"]
    desk.clock.set(at("12-01T09:00:00"))
    await desk.fire_due()
    (monthly,) = [each for each in desk.take(CoverageReported) if each.report == "monthly"]
    assert (monthly.month, monthly.rows[0].accepted, monthly.rows[0].state) == ("2026-11", 4, "out_of_reach")


@pytest.mark.rule("TH-26")
async def test_important_findings_reach_their_department_once(desk: Desk) -> None:
    await desk.run_start()
    reply = {"reply": "已答复"}
    wrong = [Finding(department="moon", text="?")]
    problem = await refused(calls(desk, await writes(desk, 1), answers=reply, findings=wrong))
    assert list(problem.errors) == ["findings.0.department"]
    found = [
        Finding(department="network", text="三楼没有信号"),
        Finding(department="billing", text="账单晚到", important=False),
    ]
    await calls(desk, await writes(desk, 2), answers=reply, findings=found)
    desk.clock.set(at("11-27T17:00:00"))
    await desk.fire_due()
    (report,) = desk.take(FindingsReported)
    assert (report.department, [each.text for each in report.findings]) == ("network", ["三楼没有信号"])
    assert [(each.by, each.at) for each in report.findings] == [("hui", at("11-21T09:00:00"))]
    assert [person.actor for person in report.recipients] == ["wei"]
    desk.clock.set(at("12-04T17:00:00"))
    await desk.fire_due()
    assert desk.take(FindingsReported) == []

    shown = await desk.ask("hui", ListFindings())
    assert {(row.department, row.important, row.reported_at) for row in shown.rows} == {
        ("network", True, at("11-27T17:00:00")),
        ("billing", False, None),
    }
    first = await desk.ask("hui", ListFindings(limit=1))
    rest = await desk.ask("hui", ListFindings(limit=1, cursor=first.next))
    assert [*first.rows, *rest.rows] == shown.rows
    assert rest.next is None
    assert [row.department for row in (await desk.ask("hui", ListFindings(important=True))).rows] == ["network"]
    assert (await desk.ask("hui", ListFindings(department="hall"))).rows == []


@pytest.mark.rule("TH-26")
async def test_cases_to_be_called_again_are_listed_until_they_are_called(desk: Desk) -> None:
    await desk.run_start()
    tried, untried = await writes(desk, 1), await writes(desk, 2)
    await desk.send("hui", TakeCall(callback_id=tried.callback_id))
    await desk.send("hui", RecordAttempt(callback_id=tried.callback_id, outcome="roaming", note="出国", means="phone"))
    (row,) = (await desk.ask("fang", ListCallAgain())).rows
    assert (row.callback_id, row.segment, row.attempts, row.outcome, row.note) == (
        tried.callback_id,
        "written_opinion",
        1,
        "roaming",
        "出国",
    )
    assert row.due_at == at("11-21T11:00:00")
    desk.clock.set(at("11-27T17:00:00"))
    await desk.fire_due()
    (listed,) = desk.take(CallAgainListed)
    assert (listed.total, [each.callback_id for each in listed.rows]) == (1, [tried.callback_id])
    assert {person.role for person in listed.recipients} == {"hall_manager", "caller"}
    for call in (tried, untried):
        await calls(desk, call, answers={"reply": "已答复"})
    assert (await desk.ask("fang", ListCallAgain())).rows == []
    desk.clock.set(at("12-04T17:00:00"))
    await desk.fire_due()
    assert desk.take(CallAgainListed)[0].total == 0


async def test_prometheus_sees_what_is_open_and_what_is_late(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    await writes(desk, 2)
    for now, late in ((desk.clock.now(), "0.0"), (desk.clock.now() + timedelta(days=1), "1.0")):
        async with desk.database.read() as store:
            await sample_care(store, desk.metrics, now, [SITE])
        text = generate_latest(desk.metrics.registry).decode()
        assert f'frontdesk_care_calls_late{{segment="written_opinion",site="{SITE}"}} {late}' in text
    assert f'frontdesk_care_calls_open{{segment="{call.plan}",site="{SITE}"}} 1.0' in text
