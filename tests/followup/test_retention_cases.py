"""What opens a case, who serves it, how a second sign is added; on both databases."""

from typing import Any

import pytest

from contracts.followup import (
    CallbackScheduled,
    ListRetentionCases,
    OpenRetention,
    RecordResult,
    ReportSignal,
    RetentionOpened,
    RetentionTriggered,
    TakeCall,
)
from contracts.intake import RequestAmended, RequestCancelled
from contracts.problems import Problem
from tests.followup.hall import DeskFor, at, by_hand, case_of, enquiry, hall, request
from tests.harness import Desk

FIGURES = {"usual_minutes": 600, "minutes": 300}


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def opened(desk: Desk) -> RetentionOpened:
    (event,) = desk.take(RetentionOpened)
    return event


@pytest.mark.rule("TH-27")
async def test_an_enquiry_opens_a_case_for_whoever_received_it(desk: Desk) -> None:
    case = await enquiry(desk)
    event = await opened(desk)
    assert (event.case_id, event.number, event.trigger, event.source) == (
        *(case.case_id, "HQ-20261121-0001"),
        *("cancellation_enquiry", "request"),
    )
    assert (case.segment, case.stage, case.assignee, case.one_to_one) == ("normal", "desk", "li", False)
    assert [(told.actor, told.role) for told in event.recipients] == [("li", "clerk")]
    assert [(sign.source, sign.by, sign.facts["phone"]) for sign in case.signs] == [("request", "li", "138****8000")]
    assert [entry.what for entry in case.history] == ["opened"]


@pytest.mark.rule("TH-27")
@pytest.mark.parametrize(
    ("line", "form", "opens"),
    [
        ("suspension", {"arrears": True}, True),
        ("suspension", {"arrears": False}, False),
        ("competitor_interest", {"network": "他网", "interest": "想转网"}, True),
        ("cancellation", {"cancel_on": "2026-12-01"}, False),
        ("cancellation", {"cancel_on": "2026-12-01", "company": "东方公司"}, True),
        ("cancellation", {"cancel_on": "2026-12-01", "monthly_fee": 300}, True),
        ("cancellation", {"cancel_on": "2026-12-01", "monthly_fee": 299}, False),
        ("card_sale", {"item": "sim_card", "quantity": 1}, False),
    ],
)
async def test_requests_that_are_a_sign(desk: Desk, line: str, form: dict[str, object], opens: bool) -> None:
    await desk.event(request(desk, line, form=form))
    assert len(desk.take(RetentionOpened)) == opens


async def test_the_same_request_counts_once_and_a_corrected_one_may_become_a_sign(desk: Desk) -> None:
    event = request(desk, "suspension", form={"arrears": False})
    await desk.event(event)
    assert desk.take(RetentionOpened) == []
    amended: dict[str, Any] = {
        "form": event.form | {"arrears": True},
        "changed": ["arrears"],
        "reason": "查实",
        "confirmed": True,
    }
    await desk.event(RequestAmended(number=event.number, revision=2, **amended))
    await opened(desk)
    await desk.event(RequestAmended(number=event.number, revision=3, **amended))
    assert (desk.take(RetentionOpened), desk.take(RetentionTriggered)) == ([], [])
    assert len((await case_of(desk, "c1")).signs) == 1


async def test_a_cancelled_request_opens_nothing(desk: Desk) -> None:
    event = request(desk, "cancellation_enquiry")
    await desk.event(RequestCancelled(number=event.number, line=event.line, reason="录错"))
    await desk.event(event)
    assert desk.take(RetentionOpened) == []


@pytest.mark.rule("TH-27")
@pytest.mark.parametrize("leaving", [True, False, None])
async def test_a_tendency_heard_in_a_call_opens_a_case(desk: Desk, leaving: bool | None) -> None:
    await desk.event(request(desk, "joining", form={"brand": "gotone"}))
    (call,) = desk.take(CallbackScheduled)
    desk.clock.set(at("11-25T10:00:00"))
    answers = {"bill_received": True, "phone_use": "正常", "channels_introduced": "短信"}
    await desk.send("hui", TakeCall(callback_id=call.callback_id))
    said = answers | ({"leaving": leaving} if leaving is not None else {})
    await desk.send("hui", RecordResult(callback_id=call.callback_id, answers=said, means="phone"))
    found = desk.take(RetentionOpened)
    assert [(event.trigger, event.source, event.assignee) for event in found] == (
        [("churn_tendency", "call", "hui")] if leaving else []
    )


@pytest.mark.rule("TH-27")
async def test_figures_open_a_case_when_they_fit(desk: Desk) -> None:
    async def report(**figures: int) -> tuple[bool, bool]:
        command = ReportSignal(trigger="traffic_collapse", customer_id="c9", figures=figures)
        receipt = await desk.send("ji", command)
        return receipt.fits, receipt.opened

    assert await report(usual_minutes=600, minutes=301) == (False, False)
    assert await report(usual_minutes=600, minutes=600, diverted_days=29) == (False, False)
    assert desk.take(RetentionOpened) == []
    assert await report(usual_minutes=600, minutes=300) == (True, True)
    event = await opened(desk)
    assert (event.number, event.customer, event.source, event.assignee) == (None, "c9", "signal", "li")
    assert await report(usual_minutes=600, minutes=600, diverted_days=30) == (True, False)
    assert [sign.facts for sign in (await case_of(desk, "c9")).signs] == [
        {"usual_minutes": 600, "minutes": 300},
        {"usual_minutes": 600, "minutes": 600, "diverted_days": 30},
    ]


@pytest.mark.parametrize(
    ("command", "status", "field"),
    [
        (
            ReportSignal(trigger="traffic_collapse", customer_id="c1", figures={"minutes": 1}),
            422,
            "figures.usual_minutes",
        ),
        (ReportSignal(trigger="churn_tendency", customer_id="c1", figures=FIGURES), 422, "trigger"),
        (ReportSignal(trigger="nothing", customer_id="c1", figures=FIGURES), 422, "trigger"),
        (ReportSignal(trigger="traffic_collapse", customer_id="c1", figures=FIGURES, tier="gold"), 422, "tier"),
    ],
)
async def test_signals_that_are_refused(desk: Desk, command: ReportSignal, status: int, field: str) -> None:
    with pytest.raises(Problem) as refused:
        await desk.send("ji", command)
    assert (refused.value.status, list(refused.value.errors)) == (status, [field])
    assert desk.announced == []


@pytest.mark.parametrize(
    ("given", "status", "fields"),
    [
        ({"trigger": "nothing", "customer_id": "c1"}, 422, ["trigger"]),
        ({"trigger": "churn_tendency"}, 422, ["number", "customer_id"]),
        (
            {"trigger": "churn_tendency", "customer_id": "c1", "number": "HQ-20261121-0001"},
            422,
            ["number", "customer_id"],
        ),
        ({"trigger": "churn_tendency", "number": "HQ-20261121-0001"}, 404, ["number"]),
        ({"trigger": "booked_cancellation", "customer_id": "c1"}, 409, []),
    ],
)
async def test_cases_by_hand_that_are_refused(
    desk: Desk, given: dict[str, str], status: int, fields: list[str]
) -> None:
    with pytest.raises(Problem) as refused:
        await desk.send("li", OpenRetention(**given, reason="说要换网"))
    assert (refused.value.status, list(refused.value.errors)) == (status, fields)
    assert desk.announced == []


async def test_a_second_sign_is_added_to_the_open_case(desk: Desk) -> None:
    case = await enquiry(desk)
    receipt = await by_hand(desk)
    assert (receipt.case_id, receipt.opened, receipt.assignee) == (case.case_id, False, "li")
    (event,) = desk.take(RetentionTriggered)
    assert (event.trigger, event.source, event.segment, event.previous_segment) == (
        *("churn_tendency", "hand"),
        *("normal", "normal"),
    )
    assert (await case_of(desk, "c1")).triggers == ["cancellation_enquiry", "churn_tendency"]
    assert len((await desk.ask("sun", ListRetentionCases())).rows) == 1


async def test_whoever_has_no_file_is_known_by_the_request(desk: Desk) -> None:
    await enquiry(desk, 1, customer=None)
    await enquiry(desk, 2, customer=None)
    assert len(desk.take(RetentionOpened)) == 2


@pytest.mark.rule("TH-28")
async def test_a_high_value_customer_goes_to_the_duty_manager_at_once(desk: Desk) -> None:
    case = await enquiry(desk, tier="high_value")
    event = await opened(desk)
    assert (case.segment, case.one_to_one, case.assignee) == ("high_value", True, "chen")
    assert [(told.actor, told.role, told.on_duty) for told in event.recipients] == [
        ("chen", "duty_manager", True),
        ("sun", "hall_manager", True),
    ]


@pytest.mark.rule("TH-28")
async def test_with_no_duty_manager_there_it_is_one_who_is_not(desk: Desk) -> None:
    desk.staff("chen", roles=["duty_manager"], department="hall", on_duty=False)
    await enquiry(desk, 1, customer="c1", tier="high_value")
    await enquiry(desk, 2, customer="c2", tier="high_value")
    found = desk.take(RetentionOpened)
    assert [(event.assignee, event.recipients[0].on_duty) for event in found] == [("chen", False), ("deng", False)]


@pytest.mark.rule("TH-28")
async def test_a_customer_who_turns_out_to_be_of_high_value_goes_to_the_duty_manager(desk: Desk) -> None:
    await enquiry(desk)
    await by_hand(desk, tier="high_value")
    (event,) = desk.take(RetentionTriggered)
    assert (event.segment, event.previous_segment, event.one_to_one, event.assignee) == (
        *("high_value", "normal"),
        *(True, "chen"),
    )
    assert {told.actor for told in event.recipients} == {"chen", "sun"}
    desk.staff("chen", roles=["duty_manager"], department="hall", on_duty=False)
    desk.staff("deng", roles=["duty_manager"], department="hall", on_duty=True)
    await by_hand(desk)
    case = await case_of(desk, "c1")
    assert (case.segment, case.assignee) == ("high_value", "chen")


async def test_a_guide_who_received_the_customer_hands_the_case_to_whoever_serves(desk: Desk) -> None:
    desk.staff("guan", roles=["guide"], department="hall")
    case = await enquiry(desk, received_by="guan")
    assert case.assignee == "li"
    assert (await enquiry(desk, 2, customer="c2", received_by="guan")).assignee == "wang"
