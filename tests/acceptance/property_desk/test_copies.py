"""Copies at the property desk: charged by the sheet, or allocated to a department."""

import pytest

from contracts.cashdesk import (
    AllocationOpened,
    ChargeRaised,
    CostAllocated,
    IssueReceipt,
    ListAllocations,
    ListCharges,
    OpenDrawer,
    ReceiptIssued,
    SignAllocation,
    TakePayment,
    TrialBalance,
)
from contracts.intake import GetRequest, RecordRequest, RequestArchived
from contracts.money import Money
from tests.acceptance.desk import Desk

OUTSIDER = {"payer": "outsider", "paper": "A4", "sheets": 12, "no_receipt_told": True}


@pytest.mark.rule("PD-19")
@pytest.mark.parametrize(
    ("payer", "paper", "sheets", "amount"),
    [("outsider", "A4", 12, "12.00 CNY"), ("outsider", "A3", 5, "10.00 CNY"), ("staff_private", "A3", 1, "2.00 CNY")],
)
async def test_private_copies_are_always_charged_by_the_sheet_and_logged_with_the_clerk(
    desk: Desk, payer: str, paper: str, sheets: int, amount: str
) -> None:
    number = await desk.record("copies", {"payer": payer, "paper": paper, "sheets": sheets, "no_receipt_told": True})
    charge = await desk.event(ChargeRaised, number)
    assert (charge.amount, charge.quantity, charge.clerk) == (Money.parse(amount), sheets, "li")
    assert (await desk.ask("li", GetRequest(number=number))).state == "confirmed"
    await desk.does("li", OpenDrawer(drawer="front", counted=Money.parse("50.00 CNY")))
    pay = TakePayment(charge_id=charge.charge_id, method="cash", received=Money.parse("1.00 CNY"))
    await desk.refuses("li", pay, status=422)
    await desk.does("li", pay.model_copy(update={"received": Money.parse("20.00 CNY")}))
    await desk.event(RequestArchived, number)
    item = f"copy_{paper.lower()}"
    (row,) = (await desk.ask("li", ListCharges(item=item))).rows
    assert (row.clerk, row.quantity, row.state, row.unit_amount.minor * sheets) == (
        "li",
        sheets,
        "settled",
        row.amount.minor,
    )


@pytest.mark.rule("PD-20")
async def test_there_is_no_receipt_for_copies_the_customer_is_told_before_and_asking_is_refused(desk: Desk) -> None:
    untold = {key: value for key, value in OUTSIDER.items() if key != "no_receipt_told"}
    for form in (untold, OUTSIDER | {"no_receipt_told": False}):
        problem = await desk.refuses("li", RecordRequest(line="copies", form=form, confirmed=True), status=422)
        assert set(problem.errors) == {"form.no_receipt_told"}
    number = await desk.record("copies", OUTSIDER)
    assert (await desk.ask("li", GetRequest(number=number))).form["no_receipt_told"] is True
    charge = await desk.event(ChargeRaised, number)
    await desk.does("li", TakePayment(charge_id=charge.charge_id, method="wechat"))
    problem = await desk.refuses("li", IssueReceipt(charge_id=charge.charge_id), status=409)
    assert problem.slug == "no-receipt"
    assert "No receipt or invoice exists for copies" in problem.detail
    assert await desk.events(ReceiptIssued) == []


@pytest.mark.rule("PD-21")
async def test_a_departments_copies_are_signed_for_and_allocated_not_charged(desk: Desk) -> None:
    form = {"payer": "department", "paper": "A3", "sheets": 30, "department": "finance"}
    without = {key: value for key, value in form.items() if key != "department"}
    await desk.refuses("li", RecordRequest(line="copies", form=without, confirmed=True), status=422)
    number = await desk.record("copies", form)
    opened = await desk.event(AllocationOpened, number)
    assert (opened.department, opened.item, opened.quantity) == ("finance", "copy_a3", 30)
    assert await desk.events(ChargeRaised, number) == []
    sign = SignAllocation(allocation_id=opened.allocation_id)
    await desk.refuses("li", sign, status=403)
    await desk.refuses("ke", sign, status=403)
    await desk.does("lin", sign)
    allocated = await desk.event(CostAllocated, number)
    assert (allocated.signed_by, allocated.department, allocated.quantity, allocated.item) == (
        "lin",
        "finance",
        30,
        "copy_a3",
    )
    await desk.refuses("lin", sign, status=409)
    await desk.event(RequestArchived, number)
    (row,) = (await desk.ask("fang", ListAllocations(department="finance"))).rows
    assert (row.signed_by, row.quantity, row.item, row.clerk) == ("lin", 30, "copy_a3", "li")
    assert (await desk.ask("fang", TrialBalance())).balanced
