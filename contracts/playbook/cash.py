"""Prices, and how money is taken."""

from pydantic import Field

from contracts.money import Money
from contracts.playbook.basics import Grammar, Ident, Label


class PriceItem(Grammar):
    """One item of the price list."""

    title: Label
    unit: str = Field(description="What one of it is: sheet, hour, piece.")
    amount: Money = Field(description="Of one unit.")
    receipt: bool = Field(default=True, description="Whether a receipt can be asked for.")
    no_receipt_reason: Label | None = Field(default=None, description="Told to whoever asks for a receipt.")


class Cash(Grammar):
    """How money is taken. ``drawer_roles``: who may open a drawer. ``collector_roles``: who takes cash outside and
    hands it over at the desk."""

    methods: list[Ident] = Field(description="Ways to pay.")
    drawers: list[Ident] = Field(description="Each is opened and closed by one person.")
    drawer_roles: list[Ident]
    collector_roles: list[Ident] = Field(default_factory=list)
    refund_approvers: list[Ident] = Field(description="Roles that decide on refunds, never the applicant.")
    correction_roles: list[Ident] = Field(description="Roles that may correct an entry, by another entry.")
