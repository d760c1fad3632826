"""A telecom hall's cash desk with goods: short words for what the tests of stock do."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts import cashdesk as c
from contracts.base import ChargeDue
from contracts.cashdesk import SerialRange, StockAmount
from services.cashdesk.domain.stock_ranges import count, read_ranges
from tests.cashdesk.conftest import confirmed, yuan
from tests.harness import Desk

PEOPLE = {
    "li": ("李敏", "clerk"),
    "wang": ("王芳", "clerk"),
    "chen": ("陈静", "duty_manager"),
    "deng": ("邓超", "duty_manager"),
    "sun": ("孙丽", "hall_manager"),
    "ku": ("库平", "storekeeper"),
    "cang": ("仓红", "storekeeper"),
    "shi": ("施勇", "market_head"),
    "qian": ("钱进", "collector"),
}


def spans(*said: str) -> list[SerialRange]:
    """``spans("A0001-A0009", "A0042")``."""
    ends = [text.split("-") for text in said]
    return [SerialRange(first=each[0], last=each[1] if len(each) > 1 else None) for each in ends]


def cards(*said: str, kind: str = "sim") -> StockAmount:
    """Cards by serial, counted right."""
    return StockAmount(type=kind, serials=spans(*said), count=count(read_ranges(spans(*said), "said", 1_000_000)))


def loose(number: int, kind: str = "phone_case") -> StockAmount:
    """Goods without serials."""
    return StockAmount(type=kind, count=number)


class Hall:
    """The desk, and what is done at it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._sold = 0

    @classmethod
    async def make(cls, desk_for: Callable[..., Awaitable[Desk]]) -> "Hall":
        desk = await desk_for("cashdesk", "telecom-hall")
        for actor, (name, role) in PEOPLE.items():
            desk.staff(actor, name=name, roles=[role], department="hall")
        return cls(desk)

    async def send(self, actor: str, command: Any) -> Any:
        return await self.desk.send(actor, command)

    async def receive(self, *lines: StockAmount, by: str = "ku") -> None:
        for line in lines:
            await self.send(by, c.ReceiveStock(goods=line, supplier="Card factory"))

    async def issue(self, to: str, *lines: StockAmount, application_id: str | None = None) -> str:
        """Offered and signed; the offer's id."""
        command = c.IssueStock(to=to, lines=list(lines), application_id=application_id)
        offer_id = (await self.send("ku", command)).offer_id
        await self.send(to, c.ConfirmStock(offer_id=offer_id, counted=list(lines)))
        return str(offer_id)

    async def give_back(self, giver: str, *lines: StockAmount) -> str:
        offer_id = (await self.send(giver, c.ReturnStock(to="ku", lines=list(lines)))).offer_id
        await self.send("ku", c.ConfirmStock(offer_id=offer_id, counted=list(lines)))
        return str(offer_id)

    async def charge(self, quantity: int = 1, item: str = "sim_card", by: str = "li") -> str:
        """A sale that was recorded; its charge's id."""
        self._sold += 1
        number = f"HQ-20261121-{self._sold:04d}"
        await self.desk.event(
            confirmed(number, [ChargeDue(name="cards", item=item, quantity=quantity)], received_by=by)
        )
        return self.desk.take(c.ChargeRaised)[-1].charge_id

    async def pay(self, actor: str, charge_id: str, *serials: str, amount: str | None = None, **more: Any) -> Any:
        command = c.TakePayment(
            charge_id=charge_id,
            method="wechat",
            amount=None if amount is None else yuan(amount),
            serials=spans(*serials) if serials else None,
            **more,
        )
        return await self.send(actor, command)

    async def sell(self, actor: str, *serials: str) -> str:
        """Cards are charged and paid; the charge's id."""
        charge_id = await self.charge(count(read_ranges(spans(*serials), "said", 1000)), by=actor)
        await self.pay(actor, charge_id, *serials)
        return charge_id

    async def held(self, place: str = "staff:li", kind: str = "sim") -> list[str]:
        """The serials of a type at a place, as ``A0001-A0009``."""
        view = await self.desk.ask("sun", c.StockPosition(type=kind))
        rows = [row for row in view.rows if row.place == place]
        return [f"{span.first}-{span.last}" if span.last else span.first for row in rows for span in row.serials]

    async def counts(self, kind: str = "phone_case") -> dict[str, int]:
        view = await self.desk.ask("sun", c.StockPosition(type=kind))
        return {row.place: row.count for row in view.rows}

    async def account(self, person: str = "li", kind: str = "sim", **more: Any) -> dict[str, int]:
        """The day's equation, what is not zero; fails unless it holds."""
        view = await self.desk.ask("sun", c.StockAccount(person=person, type=kind, **more))
        if not view.rows:
            return {}
        row = view.rows[0]
        assert row.balanced, row
        piles = row.model_dump(exclude={"person", "type", "balanced"})
        return {name: pile["count"] for name, pile in piles.items() if pile["count"]}
