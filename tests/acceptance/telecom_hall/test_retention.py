"""Retention opens on each of six signs; a high-value customer is served one to one at once."""

from typing import Any

import pytest

from contracts.followup import (
    AcceptRetention,
    CloseRetention,
    ListRetentionCases,
    OpenRetention,
    ReportSignal,
    RetentionClosed,
    RetentionDelegated,
    RetentionMoved,
    RetentionOpened,
    RetentionTriggered,
    SignalReceipt,
)
from contracts.intake import KeepCustomer
from contracts.roster import HandoverCompleted
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import FOUND, calls, joins
from tests.acceptance.telecom_hall.handing import at_work, opened, reviewed, taken_over
from tests.acceptance.telecom_hall.keeping import COMPANY, asks, case, form

TRAFFIC = {"usual_minutes": 600, "minutes": 300}


async def opened_by(desk: Desk, line: str, **more: Any) -> list[tuple[str, str]]:
    number = await desk.record(line, form(**more))
    return [(event.trigger, event.assignee) for event in await desk.events(RetentionOpened, number)]


@pytest.mark.rule("TH-27")
async def test_a_cancellation_enquiry_opens_a_case(desk: Desk) -> None:
    found = await asks(desk)
    assert (found.trigger, found.source, found.assignee) == ("cancellation_enquiry", "request", "li")
    assert [told.actor for told in found.recipients] == ["li"]
    view = await case(desk, found)
    assert (view.open, view.stage, view.signs[0].facts["phone"]) == (True, "desk", "139****0001")


@pytest.mark.rule("TH-27")
async def test_a_churn_tendency_heard_in_a_call_opens_a_case(desk: Desk) -> None:
    stays, leaves = await joins(desk, "gotone", customer=1), await joins(desk, "gotone", customer=2)
    await desk.at("10:00", day=3)
    await calls(desk, stays, answers=FOUND | {"leaving": False})
    assert not await desk.events(RetentionOpened)
    await calls(desk, leaves, answers=FOUND | {"leaving": True})
    found = await desk.event(RetentionOpened, leaves.number)
    assert (found.trigger, found.source, found.assignee) == ("churn_tendency", "call", "hui")


@pytest.mark.rule("TH-27")
async def test_a_booked_cancellation_opens_a_case_for_high_value_and_group_customers_alone(desk: Desk) -> None:
    on = {"cancel_on": "2026-12-01"}
    assert await opened_by(desk, "cancellation", customer=1, monthly_fee=299, **on) == []
    assert await opened_by(desk, "cancellation", customer=2, company=COMPANY, **on) == [("booked_cancellation", "li")]
    (high,) = await opened_by(desk, "cancellation", customer=3, monthly_fee=300, **on)
    assert high[0] == "booked_cancellation"


@pytest.mark.rule("TH-27")
async def test_a_suspension_opens_a_case_with_arrears_alone(desk: Desk) -> None:
    assert await opened_by(desk, "suspension", customer=1, arrears=False) == []
    assert await opened_by(desk, "suspension", customer=2, arrears=True) == [("suspension_with_arrears", "li")]


@pytest.mark.rule("TH-27")
async def test_a_collapse_of_traffic_or_long_diversion_opens_a_case(desk: Desk) -> None:
    async def report(customer: str, **figures: Any) -> SignalReceipt:
        command = ReportSignal(trigger="traffic_collapse", customer_id=customer, figures=figures)
        receipt: SignalReceipt = await desk.does("ji", command)
        return receipt

    assert not (await report("k1", usual_minutes=600, minutes=301, diverted_days=29)).fits
    assert not await desk.events(RetentionOpened)
    assert (await report("k1", **TRAFFIC)).opened
    assert (await report("k2", usual_minutes=600, minutes=600, diverted_days=30)).opened
    found = await desk.events(RetentionOpened)
    assert [(event.customer, event.trigger, event.source, event.number) for event in found] == [
        ("k1", "traffic_collapse", "signal", None),
        ("k2", "traffic_collapse", "signal", None),
    ]
    wrong = ReportSignal(trigger="traffic_collapse", customer_id="k3", figures={"minutes": -1})
    problem = await desk.refuses("ji", wrong, status=422)
    assert set(problem.errors) == {"figures.usual_minutes", "figures.minutes"}
    await desk.refuses("li", wrong, status=403)


@pytest.mark.rule("TH-27")
async def test_interest_from_a_competitors_customer_opens_a_case(desk: Desk) -> None:
    said = {"network": "他网", "interest": "想带号转入"}
    assert await opened_by(desk, "competitor_interest", **said) == [("competitor_interest", "li")]


@pytest.mark.rule("TH-27")
async def test_a_customer_has_one_open_case_whatever_the_signs(desk: Desk) -> None:
    found = await asks(desk)
    number = await desk.record("suspension", form(arrears=True))
    again = OpenRetention(trigger="churn_tendency", number=number, reason="柜台上说要换网")
    assert (await desk.does("wang", again)).case_id == found.case_id
    assert len(await desk.events(RetentionOpened)) == 1
    added = [event.trigger for event in await desk.events(RetentionTriggered)]
    assert added == ["suspension_with_arrears", "churn_tendency"]
    assert (await case(desk, found)).assignee == "li"
    await desk.does("li", CloseRetention(case_id=found.case_id, outcome="kept", reason="愿意留下"))
    assert (await desk.event(RetentionClosed)).kept
    following = await asks(desk)
    assert following.case_id != found.case_id
    await desk.refuses("guan", again, status=403)
    unknown = again.model_copy(update={"trigger": "bad_mood"})
    problem = await desk.refuses("wang", unknown, status=422)
    assert "cancellation_enquiry" in problem.errors["trigger"]


@pytest.mark.rule("TH-28")
async def test_a_high_value_customer_goes_to_the_duty_manager_on_duty_at_once(desk: Desk) -> None:
    await at_work(desk, {"deng": ("duty_manager", "09:00", "17:00")})
    found = await asks(desk, monthly_fee=300)
    assert (found.segment, found.one_to_one, found.assignee) == ("high_value", True, "deng")
    told = [(it.actor, it.role, it.on_duty) for it in found.recipients]
    assert told == [("deng", "duty_manager", True), ("sun", "hall_manager", False)]
    close = CloseRetention(case_id=found.case_id, outcome="kept", reason="愿意留下")
    await desk.refuses("li", close, status=403, says="this case is deng's")
    await desk.refuses("chen", close, status=403, says="this case is deng's")
    await desk.does("deng", close)


@pytest.mark.rule("TH-28")
async def test_a_customer_whose_file_says_high_value_is_one_also_when_it_is_said_later(desk: Desk) -> None:
    found = await asks(desk)
    assert (found.segment, found.one_to_one) == ("normal", False)
    await desk.does("sun", KeepCustomer(customer_id=found.customer, tier="high_value"))
    await desk.record("suspension", form(arrears=True))
    raised = await desk.event(RetentionTriggered)
    assert (raised.previous_segment, raised.segment, raised.one_to_one) == ("normal", "high_value", True)
    assert raised.assignee in {"chen", "deng"}
    assert {it.role for it in raised.recipients} == {"duty_manager", "hall_manager"}


@pytest.mark.rule("TH-28")
async def test_one_to_one_service_survives_the_change_of_shift_until_the_next_one_accepts(desk: Desk) -> None:
    await at_work(desk, {"deng": ("duty_manager", "09:00", "17:00"), "li": ("counter_1", "09:00", "14:00")})
    mine, high = await asks(desk, 1), await asks(desk, 2, monthly_fee=500)
    log = await opened(desk, "li", "wang")
    assert [item.reference for item in log.items if item.kind == "retention"] == [mine.case_id]
    await taken_over(desk, "wang", log.handover_id)
    assert [(event.case_id, event.assignee) for event in await desk.events(RetentionMoved)] == [(mine.case_id, "wang")]
    log = await opened(desk, "deng", "chen")
    assert [item.state for item in log.items if item.kind == "retention"] == ["one_to_one"]
    await reviewed(desk, "deng", log.handover_id)
    await taken_over(desk, "chen", log.handover_id)
    assert len(await desk.events(HandoverCompleted)) == 2
    offered = await desk.event(RetentionDelegated)
    assert (offered.case_id, offered.assignee, offered.to, offered.because) == (
        high.case_id,
        "deng",
        "chen",
        "handover",
    )
    assert (await case(desk, high)).assignee == "deng"
    await desk.refuses("wang", AcceptRetention(case_id=high.case_id), status=403)
    await desk.does("chen", AcceptRetention(case_id=high.case_id))
    assert (await case(desk, high)).assignee == "chen"
    assert len((await desk.ask("sun", ListRetentionCases())).rows) == 2
