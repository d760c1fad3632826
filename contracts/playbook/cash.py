"""Prices, and how money is taken."""

from datetime import timedelta

from pydantic import Field

from contracts.durations import Duration
from contracts.money import Money
from contracts.playbook.basics import ClockTime, Grammar, Ident, Label, Weekday


class PriceItem(Grammar):
    """One item of the price list."""

    title: Label
    unit: str = Field(description="What one of it is: sheet, hour, piece.")
    amount: Money = Field(description="Of one unit.")
    receipt: bool = Field(default=True, description="Whether a receipt can be asked for.")
    no_receipt_reason: Label | None = Field(default=None, description="Told to whoever asks for a receipt.")


class Deposit(Grammar):
    """Takings go from clerk to collector with a deposit slip and three signatures: clerk, collector, witness."""

    collector_roles: list[Ident] = Field(description="Roles that collect the takings and bring them to the bank.")
    witness_roles: list[Ident] = Field(description="Roles under whose eyes takings change hands and are put away.")
    kinds: list[Ident] = Field(
        default_factory=lambda: ["cash"], description="Methods whose takings are handed in, such as cash and cheques."
    )


class CollectionWarning(Grammar):
    """A reminder before the bank collects."""

    before: Duration = Field(description="How long before the bank collects.")


class BankCollection(Grammar):
    """The bank collects at a local time: before it does, everybody with takings has handed in."""

    at: ClockTime = Field(description="Local time at which the bank comes.")
    weekdays: list[Weekday] = Field(default_factory=list, description="Empty: every day.")
    warn: list[CollectionWarning] = Field(
        default_factory=list, description="When those who have not handed in are named, besides the time itself."
    )
    tell: list[Ident] = Field(description="Roles that hear who has not handed in.")

    def cron(self, before: timedelta = timedelta(0)) -> str:
        """The moments ``before`` the bank collects, as a cron expression."""
        hour, minute = (int(part) for part in self.at.split(":"))
        left = timedelta(hours=hour, minutes=minute) - before
        minutes = left // timedelta(minutes=1)
        days = ",".join(day.upper() for day in self.weekdays) or "*"
        return f"{minutes % 60} {minutes // 60} * * {days}"


class Cash(Grammar):
    """How money is taken. ``drawer_roles``: who may open a drawer. ``collector_roles``: who takes cash outside and
    hands it over at the desk."""

    methods: list[Ident] = Field(description="Ways to pay.")
    drawers: list[Ident] = Field(description="Each is opened and closed by one person.")
    drawer_roles: list[Ident]
    collector_roles: list[Ident] = Field(default_factory=list)
    refund_approvers: list[Ident] = Field(description="Roles that decide on refunds, never the applicant.")
    correction_roles: list[Ident] = Field(description="Roles that may correct an entry, by another entry.")
    difference_approvers: list[Ident] = Field(
        default_factory=list,
        description="Roles that approve a difference, never the one who counted; empty: it is only recorded.",
    )
    deposit: Deposit | None = Field(default=None, description="Deposit slips; without it cash goes from hand to hand.")
    bank_collection: BankCollection | None = Field(default=None, description="When the bank collects the takings.")
    tail_cash: bool = Field(
        default=False,
        description="Takings after the bank's collection are stored overnight and are the next day's floats.",
    )
    day_closes: ClockTime | None = Field(
        default=None, description="When the ledger's day is sealed; without it days are not sealed."
    )
