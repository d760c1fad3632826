"""The telecom hall's cash desk for harness tests."""

from collections.abc import Awaitable, Callable

from contracts import cashdesk as c
from contracts.base import ChargeDue
from contracts.intake import RequestConfirmed
from tests.cashdesk.conftest import NUMBER, CashDesk, confirmed, yuan
from tests.harness import Desk

PEOPLE = {
    "li": "clerk",
    "wang": "clerk",
    "zhao": "clerk",
    "chen": "duty_manager",
    "deng": "duty_manager",
    "sun": "hall_manager",
    "qian": "collector",
    "qi": "collector",
}


def sale(amount: str, number: str = NUMBER) -> RequestConfirmed:
    return confirmed(number, [ChargeDue(name="cards", amount=yuan(amount))])


class Hall(CashDesk):
    """``counter_1`` is the drawer that ``open`` and ``close`` mean unless another is named."""

    drawer = "counter_1"

    async def charge(self, amount: str = "120.00", *, number: str = NUMBER) -> str:
        """A sale at the counter; the id of its charge."""
        await self.desk.event(sale(amount, number))
        return self.desk.take(c.ChargeRaised)[-1].charge_id


async def hall_at(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    """All its people are on duty."""
    desk = await desk_for("cashdesk", playbook="telecom-hall")
    for login, role in PEOPLE.items():
        desk.staff(login, roles=[role], department="hall")
    return Hall(desk)
