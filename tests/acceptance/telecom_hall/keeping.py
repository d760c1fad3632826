"""Customers who may leave, and those who keep them."""

from datetime import datetime
from typing import Any

from contracts.followup import (
    CaseView,
    GetRetentionCase,
    GuideOffer,
    MakeOffer,
    OfferReceipt,
    PublishRetentionGuide,
    RecordFailedAttempt,
    RetentionOpened,
)
from contracts.money import Money
from contracts.playbook.basics import Label
from tests.acceptance.desk import Desk

COMPANY = "东方贸易公司"


def form(customer: int = 1, **more: Any) -> dict[str, Any]:
    """``customer`` makes the telephone number, by which the file is found."""
    return {"customer": "王小明", "phone": f"139{customer:08}"} | more


async def asks(desk: Desk, customer: int = 1, *, by: str = "li", **more: Any) -> RetentionOpened:
    """A customer asks at the counter how to cancel; the case that is opened."""
    number = await desk.record("cancellation_enquiry", form(customer, **more), by=by)
    return await desk.event(RetentionOpened, number)


async def case(desk: Desk, opened: RetentionOpened, reader: str = "sun") -> CaseView:
    found: CaseView = await desk.ask(reader, GetRetentionCase(case_id=opened.case_id))
    return found


def offer(name: str, cost: str, *segments: str) -> GuideOffer:
    title = Label(zh="话费优惠", en="Discount")
    return GuideOffer(name=name, title=title, segments=list(segments), cost=yuan(cost), conditions="在网满一年")


def yuan(text: str) -> Money:
    return Money.parse(f"{text} CNY")


async def guided(desk: Desk, *offers: GuideOffer) -> None:
    """This month's guide is published."""
    month = f"{desk.start:%Y-%m}"
    given = list(offers) or [offer("discount", "30.00", "normal", "group", "high_value")]
    await desk.does("shi", PublishRetentionGuide(month=month, offers=given))


async def offered(desk: Desk, opened: RetentionOpened, name: str = "discount", *, by: str = "li") -> str:
    receipt: OfferReceipt = await desk.does(by, MakeOffer(case_id=opened.case_id, offer=name))
    return receipt.offer_id


async def fails(desk: Desk, opened: RetentionOpened, *, by: str = "li", next_at: datetime | None = None) -> None:
    command = RecordFailedAttempt(case_id=opened.case_id, reason="资费太高", reach="工作日晚上来电", next_at=next_at)
    await desk.does(by, command)
