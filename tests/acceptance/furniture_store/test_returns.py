"""Returns and exchanges: each row of the table at its limits, with the reason it gives. Rule FS-10."""

import pytest

from contracts.cashdesk import Consult, DecisionMade, GetDecision
from contracts.dispatch import GetOrder, OrderEnded, TakeStep
from contracts.intake import GetRequest, RecordRequest
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import (
    DAY,
    HOUR,
    MICROSECOND,
    RETURN,
    SECOND,
    Form,
    cny,
    collected,
    delivered,
    owed,
    returned,
    stamp,
    waiting,
)
from tests.stack import START

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
