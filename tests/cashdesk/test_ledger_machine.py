"""Random commands on money, sent twice, with crashes before any commit and a clock that moves on: the books hold."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from chassis.database import Database
from chassis.ids import new_id
from chassis.store import Store
from contracts import cashdesk as c
from contracts.base import Command
from contracts.money import Money
from contracts.playbook import Playbooks
from services.cashdesk.handlers.verify_ledger import verify_ledger
from services.cashdesk.main import definition
from services.cashdesk.tables import deposit_slips, slip_signatures
from tests.cashdesk.conftest import yuan
from tests.cashdesk.hall import PEOPLE, sale
from tests.harness import SITE, START, Desk, Refused

BOOKS = Playbooks({SITE: "telecom-hall"})
DRAWERS = {"li": "counter_1", "wang": "counter_2"}
CASH = ("drawer:", "holder:", "safe", "tail:", "bank:", "taken:", "difference")
clerks = st.sampled_from(list(DRAWERS))
people = st.sampled_from(["li", "wang", "qian", "qi", "chen", "deng", "sun"])
sums = st.integers(1, 500)
parts = st.sampled_from([5, 15, 30, 200])
off = st.sampled_from([0, 0, 0, -1, 2])


class Died(Exception):
    """The process is gone before the commit."""


class MortalDatabase(Database):
    """Dies once before a commit when told to."""

    dies = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        async with super().write() as store:
            yield store
            await store.flush()
            if self.dies:
                raise Died


class LedgerMachine(RuleBasedStateMachine):
    """``taken`` and ``paid_out`` are what the customers would say, in minor units."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory(prefix="ledger")
        self.now = START
        self.database, self.desk = self.runner.run(self._open())
        self.taken = self.paid_out = self.sales = 0
        self.payments: list[str] = []
        self.slips: list[c.SlipReceipt] = []
        self.put_aways: list[c.PutAwayReceipt] = []
        self.deposits: list[str] = []
        self.keeps: list[str] = []
        self.past: dict[datetime, Any] = {}
        self.last: tuple[str, Command, str, Any] | None = None
        self.dying = False

    async def _open(self) -> tuple[MortalDatabase, Desk]:
        database = MortalDatabase(f"sqlite+aiosqlite:///{self.folder.name}/cashdesk.db")
        desk = Desk(definition, database, BOOKS)
        await desk.start()
        for login, role in PEOPLE.items():
            desk.staff(login, roles=[role], department="hall")
        desk.clock.set(self.now)
        return database, desk

    def teardown(self) -> None:
        self.runner.run(self.desk.close())
        self.runner.close()
        self.folder.cleanup()

    # ------------------------------------------------------------------ what disturbs
    @rule()
    def die_at_the_next_commit(self) -> None:
        self.dying = True

    @rule()
    def last_command_again(self) -> None:
        """The same id: the same answer, no second effect."""
        if self.last is not None:
            actor, command, command_id, answer = self.last
            assert self.runner.run(self._answer(actor, command, command_id)) == answer

    @rule(minutes=st.sampled_from([1, 50, 60 * 19]))
    def time_passes(self, minutes: int) -> None:
        """The balance of a moment that is over is kept, to be compared ever after."""
        self.past[self.now] = self.rows(self.now)
        self.now += timedelta(minutes=minutes)
        self.desk.clock.set(self.now)
        self.runner.run(self.desk.run_start())
        self.runner.run(self.desk.fire_due())

    def send(self, actor: str, command: Command) -> Any:
        """The result, or None when it is refused. A process that dies first is started again and asked again."""
        command_id = new_id()
        if self.dying:
            self.dying, self.database.dies = False, True
            died = self.runner.run(self._answer(actor, command, command_id))
            assert isinstance(died, Died | str), died
            self.runner.run(self.desk.close())
            self.database, self.desk = self.runner.run(self._open())
        answer = self.runner.run(self._answer(actor, command, command_id))
        self.last = (actor, command, command_id, answer)
        return None if isinstance(answer, str) else answer

    async def _answer(self, actor: str, command: Command, command_id: str) -> Any:
        try:
            return await self.desk.send(actor, command, command_id=command_id)
        except Refused as refused:
            return str(refused)
        except Died as died:
            return died

    # ------------------------------------------------------------------ money
    @initialize()
    def morning(self) -> None:
        self.send("li", c.OpenDrawer(drawer="counter_1", counted=yuan("200")))
        self.pay("li", 45, "cash")
        self.take_deposit("li", 30, "cash")

    @rule(clerk=clerks, counted=sums)
    def open_drawer(self, clerk: str, counted: int) -> None:
        self.send(clerk, c.OpenDrawer(drawer=DRAWERS[clerk], counted=minor(counted), reason="counted"))

    @rule(clerk=clerks, counted=st.integers(0, 3))
    def close_drawer(self, clerk: str, counted: int) -> None:
        self.send(clerk, c.CloseDrawer(drawer=DRAWERS[clerk], counted=minor(0 if counted else 5), reason="counted"))

    @rule(clerk=clerks, amount=sums, method=st.sampled_from(["cash", "cheque", "card"]))
    def pay(self, clerk: str, amount: int, method: str) -> None:
        self.sales += 1
        self.runner.run(self.desk.event(sale(str(minor(amount).amount), f"HQ-20261121-{self.sales:04d}")))
        charge = self.desk.take(c.ChargeRaised)[-1]
        received = charge.amount if method == "cash" else None
        paid = self.send(clerk, c.TakePayment(charge_id=charge.charge_id, method=method, received=received))
        if paid is not None:
            self.taken += amount
            self.payments.append(paid.payment_id)

    @rule(data=st.data(), amount=sums)
    def refund(self, data: st.DataObject, amount: int) -> None:
        if not self.payments:
            return
        payment_id = data.draw(st.sampled_from(self.payments))
        asked = self.send("li", c.RequestRefund(payment_id=payment_id, amount=minor(amount), reason="goodwill"))
        if asked and self.send("chen", c.DecideRefund(refund_id=asked.refund_id, granted=True)):
            self.paid_out += amount

    @rule(clerk=clerks, amount=sums, method=st.sampled_from(["cash", "cheque", "card"]))
    def take_deposit(self, clerk: str, amount: int, method: str) -> None:
        received = minor(amount) if method == "cash" else None
        command = c.TakeSecurityDeposit(purpose="a phone", method=method, amount=minor(amount), received=received)
        deposit = self.send(clerk, command)
        if deposit is not None:
            self.taken += amount
            self.deposits.append(deposit.deposit_id)

    @rule(data=st.data(), clerk=clerks, amount=parts)
    def return_deposit(self, data: st.DataObject, clerk: str, amount: int) -> None:
        deposit_id = self.some_deposit(data)
        command = c.ReturnSecurityDeposit(deposit_id=deposit_id, amount=minor(amount), reference="R")
        if self.send(clerk, command):
            self.paid_out += amount

    @rule(data=st.data(), amount=parts)
    def ask_to_keep(self, data: st.DataObject, amount: int) -> None:
        command = c.KeepSecurityDeposit(
            deposit_id=self.some_deposit(data), amount=minor(amount), name="damage", reason="scratched"
        )
        asked = self.send("li", command)
        if asked is not None:
            self.keeps.append(asked.keep_id)

    @rule(data=st.data(), granted=st.booleans())
    def decide_to_keep(self, data: st.DataObject, granted: bool) -> None:
        if self.keeps:
            keep_id = data.draw(st.sampled_from(self.keeps))
            self.send("chen", c.DecideSecurityDeposit(keep_id=keep_id, granted=granted))

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        entries = self.runner.run(self.desk.ask("sun", c.ListEntries(limit=200))).rows
        line = data.draw(st.sampled_from(entries))
        if self.send("sun", c.CorrectEntry(entry_id=line.entry_id, reason="wrong")):
            lines = [each for each in entries if each.entry_id == line.entry_id]
            moved = sum(each.debit.minor - each.credit.minor for each in lines if each.account.startswith(CASH))
            self.taken -= max(moved, 0)
            self.paid_out -= max(-moved, 0)

    @rule(clerk=clerks, wrong=off, keep=st.sampled_from([None, 0]))
    def draw_slip(self, clerk: str, wrong: int, keep: int | None) -> None:
        kinds = self.counted(clerk, wrong, keep)
        kept = None if keep is None else minor(keep)
        slip = self.send(clerk, c.DrawDepositSlip(kinds=kinds, keep=kept, reason="counted"))
        if slip:
            self.slips.append(slip)

    @rule(data=st.data(), wrong=off)
    def recount_slip(self, data: st.DataObject, wrong: int) -> None:
        slip = self.some_slip(data)
        if slip is None:
            return
        for clerk in DRAWERS:
            kinds = self.counted(clerk, wrong, None)
            again = self.send(clerk, c.RecountDepositSlip(slip_id=slip.slip_id, kinds=kinds, reason="again"))
            if again:
                self.slips.append(again)

    @rule(data=st.data(), who=people)
    def sign_slip(self, data: st.DataObject, who: str) -> None:
        slip = self.some_slip(data)
        if slip is not None:
            self.send(who, c.SignDepositSlip(slip_id=slip.slip_id, revision=slip.revision))

    @rule(data=st.data(), collector=st.sampled_from(["qian", "qi"]))
    def all_sign_slip(self, data: st.DataObject, collector: str) -> None:
        slip = self.some_slip(data)
        if slip is not None:
            for who in (collector, "li", "wang", "deng"):
                self.send(who, c.SignDepositSlip(slip_id=slip.slip_id, revision=slip.revision))

    @rule(collector=st.sampled_from(["qian", "qi"]), amount=sums)
    def to_bank(self, collector: str, amount: int) -> None:
        self.put(self.send(collector, c.DepositAtBank(amount=minor(amount), reference="B")))

    @rule(collector=st.sampled_from(["qian", "qi"]), wrong=off, drawer=st.sampled_from(list(DRAWERS.values())))
    def store_tail(self, collector: str, wrong: int, drawer: str) -> None:
        held = max(0, self.balance(f"holder:{collector}") + wrong)
        tail = [c.TailCash(drawer=drawer, counted=minor(held))]
        self.put(self.send(collector, c.StoreTailCash(drawers=tail, reason="counted")))

    def put(self, receipt: c.PutAwayReceipt | None) -> None:
        if receipt is not None:
            self.put_aways.append(receipt)

    @rule(data=st.data(), ends=st.booleans())
    def witness(self, data: st.DataObject, ends: bool) -> None:
        if self.put_aways:
            put = data.draw(st.sampled_from(self.put_aways))
            signs = c.WitnessPutAway(put_away_id=put.put_away_id, counted=put.amount)
            self.send("chen", c.CancelPutAway(put_away_id=put.put_away_id, reason="no") if ends else signs)

    @rule()
    def close_day(self) -> None:
        self.send("sun", c.CloseDay())

    # ------------------------------------------------------------------ what always holds
    @invariant()
    def debits_equal_credits_and_a_past_moment_stays_what_it_was(self) -> None:
        view = self.runner.run(self.desk.ask("sun", c.TrialBalance()))
        assert view.balanced
        assert view.debit == view.credit
        for moment, rows in self.past.items():
            assert self.rows(moment) == rows

    @invariant()
    def the_cash_there_is_was_taken_and_not_paid_out(self) -> None:
        found = {row.account: row.balance.minor for row in self.rows()}
        assert sum(held for account, held in found.items() if account.startswith(CASH)) == self.taken - self.paid_out

    @invariant()
    def the_books_owe_what_is_held_of_deposits(self) -> None:
        rows = self.runner.run(self.desk.ask("li", c.ListSecurityDeposits(limit=200))).rows
        owed = {row.account: -row.balance.minor for row in self.rows() if row.account.startswith("deposit:")}
        assert owed == {f"deposit:{row.deposit_id}": row.held.minor for row in rows}
        assert all(0 <= row.held.minor <= row.amount.minor for row in rows)
        assert all((row.state == "open") == (row.held.minor > 0) for row in rows)

    @invariant()
    def the_seals_hold(self) -> None:
        assert self.runner.run(self._verified()) == []

    @invariant()
    def a_complete_slip_has_three_people_under_the_same_figures(self) -> None:
        for slip, signatures in self.runner.run(self._slips()):
            valid = [row for row in signatures if row.revision == slip.revision]
            assert len({row.actor for row in valid}) == len(valid)
            assert {row.figures for row in valid} <= {slip.figures}
            assert (len(valid) == 3) == (slip.state == "completed")

    # ------------------------------------------------------------------ looking
    def rows(self, at: datetime | None = None) -> list[c.AccountRow]:
        view: c.TrialBalanceView = self.runner.run(self.desk.ask("sun", c.TrialBalance(at=at)))
        return view.rows

    def balance(self, account: str) -> int:
        return sum(row.balance.minor for row in self.rows() if row.account == account)

    def counted(self, clerk: str, wrong: int, keep: int | None) -> list[c.CountedKind]:
        """What an honest count would find, ``wrong`` by so much."""
        held = self.balance(f"drawer:{DRAWERS[clerk]}") - (20000 if keep is None else keep)
        cheques = max(0, self.balance(f"taken:cheque:{clerk}"))
        cash = c.CountedKind(kind="cash", counted=minor(max(0, held + wrong)))
        return [cash, c.CountedKind(kind="cheque", counted=minor(cheques))]

    def some_slip(self, data: st.DataObject) -> c.SlipReceipt | None:
        """The newest slips are the ones that are still open."""
        return data.draw(st.sampled_from(self.slips[-3:])) if self.slips else None

    def some_deposit(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.deposits))

    async def _verified(self) -> list[Any]:
        async with self.desk.database.read() as store:
            return (await verify_ledger(store, SITE, lambda _: None)).breaks

    async def _slips(self) -> list[tuple[Any, list[Any]]]:
        async with self.desk.database.read() as store:
            signatures = await store.rows(select(slip_signatures))
            slips = await store.rows(select(deposit_slips))
        return [(slip, [row for row in signatures if row.slip_id == slip.id]) for slip in slips]


def minor(amount: int) -> Money:
    return Money.of_minor(amount, "CNY")


def test_the_books_hold_whatever_happens() -> None:
    run_state_machine_as_test(LedgerMachine, settings=settings(max_examples=8, stateful_step_count=25, deadline=None))
