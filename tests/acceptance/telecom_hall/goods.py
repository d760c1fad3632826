"""Cards and gifts at the hall: what several of its tests do."""

from typing import Any

from contracts.cashdesk import (
    ChargeRaised,
    ConfirmStock,
    IssueStock,
    ReceiveStock,
    ReturnStock,
    SerialRange,
    StockAccount,
    StockAmount,
    TakePayment,
)
from tests.acceptance.desk import Desk


def serials(first: int, last: int) -> list[SerialRange]:
    return [SerialRange(first=f"898600{first:010}", last=f"898600{last:010}" if last > first else None)]


def cards(first: int, last: int, kind: str = "sim") -> StockAmount:
    """Cards by serial, counted right."""
    return StockAmount(type=kind, count=last - first + 1, serials=serials(first, last))


def gifts(count: int) -> StockAmount:
    return StockAmount(type="umbrella", count=count)


async def received(desk: Desk, *lines: StockAmount) -> None:
    for line in lines:
        await desk.does("ku", ReceiveStock(goods=line, supplier="省公司卡库"))


async def issued(desk: Desk, to: str, *lines: StockAmount, application_id: str | None = None) -> str:
    """Counted and signed by both; the offer's id."""
    offer = await desk.send("ku", IssueStock(to=to, lines=list(lines), application_id=application_id))
    await desk.does(to, ConfirmStock(offer_id=offer.offer_id, counted=list(lines)))
    return str(offer.offer_id)


async def returned(desk: Desk, giver: str, *lines: StockAmount) -> str:
    offer = await desk.send(giver, ReturnStock(to="ku", lines=list(lines)))
    await desk.does("ku", ConfirmStock(offer_id=offer.offer_id, counted=list(lines)))
    return str(offer.offer_id)


async def charged(desk: Desk, clerk: str, quantity: int = 1) -> str:
    """A customer asks for SIM cards; the id of the charge."""
    form = {"customer": "张伟", "phone": "13812348000", "item": "sim_card", "quantity": quantity}
    number = await desk.record("card_sale", form, by=clerk)
    return (await desk.event(ChargeRaised, number)).charge_id


async def sold(desk: Desk, clerk: str, first: int, last: int, **more: Any) -> str:
    """SIM cards are charged and paid; the id of the charge."""
    charge_id = await charged(desk, clerk, last - first + 1)
    payment = TakePayment(charge_id=charge_id, method="wechat", serials=serials(first, last), **more)
    await desk.does(clerk, payment)
    return charge_id


async def account(desk: Desk, person: str = "li") -> dict[str, int]:
    """The day's equation of one person's SIM cards, what is not zero; fails unless it holds."""
    view = await desk.ask("chen", StockAccount(person=person, type="sim"))
    assert all(row.balanced for row in view.rows)
    piles = [row.model_dump(exclude={"person", "type", "balanced"}) for row in view.rows]
    return {name: pile["count"] for row in piles for name, pile in row.items() if pile["count"]}
