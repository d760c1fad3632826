"""Takings: who collects them, when the bank comes, who approves a difference."""

from collections.abc import Iterator
from datetime import timedelta

from contracts.playbook.cash import BankCollection, Deposit
from contracts.playbook.check.names import Finding, known, people, twice
from contracts.playbook.grammar import Playbook

MINUTE = timedelta(minutes=1)


def cash_findings(book: Playbook) -> Iterator[Finding]:
    cash = book.cash
    yield from people("cash.difference_approvers", cash.difference_approvers, book)
    if cash.deposit is not None:
        yield from _deposit(cash.deposit, book)
    elif cash.tail_cash or cash.bank_collection is not None:
        key = "cash.tail_cash" if cash.tail_cash else "cash.bank_collection"
        yield key, "nobody collects the takings; add 'deposit' with collector_roles and witness_roles"
    if cash.bank_collection is not None:
        yield from _bank(cash.bank_collection, book)


def _deposit(deposit: Deposit, book: Playbook) -> Iterator[Finding]:
    for key, roles in {"collector_roles": deposit.collector_roles, "witness_roles": deposit.witness_roles}.items():
        path = f"cash.deposit.{key}"
        yield from people(path, roles, book)
        if not roles:
            yield path, "names nobody; name at least one role"
    yield from known("cash.deposit.kinds", "method", deposit.kinds, book.cash.methods)
    yield from twice("cash.deposit.kinds", "kinds", deposit.kinds)
    if "cash" not in deposit.kinds:
        yield "cash.deposit.kinds", "cash is always handed in; add it"


def _bank(bank: BankCollection, book: Playbook) -> Iterator[Finding]:
    yield from known("cash.bank_collection.tell", "role", bank.tell, book.roles)
    hour, minute = (int(part) for part in bank.at.split(":"))
    for index, warning in enumerate(bank.warn):
        path = f"cash.bank_collection.warn.{index}.before"
        if not timedelta(0) < warning.before <= timedelta(hours=hour, minutes=minute):
            yield path, f"is not between midnight and {bank.at} of the same day"
        elif warning.before % MINUTE:
            yield path, "is not in whole minutes"
