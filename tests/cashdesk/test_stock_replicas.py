"""Two replicas of cashdesk on one database move the same goods at the same moment: exactly one does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts import cashdesk as c
from tests.cashdesk.goods import Hall, cards, loose, spans
from tests.harness import Desk, Refused


@pytest.fixture
async def halls(desk_for: Callable[..., Awaitable[Desk]]) -> tuple[Hall, Hall]:
    first = await Hall.make(desk_for)
    await first.receive(cards("A0001-A0100"), loose(10))
    return first, Hall(await desk_for("cashdesk", "telecom-hall"))


async def both(*doing: Awaitable[Any]) -> list[str]:
    """How each ended: ``done``, or the slug of its refusal."""

    async def one(each: Awaitable[Any]) -> str:
        try:
            await each
        except Refused as refused:
            return refused.slug
        return "done"

    return sorted(await asyncio.gather(*map(one, doing)))


async def test_one_card_is_sold_once(halls: tuple[Hall, Hall]) -> None:
    first, second = halls
    await first.issue("li", cards("A0001-A0020"))
    for index in range(8):
        card = f"A{index + 1:04d}"
        one, two = await first.charge(), await first.charge()
        assert await both(first.pay("li", one, card), second.pay("li", two, card)) == ["done", "stock-elsewhere"]
    assert await first.account() == {"issued": 20, "sold": 8, "held": 12}


async def test_a_card_on_its_way_to_a_colleague_is_sold_or_handed_over(halls: tuple[Hall, Hall]) -> None:
    first, second = halls
    await first.issue("li", cards("A0001-A0020"))
    for index in range(8):
        card = f"A{index + 1:04d}"
        offer = c.HandOverStock(to="wang", lines=[cards(card)])
        ended = await both(first.pay("li", await first.charge(), card), second.send("li", offer))
        assert ended in (["done", "stock-claimed"], ["done", "stock-elsewhere"])


async def test_one_box_is_received_once(halls: tuple[Hall, Hall]) -> None:
    first, second = halls
    for index in range(5):
        box = cards(f"B{index}001-B{index}020")
        assert await both(first.receive(box), second.receive(box, by="cang")) == ["done", "stock-elsewhere"]
    assert await first.counts("sim") == {"store": 200}


async def test_the_last_goods_without_serials_are_offered_once(halls: tuple[Hall, Hall]) -> None:
    first, second = halls
    ended = await both(
        first.send("ku", c.IssueStock(to="li", lines=[loose(6)])),
        second.send("cang", c.IssueStock(to="wang", lines=[loose(6)])),
    )
    assert ended == ["done", "not-enough-stock"]


async def test_an_offer_is_signed_or_declined_once(halls: tuple[Hall, Hall]) -> None:
    first, second = halls
    for index in range(5):
        card = cards(f"A{index + 1:04d}")
        offer_id = (await first.send("ku", c.IssueStock(to="li", lines=[card]))).offer_id
        ended = await both(
            first.send("li", c.ConfirmStock(offer_id=offer_id, counted=[card])),
            second.send("ku", c.DeclineStock(offer_id=offer_id, reason="no")),
        )
        assert ended == ["conflict", "done"]


async def test_cards_named_at_both_replicas_are_kept_for_one_charge(halls: tuple[Hall, Hall]) -> None:
    first, second = halls
    await first.issue("li", cards("A0001-A0020"))
    one, two = await first.charge(2), await first.charge(2)
    ended = await both(
        first.send("li", c.SellStock(charge_id=one, serials=spans("A0001-A0002"))),
        second.send("li", c.SellStock(charge_id=two, serials=spans("A0002-A0003"))),
    )
    assert ended == ["done", "stock-claimed"]
