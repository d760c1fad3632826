"""Cash at the hall: what several of its tests do."""

from contracts.cashdesk import (
    ChargeRaised,
    CountedKind,
    DrawDepositSlip,
    OpenDrawer,
    PutAwayReceipt,
    SignDepositSlip,
    SlipReceipt,
    StoreTailCash,
    TailCash,
    TakePayment,
    TrialBalance,
    WitnessPutAway,
)
from contracts.money import Money
from tests.acceptance.desk import Desk


def yuan(text: str) -> Money:
    return Money.parse(f"{text} CNY")


def cash(counted: str) -> list[CountedKind]:
    return [CountedKind(kind="cash", counted=yuan(counted))]


async def opened(desk: Desk, clerk: str, drawer: str, counted: str) -> None:
    await desk.does(clerk, OpenDrawer(drawer=drawer, counted=yuan(counted)))


async def paid(desk: Desk, clerk: str, amount: str, method: str = "cash") -> str:
    """A customer pays a bill; its number."""
    form = {"phone": "13812348000", "amount": yuan(amount).model_dump(mode="json")}
    number = await desk.record("bill_payment", form, by=clerk)
    charge = await desk.event(ChargeRaised, number)
    received = yuan(amount) if method == "cash" else None
    await desk.does(clerk, TakePayment(charge_id=charge.charge_id, method=method, received=received))
    return number


async def drawn(
    desk: Desk, clerk: str, counted: str, *, keep: str | None = None, reason: str | None = None
) -> SlipReceipt:
    kept = None if keep is None else yuan(keep)
    slip: SlipReceipt = await desk.does(clerk, DrawDepositSlip(kinds=cash(counted), keep=kept, reason=reason))
    return slip


async def signed(desk: Desk, who: str, slip: SlipReceipt) -> SlipReceipt:
    answer: SlipReceipt = await desk.does(who, SignDepositSlip(slip_id=slip.slip_id, revision=slip.revision))
    return answer


async def handed_in(desk: Desk, clerk: str, counted: str, *, keep: str | None = None) -> None:
    """By a slip with the signatures of clerk, collector and duty manager."""
    slip = await drawn(desk, clerk, counted, keep=keep)
    for who in (clerk, "qian", "chen"):
        slip = await signed(desk, who, slip)
    assert slip.state == "completed"


async def stored(desk: Desk, drawers: dict[str, str]) -> PutAwayReceipt:
    """Qian counts tail cash and Chen audits it."""
    tail = [TailCash(drawer=drawer, counted=yuan(counted)) for drawer, counted in drawers.items()]
    put = await desk.does("qian", StoreTailCash(drawers=tail))
    done: PutAwayReceipt = await desk.does("chen", WitnessPutAway(put_away_id=put.put_away_id, counted=put.amount))
    return done


async def balances(desk: Desk) -> dict[str, str]:
    """Balance by account; fails unless the ledger balances."""
    view = await desk.ask("chen", TrialBalance())
    assert view.balanced
    return {row.account: str(row.balance.amount) for row in view.rows if row.balance.minor}
