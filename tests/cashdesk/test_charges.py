"""Charges, receipts and allocations."""

import pytest
from sqlalchemy import select

from contracts import cashdesk as c
from contracts.base import AllocationDue, ChargeDue
from contracts.intake import RequestCancelled
from services.cashdesk.domain.pricing import CannotPrice
from services.cashdesk.tables import postings
from tests.cashdesk.conftest import NUMBER, CashDesk, confirmed, copies, quote, yuan
from tests.harness import Refused


@pytest.mark.rule("PD-19")
async def test_copies_are_charged_by_the_sheet_under_the_clerks_name(cash: CashDesk) -> None:
    await cash.desk.event(copies(7, "copy_a3"), actor="li")
    raised = cash.desk.take(c.ChargeRaised)
    assert [(e.name, e.item, e.quantity, str(e.amount), e.clerk) for e in raised] == [
        ("copies", "copy_a3", 7, "14.00 CNY", "li")
    ]
    view = await cash.the_charge()
    assert (view.unit_amount, view.outstanding, view.state, view.clerk) == (yuan("2.00"), yuan("14.00"), "open", "li")
    assert await cash.balances() == {"receivable": "14.00", "revenue:copy_a3": "-14.00"}


async def test_an_event_that_comes_again_raises_nothing_again(cash: CashDesk) -> None:
    for event in (copies(), copies(), quote(), quote()):
        await cash.desk.event(event)
    assert len(cash.desk.take(c.ChargeRaised)) == 2
    await cash.desk.event(quote(cycle=2))
    assert len(cash.desk.take(c.ChargeRaised)) == 1


@pytest.mark.rule("PD-11")
async def test_a_quote_is_charged_under_the_name_of_who_recorded_its_acceptance(cash: CashDesk) -> None:
    await cash.desk.event(quote("88.50"), actor="wang")
    event = cash.desk.take(c.ChargeRaised)[0]
    assert (event.amount, event.clerk, event.receipt) == (yuan("88.50"), "wang", True)


async def test_a_charge_of_nothing_is_settled_at_once(cash: CashDesk) -> None:
    await cash.desk.event(quote("0.00"))
    settled = cash.desk.take(c.ChargeSettled)
    assert [(e.amount, e.all_settled) for e in settled] == [(yuan("0.00"), True)]
    assert (await cash.the_charge()).state == "settled"
    assert await cash.balances() == {}


async def test_a_charge_that_cannot_be_priced_is_a_fault_and_raises_nothing(cash: CashDesk) -> None:
    dues = [ChargeDue(name="one", amount=yuan("5")), ChargeDue(name="two", item="copy_a5", quantity=1)]
    with pytest.raises(CannotPrice, match="copy_a5"):
        await cash.desk.event(confirmed(charges=dues))
    assert cash.desk.take(c.ChargeRaised) == []
    assert await cash.balances() == {}


async def test_amounts_are_stored_as_whole_minor_units(cash: CashDesk) -> None:
    await cash.charge("1234.56")
    async with cash.desk.database.read() as store:
        rows = await store.rows(select(postings).order_by(postings.c.line))
    assert [(row.debit_minor, row.credit_minor) for row in rows] == [(123456, 0), (0, 123456)]


@pytest.mark.rule("PD-20")
async def test_there_is_no_receipt_for_copies_and_the_refusal_says_why(cash: CashDesk) -> None:
    await cash.desk.event(copies())
    charge = await cash.the_charge()
    await cash.pay("li", charge.charge_id, "wechat")
    with pytest.raises(Refused) as refused:
        await cash.desk.send("li", c.IssueReceipt(charge_id=charge.charge_id))
    assert (refused.value.status, refused.value.slug) == (409, "no-receipt")
    assert "复印不提供收据或发票" in refused.value.detail
    assert "No receipt or invoice exists for copies" in refused.value.detail
    assert cash.desk.take(c.ReceiptIssued) == []


async def test_a_receipt_is_issued_once_and_then_copied(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    with pytest.raises(Refused, match="the charge is open"):
        await cash.desk.send("li", c.IssueReceipt(charge_id=charge_id))
    await cash.pay("li", charge_id, "card")
    first = await cash.desk.send("li", c.IssueReceipt(charge_id=charge_id))
    again = [await cash.desk.send("li", c.IssueReceipt(charge_id=charge_id)) for _ in range(2)]
    assert (first.copy_of, first.amount) == (None, yuan("120.00"))
    assert [copy.copy_of for copy in again] == [first.receipt_id] * 2
    assert len({first.receipt_id, *(copy.receipt_id for copy in again)}) == 3


@pytest.mark.rule("PD-21")
async def test_a_departments_copies_are_signed_for_and_never_charged(cash: CashDesk) -> None:
    due = AllocationDue(name="copies", item="copy_a4", quantity=30, department="finance")
    for _ in range(2):
        await cash.desk.event(confirmed(allocations=[due]))
    opened = cash.desk.take(c.AllocationOpened)
    assert [(e.department, e.item, e.quantity, e.amount) for e in opened] == [("finance", "copy_a4", 30, yuan("30.00"))]
    command = c.SignAllocation(allocation_id=opened[0].allocation_id)
    with pytest.raises(Refused, match="only active staff of finance"):
        await cash.desk.send("li", command)
    await cash.desk.send("xu", command)
    with pytest.raises(Refused, match="already signed by 'xu'"):
        await cash.desk.send("fang", command)
    event = cash.desk.take(c.CostAllocated)[0]
    assert (event.signed_by, event.quantity, event.all_settled) == ("xu", 30, True)
    assert cash.desk.take(c.ChargeRaised) == []
    row = (await cash.desk.ask("li", c.ListAllocations(department="finance"))).rows[0]
    assert (row.state, row.signed_by, row.item, row.quantity, row.clerk) == ("signed", "xu", "copy_a4", 30, "li")
    assert await cash.balances() == {"cost:finance": "30.00", "revenue:internal": "-30.00"}


async def test_the_request_is_settled_with_its_last_charge_and_allocation(cash: CashDesk) -> None:
    await cash.desk.event(
        confirmed(
            charges=[ChargeDue(name="one", amount=yuan("5")), ChargeDue(name="two", amount=yuan("6"))],
            allocations=[AllocationDue(name="copies", item="copy_a4", quantity=1, department="finance")],
        )
    )
    charges = {e.name: e.charge_id for e in cash.desk.take(c.ChargeRaised)}
    await cash.pay("li", charges["one"], "card")
    allocation = cash.desk.take(c.AllocationOpened)[0].allocation_id
    await cash.desk.send("xu", c.SignAllocation(allocation_id=allocation))
    await cash.pay("li", charges["two"], "card")
    assert [e.all_settled for e in cash.desk.take(c.ChargeSettled)] == [False, True]
    assert cash.desk.take(c.CostAllocated)[0].all_settled is False


async def test_a_cancelled_request_owes_nothing(cash: CashDesk) -> None:
    due = AllocationDue(name="copies", item="copy_a4", quantity=30, department="finance")
    await cash.desk.event(confirmed(charges=[ChargeDue(name="one", amount=yuan("5"))], allocations=[due]))
    charge_id = await cash.charge("120.00")
    await cash.pay("li", charge_id, "card", amount="20.00")
    cancelled = RequestCancelled(number=NUMBER, line="repair", reason="moved out")
    await cash.desk.event(cancelled)
    await cash.desk.event(cancelled)
    assert len(cash.desk.take(c.ChargeVoided)) == 2
    assert {row.state for row in (await cash.desk.ask("li", c.ListCharges(number=NUMBER))).rows} == {"voided"}
    assert (await cash.desk.ask("li", c.ListAllocations(number=NUMBER))).rows[0].state == "voided"
    # What was paid stays income until it is refunded; nothing is receivable any more.
    assert await cash.balances() == {"bank:card": "20.00", "revenue:repair": "-20.00"}
    with pytest.raises(Refused, match="the charge is voided"):
        await cash.pay("li", charge_id, "card")
    cash.desk.take(c.ChargeRaised)
    await cash.desk.event(quote(cycle=2))
    assert cash.desk.take(c.ChargeRaised) == []


async def test_a_quote_accepted_while_the_request_is_cancelled_is_not_charged(cash: CashDesk) -> None:
    await cash.desk.event(RequestCancelled(number=NUMBER, line="repair", reason="moved out"))
    await cash.desk.event(quote())
    assert cash.desk.take(c.ChargeRaised) == []


async def test_charges_are_found_by_request_item_day_and_state_page_by_page(cash: CashDesk) -> None:
    for index in range(1, 6):
        item = "copy_a4" if index % 2 else "copy_a3"
        await cash.desk.event(copies(index, item, number=f"HQ-20261121-{index:04d}"))
    first = await cash.desk.ask("li", c.ListCharges(day="2026-11-21", limit=3))
    rest = await cash.desk.ask("li", c.ListCharges(day="2026-11-21", limit=3, cursor=first.next))
    assert [row.quantity for row in [*first.rows, *rest.rows]] == [1, 2, 3, 4, 5]
    assert rest.next is None
    assert [row.quantity for row in (await cash.desk.ask("li", c.ListCharges(item="copy_a3"))).rows] == [2, 4]
    assert (await cash.desk.ask("li", c.ListCharges(day="2026-11-22"))).rows == []
    assert (await cash.desk.ask("li", c.ListCharges(state="settled"))).rows == []


async def test_the_price_list_says_which_items_have_no_receipt(cash: CashDesk) -> None:
    rows = {row.item: row for row in (await cash.desk.ask("li", c.GetPrices())).rows}
    assert rows["copy_a4"].amount == yuan("1.00")
    assert rows["copy_a3"].amount == yuan("2.00")
    assert not rows["copy_a3"].receipt
    assert rows["copy_a3"].no_receipt_reason is not None
