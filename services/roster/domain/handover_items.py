"""Single items of the handover log, and what becomes of them while it is open. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from contracts.base import HandoverItem

FOLLOWS_ITS_REQUEST = ("charge", "allocation", "payout")
"""What cashdesk reports and moves with its request; everything else there passes from hand to hand."""

Change = Callable[[HandoverItem], HandoverItem]
Key = tuple[str, str]
"""Kind and reference of an item."""


@dataclass(frozen=True)
class News:
    """What dispatch said of an order while a handover is open: the ``reason`` why it stays, or how it ``ended``."""

    number: str
    kind: Literal["reason", "ended"]
    text: str


def key_of(item: HandoverItem) -> Key:
    return item.kind, item.reference


def is_major(item: HandoverItem) -> bool:
    """A major event of the shift. Rule TH-10."""
    return item.kind == "event" and item.state == "major"


def informed(item: HandoverItem, news: News) -> HandoverItem:
    """The item, had this been known."""
    if item.number != news.number:
        return item
    if news.kind == "ended" and item.kind == "order":
        return item.model_copy(update={"state": news.text, "needs_reason": False})
    if news.kind == "reason" and not item.reason:
        return item.model_copy(update={"reason": news.text})
    return item


def served(item: HandoverItem, serving: str) -> HandoverItem:
    if key_of(item) != ("serving", serving) or item.state == "finished":
        return item
    return item.model_copy(update={"state": "finished"})


def is_over(item: HandoverItem) -> bool:
    return item.kind == "order" and item.state in ("verified", "ended", "cancelled")


def name_of(item: HandoverItem) -> str:
    return item.number or item.reference
