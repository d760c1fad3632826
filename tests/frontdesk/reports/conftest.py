"""A desk that has had a morning: five services behind a broker, a roster, a shift handed over, money in the drawer."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from contracts.cashdesk import ListCharges, OpenDrawer, TakePayment
from contracts.intake import RecordRequest
from contracts.money import Money
from contracts.roster import (
    AcknowledgeHandover,
    OpenHandover,
    PlannedShift,
    PublishRoster,
    RegisterStaff,
    SignIn,
)
from tests.stack import START, Stack

STAFF = {
    "li": ("李敏", "clerk"),
    "chen": ('=HYPERLINK("http://evil")', "clerk"),
    "wang": ("王芳 <script>alert(1)</script>", "desk_manager"),
}
HALL = "HALL"
"""A second site, which plans months, draws deposit slips and runs promotions."""
CROWD = 210
"""People who work one more day: more than the largest page holds."""


class Morning(NamedTuple):
    stack: Stack
    handover_id: str


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    folder: Path = tmp_path_factory.mktemp("reports")
    sites = {"HQ": "property-desk", HALL: "telecom-hall"}
    stack = Stack("one", f"sqlite+aiosqlite:///{folder}/{{service}}.db", folder, sites)
    await stack.start()
    yield stack
    await stack.stop()


@pytest.fixture(scope="session")
async def morning(stack: Stack) -> Morning:
    await _staff(stack)
    await _roster(stack)
    await _money(stack)
    return Morning(stack, await _handover(stack))


async def _staff(stack: Stack) -> None:
    for actor, (name, role) in STAFF.items():
        person = RegisterStaff(actor=actor, name=name, roles=[role], department="desk")
        await stack.client.send("admin", person)
    for number in range(CROWD):
        person = RegisterStaff(actor=f"s{number:03}", name=f"员工{number:03}", roles=["clerk"], department="desk")
        await stack.client.send("admin", person)
    await stack.settle()


async def _roster(stack: Stack) -> None:
    days: dict[date, list[PlannedShift]] = {
        START.date(): [_shift("li", START, 5), _shift("chen", START + timedelta(minutes=30), 6)],
        START.date() + timedelta(days=1): [
            _shift(f"s{number:03}", START + timedelta(days=1, hours=12), 14) for number in range(CROWD)
        ],
    }
    for day, shifts in days.items():
        await stack.client.send("wang", PublishRoster(day=day, shifts=shifts))
    await stack.client.send("li", SignIn())
    await stack.settle()


def _shift(staff: str, starts: datetime, hours: int) -> PlannedShift:
    return PlannedShift(post="front_desk", staff=staff, starts_at=starts, ends_at=starts + timedelta(hours=hours))


async def _money(stack: Stack) -> None:
    """A float of 500.00 and 30 copies sold for 30.00."""
    await stack.client.send("li", OpenDrawer(drawer="front", counted=Money.parse("500.00 CNY")))
    copies = {"payer": "outsider", "paper": "A4", "sheets": 30, "no_receipt_told": True}
    receipt = await stack.client.send("li", RecordRequest(line="copies", form=copies, confirmed=True))
    await stack.settle()
    charge = (await stack.client.ask("li", ListCharges(number=receipt.number))).rows[0]
    await stack.client.send(
        "li", TakePayment(charge_id=charge.charge_id, method="cash", received=Money.parse("50.00 CNY"))
    )
    await stack.settle()


async def _handover(stack: Stack) -> str:
    opened = await stack.client.send("li", OpenHandover(note="空调坏了，已报修"))
    await stack.settle()
    await stack.client.send("chen", SignIn())
    await stack.client.send("chen", AcknowledgeHandover(handover_id=opened.handover_id))
    await stack.settle()
    return str(opened.handover_id)
