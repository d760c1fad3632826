"""The bank, tail cash, and differences that somebody else approves. Rules TH-07 and TH-08."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from contracts import cashdesk as c
from tests.cashdesk.conftest import yuan
from tests.cashdesk.hall import Hall, hall_at
from tests.harness import START, Desk, Refused


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    """Qian holds 245 that Li has handed in, float and all."""
    hall = await hall_at(desk_for)
    await hall.open(counted="200.00")
    await hall.pay("li", await hall.charge("45.00"), received="50.00")
    await hall.hand_in("245.00", keep="0.00")
    await hall.close(counted="0.00")
    return hall


async def test_the_bank_gets_what_collector_and_witness_have_counted(hall: Hall) -> None:
    with pytest.raises(Refused, match="do not hold that much"):
        await hall.desk.send("qian", c.DepositAtBank(amount=yuan("245.01"), reference="B-1"))
    with pytest.raises(Refused) as clerk:
        await hall.desk.send("li", c.DepositAtBank(amount=yuan("1"), reference="B-1"))
    assert clerk.value.status == 403
    put = await hall.desk.send("qian", c.DepositAtBank(amount=yuan("45"), reference="B-1"))
    assert (await hall.balances())["holder:qian"] == "245.00"
    with pytest.raises(Refused, match="does not witness"):
        await hall.witness("qian", put)
    with pytest.raises(Refused, match=r"44\.00 CNY was counted"):
        await hall.desk.send("chen", c.WitnessPutAway(put_away_id=put.put_away_id, counted=yuan("44")))
    await hall.witness("chen", put)
    made = hall.desk.take(c.BankDepositMade)[0]
    assert (made.collector, made.witness, made.amount, made.reference) == ("qian", "chen", yuan("45"), "B-1")
    balances = await hall.balances()
    assert (balances["bank:cash"], balances["holder:qian"]) == ("45.00", "200.00")


async def test_tail_cash_is_audited_stored_and_opens_the_next_day(hall: Hall) -> None:
    put = await hall.store(counter_1="200.00", counter_2="45.00")
    await hall.witness("chen", put)
    balances = await hall.balances()
    assert (balances["tail:counter_1"], balances["tail:counter_2"]) == ("200.00", "45.00")
    assert "holder:qian" not in balances
    hall.desk.clock.set(START + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        await hall.open(counted="199.00")
    assert "reason" in refused.value.errors
    assert "200" not in refused.value.detail
    await hall.open(counted="200.00")
    balances = await hall.balances()
    assert balances["drawer:counter_1"] == "200.00"
    assert "tail:counter_1" not in balances
    assert hall.desk.take(c.DifferenceOpened) == []


async def test_a_float_that_differs_from_the_tail_cash_is_recorded(hall: Hall) -> None:
    await hall.witness("chen", await hall.store(counter_1="245.00"))
    await hall.desk.send("li", c.OpenDrawer(drawer="counter_1", counted=yuan("240"), reason="a roll of coins is short"))
    found = hall.desk.take(c.DiscrepancyRecorded)[0]
    assert (found.difference, found.reason) == (yuan("-5"), "a roll of coins is short")
    assert (await hall.balances())["difference"] == "5.00"
    assert (await hall.desk.ask("chen", c.ListDifferences(state="open"))).rows[0].kind == "opening"


async def test_a_drawer_is_closed_empty_where_takings_are_stored_overnight(hall: Hall) -> None:
    await hall.open(counted="200.00")
    with pytest.raises(Refused) as refused:
        await hall.close(counted="200.00")
    assert refused.value.slug == "hand-in-first"


async def test_an_audit_that_counts_otherwise_leaves_the_cash_with_the_collector(hall: Hall) -> None:
    with pytest.raises(Refused, match="differs"):
        await hall.store(counter_1="240.00")
    put = await hall.desk.send("qian", tail("240.00", reason="torn note set aside"))
    with pytest.raises(Refused, match="do not hold that much"):
        await hall.desk.send("qian", c.DepositAtBank(amount=yuan("1"), reference="B-2"))
    cancelled = await hall.desk.send("chen", c.CancelPutAway(put_away_id=put.put_away_id, reason="count again"))
    assert cancelled.state == "cancelled"
    with pytest.raises(Refused, match="already cancelled"):
        await hall.witness("chen", put)
    assert (await hall.balances())["holder:qian"] == "245.00"


async def test_a_difference_waits_for_somebody_else_to_approve(hall: Hall) -> None:
    await hall.witness("chen", await hall.desk.send("qian", tail("240.00", reason="torn note")))
    opened = hall.desk.take(c.DifferenceOpened)[0]
    decide = c.DecideDifference(difference_id=opened.difference_id, approved=False, note="where is the note?")
    with pytest.raises(Refused) as clerk:
        await hall.desk.send("li", decide)
    assert clerk.value.status == 403
    with pytest.raises(Refused) as mute:
        await hall.desk.send("deng", c.DecideDifference(difference_id=opened.difference_id, approved=False))
    assert list(mute.value.errors) == ["note"]
    assert (await hall.desk.send("deng", decide)).state == "refused"
    explain = c.ExplainDifference(difference_id=opened.difference_id, reason="in the envelope, signed by the customer")
    with pytest.raises(Refused, match="'qian' counted"):
        await hall.desk.send("li", explain)
    assert (await hall.desk.send("qian", explain)).state == "open"
    approve = c.DecideDifference(difference_id=opened.difference_id, approved=True)
    assert (await hall.desk.send("sun", approve)).state == "approved"
    with pytest.raises(Refused, match="already approved, by 'sun'"):
        await hall.desk.send("deng", approve)
    assert [(e.approved, e.by) for e in hall.desk.take(c.DifferenceDecided)] == [(False, "deng"), (True, "sun")]


async def test_whoever_counted_does_not_approve(hall: Hall) -> None:
    await hall.desk.send("chen", c.OpenDrawer(drawer="counter_2", counted=yuan("10")))
    await hall.desk.send("chen", c.CloseDrawer(drawer="counter_2", counted=yuan("0"), reason="lent out"))
    opened = hall.desk.take(c.DifferenceOpened)[-1]
    assert "chen" not in {each.actor for each in opened.recipients}
    with pytest.raises(Refused, match="whoever counted"):
        await hall.desk.send("chen", c.DecideDifference(difference_id=opened.difference_id, approved=True))


async def test_two_managers_approve_at_once_and_one_of_them_does(
    hall: Hall, desk_for: Callable[..., Awaitable[Desk]]
) -> None:
    second = await hall_at(desk_for)
    for number in range(5):
        await hall.desk.send("chen", c.OpenDrawer(drawer="counter_2", counted=yuan("10")))
        await hall.desk.send("chen", c.CloseDrawer(drawer="counter_2", counted=yuan("0"), reason=f"lent {number}"))
        opened = hall.desk.take(c.DifferenceOpened)[-1]
        approve = c.DecideDifference(difference_id=opened.difference_id, approved=True)
        answers = await asyncio.gather(
            hall.desk.send("deng", approve), second.desk.send("sun", approve), return_exceptions=True
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["CashDifferenceReceipt", "Refused"]
        refused = next(answer for answer in answers if isinstance(answer, Refused))
        assert "already approved" in refused.detail


async def test_two_collectors_sign_at_once_and_one_of_them_does(
    hall: Hall, desk_for: Callable[..., Awaitable[Desk]]
) -> None:
    second = await hall_at(desk_for)
    for number in range(5):
        await hall.open(counted="10.00")
        slip = await hall.draw("10.00", keep="0.00")
        answers = await asyncio.gather(
            hall.sign("qian", slip), second.sign("qi", slip), second.sign("chen", slip), return_exceptions=True
        )
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert [refusal.slug for refusal in refused] == ["already-signed"], (number, answers)
        assert (await hall.sign("li", slip)).state == "completed"
        await hall.close(counted="0.00")
    balances = await hall.balances()
    held = sum(yuan(balances.get(f"holder:{each}", "0")).minor for each in ("qian", "qi"))
    assert held == yuan("295").minor


async def test_who_has_not_handed_in_is_named_in_time(hall: Hall) -> None:
    await hall.desk.run_start()
    await hall.open(counted="200.00")
    await hall.pay("li", await hall.charge("30.00", number="HQ-20261121-0002"), received="30.00")
    await hall.desk.send("wang", c.OpenDrawer(drawer="counter_2", counted=yuan("0")))
    await hall.pay("wang", await hall.charge("60.00", number="HQ-20261121-0003"), received="60.00")
    await hall.desk.send("zhao", c.OpenDrawer(drawer="counter_3", counted=yuan("50")))
    states = {row.actor: row.state for row in (await hall.desk.ask("chen", c.GetHandIns())).rows}
    assert states == {"li": "handed_in", "wang": "missing", "zhao": "nothing"}
    for hour, last in ((6.5, False), (7, False), (7.5, True)):
        hall.desk.clock.set(START + timedelta(hours=hour, microseconds=-1))
        await hall.desk.fire_due()
        assert hall.desk.take(c.CollectionMissing) == []
        hall.desk.clock.set(START + timedelta(hours=hour))
        await hall.desk.fire_due()
        named = hall.desk.take(c.CollectionMissing)
        assert [(e.names, e.last, e.due_at) for e in named] == [(["wang"], last, START + timedelta(hours=7.5))]
        assert {each.actor for each in named[0].recipients} == {"qian", "qi", "chen", "deng"}
    slip = await hall.desk.send("wang", c.DrawDepositSlip(kinds=[c.CountedKind(kind="cash", counted=yuan("60"))]))
    row = next(each for each in (await hall.desk.ask("chen", c.GetHandIns())).rows if each.actor == "wang")
    assert (row.state, row.slip_id, row.waits_for) == ("waiting", slip.slip_id, ["clerk", "collector", "witness"])
    for signer in ("wang", "qi", "deng"):
        await hall.sign(signer, slip)
    hall.desk.clock.set(START + timedelta(hours=12))
    await hall.desk.fire_due()
    assert hall.desk.take(c.CollectionMissing) == []


def tail(counted: str, *, reason: str | None = None) -> c.StoreTailCash:
    return c.StoreTailCash(drawers=[c.TailCash(drawer="counter_1", counted=yuan(counted))], reason=reason)
