"""The telecom hall's followup, for tests of retention and opinions."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from contracts.followup import (
    CaseReceipt,
    CaseView,
    GetRetentionCase,
    GuideOffer,
    ListRetentionCases,
    OpenRetention,
    PublishRetentionGuide,
)
from contracts.intake import RequestConfirmed
from contracts.money import Money
from contracts.playbook.basics import Label
from tests.harness import Desk

DeskFor = Callable[..., Awaitable[Desk]]
PEOPLE = {
    "li": ["clerk"],
    "wang": ["clerk"],
    "chen": ["duty_manager"],
    "deng": ["duty_manager"],
    "sun": ["hall_manager"],
    "hui": ["caller"],
    "da": ["key_account_head"],
    "ke": ["account_manager"],
    "kong": ["account_manager"],
    "shi": ["market_head"],
    "ji": ["billing_head"],
    "shang": ["superior_head"],
}
OFF_DUTY = {"deng", "shang"}
FREE = {"customer": "张*", "phone": "138****8000"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00")


def people(desk: Desk) -> Desk:
    for actor, roles in PEOPLE.items():
        desk.staff(actor, roles=roles, department="hall", on_duty=actor not in OFF_DUTY)
    return desk


async def hall(desk_for: DeskFor) -> Desk:
    return people(await desk_for("followup", "telecom-hall"))


def request(desk: Desk, line: str, serial: int = 1, *, customer: str | None = "c1", **more: Any) -> RequestConfirmed:
    """A confirmed request; ``form`` is added to the customer's name and phone."""
    now = desk.clock.now()
    facts: dict[str, Any] = {
        "number": f"HQ-20261121-{serial:04}",
        "line": line,
        "received_by": "li",
        "department": "hall",
        "revision": 1,
        "happened_at": now,
        "recorded_at": now,
        "confirmed_at": now,
        "playbook": "telecom-hall",
        "playbook_version": 1,
        "customer_id": customer,
    }
    return RequestConfirmed(**{**facts, **more, "form": FREE | more.get("form", {})})


async def enquiry(desk: Desk, serial: int = 1, *, customer: str | None = "c1", **more: Any) -> CaseView:
    """A customer asked how to cancel; the case there is then."""
    event = request(desk, "cancellation_enquiry", serial, customer=customer, **more)
    await desk.event(event)
    return await case_of(desk, customer or event.number)


async def case_of(desk: Desk, customer: str) -> CaseView:
    """The customer's only open case."""
    page = await desk.ask("sun", ListRetentionCases(customer=customer))
    (row,) = page.rows
    found: CaseView = await desk.ask("sun", GetRetentionCase(case_id=row.case_id))
    return found


async def by_hand(desk: Desk, customer: str = "c1", **more: Any) -> CaseReceipt:
    command = OpenRetention(trigger="churn_tendency", customer_id=customer, reason="说要换网", **more)
    receipt: CaseReceipt = await desk.send("li", command)
    return receipt


def offer(name: str = "discount", cost: str = "30.00", segments: list[str] | None = None) -> GuideOffer:
    return GuideOffer(
        name=name,
        title=Label(zh="话费优惠", en="Discount"),
        segments=segments or ["normal"],
        cost=Money.model_validate({"amount": cost, "currency": "CNY"}),
        conditions="在网一年",
    )


async def guide(desk: Desk, *offers: GuideOffer, month: str = "2026-11") -> None:
    await desk.send("shi", PublishRetentionGuide(month=month, offers=list(offers) or [offer()]))
