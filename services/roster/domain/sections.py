"""Under which heading of the handover log an item stands. Pure. Rule TH-14."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from contracts.base import HandoverItem
from contracts.roster import HandoverSection


class Heading(NamedTuple):
    name: str
    zh: str
    en: str


SERVING = Heading("serving", "正在受理", "Being served")
EVENTS = Heading("events", "本班事件", "Events of the shift")
COMPLAINTS = Heading("complaints", "投诉交接记录", "Complaints")
REQUESTS = Heading("requests", "未完请求", "Open requests")
ORDERS = Heading("orders", "未完工单", "Undone orders")
CALLBACKS = Heading("callbacks", "待回访", "Due callbacks and cases")
CASH = Heading("money", "现金状况", "Cash position")
STOCK = Heading("stock", "库存与物品", "Stock and things lent")
AD_HOC = Heading("ad_hoc", "临时事项", "Ad-hoc matters")
HEADINGS = (SERVING, EVENTS, COMPLAINTS, REQUESTS, ORDERS, CALLBACKS, CASH, STOCK, AD_HOC)

OF_KIND = {"serving": SERVING, "kept": COMPLAINTS, "event": EVENTS, "ad_hoc": AD_HOC}
GOODS = frozenset({"stock", "stock_offer", "item"})
"""What cashdesk reports of goods; all else there is money."""
OF_SERVICE = {"intake": REQUESTS, "dispatch": ORDERS, "followup": CALLBACKS, "cashdesk": CASH, "roster": AD_HOC}


def sections_of(reports: Mapping[str, Iterable[HandoverItem]]) -> list[HandoverSection]:
    """Every heading, also those without an item: an empty one says that there is nothing."""
    found: dict[str, list[HandoverItem]] = {heading.name: [] for heading in HEADINGS}
    for service, items in reports.items():
        for item in items:
            found[_heading(service, item).name].append(item)
    return [HandoverSection(section=h.name, title={"zh": h.zh, "en": h.en}, items=found[h.name]) for h in HEADINGS]


def _heading(service: str, item: HandoverItem) -> Heading:
    if item.kind in GOODS:
        return STOCK
    return OF_KIND.get(item.kind) or OF_SERVICE[service]
