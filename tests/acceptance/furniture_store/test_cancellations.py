"""Orders that are cancelled: the reason and the remedy, the 48 hours, the signatures before the money."""

from datetime import timedelta

import pytest

from contracts.cashdesk import DecisionMade, GetDecision, ListPayouts, PayOut, PayoutOpened, PayoutSettled, TrialBalance
from contracts.dispatch import (
    ApprovalRefused,
    ApprovalRequested,
    DecideApproval,
    GetOrder,
    OrderCompleted,
    OrderEnded,
    OrderRouted,
    StepTaken,
    TakeStep,
)
from contracts.intake import AmendRequest, GetRequest, ReceiveDocument, RecordRequest
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import (
    CANCELLATION,
    HOUR,
    MICROSECOND,
    PRICE,
    SECOND,
    Body,
    bring_papers,
    cancellation,
    cny,
    open_till,
    owed,
    stamp,
    takes,
)
from tests.stack import START

NO_REMEDY: Body = {"records": {"offered": False}}
REMEDY: Body = {"records": {"offered": True, "offer": "免费更换尺寸"}}
SPECIAL = {"zh": "特殊订单不可取消", "en": "Special orders cannot be cancelled"}
CLEARANCE = {"zh": "清仓商品售出后不可取消", "en": "Clearance sales are final and cannot be cancelled"}


@pytest.mark.rule("FS-01")
async def test_a_cancellation_records_its_reason(desk: Desk) -> None:
    form = {name: value for name, value in CANCELLATION.items() if name != "reason"} | {"ordered_at": stamp(START)}
    problem = await desk.refuses(
        "li", RecordRequest(line="cancellation", form=form, confirmed=True), status=422, says="missing or wrong"
    )
    assert set(problem.errors) == {"form.reason"}
    number = await cancellation(desk)
    assert (await desk.ask("li", GetRequest(number=number))).form["reason"] == "尺寸不合适"


@pytest.mark.rule("FS-01")
async def test_an_accepted_remedy_withdraws_the_cancellation(desk: Desk) -> None:
    number = await cancellation(desk)
    silent = TakeStep(number=number, step="remedy", records={"offered": True})
    assert set((await desk.refuses("li", silent, status=422)).errors) == {"records.offer"}
    await takes(desk, number, ("li", "remedy", REMEDY))
    applied = TakeStep(number=number, step="applied")
    await desk.refuses("li", applied, status=409, says="remedy_answered")

    await takes(desk, number, ("li", "remedy_answered", {"decision": "accepted"}))
    assert (await desk.event(OrderEnded, number)).step == "remedy_answered"
    await desk.refuses("li", applied, status=409)
    view = await desk.ask("li", GetRequest(number=number))
    assert view.state in ("closed", "archived")
    assert await desk.events(ApprovalRequested, number) == []
    assert await owed(desk, number) == []


@pytest.mark.rule("FS-01")
async def test_a_declined_remedy_or_none_lets_the_cancellation_go_on(desk: Desk) -> None:
    declined = await cancellation(desk)
    await takes(desk, declined, ("li", "remedy", REMEDY), ("li", "remedy_answered", {"decision": "declined"}))
    await takes(desk, declined, ("li", "applied"))
    none = await cancellation(desk)
    await takes(desk, none, ("li", "remedy", NO_REMEDY))
    answer = TakeStep(number=none, step="remedy_answered", decision="accepted")
    await desk.refuses("li", answer, status=409, says="does not apply")
    await takes(desk, none, ("li", "applied"))
    assert {e.number for e in await desk.events(ApprovalRequested)} == {declined, none}


AGES = [
    (timedelta(0), "within_48_hours", "0.00"),
    (48 * HOUR - SECOND, "within_48_hours", "0.00"),
    (48 * HOUR, "within_48_hours", "0.00"),
    (48 * HOUR + MICROSECOND, "after_48_hours", "160.00"),
    (48 * HOUR + SECOND, "after_48_hours", "160.00"),
]


@pytest.mark.rule("FS-02")
async def test_a_standard_order_is_cancelled_free_until_its_48th_hour_is_over(desk: Desk) -> None:
    """The order stands since 09:00; the clock moves to the moment of each cancellation."""
    for age, row, fee in AGES:
        await desk.stack.set_clock(START + age)
        number = await cancellation(desk, ordered_at=START)
        made = await desk.event(DecisionMade, number)
        assert (made.table, made.row, made.allowed, made.reason) == ("cancellation", row, True, None), age
        assert made.fee == cny(fee), age
        [kept] = (await desk.ask("li", GetDecision(number=number))).rows
        assert (kept.row, kept.allowed, kept.fee, kept.inputs) == (row, True, cny(fee), made.inputs)
        assert kept.inputs["kind"] == "standard"
        assert kept.note is not None
        [shown] = (await desk.ask("li", GetOrder(number=number))).decisions
        assert (shown.name, shown.row, shown.allowed, shown.fee) == ("cancellation", row, True, cny(fee))


@pytest.mark.rule("FS-02")
async def test_the_moment_of_the_cancellation_counts_not_that_of_its_last_paper(desk: Desk) -> None:
    form = CANCELLATION | {"ordered_at": stamp(START - 47 * HOUR)}
    number = await desk.record("cancellation", form)
    await desk.at("12:00")
    await bring_papers(desk, number)
    assert (await desk.event(DecisionMade, number)).row == "within_48_hours"


@pytest.mark.rule("FS-02")
async def test_the_fee_is_at_least_ten_percent_and_more_only_if_agreed(desk: Desk) -> None:
    late = START - 49 * HOUR
    odd = {"amount": "1234.55", "currency": "CNY"}
    least = await cancellation(desk, ordered_at=late, price=odd)
    more = await cancellation(desk, ordered_at=late, agreed_fee={"amount": "200.00", "currency": "CNY"})
    assert (await desk.event(DecisionMade, least)).fee == cny("123.46")
    assert (await desk.event(DecisionMade, more)).fee == cny("200.00")
    for wrong in ("159.99", "1600.01"):
        form = CANCELLATION | {"ordered_at": stamp(late), "agreed_fee": {"amount": wrong, "currency": "CNY"}}
        bad = RecordRequest(line="cancellation", form=form, confirmed=True)
        assert set((await desk.refuses("li", bad, status=422)).errors) == {"form.agreed_fee"}


NEVER = [
    ("special", "special_order", SPECIAL),
    ("custom", "special_order", SPECIAL),
    ("clearance", "clearance_final", CLEARANCE),
]


@pytest.mark.rule("FS-02")
async def test_special_orders_and_clearance_goods_cannot_be_cancelled(desk: Desk) -> None:
    for kind, row, reason in NEVER:
        number = await cancellation(desk, ordered_at=START - SECOND, kind=kind)
        made = await desk.event(DecisionMade, number)
        assert (made.row, made.allowed, made.fee, made.reason) == (row, False, None, reason)
        ended = await desk.event(OrderEnded, number)
        assert ended.step == "cancellation"
        assert all(words in ended.reason for words in reason.values())
        view = await desk.ask("li", GetRequest(number=number))
        assert view.state in ("closed", "archived")
        assert all(words in (view.outcome or "") for words in reason.values())
        [kept] = (await desk.ask("wang", GetDecision(number=number))).rows
        assert (kept.row, kept.allowed, kept.reason, kept.inputs["kind"]) == (row, False, reason, kind)
        [shown] = (await desk.ask("wang", GetOrder(number=number))).decisions
        assert (shown.row, shown.allowed) == (row, False)
        await desk.refuses("li", TakeStep(number=number, step="remedy", records={"offered": False}), status=409)
        assert await owed(desk, number) == []


@pytest.mark.rule("FS-02")
async def test_what_the_table_was_asked_about_can_no_longer_change(desk: Desk) -> None:
    number = await cancellation(desk, ordered_at=START - 49 * HOUR)
    for field, value in (("ordered_at", stamp(START)), ("kind", "special"), ("price", {**PRICE, "amount": "9999.00"})):
        amendment = AmendRequest(number=number, form={field: value}, reason="更正")
        assert set((await desk.refuses("li", amendment, status=409)).errors) == {f"form.{field}"}
    await desk.does("li", AmendRequest(number=number, form={"reason": "颜色不合适"}, reason="更正"))
    assert (await desk.event(DecisionMade, number)).fee == cny("160.00")


@pytest.mark.rule("FS-03")
async def test_the_application_carries_order_receipt_and_the_customers_signature(desk: Desk) -> None:
    form = CANCELLATION | {"ordered_at": stamp(START)}
    receipt = await desk.does("li", RecordRequest(line="cancellation", form=form, confirmed=True))
    assert (receipt.state, [paper.document for paper in receipt.missing_documents]) == (
        "incomplete",
        ["order", "payment", "application"],
    )
    for document in ("order", "payment"):
        await desk.does("li", ReceiveDocument(number=receipt.number, document=document, original=True))
        assert await desk.events(OrderRouted, receipt.number) == []
        assert await desk.events(DecisionMade, receipt.number) == []
    await desk.does("li", ReceiveDocument(number=receipt.number, document="application", original=True))
    routed = await desk.event(OrderRouted, receipt.number)
    assert {r.actor for r in routed.notified} == {"wang", "sun"}


@pytest.mark.rule("FS-03")
async def test_the_general_manager_approves_and_never_the_one_who_applied(desk: Desk) -> None:
    await desk.hire({"gao": ("高飞", ["desk_manager", "general_manager"], "management")})
    number = await cancellation(desk)
    await takes(desk, number, ("gao", "remedy", NO_REMEDY), ("gao", "applied"))
    asked = await desk.event(ApprovalRequested, number)
    assert (asked.applicant, asked.approver_role) == ("gao", "general_manager")
    told = [e for e in await desk.events(StepTaken, number) if e.step == "applied"]
    assert [r.actor for e in told for r in e.notified] == ["sun"]

    grant = DecideApproval(approval_id=asked.approval_id, granted=True)
    await desk.refuses("gao", grant, status=403)
    await desk.refuses("wang", grant, status=403)
    filed = TakeStep(number=number, step="filed")
    await desk.refuses("kuai", filed, status=409, says="approval")
    await desk.does("zhang", grant)
    await desk.refuses("zhang", grant, status=409)
    await desk.refuses("li", filed, status=403)
    await desk.does("kuai", filed)


@pytest.mark.rule("FS-03")
async def test_a_refused_application_may_be_made_again(desk: Desk) -> None:
    number = await cancellation(desk)
    await takes(desk, number, ("li", "remedy", NO_REMEDY), ("li", "applied"))
    asked = await desk.event(ApprovalRequested, number)
    await desk.does("zhang", DecideApproval(approval_id=asked.approval_id, granted=False, note="签名不清"))
    assert (await desk.event(ApprovalRefused, number)).note == "签名不清"
    await desk.refuses("kuai", TakeStep(number=number, step="filed"), status=409)
    await takes(desk, number, ("li", "applied"))
    assert len(await desk.events(ApprovalRequested, number)) == 2


@pytest.mark.rule("FS-03")
@pytest.mark.everywhere
async def test_finance_files_it_and_the_customer_collects_the_refund_once(desk: Desk) -> None:
    await open_till(desk)
    number = await cancellation(desk, ordered_at=START - 49 * HOUR)
    await takes(desk, number, ("li", "remedy", NO_REMEDY), ("li", "applied"))
    pay = PayOut(number=number, method="cash")
    await desk.refuses("kuai", pay, status=404)
    asked = await desk.event(ApprovalRequested, number)
    await desk.does("zhang", DecideApproval(approval_id=asked.approval_id, granted=True))
    assert await owed(desk, number) == []
    await desk.refuses("kuai", pay, status=404)

    await takes(desk, number, ("kuai", "filed"))
    assert (await desk.event(PayoutOpened, number)).amount == cny("1440.00")
    verified = TakeStep(number=number, step="verified")
    await takes(desk, number, ("li", "customer_told"))
    assert (await desk.event(OrderCompleted, number)).step == "customer_told"
    await desk.refuses("li", verified, status=409, says="payout.settled")

    await desk.does("kuai", pay)
    settled = await desk.event(PayoutSettled, number)
    assert (settled.amount, settled.paid_by, settled.all_settled) == (cny("1440.00"), "kuai", True)
    await desk.refuses("kuai", pay, status=409)
    [row] = (await desk.ask("kuai", ListPayouts(number=number))).rows
    assert (row.state, row.amount, row.paid_by) == ("settled", cny("1440.00"), "kuai")
    balance = await desk.ask("fang", TrialBalance())
    assert balance.balanced
    assert balance.debit == balance.credit
    await desk.does("li", verified)
    assert (await desk.ask("li", GetOrder(number=number))).state == "verified"
