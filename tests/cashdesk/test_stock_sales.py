"""Cards are sold with a charge: named by the clerk, the customer's once paid, back when it is voided or refunded."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts import cashdesk as c
from contracts.intake import RequestCancelled
from tests.cashdesk.conftest import yuan
from tests.cashdesk.goods import Hall, cards, loose, spans
from tests.harness import Desk, Refused


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    hall = await Hall.make(desk_for)
    await hall.receive(cards("A0001-A0500"), loose(50))
    await hall.issue("li", cards("A0001-A0020"), loose(5))
    await hall.issue("wang", cards("A0101-A0120"))
    return hall


async def test_a_charge_of_cards_is_not_paid_before_they_are_named(hall: Hall) -> None:
    charge_id = await hall.charge(2)
    with pytest.raises(Refused, match="2 of 'sim' are sold with this charge, and 0 are named") as refused:
        await hall.pay("li", charge_id)
    assert refused.value.slug == "stock-not-named"
    with pytest.raises(Refused, match="2 of 'sim' are charged and 3 named"):
        await hall.pay("li", charge_id, "A0001-A0003")
    await hall.send("li", c.SellStock(charge_id=charge_id, serials=spans("A0007", "A0003")))
    assert await hall.account() == {"issued": 20, "held": 20}
    await hall.pay("li", charge_id)
    assert await hall.account() == {"issued": 20, "sold": 2, "held": 18}
    [sold] = hall.desk.take(c.StockSold)
    assert (sold.seller, sold.goods.count, sold.goods.serials) == ("li", 2, spans("A0003", "A0007"))


async def test_a_sale_is_one_command_when_the_payment_names_the_cards(hall: Hall) -> None:
    charge_id = await hall.charge(3)
    receipt = await hall.pay("li", charge_id, "A0001-A0003")
    assert receipt.settled
    assert await hall.held() == ["A0004-A0020"]


async def test_named_cards_are_kept_for_their_charge_and_may_be_named_anew(hall: Hall) -> None:
    first, second = await hall.charge(2), await hall.charge(2)
    await hall.send("li", c.SellStock(charge_id=first, serials=spans("A0001-A0002")))
    with pytest.raises(Refused, match=f"A0002 named for the charge {first}"):
        await hall.pay("li", second, "A0002-A0003")
    await hall.send("li", c.SellStock(charge_id=first, serials=spans("A0002-A0003")))
    with pytest.raises(Refused, match="A0003 named for"):
        await hall.send("li", c.ReturnStock(to="ku", lines=[cards("A0003")]))
    await hall.pay("li", second, "A0001", "A0004")
    await hall.pay("li", first, "A0003", "A0005")
    assert await hall.held() == ["A0002", "A0006-A0020"]
    await hall.give_back("li", cards("A0002", "A0006-A0020"))
    assert await hall.account() == {"issued": 20, "sold": 4, "returned": 16}


async def test_only_cards_of_ones_own_holding_are_sold_once(hall: Hall) -> None:
    charge_id = await hall.charge()
    for serial, says in (("A0101", "A0101 held by 'wang'"), ("A0300", "in the store"), ("C0001", "never had")):
        with pytest.raises(Refused, match=says):
            await hall.pay("li", charge_id, serial)
    await hall.sell("li", "A0001")
    with pytest.raises(Refused, match="A0001 sold or given to a customer"):
        await hall.pay("li", charge_id, "A0001")


async def test_of_two_sales_of_one_card_exactly_one_wins(hall: Hall) -> None:
    charges = [await hall.charge() for _ in range(6)]

    async def pay(charge_id: str) -> str:
        try:
            await hall.pay("li", charge_id, "A0009")
        except Refused as refused:
            return refused.slug
        return "sold"

    answers = await asyncio.gather(*map(pay, charges))
    assert sorted(answers) == ["sold", *["stock-elsewhere"] * 5]
    assert await hall.account() == {"issued": 20, "sold": 1, "held": 19}
    assert len(hall.desk.take(c.PaymentTaken)) == 1


async def test_paying_in_parts_keeps_the_cards_until_the_last(hall: Hall) -> None:
    charge_id = await hall.charge(2)
    await hall.pay("li", charge_id, "A0001-A0002", amount="15.00")
    assert await hall.account() == {"issued": 20, "held": 20}
    with pytest.raises(Refused, match="named for the charge"):
        await hall.send("li", c.ReturnStock(to="ku", lines=[cards("A0001")]))
    await hall.pay("li", charge_id)
    assert await hall.account() == {"issued": 20, "sold": 2, "held": 18}


async def test_a_cancelled_sale_frees_the_cards(hall: Hall) -> None:
    charge_id = await hall.charge(2)
    await hall.send("li", c.SellStock(charge_id=charge_id, serials=spans("A0001-A0002")))
    number = (await hall.desk.ask("li", c.ListCharges())).rows[-1].number
    await hall.desk.event(RequestCancelled(number=number, line="card_sale", reason="Changed their mind"))
    await hall.give_back("li", cards("A0001-A0020"))
    assert await hall.account() == {"issued": 20, "returned": 20}


async def test_goods_without_serials_leave_the_payers_holding(hall: Hall) -> None:
    charge_id = await hall.charge(3, "phone_case")
    with pytest.raises(Refused, match="0 are held by 'wang' and free"):
        await hall.pay("wang", charge_id)
    with pytest.raises(Refused, match="no serial numbers"):
        await hall.pay("li", charge_id, "A0001-A0003")
    await hall.pay("li", charge_id)
    assert (await hall.counts())["staff:li"] == 2
    with pytest.raises(Refused, match="2 are held by 'li' and free"):
        await hall.pay("li", await hall.charge(3, "phone_case"))


async def _refund(hall: Hall, charge_id: str, amount: str) -> None:
    payment = hall.desk.take(c.PaymentTaken)[-1]
    assert payment.charge_id == charge_id
    request = c.RequestRefund(payment_id=payment.payment_id, amount=yuan(amount), reason="Does not fit")
    refund_id = (await hall.send("li", request)).refund_id
    await hall.send("chen", c.DecideRefund(refund_id=refund_id, granted=True))


@pytest.mark.parametrize("item", ["sim_card", "phone_case"])
async def test_what_is_refunded_whole_is_kept_apart_until_the_store_receives_it(hall: Hall, item: str) -> None:
    charge_id = await hall.charge(2, item)
    await hall.pay("li", charge_id, *(["A0001-A0002"] if item == "sim_card" else []))
    await _refund(hall, charge_id, "40.00" if item == "sim_card" else "50.00")
    kind = "sim" if item == "sim_card" else "phone_case"
    assert (await hall.counts(kind))["returned"] == 2
    [back] = hall.desk.take(c.StockTakenBack)
    assert (back.goods.count, back.reason) == (2, "Does not fit")
    account: dict[str, Any] = await hall.account(kind=kind)
    assert account["sold"] == 2


async def test_a_customer_brings_one_of_several_cards_back(hall: Hall) -> None:
    charge_id = await hall.sell("li", "A0001-A0003")
    back = c.TakeBackStock(charge_id=charge_id, serials=spans("A0002"), count=1, reason="Faulty")
    await hall.send("li", back)
    assert await hall.held("returned") == ["A0002"]
    for serials in ("A0002", "A0009"):
        with pytest.raises(Refused, match="not sold with this charge"):
            await hall.send("li", back.model_copy(update={"serials": spans(serials)}))
    await _refund(hall, charge_id, "60.00")
    assert await hall.held("returned") == ["A0001-A0003"]
    await hall.receive(cards("A0001-A0003"))
    assert await hall.held("returned") == []
    await hall.issue("wang", cards("A0002"))


async def test_a_corrected_payment_gives_the_cards_back_to_their_seller(hall: Hall) -> None:
    charge_id = await hall.sell("li", "A0001-A0002")
    goods = await hall.charge(1, "phone_case")
    await hall.pay("li", goods)
    entries = (await hall.desk.ask("sun", c.ListEntries(account="bank:wechat"))).rows
    for entry in entries:
        await hall.send("sun", c.CorrectEntry(entry_id=entry.entry_id, reason="Paid in cash"))
    assert await hall.account() == {"issued": 20, "held": 20}
    assert await hall.account(kind="phone_case") == {"issued": 5, "held": 5}
    with pytest.raises(Refused, match="named for the charge"):
        await hall.send("li", c.ReturnStock(to="ku", lines=[cards("A0001")]))
    await hall.pay("li", charge_id)
    assert await hall.account() == {"issued": 20, "sold": 2, "held": 18}


async def test_a_corrected_refund_leaves_the_cards_with_the_customer(hall: Hall) -> None:
    charge_id = await hall.sell("li", "A0001")
    await _refund(hall, charge_id, "20.00")
    entry = (await hall.desk.ask("sun", c.ListEntries(account="refunds"))).rows[-1]
    await hall.send("sun", c.CorrectEntry(entry_id=entry.entry_id, reason="Never paid"))
    assert await hall.held("returned") == []
    back = c.TakeBackStock(charge_id=charge_id, serials=spans("A0001"), count=1, reason="Faulty")
    await hall.send("li", back)
    assert await hall.held("returned") == ["A0001"]
