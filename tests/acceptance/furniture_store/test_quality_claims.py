"""Quality claims: an inspection and a repair first, then what the customer insists on. Rules FS-09, FS-11."""

import pytest

from contracts.cashdesk import PayOut, PayoutSettled
from contracts.dispatch import GetOrder, OrderEnded, TakeStep
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import CLAIM, Body, cny, open_till, owed, step, takes

FOUND: Body = {"records": {"finding": "柜门铰链处开裂"}}
OFFERED = (("li", "inspection_offered"), ("liu", "inspected", FOUND))


@pytest.mark.rule("FS-09")
async def test_an_inspection_is_offered_and_made_before_anything_is_decided(desk: Desk) -> None:
    number = await desk.record("quality_claim", CLAIM)
    decide = TakeStep(number=number, step="decided", decision="return")
    await desk.refuses("liu", step(number, "inspected", FOUND), status=409, says="inspection_offered")
    await desk.refuses("li", decide, status=409)
    await takes(desk, number, ("li", "inspection_offered"))
    await desk.refuses("li", decide, status=409, says="inspected")
    await takes(desk, number, ("liu", "inspected", FOUND), ("li", "decided", {"decision": "repair"}))
    await desk.refuses("li", TakeStep(number=number, step="customer_signed"), status=409, says="does not apply")
    await takes(desk, number, ("liu", "repaired", {"records": {"work": "更换柜门"}}), ("li", "verified"))
    assert await owed(desk, number) == []


@pytest.mark.rule("FS-09", "FS-11")
async def test_an_insisting_customer_returns_the_goods_and_is_paid_after_the_signatures(desk: Desk) -> None:
    await desk.hire({"tao": ("陶然", ["technician", "retail_head"], "retail")})
    await open_till(desk)
    number = await desk.record("quality_claim", CLAIM)
    await takes(desk, number, ("li", "inspection_offered"), ("tao", "inspected", FOUND))
    await takes(desk, number, ("li", "decided", {"decision": "return"}))
    signature = TakeStep(number=number, step="retail_signed")
    await desk.refuses("rao", signature, status=409, says="customer_signed")
    await takes(desk, number, ("li", "customer_signed"))
    await desk.refuses("kuai", PayOut(number=number, method="cash"), status=404)
    await desk.refuses("tao", signature, status=403, says="other than")
    await desk.does("rao", signature)
    assert await owed(desk, number) == [cny("1600.00")]
    await desk.refuses("li", TakeStep(number=number, step="verified"), status=409, says="payout.settled")
    await desk.does("kuai", PayOut(number=number, method="cash"))
    assert (await desk.event(PayoutSettled, number)).all_settled
    await takes(desk, number, ("li", "verified"))


@pytest.mark.rule("FS-09")
async def test_an_insisting_customer_exchanges_the_goods(desk: Desk) -> None:
    number = await desk.record("quality_claim", CLAIM)
    await takes(desk, number, *OFFERED, ("li", "decided", {"decision": "exchange"}), ("li", "customer_signed"))
    await desk.refuses("li", TakeStep(number=number, step="exchanged"), status=409, says="retail_signed")
    await takes(desk, number, ("rao", "retail_signed"), ("li", "exchanged"), ("li", "verified"))
    assert await owed(desk, number) == []


@pytest.mark.rule("FS-09")
async def test_clearance_goods_are_repaired_and_never_taken_back(desk: Desk) -> None:
    number = await desk.record("quality_claim", CLAIM | {"kind": "clearance"})
    await takes(desk, number, *OFFERED)
    for decision in ("return", "exchange"):
        choice = TakeStep(number=number, step="decided", decision=decision)
        await desk.refuses("li", choice, status=409, says="does not apply")
        clearance = TakeStep(number=number, step="decided_clearance", decision=decision)
        await desk.refuses("li", clearance, status=422, says="needs a decision")
    await takes(desk, number, ("li", "decided_clearance", {"decision": "repair"}))
    await takes(desk, number, ("liu", "repaired", {"records": {"work": "修补"}}), ("li", "verified"))

    other = await desk.record("quality_claim", CLAIM | {"kind": "clearance"})
    await takes(desk, other, *OFFERED, ("li", "decided_clearance", {"decision": "declined"}))
    assert (await desk.event(OrderEnded, other)).step == "decided_clearance"
    assert (await desk.ask("li", GetOrder(number=other))).state == "ended"
    assert await owed(desk, other) == []
