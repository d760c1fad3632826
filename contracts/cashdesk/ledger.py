"""The ledger: entries, their correction, the trial balance."""

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Id, Limit, Page, Part, Query, RequestNumber, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money


class EntryReceipt(Part):
    entry_id: Id


class CorrectEntry(Command):
    """Undo a ledger entry by its counter-entry; nothing is ever updated in place."""

    service, action, result = SERVICE, "correct_entry", EntryReceipt
    entry_id: Id
    reason: Text


class AccountRow(Part):
    account: str
    debit: Money
    credit: Money
    balance: Money


class TrialBalanceView(Part):
    """``balanced`` is true when debits equal credits to the last minor unit."""

    at: AwareDatetime
    rows: list[AccountRow]
    debit: Money
    credit: Money
    balanced: bool


class TrialBalance(Query):
    service, view, result = SERVICE, "trial_balance", TrialBalanceView
    at: AwareDatetime | None = None


class LedgerLine(Part):
    """``command_id`` is the command, event or timer that the entry came of."""

    entry_id: Id
    account: str
    debit: Money
    credit: Money
    at: AwareDatetime
    actor: Actor
    number: RequestNumber | None
    memo: str
    corrects: Id | None = None
    command_id: str | None = None


class LedgerLinePage(Page[LedgerLine]):
    pass


class ListEntries(Query):
    service, view, result = SERVICE, "entries", LedgerLinePage
    account: str | None = None
    number: RequestNumber | None = None
    cursor: str | None = None
    limit: Limit = 50


class EntryCorrected(CashdeskEvent):
    fact = "entry.corrected"
    entry_id: Id
    counter_entry_id: Id
    by: Actor
    reason: str
