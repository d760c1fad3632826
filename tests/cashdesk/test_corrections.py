"""Counter-entries, the trial balance and the lines of the ledger."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from chassis.metrics import Metrics
from contracts import cashdesk as c
from contracts.base import AllocationDue
from contracts.problems import Forbidden
from services.cashdesk.main import definition
from services.cashdesk.tables import entries, postings
from tests.cashdesk.conftest import NUMBER, CashDesk, confirmed, yuan
from tests.harness import SITE, START, Refused


def wrong(entry_id: str) -> c.CorrectEntry:
    return c.CorrectEntry(entry_id=entry_id, reason="wrong charge")


async def test_a_payment_is_undone_by_a_counter_entry_once(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    await cash.open()
    await cash.pay("li", charge_id, received="120.00")
    entry_id = await cash.entry_of("receivable")
    with pytest.raises(Refused) as clerk:
        await cash.desk.send("li", wrong(entry_id))
    assert clerk.value.status == 403
    receipt = await cash.desk.send("fang", wrong(entry_id))
    event = cash.desk.take(c.EntryCorrected)[0]
    assert (event.entry_id, event.counter_entry_id, event.by) == (entry_id, receipt.entry_id, "fang")
    reopened = cash.desk.take(c.ChargeReopened)[0]
    assert (reopened.number, reopened.outstanding) == (NUMBER, yuan("120"))
    view = await cash.the_charge()
    assert (view.state, view.outstanding, view.payments) == ("open", yuan("120"), [])
    assert (await cash.balances())["drawer:front"] == "200.00"
    with pytest.raises(Refused, match="already corrected"):
        await cash.desk.send("chen", wrong(entry_id))
    with pytest.raises(Refused, match="counter-entry, which stands"):
        await cash.desk.send("chen", wrong(receipt.entry_id))
    lines = (await cash.desk.ask("chen", c.ListEntries(number=NUMBER))).rows
    assert [line.corrects for line in lines if line.entry_id == receipt.entry_id] == [entry_id] * 2
    await cash.pay("li", charge_id, "card")
    assert cash.desk.take(c.ChargeSettled)[-1].all_settled


async def test_nobody_corrects_an_entry_of_their_own(cash: CashDesk) -> None:
    await cash.pay("chen", await cash.charge(), "card")
    entry_id = await cash.entry_of("bank:card")
    with pytest.raises(Refused, match="made an entry does not correct it"):
        await cash.desk.send("chen", wrong(entry_id))
    await cash.desk.send("fang", wrong(entry_id))


async def test_a_charge_is_voided_by_its_counter_entry_unless_it_was_paid(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    entry_id = await cash.entry_of("revenue:repair")
    await cash.pay("li", charge_id, "card", amount="20.00")
    with pytest.raises(Refused, match="money was taken for it"):
        await cash.desk.send("chen", wrong(entry_id))
    await cash.desk.send("chen", wrong(await cash.entry_of("bank:card")))
    await cash.desk.send("chen", wrong(entry_id))
    assert [e.all_settled for e in cash.desk.take(c.ChargeVoided)] == [True]
    assert await cash.balances() == {}


async def test_a_refund_is_undone_into_an_open_drawer(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    await cash.open()
    paid = await cash.pay("li", charge_id, received="120.00")
    payment_entry = await cash.entry_of("receivable")
    asked = await cash.desk.send("li", c.RequestRefund(payment_id=paid.payment_id, amount=yuan("120"), reason="x"))
    with pytest.raises(Refused, match="waits for a decision"):
        await cash.desk.send("fang", wrong(payment_entry))
    await cash.desk.send("chen", c.DecideRefund(refund_id=asked.refund_id, granted=True))
    await cash.close(counted="200.00")
    refund_entry = await cash.entry_of("refunds")
    with pytest.raises(Refused, match="is closed") as closed:
        await cash.desk.send("fang", wrong(refund_entry))
    assert closed.value.slug == "no-open-drawer"
    await cash.open("sun", "10.00")
    await cash.desk.send("fang", wrong(refund_entry))
    view = await cash.the_charge()
    assert (view.state, view.payments[0].refunded) == ("settled", yuan("0"))
    assert (await cash.desk.ask("chen", c.GetDrawer(drawer="front"))).expected == yuan("130")


async def test_cash_that_is_gone_cannot_be_corrected_away(cash: CashDesk) -> None:
    await cash.open()
    await cash.pay("zhao", await cash.charge("50.00"), received="50.00")
    entry_id = await cash.entry_of("holder:zhao")
    offer = await cash.desk.send("zhao", c.HandOverCash(to="li", amount=yuan("50")))
    with pytest.raises(Refused, match="no longer holds that cash"):
        await cash.desk.send("fang", wrong(entry_id))
    await cash.desk.send("li", c.ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("50")))
    with pytest.raises(Refused, match="no longer holds that cash"):
        await cash.desk.send("fang", wrong(entry_id))


async def test_counts_and_hand_overs_stand(cash: CashDesk) -> None:
    await cash.open()
    await cash.close(counted="190.00", reason="wrong change")
    for account in ("safe", "difference"):
        with pytest.raises(Refused, match="stands as it was counted"):
            await cash.desk.send("fang", wrong(await cash.entry_of(account)))


async def test_a_signed_cost_is_taken_back(cash: CashDesk) -> None:
    due = AllocationDue(name="copies", item="copy_a4", quantity=3, department="finance")
    await cash.desk.event(confirmed(allocations=[due]))
    allocation_id = cash.desk.take(c.AllocationOpened)[0].allocation_id
    await cash.desk.send("xu", c.SignAllocation(allocation_id=allocation_id))
    await cash.desk.send("fang", wrong(await cash.entry_of("cost:finance")))
    assert (await cash.desk.ask("li", c.ListAllocations())).rows[0].state == "voided"
    assert await cash.balances() == {}


async def test_entries_and_postings_are_never_changed(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    await cash.pay("li", charge_id, "card")
    before = await stored(cash)
    await cash.desk.send("fang", wrong(await cash.entry_of("bank:card")))
    after = await stored(cash)
    assert len(after) == len(before) + 3
    assert set(before) < set(after)


async def test_the_trial_balance_of_an_earlier_moment(cash: CashDesk) -> None:
    charge_id = await cash.charge()
    cash.desk.clock.set(START + timedelta(hours=1))
    await cash.pay("li", charge_id, "card")
    then = await cash.desk.ask("chen", c.TrialBalance(at=START))
    assert {row.account: row.balance for row in then.rows} == {
        "receivable": yuan("120"),
        "revenue:repair": yuan("-120"),
    }
    now = await cash.desk.ask("chen", c.TrialBalance())
    assert {row.account: row.debit for row in now.rows}["receivable"] == yuan("120")
    assert (now.debit, now.credit, now.balanced) == (yuan("240"), yuan("240"), True)


async def test_the_ledger_is_read_page_by_page_by_those_who_may(cash: CashDesk) -> None:
    await cash.pay("li", await cash.charge(), "card")
    seen, cursor = [], None
    while True:
        page = await cash.desk.ask("chen", c.ListEntries(limit=3, cursor=cursor))
        seen += [(line.account, str(line.debit.amount), str(line.credit.amount)) for line in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [
        ("receivable", "120.00", "0.00"),
        ("revenue:repair", "0.00", "120.00"),
        ("bank:card", "120.00", "0.00"),
        ("receivable", "0.00", "120.00"),
    ]
    with pytest.raises(Forbidden):
        await cash.desk.ask("wang", c.ListEntries())


async def test_the_sampler_tells_an_unbalanced_ledger(cash: CashDesk) -> None:
    await cash.charge()
    assert await sampled(cash) == 1.0
    async with cash.desk.database.writer.begin() as connection:
        line = {"entry_id": "x", "line": 1, "site": SITE, "at": START, "account": "safe", "currency": "CNY"}
        await connection.execute(insert(postings).values(**line, debit_minor=1, credit_minor=0))
    assert await sampled(cash) == 0.0


async def sampled(cash: CashDesk) -> float | None:
    metrics = Metrics()
    async with cash.desk.database.read() as store:
        for sample in definition.samplers:
            await sample(store, metrics, START, [SITE])
    return metrics.registry.get_sample_value("frontdesk_ledger_balance_check", {"site": SITE})


async def stored(cash: CashDesk) -> list[tuple[object, ...]]:
    async with cash.desk.database.read() as store:
        rows = [*await store.rows(select(entries)), *await store.rows(select(postings))]
    return [tuple(row) for row in rows]
