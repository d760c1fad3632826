"""Mistakes in what is kept, given away and lent."""

from typing import Any

from tests.contracts.check.changes import TITLE, Case, assert_found, cases, complaints

COST = {"amount": "8.00", "currency": "CNY"}
CARD = {"title": TITLE, "serial": True, "item": "copy_a4", "cost": COST, "reorder_at": 10}
GIFT = {"title": TITLE, "gift": True, "cost": COST}
GIFTS = {"approved_by": ["duty_manager"], "given_by": ["clerk"]}
PROMOTIONS = {"opened_by": ["duty_manager"], "recorded_by": ["clerk"]}
LENDING = {"kinds": {"key": {"title": TITLE}}, "lent_by": ["clerk"], "lost_approved_by": ["duty_manager"]}
WHOLE = {
    "types": {"card": CARD, "umbrella": GIFT},
    "store_roles": ["duty_manager"],
    "holders": ["clerk"],
    "difference_approved_by": ["duty_manager"],
    "low_to": ["duty_manager"],
    "gifts": GIFTS,
    "promotions": PROMOTIONS,
    "lending": LENDING,
}


def stock(**parts: Any) -> dict[str, Any]:
    return {"stock": WHOLE | parts}


def types(**more: Any) -> dict[str, Any]:
    return stock(types={"card": CARD} | more)


def test_sound_stock_has_no_findings() -> None:
    assert complaints(stock()) == []


@cases(
    Case("store", stock(store_roles=["butler"]), "stock.store_roles.0", "unknown role 'butler'"),
    Case("holders", stock(holders=["clerk", "butler"]), "stock.holders.1", "unknown role 'butler'"),
    Case(
        "difference",
        stock(difference_approved_by=["butler"]),
        "stock.difference_approved_by.0",
        "unknown role 'butler'",
    ),
    Case("low", stock(low_to=["butler"]), "stock.low_to.0", "unknown role 'butler'"),
    Case("nobody told", stock(low_to=[]), "stock.types.card.reorder_at", "nobody would be told"),
    Case(
        "approvers of gifts",
        stock(gifts=GIFTS | {"approved_by": ["butler"]}),
        "stock.gifts.approved_by.0",
        "unknown role 'butler'",
    ),
    Case(
        "who opens promotions",
        stock(promotions=PROMOTIONS | {"opened_by": ["butler"]}),
        "stock.promotions.opened_by.0",
        "unknown role 'butler'",
    ),
    Case(
        "who lends",
        stock(lending=LENDING | {"lent_by": ["butler"]}),
        "stock.lending.lent_by.0",
        "unknown role 'butler'",
    ),
    Case(
        "price item",
        types(other=CARD | {"item": "copy_a44"}),
        "stock.types.other.item",
        "unknown item of the price list 'copy_a44'",
    ),
    Case("item twice", types(other=CARD), "stock.types.other.item", "two types are sold as 'copy_a4'"),
    Case(
        "an item that costs nothing",
        types() | {"prices/copy_a4/amount": {"amount": "0.00", "currency": "CNY"}},
        "stock.types.card.item",
        "costs nothing",
    ),
    Case(
        "currency of the cost",
        types(other={"title": TITLE, "cost": {"amount": "1.00", "currency": "EUR"}}),
        "stock.types.other.cost",
        "the desk's currency is CNY",
    ),
    Case("a gift that is sold", types(umbrella=GIFT | {"item": "copy_a3"}), "stock.types.umbrella.item", "not sold"),
    Case(
        "a gift without its cost",
        types(umbrella={"title": TITLE, "gift": True}),
        "stock.types.umbrella.cost",
        "is missing",
    ),
    Case("nobody approves gifts", stock(gifts=None), "stock.types.umbrella.gift", "stock.gifts"),
    Case("no promotions for gifts", stock(promotions=None), "stock.types.umbrella.gift", "stock.promotions"),
)
def test_mistakes_in_stock(case: Case) -> None:
    assert_found(case)
