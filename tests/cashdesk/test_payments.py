"""Payments and refunds."""

import asyncio

import pytest

from contracts import cashdesk as c
from tests.cashdesk.conftest import NUMBER, CashDesk, yuan
from tests.harness import Refused


@pytest.mark.rule("PD-11")
async def test_a_charge_is_settled_by_the_payment_that_leaves_nothing_outstanding(cash: CashDesk) -> None:
    charge_id = await cash.charge("120.00")
    await cash.open()
    part = await cash.pay("li", charge_id, amount="50.00", received="50.00")
    assert (part.outstanding, part.settled) == (yuan("70.00"), False)
    assert cash.desk.take(c.ChargeSettled) == []
    rest = await cash.pay("li", charge_id, received="100.00")
    assert (rest.amount, rest.change, rest.settled) == (yuan("70.00"), yuan("30.00"), True)
    settled = cash.desk.take(c.ChargeSettled)
    assert [(e.number, e.amount, e.all_settled) for e in settled] == [(NUMBER, yuan("120.00"), True)]
    assert [e.taken_by for e in cash.desk.take(c.PaymentTaken)] == ["li", "li"]
    with pytest.raises(Refused, match="the charge is settled"):
        await cash.pay("li", charge_id, received="1.00")
    assert await cash.balances() == {"drawer:front": "320.00", "revenue:repair": "-120.00", "safe": "-200.00"}


async def test_a_clerk_needs_an_open_drawer_for_cash_only(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    with pytest.raises(Refused, match="open one") as refused:
        await cash.pay("li", charge_id, received="120.00")
    assert refused.value.slug == "no-open-drawer"
    await cash.open("sun")
    with pytest.raises(Refused, match="open one"):
        await cash.pay("li", charge_id, received="120.00")
    receipt = await cash.pay("li", charge_id, "wechat")
    assert (receipt.received, receipt.change) == (yuan("120.00"), yuan("0.00"))


async def test_wrong_sums_methods_and_people_change_nothing(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    await cash.open()
    before = await cash.balances()
    wrong = [
        ("li", "cash", {"received": "119.99"}, 422),
        ("li", "cash", {}, 422),
        ("li", "cheque", {}, 422),
        ("li", "card", {"received": "130.00"}, 422),
        ("li", "card", {"amount": "120.01"}, 409),
        ("li", "card", {"amount": "0.00"}, 422),
        ("wang", "card", {}, 403),
    ]
    for actor, method, sums, status in wrong:
        with pytest.raises(Refused) as refused:
            await cash.pay(actor, charge_id, method, **sums)
        assert refused.value.status == status
    with pytest.raises(Refused) as unknown:
        await cash.pay("li", "no-such-charge", "card")
    assert unknown.value.status == 404
    assert await cash.balances() == before
    assert cash.desk.take(c.PaymentTaken) == []


async def test_the_same_command_takes_money_once(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    command = c.TakePayment(charge_id=charge_id, method="card", amount=yuan("60"))
    first = await cash.desk.send("li", command, command_id="pay-1")
    assert await cash.desk.send("li", command, command_id="pay-1") == first
    assert len(cash.desk.take(c.PaymentTaken)) == 1


async def test_two_clerks_cannot_both_take_the_whole_sum(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    answers = await asyncio.gather(
        cash.pay("li", charge_id, "card"), cash.pay("sun", charge_id, "card"), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["PaymentReceipt", "Refused"]


async def test_a_refund_is_decided_by_somebody_else_and_leaves_the_drawer(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    await cash.open()
    paid = await cash.pay("li", charge_id, received="120.00")
    with pytest.raises(Refused, match=r"120\.00 CNY of this payment"):
        await cash.desk.send("li", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("120.01"), reason="x"))
    apply = c.RequestRefund(payment_id=paid.payment_id, amount=yuan("50"), reason="poor work")
    asked = await cash.desk.send("li", apply)
    assert cash.desk.take(c.RefundRequested)[0].approver_roles == ["desk_manager", "duty_manager"]
    with pytest.raises(Refused, match=r"70\.00 CNY of this payment"):
        await cash.desk.send("li", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("71"), reason="x"))
    for actor in ("li", "fang"):
        with pytest.raises(Refused) as refused:
            await cash.desk.send(actor, c.DecideRefund(refund_id=asked.refund_id, granted=True))
        assert refused.value.status == 403
    decided = await cash.desk.send("chen", c.DecideRefund(refund_id=asked.refund_id, granted=True))
    assert decided.state == "paid"
    assert cash.desk.take(c.RefundPaid)[0].by == "chen"
    with pytest.raises(Refused, match="already paid, by 'chen'"):
        await cash.desk.send("zhou", c.DecideRefund(refund_id=asked.refund_id, granted=True))
    view = await cash.the_charge()
    assert (view.state, view.payments[0].refunded) == ("settled", yuan("50"))
    balances = await cash.balances()
    assert (balances["drawer:front"], balances["refunds"]) == ("270.00", "50.00")
    rest = await cash.desk.send("li", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("70"), reason="rest"))
    await cash.desk.send("zhou", c.DecideRefund(refund_id=rest.refund_id, granted=True))
    assert (await cash.the_charge()).state == "refunded"


async def test_an_applicant_who_is_an_approver_does_not_decide(cash: CashDesk) -> None:
    paid = await cash.pay("li", await cash.charge(), "card")
    asked = await cash.desk.send("chen", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("9"), reason="x"))
    with pytest.raises(Refused, match="does not decide it"):
        await cash.desk.send("chen", c.DecideRefund(refund_id=asked.refund_id, granted=True))
    await cash.desk.send("zhou", c.DecideRefund(refund_id=asked.refund_id, granted=False, note="work was good"))
    assert cash.desk.take(c.RefundRefused)[0].note == "work was good"
    # A refused application frees the sum again.
    await cash.desk.send("li", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("120"), reason="x"))


async def test_a_refund_leaves_the_way_the_money_came(cash: CashDesk) -> None:
    paid = await cash.pay("li", await cash.charge(), "alipay")
    asked = await cash.desk.send("li", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("120"), reason="x"))
    await cash.desk.send("chen", c.DecideRefund(refund_id=asked.refund_id, granted=True))
    assert await cash.balances() == {"refunds": "120.00", "revenue:repair": "-120.00"}


async def test_a_cash_refund_needs_a_drawer_with_the_cash(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    await cash.open()
    paid = await cash.pay("li", charge_id, received="120.00")
    asked = await cash.desk.send("li", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("120"), reason="x"))
    await cash.close(counted="320.00")
    grant = c.DecideRefund(refund_id=asked.refund_id, granted=True)
    with pytest.raises(Refused, match="neither 'li' nor 'chen' has one open"):
        await cash.desk.send("chen", grant)
    await cash.open("chen", "100.00")
    with pytest.raises(Refused, match="does not hold enough cash"):
        await cash.desk.send("chen", grant)
    await cash.close("chen", "100.00")
    await cash.open("chen", "150.00")
    await cash.desk.send("chen", grant)
    assert (await cash.balances())["drawer:front"] == "30.00"


async def test_refunds_are_listed_until_somebody_decides(cash: CashDesk) -> None:
    paid = await cash.pay("li", await cash.charge(), "card")
    ids = []
    for amount in ("1", "2", "3"):
        command = c.RequestRefund(payment_id=paid.payment_id, amount=yuan(amount), reason=f"reason {amount}")
        ids.append((await cash.desk.send("li", command)).refund_id)
    first = await cash.desk.ask("chen", c.ListRefunds(state="requested", limit=2))
    rest = await cash.desk.ask("chen", c.ListRefunds(state="requested", limit=2, cursor=first.next))
    assert [row.refund_id for row in [*first.rows, *rest.rows]] == ids
    assert rest.next is None
    await cash.desk.send("chen", c.DecideRefund(refund_id=ids[0], granted=False, note="no"))
    assert [row.refund_id for row in (await cash.desk.ask("chen", c.ListRefunds(state="requested"))).rows] == ids[1:]
    refused = (await cash.desk.ask("chen", c.ListRefunds(number=NUMBER, state="refused"))).rows
    assert [(row.applicant, row.decided_by, row.note) for row in refused] == [("li", "chen", "no")]
