"""Returns and exchanges: each row of the table at its limits, the signatures before the money. Rules FS-10, FS-11."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.cashdesk import (
    ChargeRaised,
    Consult,
    DecisionMade,
    GetDecision,
    ListCharges,
    ListPayouts,
    PayOut,
    PayoutSettled,
    TakePayment,
    TrialBalance,
)
from contracts.dispatch import GetOrder, OrderEnded, ReturnOrder, TakeStep
from contracts.intake import GetRequest, RecordRequest
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import (
    DAY,
    HOUR,
    MICROSECOND,
    RETURN,
    SECOND,
    cny,
    open_till,
    owed,
    returned,
    stamp,
    takes,
)
from tests.stack import START

Form = dict[str, Any]

FINAL = {
    "zh": "清仓商品不退、不换、不折抵、不取消、不保修",
    "en": "Clearance sales are final: no return, exchange, credit, cancellation or warranty",
}
CUSTOM = {"zh": "定制商品不可退货", "en": "Custom goods are never returned"}
SPECIAL = {"zh": "特殊订单不可取消", "en": "Special orders cannot be cancelled"}
COLLECTED = {
    "zh": "自提商品须在七日内、未拆封并附付款单和收据",
    "en": "Self-collected goods return within 7 days, unopened, with paid slip and receipt",
}
DELIVERED = {
    "zh": "送货后须在七日内、商品完好并附全部原始单据",
    "en": "Delivered goods return intact within 7 days with all originals",
}


def collected(age: timedelta, *, unopened: bool = True, papers: bool = True, **more: Any) -> Form:
    return {
        "handed_out": "self_collected",
        "received_at": stamp(START - age),
        "ordered_at": stamp(START - age - DAY),
        "unopened": unopened,
        "slip_and_receipt": papers,
    } | more


def delivered(age: timedelta, *, intact: bool = True, originals: bool = True, **more: Any) -> Form:
    return {
        "handed_out": "delivered",
        "received_at": stamp(START - age),
        "ordered_at": stamp(START - age - DAY),
        "intact": intact,
        "originals": originals,
    } | more


def waiting(age: timedelta, **more: Any) -> Form:
    """Not handed out yet."""
    return {"handed_out": "no", "ordered_at": stamp(START - age)} | more


async def decided(desk: Desk, form: Form) -> tuple[str, DecisionMade]:
    """What the table says of it; the row is kept, and dispatch shows the same."""
    number = await returned(desk, form)
    made = await desk.event(DecisionMade, number)
    assert made.table == "returns"
    [kept] = (await desk.ask("li", GetDecision(number=number))).rows
    assert (kept.row, kept.allowed, kept.reason, kept.fee, kept.inputs) == (
        made.row,
        made.allowed,
        made.reason,
        made.fee,
        made.inputs,
    )
    [shown] = (await desk.ask("li", GetOrder(number=number))).decisions
    assert (shown.row, shown.allowed, shown.fee) == (made.row, made.allowed, made.fee)
    return number, made


async def allows(desk: Desk, row: str, fee: str | None, *forms: Form) -> None:
    for form in forms:
        number, made = await decided(desk, form)
        assert (made.row, made.allowed, made.reason) == (row, True, None), form
        assert made.fee == (cny(fee) if fee else None), form
        assert (await desk.ask("li", GetOrder(number=number))).state == "open"


async def forbids(desk: Desk, row: str, reason: dict[str, str], *forms: Form) -> None:
    """Refused with the reason in both languages: the order ends, nothing can be signed, nothing is owed."""
    for form in forms:
        number, made = await decided(desk, form)
        assert (made.row, made.allowed, made.fee, made.reason) == (row, False, None, reason), form
        ended = await desk.event(OrderEnded, number)
        assert ended.step == "returns"
        assert all(words in ended.reason for words in reason.values())
        outcome = (await desk.ask("li", GetRequest(number=number))).outcome or ""
        assert all(words in outcome for words in reason.values())
        await desk.refuses("li", TakeStep(number=number, step="customer_signed"), status=409)
        assert await owed(desk, number) == []


@pytest.mark.rule("FS-10")
async def test_clearance_sales_are_final(desk: Desk) -> None:
    clearance: Form = {"kind": "clearance"}
    await forbids(
        desk,
        "clearance_final",
        FINAL,
        waiting(HOUR, **clearance),
        collected(HOUR, **clearance),
        delivered(HOUR, **clearance),
        delivered(HOUR, quality_fault=True, **clearance),
        delivered(HOUR, wish="exchange", **clearance),
    )


@pytest.mark.rule("FS-10")
async def test_goods_with_a_quality_fault_may_be_returned_whatever_their_kind(desk: Desk) -> None:
    faulty: Form = {"quality_fault": True}
    await allows(
        desk,
        "quality_fault",
        None,
        delivered(30 * DAY, intact=False, originals=False, **faulty),
        collected(30 * DAY, unopened=False, papers=False, kind="custom", **faulty),
        waiting(30 * DAY, kind="special", **faulty),
    )


@pytest.mark.rule("FS-10")
async def test_custom_goods_are_never_returned(desk: Desk) -> None:
    custom: Form = {"kind": "custom"}
    forms = [each(HOUR, **custom) for each in (waiting, collected, delivered)]
    await forbids(desk, "custom_goods", CUSTOM, *forms)


@pytest.mark.rule("FS-10")
async def test_self_collected_goods_return_within_7_days_unopened_with_their_papers(desk: Desk) -> None:
    week = 7 * DAY
    await allows(
        desk, "self_collected", None, collected(HOUR, kind="special"), collected(week - SECOND), collected(week)
    )
    await forbids(
        desk,
        "self_collected_refused",
        COLLECTED,
        collected(week + MICROSECOND),
        collected(week + SECOND),
        collected(HOUR, unopened=False),
        collected(HOUR, papers=False),
    )


@pytest.mark.rule("FS-10")
async def test_delivered_goods_return_within_7_days_intact_with_all_originals(desk: Desk) -> None:
    week = 7 * DAY
    await allows(desk, "delivered", None, delivered(HOUR, kind="special"), delivered(week - SECOND), delivered(week))
    await forbids(
        desk,
        "delivered_refused",
        DELIVERED,
        delivered(week + MICROSECOND),
        delivered(week + SECOND),
        delivered(HOUR, intact=False),
        delivered(HOUR, originals=False),
    )


@pytest.mark.rule("FS-10")
async def test_before_delivery_the_48_hour_rule_holds(desk: Desk) -> None:
    limit = 48 * HOUR
    await allows(desk, "before_delivery_within_48_hours", "0.00", waiting(limit - SECOND), waiting(limit))
    await allows(
        desk, "before_delivery_after_48_hours", "160.00", waiting(limit + MICROSECOND), waiting(limit + SECOND)
    )
    agreed = {"agreed_fee": {"amount": "200.00", "currency": "CNY"}}
    await allows(desk, "before_delivery_after_48_hours", "200.00", waiting(limit + SECOND, **agreed))
    await forbids(desk, "special_not_delivered", SPECIAL, waiting(HOUR, kind="special"))


@pytest.mark.rule("FS-10")
async def test_what_the_table_needs_is_asked_for_before_anything_is_recorded(desk: Desk) -> None:
    form = RETURN | {"ordered_at": stamp(START - DAY)}
    problem = await desk.refuses("li", RecordRequest(line="return", form=form, confirmed=True), status=422)
    assert set(problem.errors) == {"form.received_at", "form.intact", "form.originals"}
    async with desk.nothing_happens():
        answer = await desk.ask("li", Consult(table="returns", line="return", form=RETURN | delivered(8 * DAY)))
    assert (answer.row, answer.allowed, answer.reason) == ("delivered_refused", False, DELIVERED)


@pytest.mark.rule("FS-11")
async def test_a_return_is_paid_only_after_signature_inspection_and_the_head_of_retail(desk: Desk) -> None:
    await desk.hire({"tao": ("陶然", ["technician", "retail_head"], "retail")})
    await open_till(desk)
    number = await returned(desk, delivered(DAY))
    pay = PayOut(number=number, method="cash")
    await desk.refuses("tao", TakeStep(number=number, step="inspected", records={"as_stated": True}), status=409)
    await desk.refuses("rao", TakeStep(number=number, step="retail_signed"), status=409)
    await desk.refuses("kuai", pay, status=404)

    await takes(desk, number, ("li", "customer_signed"))
    await desk.refuses("rao", TakeStep(number=number, step="retail_signed"), status=409, says="inspected")
    differs = TakeStep(number=number, step="inspected", records={"as_stated": False})
    assert set((await desk.refuses("tao", differs, status=422)).errors) == {"records.as_stated"}
    await takes(desk, number, ("tao", "inspected", {"records": {"as_stated": True}}))
    await desk.refuses("kuai", pay, status=404)
    await desk.refuses("tang", TakeStep(number=number, step="retail_signed"), status=403)
    await desk.refuses("tao", TakeStep(number=number, step="retail_signed"), status=403, says="other than")
    assert await owed(desk, number) == []

    await takes(desk, number, ("rao", "retail_signed"))
    assert await owed(desk, number) == [cny("1600.00")]
    verified = TakeStep(number=number, step="verified")
    await desk.refuses("li", verified, status=409, says="payout.settled")
    for other in ("rao", "li", "wang"):
        await desk.refuses(other, pay, status=403)
    await desk.does("kuai", pay)
    assert (await desk.event(PayoutSettled, number)).paid_by == "kuai"
    await desk.does("li", verified)


@pytest.mark.rule("FS-11")
@pytest.mark.everywhere
async def test_what_is_owed_is_paid_once_and_the_ledger_balances(desk: Desk) -> None:
    await open_till(desk)
    number = await returned(desk, waiting(49 * HOUR))
    signed = (
        ("li", "customer_signed"),
        ("liu", "inspected", {"records": {"as_stated": True}}),
        ("rao", "retail_signed"),
    )
    await takes(desk, number, *signed)
    assert await owed(desk, number) == [cny("1440.00")]
    await desk.does("kuai", PayOut(number=number, method="wechat", reference="WX-1"))
    for by, method in (("kuai", "wechat"), ("kuai", "cash"), ("fang", "wechat")):
        await desk.refuses(by, PayOut(number=number, method=method), status=409)
    [row] = (await desk.ask("kuai", ListPayouts(number=number))).rows
    assert (row.state, row.amount, row.method, row.paid_by) == ("settled", cny("1440.00"), "wechat", "kuai")
    balance = await desk.ask("fang", TrialBalance())
    assert balance.balanced
    assert {row.debit for row in balance.rows} >= {cny("1440.00")}


@pytest.mark.rule("FS-11")
async def test_a_signature_that_made_money_owed_is_not_given_twice(desk: Desk) -> None:
    await open_till(desk)
    number = await returned(desk, delivered(DAY))
    signed = (("li", "customer_signed"), ("liu", "inspected", {"records": {"as_stated": True}}))
    await takes(desk, number, *signed)
    await desk.does("wang", ReturnOrder(number=number, to_step="customer_signed", reason="签名不清"))
    await desk.refuses("rao", TakeStep(number=number, step="retail_signed"), status=409, says="inspected")
    await takes(desk, number, *signed, ("rao", "retail_signed"))
    for step_back in ("inspected", "retail_signed"):
        again = ReturnOrder(number=number, to_step=step_back, reason="照片不全")
        await desk.refuses("wang", again, status=409, says="payout")
    await desk.does("kuai", PayOut(number=number, method="cash"))
    await desk.refuses("wang", ReturnOrder(number=number, to_step="inspected", reason="照片不全"), status=409)
    assert await owed(desk, number) == [cny("1600.00")]
    await takes(desk, number, ("li", "verified"))


@pytest.mark.rule("FS-11")
async def test_an_exchange_needs_the_same_signatures_and_pays_nothing_out(desk: Desk) -> None:
    await open_till(desk)
    number = await returned(desk, waiting(49 * HOUR, wish="exchange"))
    exchanged = TakeStep(number=number, step="exchanged")
    for before in (
        ("li", "customer_signed"),
        ("liu", "inspected", {"records": {"as_stated": True}}),
        ("rao", "retail_signed"),
    ):
        await desk.refuses("li", exchanged, status=409)
        await takes(desk, number, before)
    await desk.does("li", exchanged)
    assert await owed(desk, number) == []
    assert (await desk.event(ChargeRaised, number)).amount == cny("160.00")
    await desk.refuses("li", TakeStep(number=number, step="verified"), status=409, says="charge.settled")
    [charge] = (await desk.ask("kuai", ListCharges(number=number))).rows
    await desk.does("kuai", TakePayment(charge_id=charge.charge_id, method="wechat"))
    await takes(desk, number, ("li", "verified"))
