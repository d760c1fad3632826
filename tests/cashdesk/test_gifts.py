"""Gifts and promotions. Rule TH-33."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from contracts import cashdesk as c
from contracts.fingerprints import phone_fingerprint
from contracts.roster import StaffRegistered
from tests.cashdesk.conftest import yuan
from tests.cashdesk.goods import Hall, cards, loose
from tests.harness import Desk, Refused

AUTUMN = c.OpenPromotion(
    promotion="autumn",
    title="Autumn offer",
    starts=date(2026, 11, 20),
    ends=date(2026, 11, 30),
    budget=yuan("100.00"),
    items=["sim_card"],
    gifts={"umbrella": 10, "gift_card": 2},
)


@pytest.fixture
async def hall(desk_for: Callable[..., Awaitable[Desk]]) -> Hall:
    hall = await Hall.make(desk_for)
    await hall.receive(loose(20, "umbrella"), cards("G001-G010", kind="gift_card"), cards("A0001-A0500"))
    await hall.send("shi", AUTUMN)
    return hall


async def apply(hall: Hall, count: int = 5, kind: str = "umbrella", by: str = "li") -> str:
    command = c.ApplyForGifts(promotion="autumn", type=kind, count=count, reason="Weekend stand")
    return str((await hall.send(by, command)).application_id)


async def gifts_in_hand(hall: Hall, count: int = 5) -> str:
    """li has umbrellas to give away."""
    application_id = await apply(hall, count)
    await hall.send("sun", c.DecideGifts(application_id=application_id, granted=True))
    await hall.issue("li", loose(count, "umbrella"), application_id=application_id)
    return application_id


def gift(name: str = "王伟", phone: str = "13812348000", **more: object) -> c.GiveGift:
    return c.GiveGift.model_validate(
        {"promotion": "autumn", "type": "umbrella", "recipient": name, "phone": phone} | more
    )


async def test_gifts_leave_the_store_only_as_approved(hall: Hall) -> None:
    issue = c.IssueStock(to="li", lines=[loose(3, "umbrella")])
    with pytest.raises(Refused, match="only with an approved application"):
        await hall.send("ku", issue)
    application_id = await apply(hall, 5)
    issue = issue.model_copy(update={"application_id": application_id})
    with pytest.raises(Refused, match="applied, not approved"):
        await hall.send("ku", issue)
    for actor, says in (("chen", "roles that do: hall_manager"), ("li", "roles that do")):
        with pytest.raises(Refused, match=says):
            await hall.send(actor, c.DecideGifts(application_id=application_id, granted=True))
    await hall.send("sun", c.DecideGifts(application_id=application_id, granted=True))
    for lines, to, says in (
        ([loose(6, "umbrella")], "li", "5 were approved and 0 issued"),
        ([loose(1, "umbrella")], "wang", "'li' applied"),
        ([loose(1, "umbrella"), cards("A0001")], "li", "one type of gift"),
    ):
        with pytest.raises(Refused, match=says):
            await hall.send("ku", c.IssueStock(to=to, lines=lines, application_id=application_id))
    offer_id = (await hall.send("ku", issue)).offer_id
    await hall.send("li", c.DeclineStock(offer_id=offer_id, reason="Wet"))
    await hall.issue("li", loose(5, "umbrella"), application_id=application_id)
    with pytest.raises(Refused, match="5 were approved and 5 issued"):
        await hall.send("ku", issue)
    assert await hall.counts("umbrella") == {"staff:li": 5, "store": 15}


async def test_no_more_is_applied_for_than_the_promotion_plans(hall: Hall) -> None:
    await apply(hall, 8)
    with pytest.raises(Refused, match="plans 10 of 'umbrella', and 8 are applied for") as refused:
        await apply(hall, 3)
    assert refused.value.errors == {"count": "at most 2"}
    refused_id = await apply(hall, 2)
    await hall.send("sun", c.DecideGifts(application_id=refused_id, granted=False, note="Too many"))
    with pytest.raises(Refused, match="already refused"):
        await hall.send("sun", c.DecideGifts(application_id=refused_id, granted=True))
    await apply(hall, 2)


async def test_a_gift_is_registered_for_its_recipient_and_masked(hall: Hall) -> None:
    await gifts_in_hand(hall)
    await hall.send("li", gift())
    [given] = hall.desk.take(c.GiftGiven)
    assert (given.recipient, given.phone) == ("王*", "138****8000")
    masked = await hall.desk.ask("li", c.ListGifts())
    assert (masked.rows[0].recipient, masked.rows[0].phone) == ("王*", "138****8000")
    full = await hall.desk.ask("chen", c.ListGifts(promotion="autumn", purpose="Spot check"))
    assert (full.rows[0].recipient, full.rows[0].phone) == ("王伟", "13812348000")
    [read] = hall.desk.take(c.GiftRegisterRead)
    assert (read.reader, read.purpose, read.rows) == ("chen", "Spot check", 1)
    with pytest.raises(Refused, match="does not read personal data"):
        await hall.desk.ask("shi", c.ListGifts(purpose="Curious"))
    assert await hall.account(kind="umbrella") == {"issued": 5, "given": 1, "held": 4}


async def test_one_recipient_gets_no_more_than_the_playbook_allows(hall: Hall) -> None:
    await gifts_in_hand(hall)
    await hall.send("li", gift())
    for phone in ("13812348000", "+86 138-1234-8000"):
        with pytest.raises(Refused, match="has had 1 gifts") as refused:
            await hall.send("li", gift("王小伟", phone))
        assert refused.value.slug == "gift-limit"
    await hall.send("li", gift(phone="13812348001"))


async def registered(hall: Hall, phone: str | None, revision: int, *, active: bool = True) -> None:
    mark = None if phone is None else phone_fingerprint("test", "HQ", phone)
    who = {"actor": "hui", "name": "惠兰", "roles": ["caller"], "department": "hall"}
    event = {**who, "active": active, "revision": revision, "phone_fingerprint": mark}
    await hall.desk.event(StaffRegistered.model_validate(event))


async def test_gifts_do_not_go_to_staff(hall: Hall) -> None:
    await gifts_in_hand(hall)
    await registered(hall, "139 0000 1111", 2)
    await registered(hall, "13900002222", 1)
    await registered(hall, None, 3)
    with pytest.raises(Refused, match="phone of a member of staff") as refused:
        await hall.send("li", gift("惠小姐", "13900001111"))
    assert (refused.value.slug, refused.value.status) == ("gift-to-staff", 403)
    await hall.send("li", gift("惠小姐", "13900002222"))
    with pytest.raises(Refused, match="a member of staff has this name"):
        await hall.send("li", gift("惠兰", "13900003333"))
    await registered(hall, None, 4, active=False)
    await hall.send("li", gift("惠兰", "13900001111"))


async def test_a_namesake_of_staff_gets_a_gift_from_who_decides_on_gifts(hall: Hall) -> None:
    await gifts_in_hand(hall)
    with pytest.raises(Refused, match="a member of staff has this name"):
        await hall.send("li", gift("孙丽"))
    with pytest.raises(Refused, match="0 are held by 'sun' and free"):
        await hall.send("sun", gift("孙丽"))


async def test_gifts_by_serial_cost_what_they_were_received_at(hall: Hall) -> None:
    line = cards("H001-H002", kind="gift_card")
    await hall.send("ku", c.ReceiveStock(goods=line, supplier="Mall", cost=yuan("45.00")))
    application_id = await apply(hall, 2, "gift_card")
    await hall.send("sun", c.DecideGifts(application_id=application_id, granted=True))
    await hall.issue("li", cards("H001", "G001", kind="gift_card"), application_id=application_id)
    serials = cards("H001").serials
    await hall.send("li", gift(type="gift_card", serials=serials))
    report = await hall.desk.ask("shi", c.PromotionReport(promotion="autumn"))
    assert report.gifts_cost == yuan("45.00")


async def test_a_promotion_is_opened_and_closed_by_its_roles(hall: Hall) -> None:
    with pytest.raises(Refused, match="runs no promotions"):
        await hall.send("li", AUTUMN.model_copy(update={"promotion": "other"}))
    with pytest.raises(Refused, match="already"):
        await hall.send("shi", AUTUMN)
    wrong = {"promotion": "w", "items": ["sim"], "gifts": {"sim": 1, "umbrella": 0}, "ends": date(2026, 11, 1)}
    with pytest.raises(Refused) as refused:
        await hall.send("shi", AUTUMN.model_copy(update=wrong))
    assert set(refused.value.errors) == {"items.0", "gifts.sim", "gifts.umbrella", "ends"}
    application_id = await apply(hall)
    await hall.send("shi", c.ClosePromotion(promotion="autumn"))
    with pytest.raises(Refused, match="closed already, by 'shi'"):
        await hall.send("shi", c.ClosePromotion(promotion="autumn"))
    for command in (gift(), c.RecordParticipant(promotion="autumn", name="王伟", phone="13812348000")):
        with pytest.raises(Refused, match="'autumn' is closed"):
            await hall.send("li", command)
    assert (await hall.desk.ask("shi", c.ListPromotions(state="closed"))).rows[0].closed_by == "shi"
    await hall.send("sun", c.DecideGifts(application_id=application_id, granted=False))


async def test_a_promotion_runs_within_its_period(hall: Hall) -> None:
    hall.desk.clock.set(hall.desk.clock.now() + timedelta(days=10))
    with pytest.raises(Refused, match="runs from 2026-11-20 to 2026-11-30"):
        await hall.send("li", c.RecordParticipant(promotion="autumn", name="王伟", phone="13812348000"))


async def test_the_report_has_participants_response_sales_and_cost(hall: Hall) -> None:
    await gifts_in_hand(hall)
    await hall.receive(loose(1))
    await hall.issue("li", cards("A0001-A0010"), loose(1))

    async def answer(phone: str, said: str) -> str:
        command = c.RecordParticipant.model_validate(
            {"promotion": "autumn", "name": "客户", "phone": phone, "answer": said}
        )
        return str((await hall.send("li", command)).participant_id)

    person = await answer("13800000001", "contacted")
    assert await answer("138-0000-0001", "responded") == person
    await answer("13800000001", "contacted")
    await answer("13800000002", "contacted")
    await answer("13800000003", "contacted")
    buys = {"promotion": "autumn", "participant_id": person}
    await hall.pay("li", await hall.charge(2), "A0001-A0002", **buys)
    with pytest.raises(Refused, match="is not part of promotion 'autumn'"):
        await hall.pay("li", await hall.charge(1, "phone_case"), promotion="autumn")
    hall.desk.clock.set(hall.desk.clock.now() + timedelta(days=1))
    await hall.pay("li", await hall.charge(1), "A0003", promotion="autumn")
    payment = hall.desk.take(c.PaymentTaken)[-1]
    await hall.send("li", gift())
    await hall.send("shi", c.RecordPromotionCost(promotion="autumn", amount=yuan("80.00"), what="Leaflets"))
    assert not hall.desk.take(c.PromotionCostRecorded)[-1].over_budget
    report = await hall.desk.ask("shi", c.PromotionReport(promotion="autumn"))
    assert (report.participants, report.responded, report.bought, report.response_rate) == (3, 1, 1, "33.3%")
    assert (report.charges, report.sales) == (2, yuan("60.00"))
    assert (report.gifts_cost, report.other_cost, report.cost) == (yuan("15.00"), yuan("80.00"), yuan("95.00"))
    assert not report.over_budget
    assert [(g.type, g.planned, g.approved, g.given) for g in report.gifts] == [
        ("umbrella", 10, 5, 1),
        ("gift_card", 2, 0, 0),
    ]
    assert [(day.day.day, day.contacted, day.bought, day.charges, day.sales, day.cost) for day in report.days] == [
        (21, 3, 1, 1, yuan("40.00"), yuan("0.00")),
        (22, 0, 0, 1, yuan("20.00"), yuan("95.00")),
    ]
    await hall.send("shi", c.RecordPromotionCost(promotion="autumn", amount=yuan("5.01"), what="Stand"))
    assert hall.desk.take(c.PromotionCostRecorded)[-1].over_budget
    request = c.RequestRefund(payment_id=payment.payment_id, amount=yuan("20.00"), reason="Returned")
    refund_id = (await hall.send("li", request)).refund_id
    await hall.send("chen", c.DecideRefund(refund_id=refund_id, granted=True))
    after = await hall.desk.ask("shi", c.PromotionReport(promotion="autumn"))
    assert (after.sales, after.over_budget) == (yuan("40.00"), True)
