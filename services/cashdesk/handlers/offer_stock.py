"""The giver's count and signature: an issue, a return, a hand-over. Nothing moves yet. Rules TH-03, TH-04, TH-05."""

from collections.abc import Sequence

from chassis.work import Work
from contracts.cashdesk import (
    HandOverStock,
    IssueStock,
    ReturnStock,
    StockAmount,
    StockOffered,
    StockOfferReceipt,
)
from contracts.cashdesk.stock import OfferKind
from contracts.problems import Conflict, Forbidden, Invalid
from services.cashdesk.domain.stock import (
    HAND_OVER,
    ISSUE,
    RETURN,
    STORE,
    Goods,
    check_may_receive,
    held_by,
    read_lines,
    rules_of,
)
from services.cashdesk.handlers.move_goods import claim_goods, find_goods
from services.cashdesk.repository.gifts import get_application, save_application
from services.cashdesk.repository.offers import add_offer


async def issue_stock(command: IssueStock, work: Work) -> StockOfferReceipt:
    """Out of the store. Raises Forbidden for others than the store, Conflict for gifts that nobody approved."""
    stock = rules_of(work.playbook)
    if not work.person.has(stock.store_roles):
        raise Forbidden(f"'{work.actor}' does not keep the store; roles that do: {', '.join(stock.store_roles)}")
    return await _offer(work, ISSUE, command.to, command.lines, STORE, command.application_id)


async def return_stock(command: ReturnStock, work: Work) -> StockOfferReceipt:
    """Back to the store, out of one's own holding."""
    return await _offer(work, RETURN, command.to, command.lines, held_by(work.actor))


async def hand_over_stock(command: HandOverStock, work: Work) -> StockOfferReceipt:
    """To a colleague, out of one's own holding."""
    return await _offer(work, HAND_OVER, command.to, command.lines, held_by(work.actor))


async def _offer(
    work: Work,
    kind: OfferKind,
    to: str,
    lines: Sequence[StockAmount],
    source: str,
    application_id: str | None = None,
) -> StockOfferReceipt:
    """Raises Invalid, NotFound or Conflict as the count and the state demand; nothing is claimed then."""
    stock = rules_of(work.playbook)
    if to == work.person.actor:
        raise Invalid("goods are handed to a colleague", errors={"to": "name somebody else"})
    check_may_receive(kind, work.colleague(to, "to").roles, stock, to)
    goods = read_lines(lines, stock, "lines")
    if kind == ISSUE:
        await _check_gifts(work, goods, to, application_id)
    found = [await find_goods(work, each, source, f"lines.{index}") for index, each in enumerate(goods)]
    offer_id = work.new_id()
    for each in found:
        await claim_goods(work, each, f"offer:{offer_id}")
    if application_id is not None:
        application = await get_application(work.store, work.site, application_id)
        save_application(work.store, application, issued=application.issued + goods[0].count)
    add_offer(
        work.store,
        id=offer_id,
        site=work.site,
        kind=kind,
        giver=work.actor,
        receiver=to,
        source=source,
        target=STORE if kind == RETURN else held_by(to),
        lines=[line.model_dump(mode="json") for line in lines],
        application_id=application_id,
        state="offered",
        offered_at=work.now,
    )
    work.announce(StockOffered(offer_id=offer_id, kind=kind, giver=work.actor, to=to, lines=list(lines)))
    return StockOfferReceipt(offer_id=offer_id, state="offered")


async def _check_gifts(work: Work, goods: Sequence[Goods], to: str, application_id: str | None) -> None:
    """Gifts leave the store only as approved, to who applied for them. Rule TH-33."""
    types = rules_of(work.playbook).types
    gifts = [each for each in goods if types[each.type].gift]
    if application_id is None:
        if gifts:
            raise Conflict(
                f"'{gifts[0].type}' is a gift; it leaves the store only with an approved application",
                slug="not-approved",
                errors={"application_id": "apply with apply_for_gifts and have it approved"},
            )
        return
    if len(goods) != 1 or not gifts:
        raise Invalid("an application is for one type of gift", errors={"lines": "one line, of that gift alone"})
    application = await get_application(work.store, work.site, application_id)
    if application.state != "approved":
        raise Conflict(
            f"the application is {application.state}, not approved",
            slug="not-approved",
            errors={"application_id": "have it approved with decide_gifts"},
        )
    if application.applicant != to or application.type != goods[0].type:
        said = f"'{application.applicant}' applied for '{application.type}'"
        raise Conflict(said, errors={"application_id": "issue what was applied for to who applied"})
    rest = application.pieces - application.issued
    if goods[0].count > rest:
        said = f"{application.pieces} were approved and {application.issued} issued"
        raise Conflict(said, errors={"lines.0.count": f"at most {rest}"})
