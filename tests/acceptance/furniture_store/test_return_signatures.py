"""Signatures before the money: the customer's, the inspection, the head of retail's; then finance pays. Rule FS-11."""

import pytest

from contracts.cashdesk import ChargeRaised, ListCharges, ListPayouts, PayOut, PayoutSettled, TakePayment, TrialBalance
from contracts.dispatch import ReturnOrder, TakeStep
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import DAY, HOUR, cny, delivered, open_till, owed, returned, takes, waiting


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
