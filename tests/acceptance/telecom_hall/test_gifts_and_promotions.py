"""Gifts and promotions."""

from datetime import date
from typing import Any

import pytest

from contracts.cashdesk import (
    ApplyForGifts,
    ClosePromotion,
    DecideGifts,
    GiftGiven,
    GiftRegisterRead,
    GiftsAppliedFor,
    GiftsDecided,
    GiveGift,
    IssueStock,
    ListGifts,
    OpenPromotion,
    PromotionReport,
    RecordParticipant,
    RecordPromotionCost,
    TakePayment,
)
from contracts.roster import RegisterStaff
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.goods import cards, charged, gifts, issued, received, serials, sold
from tests.acceptance.telecom_hall.takings import yuan

AUTUMN = OpenPromotion(
    promotion="autumn",
    title="秋季入网送好礼",
    starts=date(2026, 11, 1),
    ends=date(2026, 11, 30),
    budget=yuan("200.00"),
    items=["sim_card"],
    gifts={"umbrella": 50},
)


def gift(recipient: str = "张伟", phone: str = "13812348000") -> GiveGift:
    return GiveGift(promotion="autumn", type="umbrella", recipient=recipient, phone=phone)


async def applied(desk: Desk, count: int = 10) -> str:
    await received(desk, gifts(30))
    await desk.does("chang", AUTUMN)
    command = ApplyForGifts(promotion="autumn", type="umbrella", count=count, reason="周末路演")
    return str((await desk.does("li", command)).application_id)


async def in_hand(desk: Desk, count: int = 10) -> None:
    """li has gifts to give away."""
    application_id = await applied(desk, count)
    await desk.does("sun", DecideGifts(application_id=application_id, granted=True))
    await issued(desk, "li", gifts(count), application_id=application_id)


@pytest.mark.rule("TH-33")
async def test_gifts_leave_the_store_only_when_the_hall_manager_has_approved(desk: Desk) -> None:
    application_id = await applied(desk)
    assert (await desk.event(GiftsAppliedFor)).approver_roles == ["hall_manager"]
    for application in (None, application_id):
        command = IssueStock(to="li", lines=[gifts(10)], application_id=application)
        assert (await desk.refuses("ku", command, status=409)).slug == "not-approved"
    decision = DecideGifts(application_id=application_id, granted=True)
    for other in ("li", "chen", "shi", "ku"):
        await desk.refuses(other, decision, status=403, says="roles that do: hall_manager")
    await desk.does("sun", decision)
    assert (await desk.event(GiftsDecided)).by == "sun"
    more = IssueStock(to="li", lines=[gifts(11)], application_id=application_id)
    await desk.refuses("ku", more, status=409, says="10 were approved")
    await issued(desk, "li", gifts(10), application_id=application_id)
    again = IssueStock(to="li", lines=[gifts(1)], application_id=application_id)
    await desk.refuses("ku", again, status=409, says="10 were approved and 10 issued")


@pytest.mark.rule("TH-33")
async def test_each_gift_is_registered_for_its_recipient(desk: Desk) -> None:
    await in_hand(desk)
    await desk.does("li", gift())
    given = await desk.event(GiftGiven)
    assert (given.recipient, given.phone, given.given_by) == ("张*", "138****8000", "li")
    twice = gift("张先生", "138-1234-8000")
    assert (await desk.refuses("li", twice, status=409)).slug == "gift-limit"
    row = (await desk.ask("shi", ListGifts(promotion="autumn"))).rows[0]
    assert (row.recipient, row.phone) == ("张*", "138****8000")
    await desk.refuses("shi", ListGifts(purpose="核对"), status=403, says="does not read personal data")
    row = (await desk.ask("sun", ListGifts(promotion="autumn", purpose="抽查"))).rows[0]
    assert (row.recipient, row.phone) == ("张伟", "13812348000")
    assert (await desk.event(GiftRegisterRead)).reader == "sun"


@pytest.mark.rule("TH-33")
async def test_gifts_cannot_go_to_staff(desk: Desk) -> None:
    await in_hand(desk)
    hui: dict[str, Any] = {"actor": "hui", "name": "惠兰", "roles": ["caller"], "department": "hall"}
    await desk.does("admin", RegisterStaff(**hui, phone="139 0000 1111"))
    for recipient, phone in (("惠小姐", "13900001111"), ("惠兰", "13900002222"), ("李敏", "13900003333")):
        refused = await desk.refuses("li", gift(recipient, phone), status=403, says="gifts cannot go to staff")
        assert refused.slug == "gift-to-staff"
    await desk.does("admin", RegisterStaff(**hui, phone="13900004444"))
    await desk.does("li", gift("何小姐", "13900001111"))
    await desk.refuses("li", gift("何先生", "+8613900004444"), status=403, says="gifts cannot go to staff")


@pytest.mark.rule("TH-33")
async def test_the_report_of_a_promotion(desk: Desk) -> None:
    await in_hand(desk)
    await received(desk, cards(1, 200))
    await issued(desk, "li", cards(1, 20))
    people = {}
    for phone, answer in (
        ("13800000001", "contacted"),
        ("13800000002", "contacted"),
        ("13800000003", "responded"),
        ("13800000001", "responded"),
        ("13800000004", "contacted"),
    ):
        command = RecordParticipant.model_validate(
            {"promotion": "autumn", "name": "客户", "phone": phone, "answer": answer}
        )
        people[phone] = (await desk.does("hui" if answer == "contacted" else "li", command)).participant_id
    await sold(desk, "li", 1, 2, promotion="autumn", participant_id=people["13800000001"])
    await sold(desk, "li", 3, 3)
    await desk.does("li", gift())
    await desk.at("10:00", day=1)
    await sold(desk, "li", 4, 4, promotion="autumn")
    await desk.does("chang", RecordPromotionCost(promotion="autumn", amount=yuan("180.00"), what="宣传单"))
    report = await desk.ask("sun", PromotionReport(promotion="autumn"))
    assert (report.participants, report.responded, report.bought, report.response_rate) == (4, 2, 1, "50.0%")
    assert (report.charges, report.sales) == (2, yuan("60.00"))
    assert (report.gifts_cost, report.other_cost, report.cost) == (yuan("15.00"), yuan("180.00"), yuan("195.00"))
    assert not report.over_budget
    days = [(day.day.day, day.contacted, day.responded, day.sales, day.gifts, day.cost) for day in report.days]
    assert days == [(21, 4, 2, yuan("40.00"), 1, yuan("15.00")), (22, 0, 0, yuan("20.00"), 0, yuan("180.00"))]


@pytest.mark.rule("TH-33")
async def test_a_closed_promotion_takes_nothing_more(desk: Desk) -> None:
    await in_hand(desk)
    await received(desk, cards(1, 20))
    await issued(desk, "li", cards(1, 20))
    await desk.refuses("li", ClosePromotion(promotion="autumn"), status=403, says="runs no promotions")
    await desk.does("shi", ClosePromotion(promotion="autumn"))
    await desk.refuses("li", gift(), status=409, says="is closed")
    charge_id = await charged(desk, "li")
    sale = TakePayment(charge_id=charge_id, method="wechat", serials=serials(1, 1), promotion="autumn")
    await desk.refuses("li", sale, status=409, says="is closed")
    await desk.does("li", sale.model_copy(update={"promotion": None}))
    assert (await desk.ask("sun", PromotionReport(promotion="autumn"))).charges == 0
