"""Promotions: who took part, who answered, what was sold and what it cost. Rule TH-33."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money

PromotionState = Literal["open", "closed"]
Answer = Literal["contacted", "responded", "bought"]


class OpenPromotion(Command):
    """Open a promotion for a period of local days, both included. ``items`` of the price list are what it sells,
    ``gifts`` what it may give away, up to these counts. By the playbook's roles."""

    service, action, result = SERVICE, "open_promotion", Done
    promotion: Name
    title: Text
    starts: date
    ends: date
    budget: Money
    items: list[Name] = Field(default_factory=list, max_length=100)
    gifts: dict[Name, int] = Field(default_factory=dict)


class ClosePromotion(Command):
    """Nothing is sold, given or registered under it any more; what was stays in its report."""

    service, action, result = SERVICE, "close_promotion", Done
    promotion: Name
    note: Text | None = None


class ParticipantReceipt(Part):
    participant_id: Id
    answer: Answer


class RecordParticipant(Command):
    """Somebody was ``contacted`` for a promotion, ``responded`` or ``bought``. One entry a phone: a later answer goes
    on from the earlier one, never back."""

    service, action, result = SERVICE, "record_participant", ParticipantReceipt
    promotion: Name
    name: Text
    phone: Text
    answer: Answer = "contacted"


class RecordPromotionCost(Command):
    """A cost beside the gifts: leaflets, a stand. By the roles that open promotions."""

    service, action, result = SERVICE, "record_promotion_cost", Done
    promotion: Name
    amount: Money
    what: Text


class PromotionRow(Part):
    promotion: Name
    title: str
    starts: date
    ends: date
    budget: Money
    items: list[Name]
    gifts: dict[Name, int]
    state: PromotionState
    opened_by: Actor
    closed_by: Actor | None
    closed_at: AwareDatetime | None


class PromotionPage(Page[PromotionRow]):
    pass


class ListPromotions(Query):
    service, view, result = SERVICE, "promotions", PromotionPage
    state: PromotionState | None = None
    cursor: str | None = None
    limit: Limit = 50


class PromotionGifts(Part):
    """``planned`` may be given; ``approved`` may leave the store, ``given`` were registered, at ``cost``."""

    type: Name
    planned: int
    approved: int
    given: int
    cost: Money


class PromotionDay(Part):
    day: date
    contacted: int
    responded: int
    bought: int
    charges: int
    sales: Money
    gifts: int
    cost: Money


class PromotionReportView(Part):
    """``participants`` are all who were contacted; ``responded`` and ``bought`` are of them. ``response_rate``:
    responded of participants in percent with one decimal, null without participants. ``sales``: payments of the
    charges attributed to it, less refunds. ``cost``: gifts at cost and the other costs."""

    promotion: PromotionRow
    participants: int
    responded: int
    bought: int
    response_rate: str | None
    charges: int
    sales: Money
    gifts_cost: Money
    other_cost: Money
    cost: Money
    over_budget: bool
    gifts: list[PromotionGifts]
    days: list[PromotionDay]


class PromotionReport(Query):
    """Participants, response, sales and cost of one promotion, and day by day."""

    service, view, result = SERVICE, "promotion_report", PromotionReportView
    promotion: Name


class PromotionOpened(CashdeskEvent):
    fact = "promotion.opened"
    promotion: Name
    title: str
    starts: date
    ends: date
    budget: Money
    items: list[Name]
    gifts: dict[Name, int]
    by: Actor


class PromotionClosed(CashdeskEvent):
    fact = "promotion.closed"
    promotion: Name
    by: Actor
    note: str | None = None


class ParticipantRecorded(CashdeskEvent):
    """``name`` and ``phone`` are masked."""

    fact = "promotion.participant_recorded"
    promotion: Name
    participant_id: Id
    name: str
    phone: str
    answer: Answer
    by: Actor


class PromotionCostRecorded(CashdeskEvent):
    """``over_budget``: gifts and costs together exceed the budget now."""

    fact = "promotion.cost_recorded"
    promotion: Name
    amount: Money
    what: str
    by: Actor
    over_budget: bool
