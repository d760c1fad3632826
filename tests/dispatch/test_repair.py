"""Repairs from the routing to the verification. Rules PD-09 to PD-13, PD-15."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from chassis.items import Status
from contracts.cashdesk import ChargeRaised, ChargeSettled
from contracts.dispatch import (
    AnswerCheck,
    CarryOver,
    CheckAnswered,
    CheckDue,
    CustomerTold,
    DayEnded,
    DeadlineMissed,
    EscalationRaised,
    HoldOrder,
    OrderArrived,
    OrderAssigned,
    OrderCarriedOver,
    OrderCompleted,
    OrderEnded,
    OrderHeld,
    OrderQuoteAccepted,
    OrderQuoteDeclined,
    OrderResumed,
    OrderRouted,
    OrderUnexplained,
    OrderVerified,
    ResumeOrder,
    ReturnOrder,
    TellCustomer,
)
from tests.dispatch.desk import REPAIR, at, confirmed, order, people, states, step, to_site, yuan
from tests.harness import Refused

QUOTE = {"amount": {"amount": "120.00", "currency": "CNY"}, "finding": "阀芯损坏"}


async def routed(desk_for, **form):
    desk = people(await desk_for("dispatch"))
    await desk.event(confirmed(desk, REPAIR, "repair", **form))
    return desk


async def test_a_repair_goes_to_the_supervisor_at_once(desk_for):
    desk = await routed(desk_for)
    [event] = desk.take(OrderRouted)
    assert event.department == "engineering"
    assert [r.actor for r in event.notified] == ["sun"]
    assert [(d.name, d.due_at) for d in event.deadlines] == [("on_site", at(20))]
    view = await order(desk, REPAIR)
    assert states(view)["assigned"] == "ready"
    assert states(view)["quoted"] == "skipped"
    assert view.form["reporter"] == "张*"
    assert [s.waits_for for s in view.steps if s.name == "completed"] == [["on_site"]]


async def test_the_same_request_twice_makes_one_order(desk_for):
    desk = await routed(desk_for)
    event = confirmed(desk, REPAIR, "repair")
    outcome = await desk.event(event, event_id="again")
    assert outcome.status is Status.OK
    assert len(desk.take(OrderRouted)) == 1


async def test_a_free_repair_from_technician_to_verification(desk_for):
    desk = await routed(desk_for)
    receipt = await desk.send("sun", step(REPAIR, "assigned", records={"assignee": "wang"}))
    assert receipt.next_steps == ["on_site"]
    desk.clock.set(at(10))
    await desk.send("wang", step(REPAIR, "on_site", happened_at=at(8)))
    receipt = await desk.send("wang", step(REPAIR, "completed", records={"work": "换阀芯"}))
    assert receipt.next_steps == ["verified"]
    receipt = await desk.send("li", step(REPAIR, "verified"))
    assert (receipt.state, receipt.next_steps) == ("verified", [])
    assert desk.take(OrderAssigned)[0].assignee == "wang"
    assert desk.take(OrderArrived)[0].happened_at == at(8)
    assert desk.take(OrderCompleted)[0].signed_by == "wang"
    [verified] = desk.take(OrderVerified)
    assert (verified.received_by, verified.form["place"], verified.cycle) == ("li", "3-201", 1)
    [deadline] = (await order(desk, REPAIR)).deadlines
    assert (deadline.state, deadline.ended_at) == ("met", at(8))
    desk.clock.set(at(60))
    await desk.fire_due()
    assert desk.take(DeadlineMissed) == []


@pytest.mark.parametrize(
    ("actor", "name", "extra", "status"),
    [
        ("wang", "on_site", {}, 409),
        ("wang", "assigned", {"records": {"assignee": "wang"}}, 403),
        ("sun", "assigned", {"records": {}}, 422),
        ("sun", "assigned", {"records": {"assignee": "zhao"}}, 422),
        ("sun", "assigned", {"records": {"assignee": "nobody"}}, 404),
        ("sun", "assigned", {"records": {"assignee": "wang"}, "happened_at": at(1)}, 422),
        ("sun", "assigned", {"records": {"assignee": "wang"}, "happened_at": at(-1)}, 422),
        ("sun", "assigned", {"records": {"assignee": "wang"}, "decision": "accepted"}, 422),
        ("sun", "quoted", {}, 409),
        ("sun", "painted", {}, 404),
    ],
)
async def test_a_step_that_may_not_be_taken_changes_nothing(desk_for, actor, name, extra, status):
    desk = await routed(desk_for)
    with pytest.raises(Refused) as refusal:
        await desk.send(actor, step(REPAIR, name, **extra))
    assert refusal.value.status == status
    assert refusal.value.errors
    assert states(await order(desk, REPAIR))["assigned"] == "ready"
    assert desk.take(OrderAssigned) == []


async def test_only_the_person_assigned_arrives(desk_for):
    desk = await routed(desk_for)
    await desk.send("sun", step(REPAIR, "assigned", records={"assignee": "wang"}))
    with pytest.raises(Refused) as refusal:
        await desk.send("zhou", step(REPAIR, "on_site"))
    assert refusal.value.status == 403
    with pytest.raises(Refused) as refusal:
        await desk.send("sun", step(REPAIR, "assigned", records={"assignee": "zhou"}))
    assert refusal.value.status == 409


async def test_twenty_minutes_then_the_chain(desk_for):
    desk = await routed(desk_for)
    await desk.send("sun", step(REPAIR, "assigned", records={"assignee": "wang"}))
    desk.clock.set(at(20) - timedelta(seconds=1))
    assert await desk.fire_due() == 0
    desk.clock.set(at(20))
    await desk.fire_due()
    assert [d.due_at for d in desk.take(DeadlineMissed)] == [at(20)]
    [first] = desk.take(EscalationRaised)
    assert (first.level, first.to_role, [r.actor for r in first.recipients]) == (1, "engineering_supervisor", ["sun"])
    desk.clock.set(at(30))
    await desk.fire_due()
    [second] = desk.take(EscalationRaised)
    assert (second.level, second.to_role) == (2, "duty_manager")
    await desk.send("wang", step(REPAIR, "on_site", happened_at=at(19)))
    [deadline] = (await order(desk, REPAIR)).deadlines
    assert (deadline.state, deadline.escalated, deadline.ended_at) == ("missed", 2, at(19))


async def test_a_step_taken_ends_the_chain(desk_for):
    desk = await routed(desk_for)
    await desk.send("sun", step(REPAIR, "assigned", records={"assignee": "wang"}))
    desk.clock.set(at(21))
    await desk.fire_due()
    desk.take(EscalationRaised)
    await desk.send("wang", step(REPAIR, "on_site"))
    desk.clock.set(at(40))
    await desk.fire_due()
    assert desk.take(EscalationRaised) == []


async def test_a_step_recorded_late_is_judged_by_when_it_happened(desk_for):
    desk = await routed(desk_for)
    await desk.send("sun", step(REPAIR, "assigned", records={"assignee": "wang"}))
    desk.clock.set(at(25))
    await desk.send("wang", step(REPAIR, "on_site", happened_at=at(22)))
    [deadline] = (await order(desk, REPAIR)).deadlines
    assert (deadline.state, deadline.ended_at) == ("missed", at(22))
    assert len(desk.take(DeadlineMissed)) == 1
    assert desk.take(EscalationRaised) == []


async def test_chargeable_work_waits_for_acceptance_and_payment(desk_for):
    desk = await routed(desk_for, chargeable=True)
    await to_site(desk)
    with pytest.raises(Refused) as refusal:
        await desk.send("wang", step(REPAIR, "completed"))
    assert refusal.value.status == 409
    await desk.send("wang", step(REPAIR, "quoted", records=QUOTE))
    await desk.send("li", step(REPAIR, "quote_accepted", decision="accepted"))
    [accepted] = desk.take(OrderQuoteAccepted)
    assert accepted.charge is not None
    assert (accepted.charge.name, accepted.charge.amount) == ("repair", yuan("120.00"))
    await desk.send("wang", step(REPAIR, "completed"))
    with pytest.raises(Refused) as refusal:
        await desk.send("li", step(REPAIR, "verified"))
    assert "charge.settled" in refusal.value.detail
    with pytest.raises(Refused) as refusal:
        await desk.send("li", ReturnOrder(number=REPAIR, to_step="on_site", reason="再报价"))
    assert refusal.value.errors == {"to_step": "lies before a charge that was raised"}
    await desk.send("li", ReturnOrder(number=REPAIR, reason="没修好"))
    await desk.send("wang", step(REPAIR, "completed"))
    await desk.event(_raised("c1"))
    assert not (await order(desk, REPAIR)).charge_settled
    await desk.event(_settled("c1"))
    assert (await order(desk, REPAIR)).charge_settled
    assert (await desk.send("li", step(REPAIR, "verified"))).state == "verified"


async def test_settled_may_be_heard_before_raised(desk_for):
    desk = await routed(desk_for, chargeable=True)
    await desk.event(_settled("c1"))
    await desk.event(_raised("c1"))
    await to_site(desk)
    await desk.send("wang", step(REPAIR, "quoted", records=QUOTE))
    await desk.send("wang", step(REPAIR, "quote_accepted", decision="accepted"))
    assert (await order(desk, REPAIR)).charge_settled


async def test_a_declined_quote_ends_the_order_without_a_charge(desk_for):
    desk = await routed(desk_for, chargeable=True, simple=True)
    await to_site(desk)
    await desk.send("wang", step(REPAIR, "quoted", records=QUOTE))
    receipt = await desk.send("li", step(REPAIR, "quote_accepted", decision="declined"))
    assert receipt.state == "ended"
    assert desk.take(OrderQuoteDeclined)[0].charge is None
    assert desk.take(OrderEnded)[0].reason == "declined"
    desk.clock.set(at(60))
    await desk.fire_due()
    assert desk.take(CheckDue) == []
    with pytest.raises(Refused):
        await desk.send("wang", step(REPAIR, "completed"))


async def test_work_that_cannot_finish_is_reported_and_told(desk_for):
    desk = await routed(desk_for)
    await to_site(desk)
    held = HoldOrder(number=REPAIR, cause="materials", reason="等配件", expected_end=at(2000), told_by="technician")
    await desk.send("wang", held)
    [event] = desk.take(OrderHeld)
    assert (event.cause, event.told_by, event.held_by) == ("materials", "technician", "wang")
    for actor, command, status in [
        ("wang", held, 409),
        ("wang", step(REPAIR, "completed"), 409),
        ("zhao", ResumeOrder(number=REPAIR), 403),
    ]:
        with pytest.raises(Refused) as refusal:
            await desk.send(actor, command)
        assert refusal.value.status == status
    await desk.send("li", TellCustomer(number=REPAIR, told_by="desk", text="配件明天到"))
    assert desk.take(CustomerTold)[0].told_by == "desk"
    await desk.send("wang", ResumeOrder(number=REPAIR, note="配件到了"))
    assert desk.take(OrderResumed)[0].note == "配件到了"
    view = await order(desk, REPAIR)
    assert (view.state, view.hold) == ("open", None)
    assert [h.kind for h in view.history] == ["held", "told", "resumed"]


async def test_an_unknown_cause_and_a_past_end_are_refused(desk_for):
    desk = await routed(desk_for)
    for command in [
        HoldOrder(number=REPAIR, cause="lunch", reason="x"),
        HoldOrder(number=REPAIR, cause="today", reason="x", expected_end=at(-5)),
    ]:
        with pytest.raises(Refused) as refusal:
            await desk.send("li", command)
        assert refusal.value.status == 422
    assert (await order(desk, REPAIR)).state == "open"


async def test_an_hour_later_the_desk_asks(desk_for):
    desk = await routed(desk_for, simple=True)
    desk.clock.set(at(60))
    await desk.fire_due()
    [asked] = desk.take(CheckDue)
    assert asked.check == "done"
    assert "li" in [r.actor for r in asked.ask]
    await desk.send("li", AnswerCheck(number=REPAIR, check="done", done=False, note="还在等"))
    await desk.send("li", AnswerCheck(number=REPAIR, check="done", done=True))
    assert [a.done for a in desk.take(CheckAnswered)] == [False, True]
    with pytest.raises(Refused):
        await desk.send("li", AnswerCheck(number=REPAIR, check="done", done=True))
    [check] = (await order(desk, REPAIR)).checks
    assert [a["done"] for a in check.answers] == [False, True]


async def test_no_question_for_a_repair_that_is_not_simple(desk_for):
    desk = await routed(desk_for)
    desk.clock.set(at(60))
    await desk.fire_due()
    assert desk.take(CheckDue) == []
    with pytest.raises(Refused) as refusal:
        await desk.send("li", AnswerCheck(number=REPAIR, check="done", done=True))
    assert refusal.value.status == 404


async def test_an_evening_that_was_given_up_is_set_again_at_the_next_start(desk_for):
    desk = people(await desk_for("dispatch"))
    await desk.run_start()
    async with desk.database.write() as store:
        await store.execute(update(desk.definition.tables.timers).values(parked=1))
    await desk.run_start()
    desk.clock.set(at(645))
    await desk.fire_due()
    assert len(desk.take(DayEnded)) == 1


async def test_the_evening_names_what_nobody_explained(desk_for):
    desk = people(await desk_for("dispatch"))
    await desk.run_start()
    numbers = [f"HQ-20261121-100{i}" for i in range(4)]
    for number in numbers:
        await desk.event(confirmed(desk, number, "repair"))
        await to_site(desk, number)
    await desk.send("wang", step(numbers[0], "completed"))
    await desk.send("li", HoldOrder(number=numbers[1], cause="materials", reason="等配件"))
    await desk.send("wang", CarryOver(number=numbers[2], reason="明早继续"))
    assert desk.take(OrderCarriedOver)[0].by == "wang"
    desk.clock.set(at(645))
    await desk.fire_due()
    [ended] = desk.take(DayEnded)
    assert ended.day.isoformat() == "2026-11-21"
    assert ended.completed == 1
    assert ended.carried_over == numbers[1:3]
    assert ended.unexplained == numbers[3:]
    [named] = desk.take(OrderUnexplained)
    assert [r.actor for r in named.recipients] == ["sun"]
    await desk.run_start()
    desk.clock.set(at(645 + 24 * 60))
    await desk.fire_due()
    assert [e.day.isoformat() for e in desk.take(DayEnded)] == ["2026-11-22"]


def _raised(charge_id):
    return ChargeRaised(charge_id=charge_id, number=REPAIR, name="repair", amount=yuan("120.00"), clerk="li")


def _settled(charge_id):
    return ChargeSettled(charge_id=charge_id, number=REPAIR, name="repair", amount=yuan("120.00"), all_settled=True)
