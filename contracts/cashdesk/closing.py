"""The ledger's days: each is sealed, and the seals form a chain."""

from datetime import date

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Limit, Page, Part, Query
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.cashdesk.ledger import AccountRow
from contracts.money import Money


class SealReceipt(Part):
    """``hash``: SHA-256 over the previous seal's hash, the seal itself and every entry of the day in order."""

    sequence: int
    day: date
    up_to: AwareDatetime
    entries: int
    debit: Money
    credit: Money
    hash: str


class CloseDay(Command):
    """Seal the ledger up to now, before the playbook's time. For managers; what is booked later belongs to the next
    seal."""

    service, action, result = SERVICE, "close_day", SealReceipt


class SealRow(SealReceipt):
    """``since`` is null in a site's first seal; ``balances`` are those of all accounts up to ``up_to``."""

    since: AwareDatetime | None
    previous: str
    sealed_by: Actor
    sealed_at: AwareDatetime
    balances: list[AccountRow]


class SealPage(Page[SealRow]):
    pass


class ListSeals(Query):
    """The chain of seals, newest last; ``day`` is a local date."""

    service, view, result = SERVICE, "seals", SealPage
    day: date | None = None
    cursor: str | None = None
    limit: Limit = 50


class DaySealed(CashdeskEvent):
    """Keep ``hash`` elsewhere: it proves later that nobody has changed what was sealed."""

    fact = "day.sealed"
    sequence: int
    day: date
    up_to: AwareDatetime
    entries: int
    debit: Money
    credit: Money
    previous: str
    hash: str
