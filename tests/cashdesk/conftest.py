"""The cash desk with its people, and events of the other services."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts import cashdesk as c
from contracts.base import AllocationDue, ChargeDue
from contracts.dispatch import OrderQuoteAccepted
from contracts.intake import RequestConfirmed
from contracts.money import Money
from tests.harness import START, Desk

NUMBER = "HQ-20261121-0001"


def yuan(text: str) -> Money:
    return Money.parse(f"{text} CNY")


def confirmed(
    number: str = NUMBER,
    charges: list[ChargeDue] | None = None,
    allocations: list[AllocationDue] | None = None,
    received_by: str = "li",
) -> RequestConfirmed:
    return RequestConfirmed(
        number=number,
        line="copies",
        form={},
        received_by=received_by,
        revision=1,
        happened_at=START,
        recorded_at=START,
        confirmed_at=START,
        playbook="property-desk",
        playbook_version=1,
        charges=charges or [],
        allocations=allocations or [],
    )


def copies(sheets: int = 10, item: str = "copy_a4", number: str = NUMBER) -> RequestConfirmed:
    return confirmed(number, [ChargeDue(name="copies", item=item, quantity=sheets)])


def quote(amount: str = "120.00", *, cycle: int = 1, number: str = NUMBER) -> OrderQuoteAccepted:
    return OrderQuoteAccepted(
        number=number,
        order_id="order-1",
        line="repair",
        department="engineering",
        step="quote_accepted",
        cycle=cycle,
        signed_by="wang",
        decision="accepted",
        happened_at=START,
        charge=ChargeDue(name="repair", amount=yuan(amount)),
    )


class CashDesk:
    """Short words for what every test does."""

    drawer = "front"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def charge(self, amount: str = "120.00", *, number: str = NUMBER) -> str:
        """A repair's accepted quote; the id of its charge."""
        await self.desk.event(quote(amount, number=number))
        return self.desk.take(c.ChargeRaised)[-1].charge_id

    async def open(self, actor: str = "li", counted: str = "200.00") -> None:
        await self.desk.send(actor, c.OpenDrawer(drawer=self.drawer, counted=yuan(counted)))

    async def close(self, actor: str = "li", counted: str = "200.00", reason: str | None = None) -> c.DrawerReceipt:
        command = c.CloseDrawer(drawer=self.drawer, counted=yuan(counted), reason=reason)
        receipt: c.DrawerReceipt = await self.desk.send(actor, command)
        return receipt

    async def pay(self, actor: str, charge_id: str, method: str = "cash", **sums: str) -> c.PaymentReceipt:
        given: dict[str, Any] = {name: yuan(text) for name, text in sums.items()}
        receipt: c.PaymentReceipt = await self.desk.send(
            actor, c.TakePayment(charge_id=charge_id, method=method, **given)
        )
        return receipt

    async def balances(self) -> dict[str, str]:
        """Balance by account; fails unless the ledger balances."""
        view = await self.desk.ask("chen", c.TrialBalance())
        assert view.balanced
        assert view.debit == view.credit
        return {row.account: str(row.balance.amount) for row in view.rows if row.balance.minor}

    async def the_charge(self, number: str = NUMBER) -> c.ChargeView:
        page = await self.desk.ask("li", c.ListCharges(number=number))
        view: c.ChargeView = page.rows[0]
        return view

    async def entry_of(self, account: str) -> str:
        """The newest entry that touches an account."""
        page = await self.desk.ask("chen", c.ListEntries(account=account))
        return str(page.rows[-1].entry_id)


@pytest.fixture
async def cash(desk_for: Callable[..., Awaitable[Desk]]) -> CashDesk:
    desk = await desk_for("cashdesk")
    desk.staff("li", name="李敏", roles=["clerk"])
    desk.staff("sun", name="孙芳", roles=["clerk"])
    desk.staff("chen", name="陈静", roles=["desk_manager"])
    desk.staff("zhou", name="周强", roles=["duty_manager"])
    desk.staff("fang", name="方圆", roles=["finance_head"], department="finance")
    desk.staff("xu", name="徐丽", roles=["staff"], department="finance")
    desk.staff("zhao", name="赵军", roles=["courier"], department="agency")
    desk.staff("wang", name="王刚", roles=["technician"], department="engineering")
    return CashDesk(desk)
