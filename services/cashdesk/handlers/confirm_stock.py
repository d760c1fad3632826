"""The receiver's count and signature, or the end of an offer that did not come about. Rules TH-03, TH-04."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    ConfirmStock,
    DeclineStock,
    StockAmount,
    StockDeclined,
    StockHandedOver,
    StockIssued,
    StockMoved,
    StockOfferReceipt,
    StockReturned,
)
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain.stock import (
    HAND_OVER,
    ISSUE,
    RETURN,
    STORE,
    Goods,
    compare_counts,
    read_lines,
    rules_of,
)
from services.cashdesk.handlers.move_goods import claim_goods, find_goods, move_goods
from services.cashdesk.handlers.warn_low import warn_low
from services.cashdesk.repository.gifts import get_application, save_application
from services.cashdesk.repository.offers import get_offer, save_offer

_FACTS: dict[str, type[StockMoved]] = {ISSUE: StockIssued, RETURN: StockReturned, HAND_OVER: StockHandedOver}


async def confirm_stock(command: ConfirmStock, work: Work) -> StockOfferReceipt:
    """Raises Forbidden for anybody but the receiver, Conflict when the two counts differ; the goods stay then."""
    offer = await _open_offer(work, command.offer_id)
    if offer.receiver != work.actor:
        raise Forbidden(f"the goods were offered to '{offer.receiver}', who counts them")
    stock = rules_of(work.playbook)
    offered = read_lines(_lines(offer), stock, "lines")
    differs = compare_counts(offered, read_lines(command.counted, stock, "counted"))
    if differs is not None:
        raise Conflict(
            f"{differs}; the goods stay with '{offer.giver}'",
            slug="count-differs",
            errors={"counted": "count again together, or decline with decline_stock"},
        )
    claim = f"offer:{offer.id}"
    there = [await find_goods(work, goods, offer.source, "counted", claim=claim) for goods in offered]
    for found in there:
        await move_goods(work, found, offer.target, offer.kind, offer.id)
    _decide(work, offer, "signed")
    work.announce(_FACTS[offer.kind](offer_id=offer.id, giver=offer.giver, to=offer.receiver, lines=_lines(offer)))
    if offer.source == STORE:
        await warn_low(work, offered)
    return StockOfferReceipt(offer_id=offer.id, state="signed")


async def decline_stock(command: DeclineStock, work: Work) -> StockOfferReceipt:
    """Raises Forbidden for anybody but giver and receiver, Conflict for an offer that is decided."""
    offer = await _open_offer(work, command.offer_id)
    if work.actor not in (offer.giver, offer.receiver):
        raise Forbidden(f"only '{offer.giver}' and '{offer.receiver}' end this offer")
    offered = read_lines(_lines(offer), rules_of(work.playbook), "lines")
    for goods in offered:
        found = await find_goods(work, goods, offer.source, "offer_id", claim=f"offer:{offer.id}")
        await claim_goods(work, found, None)
    if offer.application_id is not None:
        await _not_issued(work, offer.application_id, offered)
    _decide(work, offer, "declined", reason=command.reason)
    work.announce(
        StockDeclined(
            offer_id=offer.id,
            kind=offer.kind,
            giver=offer.giver,
            to=offer.receiver,
            by=work.actor,
            reason=command.reason,
        )
    )
    return StockOfferReceipt(offer_id=offer.id, state="declined")


async def _not_issued(work: Work, application_id: str, goods: list[Goods]) -> None:
    application = await get_application(work.store, work.site, application_id)
    save_application(work.store, application, issued=application.issued - goods[0].count)


async def _open_offer(work: Work, offer_id: str) -> Row[Any]:
    offer = await get_offer(work.store, work.site, offer_id)
    if offer.state != "offered":
        raise Conflict(f"this offer is already {offer.state}, by '{offer.decided_by}'")
    return offer


def _lines(offer: Row[Any]) -> list[StockAmount]:
    return [StockAmount.model_validate(line) for line in offer.lines]


def _decide(work: Work, offer: Row[Any], state: str, **changes: Any) -> None:
    save_offer(work.store, offer, state=state, decided_by=work.actor, decided_at=work.now, **changes)
