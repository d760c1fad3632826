"""Who signs, who is told, what the customer is owed, and what a decision table closes. Rules IR-09, FS-02, FS-16."""

import asyncio

import pytest

from contracts.cashdesk import DecisionMade, PayoutOpened, PayoutSettled, PayoutVoided
from contracts.dispatch import OrderCompleted, OrderEnded, OrderRouted, ReturnOrder, StepTaken, TransferOrder
from tests.dispatch.desk import REPAIR, order, states, step, yuan
from tests.dispatch.lines import line, refusal, request, work_step

NAMED = {"name": "named", "by": ["head"], "records": {"responsible": "staff!"}}


async def test_the_person_named_in_a_record_signs(desk_of):
    desk = await desk_of({"repair": line(NAMED, work_step(by=["steps.named.responsible"]))})
    await desk.event(request(desk))
    await desk.send("sun", step(REPAIR, "named", records={"responsible": "zhao"}))
    problem = await refusal(desk.send("wang", step(REPAIR, "done")))
    assert (problem.status, "zhao" in problem.errors["step"]) == (403, True)
    await desk.send("zhao", step(REPAIR, "done"))


async def test_whoever_is_named_in_a_record_works_here(desk_of):
    desk = await desk_of({"repair": line(NAMED, work_step(by=["steps.named.responsible"]))})
    await desk.event(request(desk))
    problem = await refusal(desk.send("sun", step(REPAIR, "named", records={"responsible": "nobody"})))
    assert (problem.status, set(problem.errors)) == (404, {"records.responsible"})
    assert states(await order(desk, REPAIR))["named"] == "ready"


async def test_whoever_a_record_names_is_a_colleague(desk_of):
    desk = await desk_of({"repair": line(NAMED, work_step())})
    await desk.event(request(desk))
    problem = await refusal(desk.send("sun", step(REPAIR, "named", records={"responsible": "nobody"})))
    assert (problem.status, set(problem.errors)) == (404, {"records.responsible"})
    assert states(await order(desk, REPAIR))["named"] == "ready"


async def test_two_steps_need_two_people(desk_of):
    checked = {"name": "checked", "by": ["department"], "other_than": ["done"]}
    desk = await desk_of({"repair": line(work_step(), checked)})
    await desk.event(request(desk))
    await desk.send("wang", step(REPAIR, "done"))
    problem = await refusal(desk.send("wang", step(REPAIR, "checked")))
    assert (problem.status, problem.slug) == (403, "two-people")
    assert states(await order(desk, REPAIR))["checked"] == "ready"
    await desk.send("zhou", step(REPAIR, "checked"))


async def test_a_signed_step_tells_whom_the_playbook_names(desk_of):
    notify = [{"role": "head", "of": "agency"}, {"role": "general_manager", "when": "steps.done.cost >= 100"}]
    desk = await desk_of({"repair": line(work_step(records={"cost": "money"}, notify=notify))})
    for number, amount, told in [(REPAIR, "99.00", ["ahead"]), ("HQ-20261121-0008", "100.00", ["ahead", "boss"])]:
        await desk.event(request(desk, number))
        await desk.send("wang", step(number, "done", records={"cost": yuan(amount).model_dump(mode="json")}))
        assert [r.actor for r in desk.take(OrderCompleted)[0].notified] == told


async def test_no_promise_without_a_basis(desk_of):
    basis = {"type": "text", "when": "has(records.promised_by)"}
    desk = await desk_of({"repair": line(work_step(records={"promised_by": "time", "basis": basis}))})
    await desk.event(request(desk))
    promise = {"promised_by": "2026-11-25T12:00:00+08:00"}
    assert "records.basis" in (await refusal(desk.send("wang", step(REPAIR, "done", records=promise)))).errors
    await desk.send("wang", step(REPAIR, "done", records=promise | {"basis": "厂家已确认到货日"}))


async def test_a_payout_is_asked_for_and_waited_for(desk_of):
    agreed = {
        "name": "agreed",
        "by": ["clerk"],
        "records": {"amount": "money!"},
        "payout": {"name": "refund", "amount": "steps.agreed.amount"},
    }
    desk = await desk_of({"repair": line(agreed, work_step(requires=["payout.settled"]))})
    await desk.event(request(desk))
    amount = yuan("120.00")
    await desk.send("li", step(REPAIR, "agreed", records={"amount": amount.model_dump(mode="json")}))
    [event] = desk.take(StepTaken)
    assert (event.payout.name, event.payout.amount, event.charge) == ("refund", amount, None)
    assert "payout.settled" in (await refusal(desk.send("wang", step(REPAIR, "done")))).detail
    owed = {"payout_id": "p1", "number": REPAIR, "name": "refund", "amount": amount}
    await desk.event(PayoutOpened(**owed))
    assert states(await order(desk, REPAIR))["done"] == "waiting"
    await desk.event(PayoutSettled(**owed, method="cash", paid_by="li", all_settled=True))
    view = await order(desk, REPAIR)
    assert (states(view)["done"], view.charge_settled) == ("ready", False)


async def test_a_payout_of_nothing_is_none_and_a_voided_one_is_not_owed(desk_of):
    agreed = {"name": "agreed", "by": ["clerk"], "records": {"amount": "money!"}}
    agreed["payout"] = {"name": "refund", "amount": "steps.agreed.amount"}
    desk = await desk_of({"repair": line(agreed, work_step(requires=["payout.settled"]))})
    for number, amount in [(REPAIR, "0.00"), ("HQ-20261121-0008", "5.00")]:
        await desk.event(request(desk, number))
        await desk.send("li", step(number, "agreed", records={"amount": yuan(amount).model_dump(mode="json")}))
    assert states(await order(desk, REPAIR))["done"] == "ready"
    await desk.event(PayoutVoided(payout_id="p2", number="HQ-20261121-0008", name="refund", reason="已取消"))
    assert states(await order(desk, "HQ-20261121-0008"))["done"] == "ready"


def decided(*, allowed: bool) -> DecisionMade:
    reason = None if allowed else {"zh": "超过48小时", "en": "later than 48 hours"}
    return DecisionMade(
        number=REPAIR,
        line="repair",
        name="back",
        table="back",
        row="in_time" if allowed else "late",
        allowed=allowed,
        reason=reason,
        fee=yuan("30.00") if allowed else None,
    )


PAID = '{"minor": 500, "currency": "CNY"}'
TABLE = {
    "title": {"zh": "退货", "en": "Returns"},
    "inputs": {"problem": {"value": "form.problem == '退货'", "type": "boolean"}},
    "rows": [{"name": "in_time", "when": {"problem": True}}, {"name": "late", "refuse": {"zh": "超时", "en": "Late"}}],
}


@pytest.fixture
async def deciding(desk_of):
    step = work_step(requires=["decision.back"], when="decisions.back.fee.minor == 3000")
    return await desk_of({"repair": line(step, decides=["back"])}, decisions={"back": TABLE})


@pytest.mark.parametrize("early", [True, False])
async def test_an_allowing_row_opens_the_gate(deciding, early):
    events = [decided(allowed=True), request(deciding)]
    for event in events if early else reversed(events):
        await deciding.event(event)
    view = await order(deciding, REPAIR)
    assert states(view)["done"] == "ready"
    assert [(d.name, d.row, d.allowed, d.fee) for d in view.decisions] == [("back", "in_time", True, yuan("30.00"))]


@pytest.mark.parametrize("early", [True, False])
async def test_a_refusing_row_ends_the_order_with_its_words(deciding, early):
    events = [decided(allowed=False), request(deciding)]
    for event in events if early else reversed(events):
        await deciding.event(event)
    await deciding.event(decided(allowed=False))
    [ended] = deciding.take(OrderEnded)
    assert (ended.step, ended.reason) == ("back", "超过48小时 / later than 48 hours")
    assert len(deciding.take(OrderRouted)) == 1
    assert (await order(deciding, REPAIR)).state == "ended"
    assert (await refusal(deciding.send("wang", step(REPAIR, "done")))).status == 409


async def test_a_refusal_that_comes_beside_the_request_ends_the_order_too(desk_of):
    lines = {"repair": line(work_step(requires=["decision.back"]), decides=["back"])}
    first, second = [await desk_of(lines, decisions={"back": TABLE}) for _ in range(2)]
    for place in range(10, 30):
        number = f"HQ-20261121-{place:04}"
        refused = decided(allowed=False).model_copy(update={"number": number})
        await asyncio.gather(first.event(request(first, number)), second.event(refused))
        assert (await order(first, number)).state == "ended"


async def test_a_step_that_owes_money_is_not_taken_again(desk_of):
    agreed = {"name": "agreed", "by": ["department"], "payout": {"name": "refund", "amount": PAID}}
    desk = await desk_of({"repair": line(agreed, work_step(), transfer={})})
    await desk.event(request(desk))
    await desk.send("wang", step(REPAIR, "agreed"))
    problem = await refusal(desk.send("li", ReturnOrder(number=REPAIR, to_step="agreed", reason="金额不对")))
    assert problem.errors == {"to_step": "lies before a payout that was raised"}
    problem = await refusal(desk.send("sun", TransferOrder(number=REPAIR, department="security", reason="转交")))
    assert (problem.status, problem.errors) == (409, {"number": "step 'agreed' was charged"})


async def test_undecided_is_not_allowed(deciding):
    await deciding.event(request(deciding))
    view = await order(deciding, REPAIR)
    assert states(view)["done"] == "skipped"
