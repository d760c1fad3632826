"""Stock by type and serial range, gifts and promotions, items that are lent."""

from datetime import timedelta

from pydantic import Field

from contracts.durations import Duration
from contracts.money import Money
from contracts.playbook.basics import Grammar, Ident, Label


class StockType(Grammar):
    """One kind of goods.

    ``serial``: each piece has a number of its own and is followed by it; else pieces are counted. ``item``: the item
    of the price list it is sold as; a charge of that item is paid only once the pieces are named. ``gift``: given away
    within a promotion; it leaves the store only with an approved application. Rules TH-03, TH-33.
    """

    title: Label
    serial: bool = Field(default=False, description="Followed by serial number.")
    item: Ident | None = Field(default=None, description="The item of the price list it is sold as.")
    gift: bool = Field(default=False, description="Given away, not sold.")
    cost: Money | None = Field(default=None, description="What one cost, unless the receipt of the goods says so.")
    reorder_at: int | None = Field(
        default=None, ge=0, description="When no more than this is left in the store, 'low_to' is told."
    )


class GiftRule(Grammar):
    """Gifts (礼品). Rule TH-33."""

    approved_by: list[Ident] = Field(
        min_length=1, description="Roles that decide on applications, never the applicant."
    )
    given_by: list[Ident] = Field(min_length=1, description="Roles that apply for gifts and give them away.")
    per_recipient: int = Field(default=1, ge=1, description="At most this many to one recipient in one promotion.")


class PromotionRule(Grammar):
    """Who opens, runs and closes promotions. Rule TH-33."""

    opened_by: list[Ident] = Field(min_length=1, description="Roles that open and close one and record its costs.")
    recorded_by: list[Ident] = Field(min_length=1, description="Roles that register participants and their answers.")


class LentKind(Grammar):
    """One kind of thing that is lent and comes back: keys, badges, documents."""

    title: Label


class Lending(Grammar):
    """Things that are lent and come back, both ways with two signatures.

    ``overdue_to``: who is told when one is not back in time, besides borrower and lender; again every
    ``remind_every`` until it is. ``lost_approved_by``: who decides that one is lost, never who reported it.
    """

    kinds: dict[Ident, LentKind] = Field(min_length=1, description="Kinds of things.")
    lent_by: list[Ident] = Field(min_length=1, description="Roles that register, lend and take back.")
    longest: Duration = Field(default=timedelta(days=30), description="For how long one may be lent at most.")
    overdue_to: list[Ident] = Field(default_factory=list, description="Roles told when one is not back in time.")
    remind_every: Duration = Field(default=timedelta(hours=24), description="How often they are told again.")
    lost_approved_by: list[Ident] = Field(min_length=1, description="Roles that decide that one is lost.")


class Stock(Grammar):
    """What is kept, issued, sold, lent and given away.

    ``store_roles``: who receives goods, issues them and takes them back. ``holders``: who may hold goods outside the
    store. ``difference_approved_by``: who decides on a difference, never who counted and never who holds the goods.
    Rules TH-03, TH-04, TH-05.
    """

    types: dict[Ident, StockType] = Field(min_length=1, description="What is kept.")
    store_roles: list[Ident] = Field(min_length=1, description="Roles that keep the store.")
    holders: list[Ident] = Field(min_length=1, description="Roles that goods are issued to.")
    difference_approved_by: list[Ident] = Field(min_length=1, description="Roles that decide on differences.")
    most_at_once: int = Field(default=10_000, ge=1, le=100_000, description="Pieces of one message at most.")
    low_to: list[Ident] = Field(default_factory=list, description="Roles told when a type runs low.")
    gifts: GiftRule | None = Field(default=None, description="How gifts are given; none without it.")
    promotions: PromotionRule | None = Field(default=None, description="Who runs promotions; none without it.")
    lending: Lending | None = Field(default=None, description="Things that are lent and come back.")
