"""Payments and confirmed requests of one transaction: read together, judged one after the other."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event

from contracts import cashdesk as c
from contracts.base import ChargeDue
from tests.cashdesk.conftest import CashDesk, confirmed, yuan
from tests.cashdesk.goods import Hall, cards
from tests.harness import Desk, Refused


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    hall = await Hall.make(desk_for)
    await hall.receive(cards("A0001-A0100"))
    await hall.issue("li", cards("A0001-A0040"))
    await hall.issue("wang", cards("A0041-A0060"))
    return hall


async def together(*doing: Awaitable[Any]) -> list[str]:
    """How each ended, all in one transaction: ``done``, or the slug of its refusal."""
    ended = await asyncio.gather(*doing, return_exceptions=True)
    for each in ended:
        if isinstance(each, BaseException) and not isinstance(each, Refused):
            raise each
    return [each.slug if isinstance(each, Refused) else "done" for each in ended]


async def test_one_charge_is_paid_once(hall: Hall) -> None:
    charge, other = await hall.charge(), await hall.charge()
    ended = await together(
        hall.pay("li", charge, "A0001"), hall.pay("li", charge, "A0002"), hall.pay("li", other, "A0002")
    )
    assert ended == ["done", "conflict", "done"]
    assert await hall.held() == ["A0003-A0040"]


async def test_one_card_is_sold_once(hall: Hall) -> None:
    one, two, three = [await hall.charge() for _ in range(3)]
    ended = await together(hall.pay("li", one, "A0001"), hall.pay("li", two, "A0001"), hall.pay("wang", three, "A0002"))
    assert ended == ["done", "stock-elsewhere", "stock-elsewhere"]
    assert await hall.held() == ["A0002-A0040"]


async def test_a_card_that_goes_to_a_colleague_in_between_is_not_sold(hall: Hall) -> None:
    one, two = await hall.charge(), await hall.charge()
    hand_over = c.HandOverStock(to="wang", lines=[cards("A0002")])
    ended = await together(hall.pay("li", one, "A0001"), hall.send("li", hand_over), hall.pay("li", two, "A0002"))
    assert ended == ["done", "done", "stock-claimed"]


async def test_wrong_serials_are_said_to_whom_they_belong(hall: Hall) -> None:
    charges = [await hall.charge() for _ in range(4)]
    ended = await together(
        hall.pay("li", charges[0], "A0009-A0001"),
        hall.pay("li", charges[1], "Z0001"),
        hall.pay("li", charges[2], "A0001-A0002"),
        hall.pay("li", charges[3], "A0001"),
        hall.pay("li", "no-charge", "A0003"),
    )
    assert ended == ["invalid", "not-found", "invalid", "done", "not-found"]


async def test_a_drawer_closed_in_between_takes_no_more(cash: CashDesk) -> None:
    one, two = await cash.charge("10"), await cash.charge("20", number="HQ-20261121-0002")
    await cash.open()
    ended = await together(
        cash.pay("li", one, received="10"), cash.close(counted="210.00"), cash.pay("li", two, received="20")
    )
    assert ended == ["done", "done", "no-open-drawer"]


async def test_the_last_charge_of_a_request_settles_it(hall: Hall) -> None:
    for index in range(3):
        dues = [ChargeDue(name=name, amount=yuan("5")) for name in ("one", "two")]
        await hall.desk.event(confirmed(f"HQ-20261121-9{index:03d}", dues))
    charges = [raised.charge_id for raised in hall.desk.take(c.ChargeRaised)]
    assert await together(*(hall.pay("li", charge) for charge in charges[:5])) == ["done"] * 5
    assert [each.all_settled for each in hall.desk.take(c.ChargeSettled)] == [False, True, False, True, False]
    await hall.pay("li", charges[5])
    assert [each.all_settled for each in hall.desk.take(c.ChargeSettled)] == [True]


async def test_a_request_confirmed_twice_at_once_is_charged_once(hall: Hall) -> None:
    due = [ChargeDue(name="cards", amount=yuan("5"))]
    numbers = ("HQ-20261121-8001", "HQ-20261121-8002", "HQ-20261121-8001")
    await asyncio.gather(*(hall.desk.event(confirmed(number, due)) for number in numbers))
    assert [raised.number for raised in hall.desk.take(c.ChargeRaised)] == list(numbers[:2])


async def test_the_statements_of_a_transaction_do_not_grow_with_its_payments(hall: Hall) -> None:
    async def statements(serials: range) -> int:
        charges = [await hall.charge() for _ in serials]
        ran.clear()
        assert await together(
            *(hall.pay("li", charge, f"A{serial:04d}") for charge, serial in zip(charges, serials, strict=True))
        ) == ["done"] * len(serials)
        return len(ran)

    ran: list[str] = []
    database = hall.desk.database
    engine = database._inline._engine if database._inline is not None else database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", lambda connection, cursor, statement, *_: ran.append(statement))
    assert await statements(range(1, 3)) == await statements(range(3, 23))
