"""Drawers, blind counts, cash from hand to hand, and what an outgoing person still holds."""

import pytest

from contracts import cashdesk as c
from contracts.base import AllocationDue
from contracts.money import Money
from contracts.roster import HandoverOpened
from tests.cashdesk.conftest import CashDesk, confirmed, yuan
from tests.harness import Refused


async def test_one_session_a_drawer_and_one_drawer_a_clerk(cash: CashDesk) -> None:
    await cash.open()
    with pytest.raises(Refused, match="open with 'li'"):
        await cash.open("sun")
    with pytest.raises(Refused) as nobody:
        await cash.open("wang")
    assert nobody.value.status == 403
    with pytest.raises(Refused) as unknown:
        await cash.desk.send("sun", c.OpenDrawer(drawer="back", counted=yuan("1")))
    assert unknown.value.status == 404
    with pytest.raises(Refused):
        await cash.desk.send("sun", c.OpenDrawer(drawer="front", counted=Money.parse("1 EUR")))
    await cash.close()
    await cash.open("sun", "0.00")


async def test_the_count_is_blind_and_by_the_clerk_who_opened(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    await cash.open()
    await cash.pay("li", charge_id, received="200.00")
    for actor in ("li", "sun"):
        view = await cash.desk.ask(actor, c.GetDrawer(drawer="front"))
        assert (view.open, view.opening_float, view.expected) == (True, yuan("200"), None)
    assert (await cash.desk.ask("chen", c.GetDrawer(drawer="front"))).expected == yuan("320")
    with pytest.raises(Refused) as other:
        await cash.close("chen", "320.00")
    assert other.value.status == 403
    receipt = await cash.close(counted="320.00")
    assert (receipt.expected, receipt.difference) == (yuan("320"), yuan("0"))
    assert cash.desk.take(c.DiscrepancyRecorded) == []
    with pytest.raises(Refused, match="not open"):
        await cash.close(counted="320.00")
    assert await cash.balances() == {"safe": "120.00", "revenue:repair": "-120.00"}


@pytest.mark.parametrize(("counted", "difference"), [("195.00", "-5.00"), ("201.50", "1.50"), ("0.00", "-200.00")])
async def test_a_difference_needs_a_reason_and_stays_in_the_books(
    cash: CashDesk, counted: str, difference: str
) -> None:
    await cash.open()
    with pytest.raises(Refused) as refused:
        await cash.close(counted=counted)
    assert "reason" in refused.value.errors
    assert difference.strip("-") not in refused.value.detail
    receipt = await cash.close(counted=counted, reason="wrong change")
    assert receipt.difference == yuan(difference)
    found = cash.desk.take(c.DiscrepancyRecorded)
    assert [(e.clerk, e.difference, e.reason) for e in found] == [("li", yuan(difference), "wrong change")]
    assert (await cash.balances())["difference"] == str((-yuan(difference)).amount)
    view = await cash.desk.ask("sun", c.GetDrawer(drawer="front"))
    assert (view.open, view.last_difference) == (False, yuan(difference))


async def test_a_manager_who_has_to_count_does_not_see_what_is_expected(cash: CashDesk) -> None:
    await cash.open("chen")
    assert (await cash.desk.ask("chen", c.GetDrawer(drawer="front"))).expected is None


async def test_the_next_session_starts_from_its_own_float(cash: CashDesk) -> None:
    await cash.open(counted="200.00")
    await cash.close(counted="190.00", reason="wrong change")
    await cash.open("sun", "50.00")
    assert (await cash.desk.ask("chen", c.GetDrawer(drawer="front"))).expected == yuan("50")


@pytest.mark.rule("PD-18")
async def test_the_courier_collects_the_fare_and_hands_it_over_with_two_signatures(cash: CashDesk) -> None:
    charge_id = await cash.charge("860.00")
    paid = await cash.pay("zhao", charge_id, received="900.00")
    assert (paid.change, paid.settled) == (yuan("40"), True)
    assert (await cash.balances())["holder:zhao"] == "860.00"
    await cash.open()
    with pytest.raises(Refused, match="do not hold that much"):
        await cash.desk.send("zhao", c.HandOverCash(to="li", amount=yuan("860.01")))
    offer = await cash.desk.send("zhao", c.HandOverCash(to="li", amount=yuan("860")))
    assert offer.state == "offered"
    with pytest.raises(Refused, match="do not hold that much"):
        await cash.desk.send("zhao", c.HandOverCash(to="sun", amount=yuan("0.01")))
    assert (await cash.balances())["holder:zhao"] == "860.00"
    with pytest.raises(Refused, match="who counts it"):
        await cash.desk.send("sun", c.ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("860")))
    with pytest.raises(Refused, match=r"850\.00 CNY was counted") as short:
        await cash.desk.send("li", c.ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("850")))
    assert short.value.slug == "count-differs"
    done = await cash.desk.send("li", c.ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("860")))
    assert done.state == "handed_over"
    event = cash.desk.take(c.CashHandedOver)[0]
    assert (event.giver, event.to, event.amount) == ("zhao", "li", yuan("860"))
    with pytest.raises(Refused, match="already handed_over"):
        await cash.desk.send("li", c.ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("860")))
    balances = await cash.balances()
    assert "holder:zhao" not in balances
    assert balances["drawer:front"] == "1060.00"


async def test_cash_goes_from_drawer_to_hands_and_an_offer_keeps_the_drawer_open(cash: CashDesk) -> None:
    await cash.open()
    offer = await cash.desk.send("li", c.HandOverCash(to="fang", amount=yuan("150")))
    with pytest.raises(Refused, match="offered to a colleague"):
        await cash.close(counted="200.00")
    await cash.desk.send("fang", c.ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("150")))
    balances = await cash.balances()
    assert (balances["drawer:front"], balances["holder:fang"]) == ("50.00", "150.00")
    assert (await cash.close(counted="50.00")).difference == yuan("0")


async def test_both_people_find_the_hand_over_with_both_signatures(cash: CashDesk) -> None:
    await cash.open()
    offer = await cash.desk.send("li", c.HandOverCash(to="sun", amount=yuan("20")))
    for person in ("li", "sun"):
        page = await cash.desk.ask(person, c.ListTransfers(person=person, state="offered"))
        assert [(row.transfer_id, row.giver, row.to) for row in page.rows] == [(offer.transfer_id, "li", "sun")]
    await cash.desk.send("sun", c.ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("20")))
    rows = (await cash.desk.ask("chen", c.ListTransfers())).rows
    assert [(row.state, row.decided_by, row.amount) for row in rows] == [("handed_over", "sun", yuan("20"))]
    assert (await cash.desk.ask("chen", c.ListTransfers(person="zhao"))).rows == []


async def test_an_offer_is_declined_or_taken_back(cash: CashDesk) -> None:
    await cash.open()
    for ender in ("sun", "li"):
        offer = await cash.desk.send("li", c.HandOverCash(to="sun", amount=yuan("200")))
        with pytest.raises(Refused, match="only 'li' and 'sun'"):
            await cash.desk.send("chen", c.DeclineCash(transfer_id=offer.transfer_id, reason="no"))
        ended = await cash.desk.send(ender, c.DeclineCash(transfer_id=offer.transfer_id, reason="counted 190"))
        assert ended.state == "declined"
    assert [e.by for e in cash.desk.take(c.CashDeclined)] == ["sun", "li"]
    assert (await cash.balances())["drawer:front"] == "200.00"


async def test_cash_is_not_handed_to_oneself_or_a_stranger(cash: CashDesk) -> None:
    await cash.open()
    for to, status in (("li", 422), ("nobody", 404)):
        with pytest.raises(Refused) as refused:
            await cash.desk.send("li", c.HandOverCash(to=to, amount=yuan("1")))
        assert refused.value.status == status
    with pytest.raises(Refused, match="above zero"):
        await cash.desk.send("li", c.HandOverCash(to="sun", amount=yuan("0")))


@pytest.mark.rule("PD-06")
async def test_the_handover_names_drawer_cash_offers_charges_and_allocations(cash: CashDesk) -> None:
    due = AllocationDue(name="copies", item="copy_a4", quantity=3, department="finance")
    await cash.desk.event(confirmed(allocations=[due]))
    await cash.charge("15.00")
    await cash.open(counted="217.35")
    await cash.desk.send("li", c.HandOverCash(to="sun", amount=yuan("1")))
    report = await reported(cash, "li")
    assert [(item.kind, item.reference == "drawer:front") for item in report.items] == [
        ("drawer", True),
        ("transfer", False),
        ("allocation", False),
    ]
    assert not any(item.needs_reason for item in report.items)
    other = await reported(cash, "wang")
    assert [(item.kind, item.title) for item in other.items] == [("charge", "repair: 15.00 CNY outstanding")]


async def test_the_handover_is_reported_also_when_nothing_is_held(cash: CashDesk) -> None:
    report = await reported(cash, "sun")
    assert (report.handover_id, report.person, report.items) == ("h-sun", "sun", [])


async def test_cash_in_a_couriers_hands_stands_in_the_handover(cash: CashDesk) -> None:
    await cash.pay("zhao", await cash.charge("33.00"), received="33.00")
    assert [(item.kind, item.title) for item in (await reported(cash, "zhao")).items] == [("cash", "33.00 CNY in hand")]


async def reported(cash: CashDesk, person: str) -> c.CashdeskHandoverReported:
    opened = HandoverOpened(handover_id=f"h-{person}", shift_id="s-1", post="front_desk", outgoing=person)
    await cash.desk.event(opened, actor=person)
    return cash.desk.take(c.CashdeskHandoverReported)[0]
