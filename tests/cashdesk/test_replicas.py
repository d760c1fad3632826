"""Two replicas of cashdesk on one database, at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from contracts import cashdesk as c
from contracts.base import ChargeDue, PayoutDue
from tests.cashdesk.conftest import NUMBER, CashDesk, confirmed, quote, yuan
from tests.harness import Desk, Refused


@pytest.fixture
async def second(cash: CashDesk, desk_for: Callable[..., Awaitable[Desk]]) -> CashDesk:
    await cash.desk.ask("li", c.GetPrices())
    return CashDesk(await desk_for("cashdesk"))


async def test_of_two_payments_at_once_exactly_one_settles_the_request(cash: CashDesk, second: CashDesk) -> None:
    for index in range(10):
        number = f"HQ-20261121-{index + 1:04d}"
        dues = [ChargeDue(name="one", amount=yuan("5")), ChargeDue(name="two", amount=yuan("6"))]
        await cash.desk.event(confirmed(number, dues))
        one, two = (event.charge_id for event in cash.desk.take(c.ChargeRaised))
        await asyncio.gather(cash.pay("li", one, "card"), second.pay("sun", two, "card"))
        settled = [*cash.desk.take(c.ChargeSettled), *second.desk.take(c.ChargeSettled)]
        assert sorted(event.all_settled for event in settled) == [False, True]


async def test_one_event_at_two_replicas_raises_one_charge(cash: CashDesk, second: CashDesk) -> None:
    await asyncio.gather(cash.desk.event(quote()), second.desk.event(quote()), return_exceptions=True)
    assert len((await cash.desk.ask("li", c.ListCharges(number=NUMBER))).rows) == 1
    assert len([*cash.desk.take(c.ChargeRaised), *second.desk.take(c.ChargeRaised)]) == 1


async def test_the_same_cash_is_not_offered_twice(cash: CashDesk, second: CashDesk) -> None:
    await cash.pay("zhao", await cash.charge("50.00"), received="50.00")
    answers = await asyncio.gather(
        cash.desk.send("zhao", c.HandOverCash(to="li", amount=yuan("50"))),
        second.desk.send("zhao", c.HandOverCash(to="sun", amount=yuan("50"))),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "TransferReceipt"]


async def test_one_drawer_is_opened_once(cash: CashDesk, second: CashDesk) -> None:
    answers = await asyncio.gather(cash.open("li"), second.open("sun"), return_exceptions=True)
    refused = [answer for answer in answers if answer is not None]
    assert [type(answer) for answer in refused] == [Refused]
    assert (await cash.balances())["drawer:front"] == "200.00"


async def test_one_payout_is_paid_once(cash: CashDesk, second: CashDesk) -> None:
    for index in range(5):
        number = f"HQ-20261121-{index + 1:04d}"
        due = PayoutDue(name="refund", amount=yuan("50"))
        await cash.desk.event(quote("10.00", number=number).model_copy(update={"payout": due}))
        command = c.PayOut(number=number, method="card")
        answers = await asyncio.gather(
            cash.desk.send("li", command), second.desk.send("sun", command), return_exceptions=True
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["PayoutReceipt", "Refused"]
    assert (await cash.balances())["bank:card"] == "-250.00"
