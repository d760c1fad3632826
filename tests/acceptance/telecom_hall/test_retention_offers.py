"""Offers come from the month's guide, by segment; each offer and its answer is recorded."""

import pytest

from contracts.followup import (
    AnswerDue,
    AnswerOffer,
    CloseRetention,
    GetRetentionGuide,
    GetRetentionStatistics,
    MakeOffer,
    OfferAnswered,
    OfferMade,
    PublishRetentionGuide,
    RetentionGuideMissing,
    RetentionGuidePublished,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import day
from tests.acceptance.telecom_hall.keeping import COMPANY, asks, case, guided, offer, offered, yuan


@pytest.mark.rule("TH-30")
async def test_without_this_months_guide_nothing_is_offered(desk: Desk) -> None:
    found = await asks(desk)
    wish = MakeOffer(case_id=found.case_id, offer="discount")
    problem = await desk.refuses("li", wish, status=409, says="no guide for 2026-11")
    assert "market_head publishes it" in problem.detail
    next_month = PublishRetentionGuide(month="2026-12", offers=[offer("discount", "30.00", "normal")])
    await desk.refuses("sun", next_month, status=403)
    await desk.does("shi", next_month)
    await desk.at("23:59:59", day=9)
    await desk.refuses("li", wish, status=409)
    await desk.at("00:00", day=10)
    await desk.does("li", wish)
    made = await desk.event(OfferMade)
    assert (made.month, made.cost, made.by) == ("2026-12", yuan("30.00"), "li")


@pytest.mark.rule("TH-30")
async def test_offers_are_those_of_the_customers_segment(desk: Desk) -> None:
    await guided(desk, offer("discount", "30.00", "normal"), offer("phone", "299.00", "group", "high_value"))
    told = (await desk.event(RetentionGuidePublished)).recipients
    assert {"li", "hui", "ke", "chen"} <= {it.actor for it in told}
    normal, group = await asks(desk, 1), await asks(desk, 2, company=COMPANY)
    for found, allowed, other in ((normal, "discount", "phone"), (group, "phone", "discount")):
        problem = await desk.refuses("li", MakeOffer(case_id=found.case_id, offer=other), status=422)
        assert problem.errors["offer"].endswith(f": {allowed}")
        assert [it.name for it in (await case(desk, found, "li")).offers_possible or []] == [allowed]
        await offered(desk, found, allowed)
    await desk.refuses("wang", MakeOffer(case_id=normal.case_id, offer="discount"), status=403)
    double = PublishRetentionGuide(month="2026-11", offers=[offer("a", "1.00", "normal"), offer("a", "2.00", "gold")])
    problem = await desk.refuses("shi", double, status=422)
    assert set(problem.errors) == {"offers.0.name", "offers.1.name", "offers.1.segments"}


@pytest.mark.rule("TH-30")
async def test_each_offer_and_its_answer_is_recorded(desk: Desk) -> None:
    await guided(desk, offer("discount", "30.00", "normal"), offer("phone", "299.00", "normal"))
    found = await asks(desk)
    first = await offered(desk, found, "phone")
    await desk.does("li", AnswerOffer(case_id=found.case_id, offer_id=first, answer="declined", note="不需要手机"))
    second = await offered(desk, found)
    thinking = AnswerOffer(case_id=found.case_id, offer_id=second, answer="thinking", until=day(desk, 2, "10:00"))
    await desk.refuses("li", thinking.model_copy(update={"until": None}), status=422)
    await desk.does("li", thinking)
    await desk.at("09:59:59", day=2)
    assert not await desk.events(AnswerDue)
    await desk.at("10:00", day=2)
    due = await desk.event(AnswerDue)
    assert (due.offer_id, [it.actor for it in due.recipients]) == (second, ["li"])
    accepted = AnswerOffer(case_id=found.case_id, offer_id=second, answer="accepted")
    await desk.does("li", accepted)
    await desk.refuses("li", accepted, status=409)
    assert [(it.offer, it.answer) for it in await desk.events(OfferAnswered)] == [
        ("phone", "declined"),
        ("discount", "thinking"),
        ("discount", "accepted"),
    ]
    view = await case(desk, found)
    assert [(it.name, it.answer, it.answered_by) for it in view.offers] == [
        ("phone", "declined", "li"),
        ("discount", "accepted", "li"),
    ]
    await desk.does("li", CloseRetention(case_id=found.case_id, outcome="kept", reason="接受优惠"))
    total = (await desk.ask("sun", GetRetentionStatistics(month="2026-11"))).total
    assert (total.cases, total.kept, total.offers_made, total.offers_accepted, total.cost) == (
        1,
        1,
        2,
        1,
        yuan("30.00"),
    )
    await desk.refuses("li", GetRetentionStatistics(), status=403)


@pytest.mark.rule("TH-30")
async def test_a_missing_guide_is_reminded_of_before_the_month_begins(desk: Desk) -> None:
    await desk.fresh_month()
    following = f"{day(desk, 40):%Y-%m}"
    before = len(await desk.events(RetentionGuideMissing))
    await desk.at("08:59:59", day=24)
    assert len(await desk.events(RetentionGuideMissing)) == before
    await desk.at("09:00", day=24)
    missing = (await desk.events(RetentionGuideMissing))[before:]
    assert [(it.month, [told.actor for told in it.recipients]) for it in missing] == [(following, ["shi"])]
    await guided(desk)
    assert (await desk.ask("li", GetRetentionGuide())).revision == 1
