"""Complaints at the property desk, from the first word to the archive."""

from datetime import timedelta

import pytest

from contracts.dispatch import (
    DeadlineMissed,
    EscalationRaised,
    GetOrder,
    ListDeadlines,
    OrderAccepted,
    OrderReopened,
    OrderReturned,
    OrderRouted,
    ReturnOrder,
    TakeStep,
)
from contracts.followup import (
    AcceptCallback,
    CallbackCompleted,
    CallbackDelegated,
    CallbackDue,
    CallbackScheduled,
    GetCallback,
    RecordResult,
    RemarkPassedOn,
    SatisfactionRated,
)
from contracts.intake import (
    AddNote,
    AmendRequest,
    CancelRequest,
    CloseRequest,
    ComplaintLedger,
    GetRequest,
    RecordRequest,
    RequestArchived,
    RequestConfirmed,
    RequestReopened,
    TransferRequest,
)
from contracts.roster import AcknowledgeHandover, GetHandover, OpenHandover, SignIn
from tests.acceptance.desk import COMPLAINT, Desk
from tests.stack import START


@pytest.mark.rule("PD-01")
async def test_a_complaint_leaves_the_desk_only_once_the_resident_has_confirmed_it(desk: Desk) -> None:
    problem = await desk.refuses(
        "li", RecordRequest(line="complaint", form={"complainant": "张伟"}), status=422, says="missing or wrong"
    )
    assert set(problem.errors) == {
        "form.phone",
        "form.occurred_at",
        "form.place",
        "form.course",
        "form.department",
    }

    receipt = await desk.does("li", RecordRequest(line="complaint", form=COMPLAINT))
    assert receipt.state == "recorded"
    assert [line.value for line in receipt.read_back if line.zh == "投诉人"] == ["张伟"]
    assert await desk.events(RequestConfirmed) == []
    assert await desk.events(OrderRouted) == []
    await desk.refuses("xu", TakeStep(number=receipt.number, step="accepted"), status=404)

    await desk.confirm(receipt)
    assert (await desk.event(OrderRouted, receipt.number)).department == "customer_service"
    view = await desk.ask("li", GetRequest(number=receipt.number))
    assert view.state == "confirmed"
    assert view.form["complainant"] == "张*"


@pytest.mark.rule("PD-02")
async def test_the_follow_up_record_collects_every_step_and_the_ledger_has_one_line(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    await desk.does("li", AddNote(number=number, kind="on_the_spot", text="已致歉并放置警示牌"))
    await desk.does("xu", TakeStep(number=number, step="accepted"))
    await desk.does("xu", TakeStep(number=number, step="completed", records={"measures": "培训保洁班组"}))

    view = await desk.ask("li", GetRequest(number=number))
    assert [entry.type.removeprefix("frontdesk.").removesuffix(".v1") for entry in view.record.rows] == [
        "intake.request.recorded",
        "intake.request.confirmed",
        "dispatch.order.routed",
        "intake.request.noted",
        "dispatch.order.accepted",
        "dispatch.order.completed",
    ]
    noted = view.record.rows[3]
    assert noted.data["text"] == "已致歉并放置警示牌"
    assert (noted.actor, view.record.rows[4].actor) == ("li", "xu")

    ledger = await desk.ask("li", ComplaintLedger())
    assert [(row.number, row.complainant, row.place) for row in ledger.rows] == [(number, "张*", COMPLAINT["place"])]


@pytest.mark.rule("PD-03")
async def test_the_head_hears_at_once_and_somebody_of_the_department_picks_up_within_15_minutes(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    routed = await desk.event(OrderRouted, number)
    assert [(r.actor, r.role) for r in routed.notified] == [("ke", "customer_service_head")]
    assert routed.deadlines[0].due_at == START + timedelta(minutes=15)
    await desk.refuses("liu", TakeStep(number=number, step="accepted"), status=403)

    await desk.at("09:14")
    await desk.does("xu", TakeStep(number=number, step="accepted"))
    assert (await desk.event(OrderAccepted, number)).signed_by == "xu"
    await desk.at("09:16")
    assert await desk.events(DeadlineMissed, number) == []
    deadlines = (await desk.ask("wang", ListDeadlines())).rows
    assert [(d.number, d.state) for d in deadlines] == [(number, "met")]


@pytest.mark.rule("PD-03")
async def test_an_order_nobody_picks_up_is_escalated(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    await desk.at("09:15")
    missed = await desk.event(DeadlineMissed, number)
    assert (missed.name, missed.due_at) == ("accepted", START + timedelta(minutes=15))
    raised = await desk.event(EscalationRaised, number)
    assert [(r.actor, r.role) for r in raised.recipients] == [("wang", "desk_manager")]
    await desk.at("09:30")
    assert [e.to_role for e in await desk.events(EscalationRaised, number)] == ["desk_manager", "general_manager"]
    await desk.does("xu", TakeStep(number=number, step="accepted"))
    await desk.at("10:30")
    assert len(await desk.events(EscalationRaised, number)) == 2
    assert (await desk.ask("wang", ListDeadlines())).rows[0].state == "missed"


@pytest.mark.rule("PD-04")
async def test_a_serious_complaint_goes_up_and_cannot_be_verified_before_its_review(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT, severity="serious")
    routed = await desk.event(OrderRouted, number)
    assert {r.role for r in routed.notified} == {"customer_service_head", "desk_manager"}
    assert {d.name for d in routed.deadlines} == {"accepted", "reported_up"}

    await desk.does("xu", TakeStep(number=number, step="accepted"))
    await desk.does("xu", TakeStep(number=number, step="completed", records={"measures": "更换地垫"}))
    await desk.does("ke", TakeStep(number=number, step="signed_off"))
    verify = TakeStep(number=number, step="verified", records={"settled": True})
    await desk.refuses("li", verify, status=409, says="reviewed")
    review = TakeStep(number=number, step="reviewed", records={"measures": "雨天加派一人值守"})
    await desk.refuses("wang", review, status=409, says="reported_up")
    await desk.refuses("li", TakeStep(number=number, step="reported_up", records={"report": "x"}), status=403)

    await desk.does("wang", TakeStep(number=number, step="reported_up", records={"report": "老人险些摔倒"}))
    await desk.refuses("wang", review.model_copy(update={"records": {}}), status=422)
    await desk.does("wang", review)
    await desk.does("li", verify)
    order = await desk.ask("wang", GetOrder(number=number))
    assert {s.name: s.records for s in order.steps}["reviewed"] == {"measures": "雨天加派一人值守"}
    assert order.state == "verified"


@pytest.mark.rule("PD-05")
async def test_an_incomplete_record_goes_back_to_the_department_with_the_reason(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    await desk.does("xu", TakeStep(number=number, step="accepted"))
    await desk.does("xu", TakeStep(number=number, step="completed", records={"measures": "口头提醒"}))
    verify = TakeStep(number=number, step="verified", records={"settled": True})
    await desk.refuses("li", verify, status=409, says="signed_off")
    await desk.refuses("xu", TakeStep(number=number, step="signed_off"), status=403)
    await desk.does("ke", TakeStep(number=number, step="signed_off"))
    unsettled = TakeStep(number=number, step="verified", records={"settled": False})
    await desk.refuses("li", unsettled, status=422)

    await desk.does("li", ReturnOrder(number=number, reason="未说明整改措施"))
    returned = await desk.event(OrderReturned, number)
    assert (returned.reason, returned.to_step, [r.actor for r in returned.notified]) == (
        "未说明整改措施",
        "completed",
        ["ke"],
    )
    await desk.refuses("li", verify, status=409)
    await desk.does("xu", TakeStep(number=number, step="completed", records={"measures": "增设警示牌并培训"}))
    await desk.does("ke", TakeStep(number=number, step="signed_off"))
    await desk.does("li", verify)
    assert (await desk.ask("li", GetRequest(number=number))).state == "settled"


async def verified_complaint(desk: Desk, by: str = "li") -> str:
    number = await desk.record("complaint", COMPLAINT, by=by)
    await desk.does("xu", TakeStep(number=number, step="accepted"))
    await desk.does("xu", TakeStep(number=number, step="completed", records={"measures": "更换地垫"}))
    await desk.does("ke", TakeStep(number=number, step="signed_off"))
    await desk.does("li", TakeStep(number=number, step="verified", records={"settled": True}))
    return number


@pytest.mark.rule("PD-06")
async def test_the_clerk_who_took_the_complaint_calls_back_inside_callback_hours(desk: Desk) -> None:
    await desk.at("12:30")
    number = await verified_complaint(desk)
    scheduled = await desk.event(CallbackScheduled, number)
    assert (scheduled.assignee, scheduled.due_at) == ("li", START.replace(hour=14))
    good = RecordResult(callback_id=scheduled.callback_id, ratings={"satisfaction": 5})
    await desk.refuses("li", good, status=409, says="14:00")
    await desk.at("14:00")
    assert (await desk.event(CallbackDue, number)).assignee == "li"
    await desk.refuses("chen", good, status=403)
    await desk.does("li", good)
    assert (await desk.event(SatisfactionRated, number)).satisfied


@pytest.mark.rule("PD-06")
async def test_a_callback_is_delegated_at_the_handover_to_a_colleague_who_must_accept(desk: Desk) -> None:
    await desk.on_duty({"li": ("front_desk", "09:00", "14:00"), "chen": ("front_desk", "13:30", "20:00")})
    await desk.at("13:00")
    number = await verified_complaint(desk)
    callback = await desk.event(CallbackScheduled, number)
    await desk.at("13:40")
    await desk.does("chen", SignIn())
    opened = await desk.does("li", OpenHandover(incoming="chen"))
    log = await desk.ask("chen", GetHandover(handover_id=opened.handover_id))
    assert callback.callback_id in [item.reference for item in log.items if item.kind == "callback"]
    await desk.does("chen", AcknowledgeHandover(handover_id=opened.handover_id))

    delegated = await desk.event(CallbackDelegated, number)
    assert (delegated.assignee, delegated.to, delegated.because) == ("li", "chen", "handover")
    await desk.at("14:10")
    result = RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": 4})
    await desk.refuses("chen", result, status=403)
    await desk.refuses("wang", AcceptCallback(callback_id=callback.callback_id), status=403)
    await desk.does("chen", AcceptCallback(callback_id=callback.callback_id))
    await desk.does("chen", result)
    assert (await desk.event(CallbackCompleted, number)).by == "chen"


@pytest.mark.rule("PD-07")
async def test_the_result_is_recorded_and_suggestions_reach_the_department_they_concern(desk: Desk) -> None:
    number = await verified_complaint(desk)
    callback = await desk.event(CallbackScheduled, number)
    await desk.does(
        "li",
        RecordResult(
            callback_id=callback.callback_id,
            ratings={"satisfaction": 4},
            summary="住户满意",
            remarks="希望大堂加装扶手",
            pass_to="engineering",
        ),
    )
    view = await desk.ask("li", GetCallback(callback_id=callback.callback_id))
    assert (view.state, view.summary, view.ratings) == ("completed", "住户满意", {"satisfaction": 4})
    passed = await desk.event(RemarkPassedOn, number)
    assert (passed.department, passed.text) == ("engineering", "希望大堂加装扶手")


@pytest.mark.rule("PD-08")
async def test_a_followed_up_request_is_archived_and_can_only_be_read(desk: Desk) -> None:
    number = await verified_complaint(desk)
    callback = await desk.event(CallbackScheduled, number)
    assert await desk.events(RequestArchived, number) == []
    await desk.does("li", RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": 5}))
    await desk.event(RequestArchived, number)
    view = await desk.ask("li", GetRequest(number=number))
    assert view.state == "archived"
    for command in (
        AddNote(number=number, text="x"),
        AmendRequest(number=number, form={"place": "x"}, reason="x", confirmed=True),
        CancelRequest(number=number, reason="x"),
        TransferRequest(number=number, to="chen"),
        CloseRequest(number=number, outcome="x"),
    ):
        await desk.refuses("li", command, status=409, says="archived")
    assert (await desk.ask("li", GetRequest(number=number))).form == view.form


@pytest.mark.rule("PD-07", "PD-08")
async def test_a_dissatisfied_resident_reopens_the_complaint_with_a_new_cycle(desk: Desk) -> None:
    number = await verified_complaint(desk)
    callback = await desk.event(CallbackScheduled, number)
    await desk.does("li", RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": 1}))
    assert not (await desk.event(SatisfactionRated, number)).satisfied
    assert (await desk.event(RequestReopened, number)).cycle == 2
    reopened = await desk.event(OrderReopened, number)
    assert {r.role for r in reopened.notified} == {"customer_service_head", "desk_manager"}
    assert await desk.events(RequestArchived, number) == []
    await desk.does("xu", TakeStep(number=number, step="accepted"))
    await desk.does("xu", TakeStep(number=number, step="completed", records={"measures": "上门道歉"}))
    await desk.does("ke", TakeStep(number=number, step="signed_off"))
    await desk.does("li", TakeStep(number=number, step="verified", records={"settled": True}))
    second = (await desk.events(CallbackScheduled, number))[-1]
    await desk.does("li", RecordResult(callback_id=second.callback_id, ratings={"satisfaction": 4}))
    await desk.event(RequestArchived, number)
