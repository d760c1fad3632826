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

    async def draw(self, counted: str, *, keep: str | None = None, reason: str | None = None) -> c.SlipReceipt:
        """Li counts cash and draws a deposit slip."""
        kinds = [c.CountedKind(kind="cash", counted=yuan(counted))]
        command = c.DrawDepositSlip(kinds=kinds, keep=None if keep is None else yuan(keep), reason=reason)
        receipt: c.SlipReceipt = await self.desk.send("li", command)
        return receipt

    async def sign(self, actor: str, slip: c.SlipReceipt) -> c.SlipReceipt:
        command = c.SignDepositSlip(slip_id=slip.slip_id, revision=slip.revision)
        receipt: c.SlipReceipt = await self.desk.send(actor, command)
        return receipt

    async def hand_in(self, counted: str, *, keep: str | None = None) -> None:
        """Li hands in to Qian under Chen's eyes."""
        slip = await self.draw(counted, keep=keep)
        for signer in ("li", "qian", "chen"):
            slip = await self.sign(signer, slip)
        assert slip.state == "completed"

    async def store(self, **drawers: str) -> c.PutAwayReceipt:
        """Qian stores tail cash, by drawer."""
        tail = [c.TailCash(drawer=drawer, counted=yuan(counted)) for drawer, counted in drawers.items()]
        receipt: c.PutAwayReceipt = await self.desk.send("qian", c.StoreTailCash(drawers=tail))
        return receipt

    async def witness(self, actor: str, put: c.PutAwayReceipt) -> c.PutAwayReceipt:
        command = c.WitnessPutAway(put_away_id=put.put_away_id, counted=put.amount)
        receipt: c.PutAwayReceipt = await self.desk.send(actor, command)
        return receipt


async def hall_at(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    """All its people are on duty."""
    desk = await desk_for("cashdesk", playbook="telecom-hall")
    for login, role in PEOPLE.items():
        desk.staff(login, roles=[role], department="hall")
    return Hall(desk)
