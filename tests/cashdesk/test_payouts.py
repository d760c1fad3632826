"""Money the desk owes a customer: opened by a step, paid once, voided with its request."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from contracts import cashdesk as c
from contracts.base import ChargeDue
from contracts.intake import RequestCancelled
from contracts.roster import HandoverOpened
from services.cashdesk.domain.pricing import CannotPrice, money_with
from tests.cashdesk.conftest import NUMBER, CashDesk, yuan
from tests.cashdesk.sales import sales_playbook, step
from tests.harness import Desk, Refused


async def selling(desk_for: Callable[..., Awaitable[Desk]], folder: Path, **changes: Any) -> CashDesk:
    desk = await desk_for("cashdesk", sales_playbook(folder, **changes))
    desk.staff("li", name="李敏", roles=["clerk"])
    desk.staff("chen", name="陈静", roles=["desk_manager"])
    desk.staff("fang", name="方圆", roles=["finance_head"], department="finance")
    desk.staff("wang", name="王刚", roles=["technician"], department="engineering")
    return CashDesk(desk)


@pytest.fixture
async def cash(desk_for: Callable[..., Awaitable[Desk]], tmp_path: Path) -> CashDesk:
    return await selling(desk_for, tmp_path)


async def pay(cash: CashDesk, actor: str = "li", method: str = "cash", **more: Any) -> c.PayoutReceipt:
    receipt: c.PayoutReceipt = await cash.desk.send(actor, c.PayOut(number=NUMBER, method=method, **more))
    return receipt


async def payouts(cash: CashDesk) -> list[tuple[str, str, str | None]]:
    page = await cash.desk.ask("li", c.ListPayouts(number=NUMBER))
    return [(row.name, row.state, row.paid_by) for row in page.rows]


@pytest.mark.rule("FS-11")
async def test_what_a_step_owes_is_paid_from_the_senders_drawer_and_the_ledger_balances(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="160.00"))
    [opened] = cash.desk.take(c.PayoutOpened)
    assert (opened.number, opened.name, opened.amount) == (NUMBER, "refund", yuan("160.00"))
    assert await cash.balances() == {"refunds": "160.00", "payable": "-160.00"}

    await cash.open(counted="200.00")
    receipt = await pay(cash, drawer="front", reference="slip 7")

    [settled] = cash.desk.take(c.PayoutSettled)
    assert (settled.payout_id, settled.method, settled.paid_by) == (opened.payout_id, "cash", "li")
    assert settled.all_settled
    assert (receipt.amount, receipt.all_settled) == (yuan("160.00"), True)
    assert await cash.balances() == {"refunds": "160.00", "drawer:front": "40.00", "safe": "-200.00"}
    view = await cash.desk.ask("chen", c.GetDrawer(drawer="front"))
    assert view.expected == yuan("40.00")
    [row] = (await cash.desk.ask("li", c.ListPayouts(state="settled"))).rows
    assert (row.opened_by, row.reference, row.paid_at) == ("li", "slip 7", cash.desk.clock.now())


async def test_a_payout_by_bank_needs_no_drawer(cash: CashDesk) -> None:
    method = next(m for m in cash.desk.playbooks.of("HQ").cash.methods if m != "cash")
    await cash.desk.event(step())

    await pay(cash, "chen", method)

    assert await cash.balances() == {"refunds": "1600.00", f"bank:{method}": "-1600.00"}


@pytest.mark.rule("FS-11")
async def test_nothing_is_paid_twice(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="100.00"))
    await cash.open(counted="500.00")
    await pay(cash)
    before = await cash.balances()

    for named in ({}, {"payout_id": cash.desk.take(c.PayoutSettled)[0].payout_id}):
        with pytest.raises(Refused, match="already paid out, by 'li'") as refused:
            await pay(cash, **named)
        assert refused.value.status == 409

    assert await cash.balances() == before


async def test_cash_needs_the_senders_own_open_drawer_with_enough_in_it(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="160.00"))
    with pytest.raises(Refused) as refused:
        await pay(cash)
    assert (refused.value.status, refused.value.slug) == (409, "no-open-drawer")

    await cash.open("li", "159.99")
    with pytest.raises(Refused) as refused:
        await pay(cash)
    assert (refused.value.status, refused.value.slug) == (409, "not-enough-cash")
    with pytest.raises(Refused) as refused:
        await pay(cash, drawer="back")
    assert refused.value.slug == "no-open-drawer"
    with pytest.raises(Refused) as refused:
        await pay(cash, "chen")
    assert refused.value.slug == "no-open-drawer"

    assert await payouts(cash) == [("refund", "open", None)]


async def test_cash_on_offer_to_a_colleague_is_not_free_to_leave(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="160.00"))
    await cash.open("li", "200.00")
    await cash.desk.send("li", c.HandOverCash(to="chen", amount=yuan("50.00")))

    with pytest.raises(Refused) as refused:
        await pay(cash)

    assert refused.value.slug == "not-enough-cash"


async def test_only_people_of_the_desk_pay_out(cash: CashDesk) -> None:
    await cash.desk.event(step())

    with pytest.raises(Refused, match="'wang' pays nothing out") as refused:
        await pay(cash, "wang", "card")

    assert refused.value.status == 403


@pytest.mark.rule("FS-11")
async def test_a_playbook_may_leave_it_to_finance(desk_for: Callable[..., Awaitable[Desk]], tmp_path: Path) -> None:
    cash = await selling(desk_for, tmp_path, permissions={"cashdesk.pay_out": ["finance_head"]})
    await cash.desk.event(step())

    with pytest.raises(Refused) as refused:
        await pay(cash, "li", "card")
    assert refused.value.status == 403

    assert (await pay(cash, "fang", "card")).all_settled


async def test_several_open_payouts_are_paid_by_name_and_the_last_settles_all(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="30.00"))
    await cash.desk.event(step(payout="20.00", name="deposit", step="inspected"))
    await cash.open(counted="100.00")
    with pytest.raises(Refused) as refused:
        await pay(cash)
    first, second = (opened.payout_id for opened in cash.desk.take(c.PayoutOpened))
    assert refused.value.errors["payout_id"] == f"name one of refund ({first}), deposit ({second})"

    assert not (await pay(cash, payout_id=second)).all_settled
    assert (await pay(cash)).all_settled
    assert [(e.name, e.all_settled) for e in cash.desk.take(c.PayoutSettled)] == [("deposit", False), ("refund", True)]
    assert await payouts(cash) == [("refund", "settled", "li"), ("deposit", "settled", "li")]


async def test_what_does_not_exist_or_fit_is_refused(cash: CashDesk) -> None:
    with pytest.raises(Refused) as refused:
        await pay(cash)
    assert (refused.value.status, set(refused.value.errors)) == (404, {"number"})

    await cash.desk.event(step())
    for more, path in (
        ({"payout_id": "unknown"}, "payout_id"),
        ({"method": "shells"}, "method"),
        ({"method": "card", "drawer": "front"}, "drawer"),
    ):
        with pytest.raises(Refused) as refused:
            await pay(cash, **more)
        assert set(refused.value.errors) == {path}


async def test_a_cancelled_request_owes_its_customer_nothing_more(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="30.00"))
    await cash.desk.event(step(payout="20.00", name="deposit", step="inspected"))
    await cash.open(counted="100.00")
    await pay(cash, payout_id=cash.desk.take(c.PayoutOpened)[0].payout_id)

    await cash.desk.event(RequestCancelled(number=NUMBER, line="cancellation", reason="goods kept"))
    await cash.desk.event(step(cycle=2))

    assert [(e.name, e.reason) for e in cash.desk.take(c.PayoutVoided)] == [("deposit", "goods kept")]
    assert await payouts(cash) == [("refund", "settled", "li"), ("deposit", "voided", None)]
    with pytest.raises(Refused) as refused:
        await pay(cash)
    assert refused.value.status == 409
    assert await cash.balances() == {"refunds": "30.00", "drawer:front": "70.00", "safe": "-100.00"}


async def test_an_event_that_comes_again_owes_nothing_again(cash: CashDesk) -> None:
    for _ in range(2):
        await cash.desk.event(step())
    assert len(cash.desk.take(c.PayoutOpened)) == 1

    await cash.desk.event(step(cycle=2))
    assert len(cash.desk.take(c.PayoutOpened)) == 1


async def test_a_step_may_charge_and_owe_at_once(cash: CashDesk) -> None:
    await cash.desk.event(step(charge=ChargeDue(name="fee", item="copy_a3", quantity=3)))

    assert [str(e.amount) for e in cash.desk.take(c.ChargeRaised)] == ["6.00 CNY"]
    assert [str(e.amount) for e in cash.desk.take(c.PayoutOpened)] == ["1600.00 CNY"]


async def test_a_payout_of_nothing_is_settled_at_once_and_one_below_nothing_is_a_fault(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="0.00"))
    assert [(e.all_settled, e.method) for e in cash.desk.take(c.PayoutSettled)] == [(True, "none")]
    assert await cash.balances() == {}

    with pytest.raises(CannotPrice, match="refund"):
        await cash.desk.event(step(payout="-1.00", cycle=2))


async def test_what_is_owed_is_handed_over_with_the_shift(cash: CashDesk) -> None:
    await cash.desk.event(step(payout="30.00"))
    await cash.desk.event(HandoverOpened(handover_id="h1", shift_id="s1", post="front_desk", outgoing="li"))

    [report] = cash.desk.take(c.CashdeskHandoverReported)
    assert [(item.kind, item.number, item.title) for item in report.items] == [
        ("payout", NUMBER, "refund: 30.00 CNY owed to the customer")
    ]


async def test_only_events_that_may_move_money_are_heard(cash: CashDesk) -> None:
    book = cash.desk.playbooks.of("HQ")

    heard = [
        key
        for key in ("step_taken", "quote_accepted", "quote_declined", "verified")
        if money_with(f"order.{key}")(book)
    ]

    assert heard == ["step_taken", "quote_accepted"]
