"""Goods from the store to a clerk and back, counted and signed by both. Rules TH-03, TH-04, TH-05."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from contracts import cashdesk as c
from contracts.problems import Forbidden
from contracts.roster import HandoverOpened
from tests.cashdesk.goods import Hall, cards, loose
from tests.harness import Desk, Refused


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    return await Hall.make(desk_for)


async def test_nothing_moves_until_both_have_counted_and_signed(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0500"))
    offer = await hall.send("ku", c.IssueStock(to="li", lines=[cards("A0001-A0100")]))
    assert (await hall.held("store"), await hall.held()) == (["A0001-A0500"], [])
    with pytest.raises(Refused, match="offered to somebody"):
        await hall.send("ku", c.IssueStock(to="wang", lines=[cards("A0100-A0110")]))
    await hall.send("li", c.ConfirmStock(offer_id=offer.offer_id, counted=[cards("A0001-A0050", "A0051-A0100")]))
    assert (await hall.held("store"), await hall.held()) == (["A0101-A0500"], ["A0001-A0100"])
    [issued] = hall.desk.take(c.StockIssued)
    assert (issued.giver, issued.to, issued.lines[0].count) == ("ku", "li", 100)
    assert await hall.account() == {"issued": 100, "held": 100}


async def test_two_counts_that_differ_are_refused_with_the_difference(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0500"))
    offer_id = (await hall.send("ku", c.IssueStock(to="li", lines=[cards("A0001-A0100")]))).offer_id
    for counted, says in (
        ([cards("A0001-A0099")], "99 of 'sim' were counted and 100 offered"),
        ([cards("A0002-A0101")], "not those that were offered"),
        ([cards("A0001-A0100"), loose(1)], "only by one side"),
    ):
        with pytest.raises(Refused, match=says) as refused:
            await hall.send("li", c.ConfirmStock(offer_id=offer_id, counted=counted))
        assert refused.value.slug == "count-differs"
    for other in ("wang", "ku"):
        with pytest.raises(Refused, match="offered to 'li'"):
            await hall.send(other, c.ConfirmStock(offer_id=offer_id, counted=[cards("A0001-A0100")]))
    assert await hall.held() == []


async def test_a_count_that_is_not_that_of_the_serials_is_refused(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0500"))
    wrong = cards("A0001-A0100").model_copy(update={"count": 99})
    with pytest.raises(Refused) as refused:
        await hall.send("ku", c.IssueStock(to="li", lines=[wrong]))
    assert refused.value.errors == {"lines.0.count": "count again; as many as the serials"}


@pytest.mark.parametrize("decliner", ["li", "ku"])
async def test_either_side_declines_and_the_goods_are_free_again(hall: Hall, decliner: str) -> None:
    await hall.receive(cards("A0001-A0010"), loose(5))
    offer_id = (await hall.send("ku", c.IssueStock(to="li", lines=[cards("A0001-A0010"), loose(5)]))).offer_id
    with pytest.raises(Refused, match="only 'ku' and 'li'"):
        await hall.send("wang", c.DeclineStock(offer_id=offer_id, reason="no"))
    await hall.send(decliner, c.DeclineStock(offer_id=offer_id, reason="Box torn"))
    with pytest.raises(Refused, match=f"already declined, by '{decliner}'"):
        await hall.send("li", c.ConfirmStock(offer_id=offer_id, counted=[cards("A0001-A0010")]))
    await hall.issue("wang", cards("A0001-A0010"), loose(5))
    assert await hall.held("staff:wang") == ["A0001-A0010"]


async def test_what_remains_goes_back_and_the_day_adds_up(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0500"), loose(20))
    await hall.issue("li", cards("A0001-A0100"), loose(10))
    await hall.issue("li", cards("A0201-A0210"))
    await hall.sell("li", "A0001-A0030")
    await hall.sell("li", "A0042")
    await hall.pay("li", await hall.charge(3, "phone_case"))
    await hall.give_back("li", cards("A0031-A0041", "A0043-A0100", "A0201-A0209"), loose(6))
    missing = c.RecordStockDifference(holder="li", missing=cards("A0210"), reason="Not in the box")
    difference_id = (await hall.send("ku", missing)).difference_id
    assert await hall.account() == {"issued": 110, "sold": 31, "returned": 78, "held": 1}
    await hall.send("chen", c.DecideStockDifference(difference_id=difference_id, approved=True))
    assert await hall.account() == {"issued": 110, "sold": 31, "returned": 78, "difference": 1}
    assert await hall.account(kind="phone_case") == {"issued": 10, "sold": 3, "returned": 6, "held": 1}
    hall.desk.clock.set(hall.desk.clock.now() + timedelta(days=1))
    assert await hall.account(kind="phone_case") == {"opening": 1, "held": 1}
    await hall.give_back("li", loose(1))
    yesterday = (hall.desk.clock.now() - timedelta(days=1)).date()
    assert await hall.account(kind="phone_case", day=yesterday) == {
        "issued": 10,
        "sold": 3,
        "returned": 6,
        "held": 1,
    }


async def test_serials_that_are_not_ones_own_are_refused_by_name(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0100"))
    await hall.issue("li", cards("A0001-A0020"))
    await hall.issue("wang", cards("A0021-A0030"))
    await hall.sell("li", "A0005")
    for said, status, says in (
        ("A0004-A0006", 409, "A0005 sold or given to a customer"),
        ("A0020-A0022", 409, "A0021 to A0022 held by 'wang'"),
        ("A0040", 409, "A0040 in the store"),
        ("B0001-B0002", 404, "never had B0001 to B0002"),
    ):
        with pytest.raises(Refused, match=says) as refused:
            await hall.send("li", c.ReturnStock(to="ku", lines=[cards(said)]))
        assert refused.value.status == status
    with pytest.raises(Refused, match="nobody who keeps the store"):
        await hall.send("li", c.ReturnStock(to="wang", lines=[cards("A0001")]))


async def test_goods_are_handed_from_clerk_to_clerk_with_two_signatures(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0010"))
    await hall.issue("li", cards("A0001-A0010"))
    offer_id = (await hall.send("li", c.HandOverStock(to="wang", lines=[cards("A0006-A0010")]))).offer_id
    await hall.send("wang", c.ConfirmStock(offer_id=offer_id, counted=[cards("A0006-A0010")]))
    assert await hall.account() == {"issued": 10, "handed_over": 5, "held": 5}
    assert await hall.account("wang") == {"received": 5, "held": 5}
    with pytest.raises(Refused, match="nobody who may hold goods"):
        await hall.send("li", c.HandOverStock(to="qian", lines=[cards("A0001")]))
    with pytest.raises(Refused, match="colleague"):
        await hall.send("li", c.HandOverStock(to="li", lines=[cards("A0001")]))
    moves = await hall.desk.ask("ku", c.ListStockMoves(serial="A0007"))
    assert [(row.kind, row.source, row.target) for row in moves.rows] == [
        ("receive", "supplier", "store"),
        ("issue", "store", "staff:li"),
        ("hand_over", "staff:li", "staff:wang"),
    ]


async def test_a_difference_is_decided_by_neither_counter_nor_holder(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0010"), loose(4))
    await hall.issue("chen", cards("A0001-A0010"))
    command = c.RecordStockDifference(holder="chen", missing=cards("A0010"), reason="Lost")
    difference_id = (await hall.send("deng", command)).difference_id
    for actor, says in (("li", "roles that do"), ("deng", "counted or holds"), ("chen", "counted or holds")):
        with pytest.raises(Refused, match=says):
            await hall.send(actor, c.DecideStockDifference(difference_id=difference_id, approved=True))
    with pytest.raises(Refused, match="reported missing"):
        await hall.send("chen", c.ReturnStock(to="ku", lines=[cards("A0010")]))
    await hall.send("sun", c.DecideStockDifference(difference_id=difference_id, approved=False, note="Count again"))
    with pytest.raises(Refused, match="already refused, by 'sun'"):
        await hall.send("sun", c.DecideStockDifference(difference_id=difference_id, approved=True))
    await hall.give_back("chen", cards("A0010"))
    in_store = (await hall.send("ku", c.RecordStockDifference(missing=loose(1), reason="Broken"))).difference_id
    await hall.send("sun", c.DecideStockDifference(difference_id=in_store, approved=True))
    assert await hall.counts() == {"store": 3}


async def test_a_lost_card_that_is_found_is_received_again(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0010"))
    with pytest.raises(Refused, match="A0010 in the store"):
        await hall.receive(cards("A0010-A0012"))
    lost = c.RecordStockDifference(missing=cards("A0003"), reason="Not on the shelf")
    difference_id = (await hall.send("ku", lost)).difference_id
    await hall.send("chen", c.DecideStockDifference(difference_id=difference_id, approved=True))
    assert await hall.held("store") == ["A0001-A0002", "A0004-A0010"]
    await hall.receive(cards("A0003", "A0011-A0012"))
    assert await hall.held("store") == ["A0001-A0012"]


async def test_the_store_running_low_is_said_once(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0150"))
    await hall.issue("li", cards("A0001-A0049"))
    assert hall.desk.take(c.StockLow) == []
    await hall.issue("li", cards("A0050-A0060"))
    [low] = hall.desk.take(c.StockLow)
    assert (low.type, low.left, low.reorder_at) == ("sim", 90, 100)
    assert {each.actor for each in low.recipients} == {"ku", "cang", "sun"}
    await hall.issue("li", cards("A0061"))
    assert hall.desk.take(c.StockLow) == []
    assert (await hall.desk.ask("sun", c.StockPosition())).low[0] == "sim"


async def test_clerks_see_their_own_goods(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0010"))
    await hall.issue("li", cards("A0001-A0004"))
    mine = await hall.desk.ask("li", c.StockPosition())
    assert [(row.place, row.count) for row in mine.rows] == [("staff:li", 4)]
    for query in (c.StockPosition(holder="li"), c.StockAccount(person="li")):
        with pytest.raises(Forbidden, match="the own goods only"):
            await hall.desk.ask("wang", query)


async def test_a_desk_without_stock_says_so(desk_for: Callable[..., Awaitable[Desk]]) -> None:
    desk = await desk_for("cashdesk")
    desk.staff("li", roles=["clerk"])
    with pytest.raises(Refused, match="keeps no stock"):
        await desk.send("li", c.ReceiveStock(goods=loose(1), supplier="x"))


async def test_what_somebody_still_holds_stands_in_the_handover(hall: Hall) -> None:
    await hall.receive(cards("A0001-A0010"), loose(3))
    await hall.issue("li", cards("A0001-A0004"), loose(3))
    await hall.send("li", c.HandOverStock(to="wang", lines=[cards("A0004")]))
    opened = HandoverOpened(handover_id="h-1", post="counter_1", outgoing="li", incoming="wang", shift_id="s-1")
    await hall.desk.event(opened)
    [report] = hall.desk.take(c.CashdeskHandoverReported)
    assert [(item.kind, item.title, item.needs_reason) for item in report.items] == [
        ("stock", "3 of phone_case", True),
        ("stock", "4 of sim: A0001 to A0004", True),
        ("stock_offer", "1 of sim from li to wang, not yet counted and signed", False),
    ]
