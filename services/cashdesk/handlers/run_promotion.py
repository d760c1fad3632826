"""A promotion is opened and closed, and its other costs are recorded, by the playbook's roles. Rule TH-33."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.base import Done
from contracts.cashdesk import (
    ClosePromotion,
    OpenPromotion,
    PromotionClosed,
    PromotionCostRecorded,
    PromotionOpened,
    RecordPromotionCost,
)
from contracts.playbook.stock import PromotionRule
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.domain.promotions import check_running
from services.cashdesk.domain.stock import rules_of
from services.cashdesk.repository.promotions import (
    add_cost,
    add_promotion,
    costs_of,
    find_promotion,
    gifts_of,
    save_promotion,
)


def promotion_rules(work: Work) -> PromotionRule:
    """Raises NotFound for a desk without promotions."""
    rule = rules_of(work.playbook).promotions
    if rule is None:
        raise NotFound("this desk has no promotions; its playbook has no section 'stock.promotions'")
    return rule


async def running_promotion(work: Work, promotion: str) -> Row[Any]:
    """The promotion, open and within its period. Raises NotFound or Conflict."""
    row = await find_promotion(work.store, work.site, promotion)
    if row is None:
        raise NotFound(f"no promotion '{promotion}' at {work.site}", errors={"promotion": "see cashdesk.promotions"})
    check_running(promotion, row.state, row.starts, row.ends, work.playbook.calendar.local_date(work.now))
    return row


async def open_promotion(command: OpenPromotion, work: Work) -> Done:
    """Raises Forbidden, Invalid for what the playbook does not know, Conflict for a name that is taken."""
    _must_run(work)
    errors = _unknown(command, work)
    if command.ends < command.starts:
        errors["ends"] = "not before 'starts'"
    if command.budget.currency != work.playbook.currency or command.budget.minor < 0:
        errors["budget"] = f"0 {work.playbook.currency} or more"
    if errors:
        raise Invalid("not a promotion of this desk", errors=errors)
    if await find_promotion(work.store, work.site, command.promotion) is not None:
        raise Conflict(
            f"there is a promotion '{command.promotion}' already", errors={"promotion": "give it another name"}
        )
    add_promotion(
        work.store,
        site=work.site,
        promotion=command.promotion,
        title=command.title,
        starts=command.starts.isoformat(),
        ends=command.ends.isoformat(),
        budget_minor=command.budget.minor,
        currency=command.budget.currency,
        items=list(command.items),
        gifts=dict(command.gifts),
        state="open",
        opened_by=work.actor,
        opened_at=work.now,
    )
    work.announce(PromotionOpened(**command.model_dump(), by=work.actor))
    return Done()


async def close_promotion(command: ClosePromotion, work: Work) -> Done:
    """Raises Forbidden, NotFound, or Conflict when it is closed."""
    _must_run(work)
    row = await find_promotion(work.store, work.site, command.promotion)
    if row is None:
        where = {"promotion": "see cashdesk.promotions"}
        raise NotFound(f"no promotion '{command.promotion}' at {work.site}", errors=where)
    if row.state != "open":
        raise Conflict(f"the promotion is closed already, by '{row.closed_by}'")
    save_promotion(work.store, row, state="closed", closed_by=work.actor, closed_at=work.now)
    work.announce(PromotionClosed(promotion=command.promotion, by=work.actor, note=command.note))
    return Done()


async def record_cost(command: RecordPromotionCost, work: Work) -> Done:
    """Costs may come in after the promotion is closed. Raises Forbidden, NotFound or Invalid."""
    _must_run(work)
    minor = in_currency(command.amount, work.playbook.currency, "amount")
    if minor <= 0:
        raise Invalid("a cost is above zero", errors={"amount": "above zero"})
    row = await find_promotion(work.store, work.site, command.promotion)
    if row is None:
        where = {"promotion": "see cashdesk.promotions"}
        raise NotFound(f"no promotion '{command.promotion}' at {work.site}", errors=where)
    spent = sum((await costs_of(work.store, work.site, command.promotion)).values())
    spent += sum(int(gift.minor) for gift in await gifts_of(work.store, work.site, command.promotion))
    add_cost(
        work.store,
        id=work.new_id(),
        site=work.site,
        promotion=command.promotion,
        amount_minor=minor,
        what=command.what,
        by=work.actor,
        at=work.now,
        day=work.playbook.calendar.local_date(work.now).isoformat(),
    )
    work.announce(
        PromotionCostRecorded(
            promotion=command.promotion,
            amount=command.amount,
            what=command.what,
            by=work.actor,
            over_budget=spent + minor > row.budget_minor,
        )
    )
    return Done()


def _must_run(work: Work) -> None:
    roles = promotion_rules(work).opened_by
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' runs no promotions; roles that do: {', '.join(roles)}")


def _unknown(command: OpenPromotion, work: Work) -> dict[str, str]:
    prices, types = work.playbook.prices, rules_of(work.playbook).types
    given = [name for name, kind in types.items() if kind.gift]
    known = ", ".join(prices)
    errors = {
        f"items.{index}": f"not in the price list, which has {known}"
        for index, item in enumerate(command.items)
        if item not in prices
    }
    for name, count in command.gifts.items():
        if name not in given:
            errors[f"gifts.{name}"] = f"no gift; gifts are {', '.join(given) or 'none'}"
        elif count < 1:
            errors[f"gifts.{name}"] = "one or more"
    return errors
