"""What calls bring to light reaches the departments every week; who is to be called again is listed until called."""

import pytest

from contracts.followup import (
    CallAgainListed,
    CallAgainPage,
    Finding,
    FindingPage,
    FindingRecorded,
    FindingsReported,
    ListCallAgain,
    ListFindings,
    RecordAttempt,
    RecordResult,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import REPLY, calls, takes, writes


async def friday(desk: Desk, *, day: int = 4) -> None:
    """17:00 of the week that ``fresh_week`` began."""
    await desk.at("17:00", day=day)


async def begin(desk: Desk) -> None:
    desk.start = (await desk.fresh_week()).replace(hour=9)
    await desk.stack.set_clock(desk.start)


@pytest.mark.rule("TH-26")
async def test_important_findings_go_to_their_department_once_a_week(desk: Desk) -> None:
    await begin(desk)
    call = await writes(desk, customer=1)
    found = [
        Finding(department="network", text="地下室没有信号"),
        Finding(department="billing", text="账单字太小", important=False),
    ]
    await takes(desk, "hui", call)
    result = RecordResult(callback_id=call.callback_id, answers=REPLY, means="phone", findings=found)
    nowhere = result.model_copy(update={"findings": [*found, Finding(department="moon", text="?")]})
    problem = await desk.refuses("hui", nowhere, status=422)
    assert list(problem.errors) == ["findings.2.department"]
    await desk.does("hui", result)
    assert [(one.department, one.important, one.by) for one in await desk.events(FindingRecorded)] == [
        ("network", True, "hui"),
        ("billing", False, "hui"),
    ]
    await desk.at("16:59:59", day=4)
    assert not await desk.events(FindingsReported)
    await friday(desk)
    report = await desk.event(FindingsReported)
    assert report.department == "network"
    assert [(one.text, one.number, one.by) for one in report.findings] == [("地下室没有信号", call.number, "hui")]
    assert {(person.actor, person.role) for person in report.recipients} == {("wei", "network_head")}
    await friday(desk, day=11)
    await desk.event(FindingsReported)
    page: FindingPage = await desk.ask("hui", ListFindings(important=False))
    assert [(one.text, one.reported_at) for one in page.rows] == [("账单字太小", None)]


@pytest.mark.rule("TH-26")
async def test_cases_to_be_called_again_are_listed_until_they_are_called(desk: Desk) -> None:
    await begin(desk)
    call, reached = await writes(desk, customer=1), await writes(desk, customer=2)
    await calls(desk, reached, answers=REPLY)
    await takes(desk, "hui", call)
    missed = RecordAttempt(callback_id=call.callback_id, outcome="unreachable", note="关机", means="phone")
    await desk.does("hui", missed)
    await friday(desk)
    listed = (await desk.events(CallAgainListed))[-1]
    assert listed.total == 1
    assert [(row.number, row.attempts, row.outcome, row.note) for row in listed.rows] == [
        (call.number, 1, "unreachable", "关机")
    ]
    assert {person.role for person in listed.recipients} == {"hall_manager", "caller"}
    page: CallAgainPage = await desk.ask("fang", ListCallAgain())
    assert page.rows == listed.rows
    await calls(desk, call, "fang", answers=REPLY)
    page = await desk.ask("fang", ListCallAgain())
    assert page.rows == []
    await friday(desk, day=11)
    assert (await desk.events(CallAgainListed))[-1].total == 0
