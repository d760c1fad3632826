"""A day of random work through the handlers: the books agree with what the people counted themselves."""

import random

import pytest

from contracts import cashdesk as c
from contracts.base import PayoutDue
from contracts.money import Money
from tests.cashdesk.conftest import CashDesk, quote, yuan
from tests.harness import Refused


class Day:
    """What the people at the desk would note on paper, in minor units."""

    def __init__(self, cash: CashDesk, seed: int) -> None:
        self.cash = cash
        self.dice = random.Random(seed)
        self.drawer = 20000
        self.courier = 0
        self.raised = self.paid = self.given_back = self.owed = 0
        self.open_charges: dict[str, int] = {}
        self.payments: list[str] = []
        self.payouts: list[c.PayoutOpened] = []
        self.count = 0

    def part(self, minor: int) -> Money:
        return Money.of_minor(self.dice.randint(1, max(1, minor)), "CNY")

    async def charge(self) -> None:
        self.count += 1
        amount = self.part(50000)
        charge_id = await self.cash.charge(str(amount.amount), number=f"HQ-20261121-{self.count:04d}")
        self.open_charges[charge_id] = amount.minor
        self.raised += amount.minor

    async def pay(self) -> None:
        charge_id = self.dice.choice(list(self.open_charges))
        amount = self.part(self.open_charges[charge_id])
        actor, method = self.dice.choice([("li", "cash"), ("zhao", "cash"), ("sun", "card")])
        given = {"amount": amount} if method == "card" else {"amount": amount, "received": amount + yuan("100")}
        command = c.TakePayment(charge_id=charge_id, method=method, **given)
        receipt = await self.cash.desk.send(actor, command)
        self.payments.append(receipt.payment_id)
        self.paid += amount.minor
        self.drawer += amount.minor if actor == "li" else 0
        self.courier += amount.minor if actor == "zhao" else 0
        self.open_charges[charge_id] -= amount.minor
        if receipt.settled:
            assert self.open_charges.pop(charge_id) == 0

    async def refund(self) -> None:
        payment_id = self.dice.choice(self.payments)
        amount = self.part(10000)
        asked = await self.cash.desk.send(
            "li", c.RequestRefund(payment_id=payment_id, amount=amount, reason="goodwill")
        )
        before = await self.cash.balances()
        await self.cash.desk.send("chen", c.DecideRefund(refund_id=asked.refund_id, granted=True))
        after = await self.cash.balances()
        if before.get("drawer:front") != after.get("drawer:front"):
            self.drawer -= amount.minor
        self.given_back += amount.minor

    async def owe(self) -> None:
        self.count += 1
        amount = self.part(20000)
        due = PayoutDue(name="refund", amount=amount)
        event = quote("0.00", number=f"HQ-20261121-{self.count:04d}")
        await self.cash.desk.event(event.model_copy(update={"payout": due}))
        self.payouts += self.cash.desk.take(c.PayoutOpened)
        self.owed += amount.minor
        self.given_back += amount.minor

    async def pay_out(self) -> None:
        owed = self.dice.choice(self.payouts)
        actor, method = self.dice.choice([("li", "cash"), ("sun", "card")])
        await self.cash.desk.send(actor, c.PayOut(number=owed.number, method=method))
        self.payouts.remove(owed)
        self.owed -= owed.amount.minor
        self.drawer -= owed.amount.minor if method == "cash" else 0

    async def hand_over(self) -> None:
        amount = self.part(self.courier)
        offer = await self.cash.desk.send("zhao", c.HandOverCash(to="li", amount=amount))
        await self.cash.desk.send("li", c.ConfirmCash(transfer_id=offer.transfer_id, counted=amount))
        self.courier -= amount.minor
        self.drawer += amount.minor

    async def check(self) -> None:
        balances = {account: yuan(text).minor for account, text in (await self.cash.balances()).items()}
        assert balances.get("drawer:front", 0) == self.drawer
        assert balances.get("holder:zhao", 0) == self.courier
        assert balances.get("receivable", 0) == self.raised - self.paid == sum(self.open_charges.values())
        assert balances.get("refunds", 0) == self.given_back
        assert balances.get("payable", 0) == -self.owed


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_busy_day(cash: CashDesk, seed: int) -> None:
    day = Day(cash, seed)
    await cash.open(counted="200.00")
    done = 0
    for _ in range(60):
        step = day.dice.choice([day.charge, day.pay, day.pay, day.refund, day.hand_over, day.owe, day.pay_out])
        try:
            await step()
        except (Refused, IndexError):
            continue
        done += 1
        await day.check()
    assert done >= 20
    receipt = await cash.close(counted=str(Money.of_minor(day.drawer, "CNY").amount))
    assert receipt.difference == yuan("0")
