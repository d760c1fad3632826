"""The month's guide, offers and their answers, how a case ends; on both databases."""

import pytest

from contracts.base import Command
from contracts.followup import (
    AnswerDue,
    AnswerOffer,
    CaseView,
    CloseRetention,
    GetRetentionCase,
    GetRetentionGuide,
    GetRetentionStatistics,
    MakeOffer,
    OfferAnswered,
    OfferMade,
    PublishRetentionGuide,
    RecordFailedAttempt,
    RetentionClosed,
    RetentionGuideMissing,
    RetentionGuidePublished,
    TakeOverRetention,
)
from contracts.money import Money
from contracts.problems import Problem
from tests.followup.hall import DeskFor, at, enquiry, guide, hall, offer
from tests.harness import Desk


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def problem(desk: Desk, actor: str, command: Command) -> Problem:
    announced = len(desk.announced)
    with pytest.raises(Problem) as refused:
        await desk.send(actor, command)
    assert len(desk.announced) == announced
    return refused.value


async def made(desk: Desk, case: CaseView, name: str = "discount") -> str:
    receipt = await desk.send(case.assignee, MakeOffer(case_id=case.case_id, offer=name))
    return str(receipt.offer_id)


def money(amount: str) -> Money:
    return Money.model_validate({"amount": amount, "currency": "CNY"})


@pytest.mark.rule("TH-30")
async def test_without_a_guide_nothing_is_offered(desk: Desk) -> None:
    case = await enquiry(desk)
    await guide(desk, month="2026-12")
    refused = await problem(desk, "li", MakeOffer(case_id=case.case_id, offer="discount"))
    assert (refused.status, refused.slug) == (409, "no-guide")
    assert "market_head publishes it with followup.publish_retention_guide" in refused.detail
    desk.clock.set(at("11-30T23:59:59.999999"))
    assert (await problem(desk, "li", MakeOffer(case_id=case.case_id, offer="discount"))).slug == "no-guide"
    desk.clock.set(at("12-01T00:00:00"))
    await made(desk, case)
    (event,) = desk.take(OfferMade)
    assert (event.month, event.offer, event.cost, event.by) == ("2026-12", "discount", money("30.00"), "li")


@pytest.mark.rule("TH-30")
async def test_offers_come_from_the_segment_and_from_nowhere_else(desk: Desk) -> None:
    case = await enquiry(desk)
    await guide(desk, offer("discount"), offer("phone", segments=["high_value", "group"]))
    for name in ("phone", "holiday"):
        refused = await problem(desk, "li", MakeOffer(case_id=case.case_id, offer=name))
        assert (refused.status, list(refused.errors)) == (422, ["offer"])
        assert refused.errors["offer"].endswith("segment normal: discount")
    view = await desk.ask("li", GetRetentionCase(case_id=case.case_id))
    assert [one.name for one in view.offers_possible or []] == ["discount"]
    refused = await problem(desk, "wang", MakeOffer(case_id=case.case_id, offer="discount"))
    assert (refused.status, refused.slug) == (403, "not-the-assignee")


@pytest.mark.rule("TH-30")
async def test_each_offer_and_its_answer_is_recorded(desk: Desk) -> None:
    case = await enquiry(desk)
    await guide(desk)
    first = await made(desk, case)
    again = await problem(desk, "li", MakeOffer(case_id=case.case_id, offer="discount"))
    assert again.status == 409
    await desk.send("li", AnswerOffer(case_id=case.case_id, offer_id=first, answer="declined"))
    final = await problem(desk, "li", AnswerOffer(case_id=case.case_id, offer_id=first, answer="accepted"))
    assert final.status == 409
    second = await made(desk, case)
    desk.clock.set(at("11-22T10:00:00"))
    await desk.send("li", AnswerOffer(case_id=case.case_id, offer_id=second, answer="accepted", note="满意"))
    assert [(e.offer_id, e.answer, e.by) for e in desk.take(OfferAnswered)] == [
        (first, "declined", "li"),
        (second, "accepted", "li"),
    ]
    view = await desk.ask("sun", GetRetentionCase(case_id=case.case_id))
    assert [(one.answer, one.answered_by, one.answered_at) for one in view.offers] == [
        ("declined", "li", at("11-21T09:00:00")),
        ("accepted", "li", at("11-22T10:00:00")),
    ]
    assert [entry.what for entry in view.history] == ["opened", "offer", "answer", "offer", "answer"]
    assert view.history[-1].data["note"] == "满意"


@pytest.mark.rule("TH-30")
async def test_who_is_thinking_is_asked_again(desk: Desk) -> None:
    case = await enquiry(desk)
    await guide(desk)
    offer_id = await made(desk, case)
    thinking = AnswerOffer(case_id=case.case_id, offer_id=offer_id, answer="thinking", until=at("11-23T10:00:00"))
    for wrong in ({"until": None}, {"until": at("11-21T09:00:00")}, {"answer": "accepted"}):
        refused = await problem(desk, "li", thinking.model_copy(update=wrong))
        assert (refused.status, list(refused.errors)) == (422, ["until"])
    await desk.send("li", thinking)
    desk.clock.set(at("11-23T09:59:59"))
    assert await desk.fire_due() == 0
    desk.clock.set(at("11-23T10:00:00"))
    await desk.fire_due()
    (due,) = desk.take(AnswerDue)
    assert (due.offer_id, [told.actor for told in due.recipients]) == (offer_id, ["li"])
    later = thinking.model_copy(update={"until": at("11-25T10:00:00")})
    await desk.send("li", later)
    await desk.send("li", AnswerOffer(case_id=case.case_id, offer_id=offer_id, answer="accepted"))
    desk.clock.set(at("11-26T10:00:00"))
    await desk.fire_due()
    assert desk.take(AnswerDue) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"month": "2026-10"}, "month"),
        ({"offers": [offer(), offer()]}, "offers.0.name"),
        ({"offers": [offer(segments=["gold"])]}, "offers.0.segments"),
        ({"offers": [offer().model_copy(update={"cost": Money.of_minor(1, "USD")})]}, "offers.0.cost"),
        ({"offers": [offer(cost="-1.00")]}, "offers.0.cost"),
    ],
)
async def test_guides_that_do_not_fit(desk: Desk, changes: dict[str, object], field: str) -> None:
    whole = PublishRetentionGuide(month="2026-11", offers=[offer()]).model_copy(update=changes)
    refused = await problem(desk, "shi", whole)
    assert (refused.status, field in refused.errors) == (422, True), refused.errors


@pytest.mark.rule("TH-30")
async def test_the_guide_is_published_by_the_role_the_playbook_names_and_may_be_replaced(desk: Desk) -> None:
    wish = PublishRetentionGuide(month="2026-11", offers=[offer()])
    assert (await problem(desk, "sun", wish)).status == 403
    case = await enquiry(desk)
    await guide(desk)
    (event,) = desk.take(RetentionGuidePublished)
    assert (event.revision, event.offers) == (1, ["discount"])
    assert [told.actor for told in event.recipients] == ["li", "wang", "hui", "ke", "kong", "chen", "deng"]
    await made(desk, case)
    await guide(desk, offer("phone", "99.00"))
    view = await desk.ask("li", GetRetentionGuide())
    assert (view.revision, [one.name for one in view.offers]) == (2, ["phone"])
    assert [one.name for one in (await desk.ask("li", GetRetentionCase(case_id=case.case_id))).offers] == ["discount"]
    with pytest.raises(Problem, match="no guide for 2026-12"):
        await desk.ask("li", GetRetentionGuide(month="2026-12"))


@pytest.mark.rule("TH-30")
async def test_a_missing_guide_of_the_coming_month_is_reminded_of(desk: Desk) -> None:
    await desk.run_start()
    desk.clock.set(at("11-25T09:00:00"))
    await desk.fire("recurring-HQ-retention-guide")
    (event,) = desk.take(RetentionGuideMissing)
    assert (event.month, [told.actor for told in event.recipients]) == ("2026-12", ["shi"])
    await guide(desk, month="2027-01")
    desk.clock.set(at("12-25T09:00:00"))
    await desk.fire("recurring-HQ-retention-guide")
    assert desk.take(RetentionGuideMissing) == []


async def test_a_case_is_closed_with_an_outcome_of_the_playbook(desk: Desk) -> None:
    case = await enquiry(desk)
    close = CloseRetention(case_id=case.case_id, outcome="kept", reason="接受优惠")
    assert list((await problem(desk, "li", close.model_copy(update={"outcome": "gone"}))).errors) == ["outcome"]
    assert (await problem(desk, "wang", close)).status == 403
    await desk.send("li", close)
    (event,) = desk.take(RetentionClosed)
    assert (event.outcome, event.kept, event.by) == ("kept", True, "li")
    assert (await problem(desk, "li", close)).slug == "case-closed"
    following = await enquiry(desk, 2)
    assert following.case_id != case.case_id


@pytest.mark.rule("TH-31")
async def test_a_customer_is_given_up_only_after_an_account_manager_went_on(desk: Desk) -> None:
    case = await enquiry(desk)
    close = CloseRetention(case_id=case.case_id, outcome="left", reason="坚持离网")
    refused = await problem(desk, "li", close)
    assert refused.slug == "not-given-up"
    assert refused.detail.endswith("next is followup.record_failed_attempt")
    await desk.send("li", RecordFailedAttempt(case_id=case.case_id, reason="不接受", reach="晚上来电"))
    assert (await problem(desk, "li", close)).detail.endswith("next is followup.take_over_retention")
    await desk.send("ke", TakeOverRetention(case_id=case.case_id))
    await desk.send("ke", close)
    assert desk.take(RetentionClosed)[0].kept is False


async def test_statistics_by_segment_trigger_and_offer(desk: Desk) -> None:
    await guide(desk, offer("discount", segments=["normal", "group"]), offer("phone", "99.50", segments=["group"]))
    first = await enquiry(desk, 1, customer="c1")
    second = await enquiry(desk, 2, customer="c2", tier="group")
    await enquiry(desk, 3, customer="c3")
    for case, name, answer in (
        (first, "discount", "declined"),
        (second, "discount", "accepted"),
        (second, "phone", "accepted"),
    ):
        offer_id = await made(desk, case, name)
        await desk.send("li", AnswerOffer(case_id=case.case_id, offer_id=offer_id, answer=answer))
    await desk.send("li", CloseRetention(case_id=second.case_id, outcome="kept", reason="接受"))
    await desk.send("li", RecordFailedAttempt(case_id=first.case_id, reason="不接受", reach="晚上"))
    await desk.send("ke", TakeOverRetention(case_id=first.case_id))
    await desk.send("ke", CloseRetention(case_id=first.case_id, outcome="left", reason="坚持"))
    desk.clock.set(at("12-01T00:00:00"))
    await enquiry(desk, 4, customer="c4")

    view = await desk.ask("sun", GetRetentionStatistics(month="2026-11"))
    total = view.total
    assert (total.cases, total.open, total.kept, total.left) == (3, 1, 1, 1)
    assert (total.offers_made, total.offers_accepted, total.cost) == (3, 2, money("129.50"))
    assert {name: (it.cases, it.kept) for name, it in view.by_segment.items()} == {"normal": (2, 0), "group": (1, 1)}
    assert {name: it.cases for name, it in view.by_trigger.items()} == {"cancellation_enquiry": 3}
    offers = {name: (it.cases, it.offers_made, it.offers_accepted, it.cost) for name, it in view.by_offer.items()}
    assert offers == {"discount": (2, 2, 1, money("30.00")), "phone": (1, 1, 1, money("99.50"))}
    assert (await desk.ask("sun", GetRetentionStatistics())).total.cases == 1
    only = GetRetentionStatistics(month="2026-11", segment="group", trigger="cancellation_enquiry")
    assert (await desk.ask("sun", only)).total.cases == 1
    assert (await desk.ask("sun", GetRetentionStatistics(month="2026-11", trigger="traffic_collapse"))).total.cases == 0
