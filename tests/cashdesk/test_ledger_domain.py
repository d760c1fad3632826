"""The ledger balances whatever happens, and a drawer holds its float, plus cash in, less cash out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.money import Money
from services.cashdesk.domain import movements as book
from services.cashdesk.domain.ledger import (
    DIFFERENCE,
    RECEIVABLE,
    SAFE,
    Movement,
    Posting,
    Unbalanced,
    counter,
    deposit_account,
    drawer_account,
    drawers_of,
    holder_account,
    position,
    revenue_account,
    totals,
)
from services.cashdesk.domain.security_deposits import part_of

amounts = st.integers(min_value=1, max_value=10**15 - 1)
FRONT, COURIER, BANK = drawer_account("front"), holder_account("zhao"), "bank:wechat"


def all_or(held: int) -> st.SearchStrategy[Money | None]:
    """Nothing named, or a part of what is held."""
    return st.none() | st.integers(1, held).map(lambda minor: Money.of_minor(minor, "CNY"))


class Desk(RuleBasedStateMachine):
    """A day at the desk, booked by the movements and counted apart from them."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Movement] = []
        self.corrected: set[int] = set()
        self.counters: set[int] = set()
        self.open = False
        self.cash = {FRONT: 0, COURIER: 0}
        self.deposits: dict[str, int] = {}
        self.kept = 0
        self.owed = 0
        self.missing = 0

    def book(self, movement: Movement) -> None:
        self.entries.append(movement)

    @property
    def lines(self) -> list[Posting]:
        return [line for entry in self.entries for line in entry.postings]

    @rule(amount=amounts)
    def charge(self, amount: int) -> None:
        self.book(book.raise_charge("repair", amount))
        self.owed += amount

    @precondition(lambda self: self.owed > 0)
    @rule(data=st.data(), into=st.sampled_from([FRONT, COURIER, BANK]))
    def pay(self, data: st.DataObject, into: str) -> None:
        if into == FRONT and not self.open:
            return
        amount = data.draw(st.integers(1, self.owed))
        self.book(book.take_payment(into, amount, "any"))
        self.owed -= amount
        if into in self.cash:
            self.cash[into] += amount

    @precondition(lambda self: self.owed > 0)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        amount = data.draw(st.integers(1, self.owed))
        self.book(book.void_rest("repair", amount, "cancelled"))
        self.owed -= amount

    @precondition(lambda self: self.open and self.cash[FRONT] > 0)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        amount = data.draw(st.integers(1, self.cash[FRONT]))
        self.book(book.pay_refund(FRONT, amount, "poor work"))
        self.cash[FRONT] -= amount

    @precondition(lambda self: self.open and self.cash[COURIER] > 0)
    @rule(data=st.data())
    def hand_over(self, data: st.DataObject) -> None:
        amount = data.draw(st.integers(1, self.cash[COURIER]))
        self.book(book.hand_over(amount, giver=COURIER, receiver=FRONT))
        self.cash[COURIER] -= amount
        self.cash[FRONT] += amount

    @rule(amount=amounts, into=st.sampled_from([COURIER, BANK]))
    def take_deposit(self, amount: int, into: str) -> None:
        deposit_id = f"d{len(self.deposits)}"
        self.book(book.take_deposit(into, amount, deposit_id, "any"))
        self.deposits[deposit_id] = amount
        if into in self.cash:
            self.cash[into] += amount

    @precondition(lambda self: any(self.deposits.values()))
    @rule(data=st.data(), keep=st.booleans())
    def return_or_keep_deposit(self, data: st.DataObject, keep: bool) -> None:
        deposit_id = data.draw(st.sampled_from([each for each, held in self.deposits.items() if held]))
        amount = part_of(data.draw(all_or(self.deposits[deposit_id])), self.deposits[deposit_id], 0, "CNY")
        if keep:
            self.book(book.keep_deposit(amount, deposit_id, "damage", "scratched"))
            self.kept += amount
        else:
            self.book(book.return_deposit(BANK, amount, deposit_id, "any"))
        self.deposits[deposit_id] -= amount

    @rule(amount=amounts, quantity=st.integers(1, 500))
    def allocate(self, amount: int, quantity: int) -> None:
        self.book(book.allocate_cost("finance", amount, "copy_a4", quantity))

    @precondition(lambda self: not self.open)
    @rule(counted=st.integers(0, 10**9))
    def open_drawer(self, counted: int) -> None:
        self.open = True
        self.cash[FRONT] = counted
        if counted:
            self.book(book.open_drawer("front", counted))

    @precondition(lambda self: self.open)
    @rule(counted=st.integers(0, 10**9))
    def close_drawer(self, counted: int) -> None:
        movement = book.close_drawer("front", self.cash[FRONT], counted)
        if movement is not None:
            self.book(movement)
        self.missing += self.cash[FRONT] - counted
        self.cash[FRONT] = 0
        self.open = False

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        free = [
            i
            for i, entry in enumerate(self.entries)
            if entry.kind == "payment" and i not in self.corrected | self.counters and self._can_undo(entry)
        ]
        if not free:
            return
        index = data.draw(st.sampled_from(free))
        entry = self.entries[index]
        self.corrected.add(index)
        self.counters.add(len(self.entries))
        self.book(counter(entry.postings, "wrong charge"))
        for account in self.cash:
            self.cash[account] -= position(entry.postings, account)
        self.owed -= position(entry.postings, RECEIVABLE)

    def _can_undo(self, entry: Movement) -> bool:
        if drawers_of(entry.postings) and not self.open:
            return False
        return all(held >= position(entry.postings, account) for account, held in self.cash.items())

    @invariant()
    def debits_equal_credits(self) -> None:
        debit, credit = totals(self.lines)
        assert debit == credit

    @invariant()
    def cash_is_where_it_was_counted(self) -> None:
        for account, held in self.cash.items():
            assert position(self.lines, account) == held

    @invariant()
    def the_deposit_accounts_are_what_is_held_of_deposits(self) -> None:
        for deposit_id, held in self.deposits.items():
            assert position(self.lines, deposit_account(deposit_id)) == -held
        assert position(self.lines, revenue_account("damage")) == -self.kept

    @invariant()
    def what_is_owed_and_what_is_missing_stand_in_the_ledger(self) -> None:
        assert position(self.lines, RECEIVABLE) == self.owed
        assert position(self.lines, DIFFERENCE) == self.missing


TestDesk = Desk.TestCase


@given(amount=amounts)
def test_an_entry_and_its_counter_entry_leave_every_account_as_it_was(amount: int) -> None:
    entry = book.take_payment(FRONT, amount, "cash")
    lines = [*entry.postings, *counter(entry.postings, "wrong").postings]
    assert {line.account: position(lines, line.account) for line in lines} == {FRONT: 0, RECEIVABLE: 0}


@given(expected=st.integers(-(10**6), 10**6), counted=st.integers(0, 10**6))
def test_a_closed_drawer_is_empty_and_the_difference_is_kept(expected: int, counted: int) -> None:
    movement = book.close_drawer("front", expected, counted)
    lines = movement.postings if movement else ()
    assert position(lines, FRONT) == -expected
    assert position(lines, SAFE) == counted
    assert position(lines, DIFFERENCE) == expected - counted


def test_an_empty_drawer_counted_empty_moves_nothing() -> None:
    assert book.close_drawer("front", 0, 0) is None


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Posting("safe", debit=5),),
        (Posting("safe", debit=5), Posting("difference", credit=4)),
    ],
)
def test_an_unbalanced_movement_cannot_be_made(lines: tuple[Posting, ...]) -> None:
    with pytest.raises(Unbalanced):
        Movement("any", "", lines)


@pytest.mark.parametrize(("debit", "credit"), [(0, 0), (1, 1), (-1, 0), (5, -5)])
def test_a_posting_has_exactly_one_side(debit: int, credit: int) -> None:
    with pytest.raises(Unbalanced):
        Posting("safe", debit=debit, credit=credit)
