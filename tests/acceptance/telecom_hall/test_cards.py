"""Cards: issued, sold, returned, and what is missing."""

import asyncio

import pytest

from contracts.cashdesk import (
    ChargeRaised,
    ConfirmStock,
    DecideStockDifference,
    DeclineStock,
    HandOverStock,
    IssueStock,
    PaymentTaken,
    RecordStockDifference,
    ReturnStock,
    SellStock,
    StockAccount,
    StockDeclined,
    StockDifferenceDecided,
    StockHandedOver,
    StockIssued,
    StockLow,
    StockOffered,
    StockPosition,
    StockReturned,
    StockSold,
    TakePayment,
)
from contracts.intake import CancelRequest
from contracts.problems import Problem
from contracts.roster import AcknowledgeHandover, ReportAgain
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.goods import account, cards, charged, issued, received, returned, serials, sold
from tests.acceptance.telecom_hall.handing import at_work, log_of, opened, section


@pytest.mark.rule("TH-03")
async def test_cards_move_only_when_store_and_clerk_have_counted_and_signed(desk: Desk) -> None:
    await received(desk, cards(1, 500))
    offer = await desk.does("ku", IssueStock(to="li", lines=[cards(1, 100)]))
    assert (await desk.event(StockOffered)).kind == "issue"
    assert await account(desk) == {}
    wrong = ConfirmStock(offer_id=offer.offer_id, counted=[cards(1, 99)])
    refused = await desk.refuses("li", wrong, status=409, says="99 of 'sim' were counted and 100 offered")
    assert refused.slug == "count-differs"
    right = ConfirmStock(offer_id=offer.offer_id, counted=[cards(1, 100)])
    for other in ("wang", "ku", "chen"):
        await desk.refuses(other, right, status=403, says="offered to 'li'")
    await desk.does("li", right)
    moved = await desk.event(StockIssued)
    assert (moved.giver, moved.to, moved.lines) == ("ku", "li", [cards(1, 100)])
    assert await account(desk) == {"issued": 100, "held": 100}


@pytest.mark.rule("TH-03")
async def test_only_the_store_issues_and_a_clerk_may_decline(desk: Desk) -> None:
    await received(desk, cards(1, 20))
    await desk.refuses("li", IssueStock(to="wang", lines=[cards(1, 5)]), status=403, says="does not keep the store")
    await desk.refuses("ku", IssueStock(to="qian", lines=[cards(1, 5)]), status=409, says="may hold goods")
    miscounted = cards(1, 5).model_copy(update={"count": 6})
    await desk.refuses("ku", IssueStock(to="li", lines=[miscounted]), status=422, says="serials named are 5")
    offer = await desk.does("ku", IssueStock(to="li", lines=[cards(1, 5)]))
    twice = IssueStock(to="wang", lines=[cards(5, 9)])
    await desk.refuses("ku", twice, status=409, says="8986000000000005 offered to somebody")
    await desk.does("li", DeclineStock(offer_id=offer.offer_id, reason="封条破损"))
    assert (await desk.event(StockDeclined)).by == "li"
    await issued(desk, "wang", cards(1, 9))


@pytest.mark.rule("TH-05")
async def test_an_issue_during_the_shift_goes_the_same_way(desk: Desk) -> None:
    await received(desk, cards(1, 500))
    await issued(desk, "li", cards(1, 10))
    await desk.at("11:00")
    await sold(desk, "li", 1, 10)
    more = await desk.does("ku", IssueStock(to="li", lines=[cards(201, 250)]))
    assert await account(desk) == {"issued": 10, "sold": 10}
    await desk.refuses("ku", ConfirmStock(offer_id=more.offer_id, counted=[cards(201, 250)]), status=403)
    await desk.does("li", ConfirmStock(offer_id=more.offer_id, counted=[cards(201, 250)]))
    assert await account(desk) == {"issued": 60, "sold": 10, "held": 50}


@pytest.mark.rule("TH-04")
async def test_issued_is_sold_and_returned_and_the_recorded_difference(desk: Desk) -> None:
    await received(desk, cards(1, 500))
    await issued(desk, "li", cards(1, 100))
    await sold(desk, "li", 1, 30)
    await sold(desk, "li", 42, 42)
    back = await desk.does("li", ReturnStock(to="ku", lines=[cards(31, 41)]))
    await desk.refuses("li", ConfirmStock(offer_id=back.offer_id, counted=[cards(31, 41)]), status=403)
    await desk.does("ku", ConfirmStock(offer_id=back.offer_id, counted=[cards(31, 41)]))
    assert (await desk.event(StockReturned)).giver == "li"
    await returned(desk, "li", cards(43, 99))
    missing = RecordStockDifference(holder="li", missing=cards(100, 100), reason="清点少一张")
    difference = await desk.does("ku", missing)
    assert await account(desk) == {"issued": 100, "sold": 31, "returned": 68, "held": 1}
    decision = DecideStockDifference(difference_id=difference.difference_id, approved=True)
    for actor, says in (("ku", "roles that do"), ("li", "roles that do")):
        await desk.refuses(actor, decision, status=403, says=says)
    await desk.does("chen", decision)
    decided = await desk.event(StockDifferenceDecided)
    assert (decided.holder, decided.by, decided.missing) == ("li", "chen", cards(100, 100))
    assert await account(desk) == {"issued": 100, "sold": 31, "returned": 68, "difference": 1}
    row = (await desk.ask("chen", StockAccount(person="li"))).rows[0]
    assert row.sold.serials == [*serials(1, 30), *serials(42, 42)]
    assert row.returned.serials == [*serials(31, 41), *serials(43, 99)]
    assert row.difference.serials == serials(100, 100)


@pytest.mark.rule("TH-04")
async def test_whoever_counted_does_not_approve_the_difference(desk: Desk) -> None:
    await received(desk, cards(1, 10))
    await issued(desk, "li", cards(1, 10))
    counted = RecordStockDifference(holder="li", missing=cards(10, 10), reason="清点少一张")
    difference = await desk.does("chen", counted)
    decision = DecideStockDifference(difference_id=difference.difference_id, approved=True)
    await desk.refuses("chen", decision, status=403, says="whoever counted")
    await desk.refuses("li", ReturnStock(to="ku", lines=[cards(10, 10)]), status=409, says="reported missing")
    await desk.does("deng", decision)
    assert await account(desk) == {"issued": 10, "difference": 1, "held": 9}


@pytest.mark.rule("TH-04")
async def test_cards_that_were_not_issued_to_the_clerk_do_not_come_back_from_there(desk: Desk) -> None:
    await received(desk, cards(1, 100))
    await issued(desk, "li", cards(1, 20))
    await issued(desk, "wang", cards(21, 30))
    await sold(desk, "li", 5, 5)
    for first, status, says in (
        (5, 409, "8986000000000005 sold or given to a customer"),
        (21, 409, "8986000000000021 held by 'wang'"),
        (40, 409, "8986000000000040 in the store"),
        (900, 404, "never had 8986000000000900"),
    ):
        command = ReturnStock(to="ku", lines=[cards(first, first)])
        await desk.refuses("li", command, status=status, says=says)


@pytest.mark.rule("TH-03")
async def test_a_sale_needs_the_cards_by_serial_out_of_ones_own_hands(desk: Desk) -> None:
    await received(desk, cards(1, 100))
    await issued(desk, "li", cards(1, 20))
    charge_id = await charged(desk, "li", 2)
    unnamed = TakePayment(charge_id=charge_id, method="wechat")
    assert (await desk.refuses("li", unnamed, status=409)).slug == "stock-not-named"
    await desk.refuses("li", SellStock(charge_id=charge_id, serials=serials(40, 41)), status=409, says="in the store")
    await desk.does("li", SellStock(charge_id=charge_id, serials=serials(3, 4)))
    assert await desk.events(StockSold) == []
    await desk.does("li", unnamed)
    goods = (await desk.event(StockSold)).goods
    assert goods.serials == serials(3, 4)


async def test_a_cancelled_sale_gives_the_cards_back_to_the_clerk(desk: Desk) -> None:
    await received(desk, cards(1, 10))
    await issued(desk, "li", cards(1, 10))
    charge_id = await charged(desk, "li")
    number = (await desk.event(ChargeRaised)).number
    await desk.does("li", SellStock(charge_id=charge_id, serials=serials(1, 1)))
    await desk.refuses("li", ReturnStock(to="ku", lines=[cards(1, 1)]), status=409, says="named for the charge")
    named = (await desk.ask("li", StockPosition())).rows[0]
    assert (named.count, named.free) == (10, 9)
    await desk.does("li", CancelRequest(number=number, reason="顾客改主意"))
    await returned(desk, "li", cards(1, 10))
    assert await account(desk) == {"issued": 10, "returned": 10}


@pytest.mark.everywhere
async def test_two_clerks_selling_the_same_card_at_once_one_wins(desk: Desk) -> None:
    await received(desk, cards(1, 10))
    await issued(desk, "li", cards(1, 10))
    charges = [await charged(desk, clerk) for clerk in ("li", "li", "wang", "wang")]

    async def sells(clerk: str, charge_id: str) -> str:
        try:
            payment = TakePayment(charge_id=charge_id, method="wechat", serials=serials(7, 7))
            await desk.send(clerk, payment)
        except Problem as problem:
            return f"{problem.slug}: {problem.detail}"
        return "sold"

    answers = await asyncio.gather(*map(sells, ("li", "li", "wang", "wang"), charges))
    lost = sorted(answer for answer in answers if answer != "sold")
    assert len(lost) == 3
    assert all(answer.startswith("stock-elsewhere") and "8986000000000007" in answer for answer in lost), lost
    assert len(await desk.events(PaymentTaken)) == 1
    assert len(await desk.events(StockSold)) == 1
    assert await account(desk) == {"issued": 10, "sold": 1, "held": 9}


@pytest.mark.rule("TH-04")
async def test_cards_still_held_stand_in_the_handover_and_go_to_a_colleague_with_two_signatures(desk: Desk) -> None:
    await received(desk, cards(1, 10))
    await issued(desk, "li", cards(1, 4))
    await at_work(desk, {"li": ("counter_1", "09:00", "14:00"), "wang": ("counter_2", "09:00", "18:00")})
    log = await opened(desk, "li", "wang")
    [item] = section(log, "stock")
    assert (item.title, item.needs_reason) == ("4 of sim: 8986000000000001 to 8986000000000004", True)
    await desk.refuses("wang", AcknowledgeHandover(handover_id=log.handover_id, items=log.to_acknowledge), status=409)
    offer = await desk.does("li", HandOverStock(to="wang", lines=[cards(1, 4)]))
    assert await account(desk, "wang") == {}
    await desk.does("wang", ConfirmStock(offer_id=offer.offer_id, counted=[cards(1, 4)]))
    assert (await desk.event(StockHandedOver)).to == "wang"
    assert await account(desk) == {"issued": 4, "handed_over": 4}
    assert await account(desk, "wang") == {"received": 4, "held": 4}
    await desk.does("li", ReportAgain(handover_id=log.handover_id))
    assert section(await log_of(desk, log.handover_id), "stock") == []


async def test_the_store_running_low_is_told(desk: Desk) -> None:
    await received(desk, cards(1, 150))
    await issued(desk, "li", cards(1, 49))
    assert await desk.events(StockLow) == []
    await issued(desk, "li", cards(50, 50))
    low = await desk.event(StockLow)
    assert (low.type, low.left, {each.actor for each in low.recipients}) == ("sim", 100, {"ku", "sun"})
