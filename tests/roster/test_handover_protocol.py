"""The handover as a protocol, on both databases: review, topics, item by item, rounds, serving, relief."""

import pytest

from chassis.items import Status
from contracts.intake import IntakeHandoverReported, ServingBegan, ServingEnded
from contracts.roster import (
    AcknowledgeHandover,
    AcknowledgeItem,
    AdHocItem,
    EventNoted,
    GetHandover,
    HandoverCompiled,
    HandoverCompleted,
    HandoverOpened,
    HandoverReviewed,
    HandoverUnrelieved,
    ItemAcknowledged,
    NoteEvent,
    OpenHandover,
    ReleaseFromDuty,
    ReportAgain,
    ReportUnrelieved,
    ReviewHandover,
    ShiftEnded,
    WhoIsOnDuty,
)
from tests.harness import Desk
from tests.roster.handover_desk import (
    CALLBACK,
    CASH,
    REQUEST,
    SERVING,
    DeskFor,
    at,
    hall,
    opened,
    refused,
    report,
    word,
)

TOPICS = {"safety": "quiet", "people": "all here", "schedule": "as planned", "equipment": "printer 2 is out"}
ALL_TOPICS = TOPICS | {"ad_hoc": "none"}


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def on_duty(desk: Desk) -> set[str]:
    return {row.actor for row in (await desk.ask("sun", WhoIsOnDuty())).rows}


async def test_each_item_that_moves_is_acknowledged_before_the_handover_is_over(desk: Desk) -> None:
    handover = await opened(desk)
    await report(desk, handover, {"intake": [REQUEST], "followup": [CALLBACK], "cashdesk": [CASH]})
    problem = await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover)))
    assert problem.slug == "handover-unacknowledged"
    assert set(problem.errors) == {f"items.request.{REQUEST.reference}", "items.callback.c1"}
    view = await desk.ask("wang", GetHandover(handover_id=handover))
    assert {item.kind for item in view.to_acknowledge} == {"request", "callback"}
    await desk.send("wang", AcknowledgeItem(handover_id=handover, item=word(REQUEST)))
    assert (await refused(desk.send("zhao", AcknowledgeItem(handover_id=handover, item=word(CALLBACK))))).status == 403
    doubt = word(CALLBACK, decision="questioned", note="no number")
    await desk.send("wang", AcknowledgeHandover(handover_id=handover, items=[doubt]))
    assert [(e.by, e.item.decision) for e in desk.take(ItemAcknowledged)] == [
        ("wang", "accepted"),
        ("wang", "questioned"),
    ]
    view = await desk.ask("wang", GetHandover(handover_id=handover))
    assert [(w.kind, w.decision, w.by) for w in view.acknowledged] == [
        ("callback", "questioned", "wang"),
        ("request", "accepted", "wang"),
    ]
    steps = [step.step for step in view.history]
    assert steps == ["opened", *["reported"] * 4, "compiled", "acknowledged", "acknowledged", "completed"]
    assert (view.outgoing_name, view.incoming_name, view.post_title["en"]) == ("LI", "WANG", "Counter 1")
    filled = {section.section: len(section.items) for section in view.sections if section.items}
    assert filled == {"requests": 1, "callbacks": 1, "money": 1}


async def test_only_items_of_the_log_are_acknowledged_and_doubts_are_named(desk: Desk) -> None:
    handover = await opened(desk)
    early = AcknowledgeItem(handover_id=handover, item=word(REQUEST))
    assert (await refused(desk.send("wang", early))).slug == "handover-incomplete"
    await report(desk, handover, {"intake": [REQUEST]})
    problem = await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover, items=[word(CASH)])))
    assert set(problem.errors) == {"items.0.reference"}
    doubt = AcknowledgeItem(handover_id=handover, item=word(REQUEST, decision="questioned"))
    assert set((await refused(desk.send("wang", doubt))).errors) == {"items.0.note"}
    assert (await refused(desk.send("li", early))).status == 403


async def test_the_first_to_take_over_an_item_is_the_incoming_person(desk: Desk) -> None:
    handover = await opened(desk)
    other = CALLBACK.model_copy(update={"kind": "request", "reference": "x"})
    await report(desk, handover, {"intake": [REQUEST, other]})
    await desk.send("wang", AcknowledgeItem(handover_id=handover, item=word(REQUEST)))
    assert (await desk.ask("li", GetHandover(handover_id=handover))).incoming == "wang"


@pytest.mark.rule("TH-10")
async def test_the_duty_manager_says_how_every_topic_stands(desk: Desk) -> None:
    handover = await opened(desk, "chen")
    review = ReviewHandover(handover_id=handover, topics=ALL_TOPICS)
    assert (await refused(desk.send("chen", review))).slug == "handover-incomplete"
    await report(desk, handover, person="chen")
    assert (await refused(desk.send("deng", AcknowledgeHandover(handover_id=handover)))).slug == "handover-unreviewed"
    problem = await refused(desk.send("chen", ReviewHandover(handover_id=handover, topics=TOPICS | {"tea": "x"})))
    assert set(problem.errors) == {"topics.ad_hoc", "topics.tea"}
    assert (await refused(desk.send("deng", review))).status == 403
    await desk.send("chen", review.model_copy(update={"remarks": "busy", "ad_hoc": [AdHocItem(title="lost umbrella")]}))
    assert [(e.topics["safety"], e.remarks) for e in desk.take(HandoverReviewed)] == [("quiet", "busy")]
    view = await desk.ask("deng", GetHandover(handover_id=handover))
    assert view.state == "reviewed"
    assert [(topic.topic, topic.text) for topic in view.topics] == list(ALL_TOPICS.items())
    words = [word(item) for item in view.items]
    await desk.send("deng", AcknowledgeHandover(handover_id=handover, items=words))
    assert [e.incoming for e in desk.take(HandoverCompleted)] == ["deng"]


@pytest.mark.rule("TH-10")
async def test_a_major_event_is_taken_over_by_name(desk: Desk) -> None:
    early = await desk.send("li", NoteEvent(title="queue", text="20 waiting"))
    handover = await opened(desk, "chen")
    await report(desk, handover, person="chen")
    late = await desk.send("wang", NoteEvent(title="power cut", text="10:20 to 10:40", major=True))
    assert (await refused(desk.send("zhao", NoteEvent(title="x", text="y")))).status == 403
    assert [e.major for e in desk.take(EventNoted)] == [False, True]
    await desk.send("chen", ReviewHandover(handover_id=handover, topics=ALL_TOPICS))
    view = await desk.ask("deng", GetHandover(handover_id=handover))
    assert [(i.reference, i.state) for i in view.items] == [(early.event_id, "noted"), (late.event_id, "major")]
    release = ReleaseFromDuty(handover_id=handover, reason="ill")
    for command in (AcknowledgeHandover(handover_id=handover), release):
        refusal = await refused(desk.send("deng", command))
        assert f"items.event.{late.event_id}" in refusal.errors
        assert "event power cut" in refusal.detail
    await desk.send("deng", AcknowledgeHandover(handover_id=handover, items=[word(item) for item in view.items]))
    again = await opened(desk, "deng")
    assert (await desk.ask("sun", GetHandover(handover_id=again))).items == []


async def test_another_clerks_events_are_not_in_a_clerks_log(desk: Desk) -> None:
    await desk.send("wang", NoteEvent(title="power cut", text="short", major=True))
    handover = await opened(desk, "li")
    assert (await desk.ask("li", GetHandover(handover_id=handover))).items == []
    assert len((await desk.ask("li", GetHandover(handover_id=await opened(desk, "wang")))).items) == 1


@pytest.mark.rule("TH-15")
async def test_nobody_comes_it_is_told_at_once(desk: Desk) -> None:
    handover = await opened(desk)
    assert (await refused(desk.send("wang", ReportUnrelieved(handover_id=handover)))).status == 403
    await desk.send("li", ReportUnrelieved(handover_id=handover, note="zhao is ill"))
    assert [(e.recipients, e.note) for e in desk.take(HandoverUnrelieved)] == [(["chen", "deng"], "zhao is ill")]
    assert (await refused(desk.send("li", ReportUnrelieved(handover_id=handover)))).status == 409
    assert "li" in await on_duty(desk)
    desk.clock.set(at("21T15:00"))
    await desk.fire_due()
    assert desk.take(HandoverUnrelieved) == []
    await report(desk, handover)
    await desk.send("chen", ReleaseFromDuty(handover_id=handover, reason="nobody can come"))
    assert "li" not in await on_duty(desk)


@pytest.mark.rule("TH-17")
@pytest.mark.parametrize("began_first", [True, False])
async def test_the_shift_ends_when_the_customer_is_served(desk: Desk, began_first: bool) -> None:
    if began_first:
        await desk.event(ServingBegan(serving_id="s1", clerk="li"))
    handover = await opened(desk)
    await report(desk, handover, {"intake": [SERVING]})
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))
    assert len(desk.take(HandoverCompleted)) == 1
    assert desk.take(ShiftEnded) == []
    assert "li" in await on_duty(desk)
    assert (await desk.ask("li", GetHandover(handover_id=handover))).waits_for_customer
    assert (await refused(desk.send("li", OpenHandover()))).status == 409
    await desk.event(ServingEnded(serving_id="s1", clerk="li"))
    assert [e.staff for e in desk.take(ShiftEnded)] == ["li"]
    assert "li" not in await on_duty(desk)
    view = await desk.ask("li", GetHandover(handover_id=handover))
    assert (view.waits_for_customer, view.history[-1].step) == (False, "relieved")


@pytest.mark.rule("TH-17")
async def test_a_customer_served_before_the_end_holds_nobody_up(desk: Desk) -> None:
    handover = await opened(desk)
    await desk.event(ServingEnded(serving_id="s1", clerk="li"))
    await report(desk, handover, {"intake": [SERVING]})
    assert (await desk.ask("li", GetHandover(handover_id=handover))).items[0].state == "finished"
    await desk.event(ServingBegan(serving_id="s1", clerk="li"))
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))
    assert len(desk.take(ShiftEnded)) == 1


async def test_the_next_round_counts_and_earlier_reports_do_not(desk: Desk) -> None:
    handover = await opened(desk)
    assert (await refused(desk.send("li", ReportAgain(handover_id=handover)))).status == 409
    await report(desk, handover, {"cashdesk": [CASH]})
    assert (await refused(desk.send("zhao", ReportAgain(handover_id=handover)))).status == 403
    desk.take(HandoverOpened)
    ahead = IntakeHandoverReported(handover_id=handover, person="li", items=[REQUEST], round=2)
    assert (await desk.event(ahead)).status is Status.LATER
    await desk.send("li", ReportAgain(handover_id=handover))
    assert [(e.round, e.outgoing) for e in desk.take(HandoverOpened)] == [(2, "li")]
    await report(desk, handover, {"cashdesk": [CASH]})
    assert (await desk.ask("li", GetHandover(handover_id=handover))).waiting_for != []
    await report(desk, handover, of_round=2)
    view = await desk.ask("li", GetHandover(handover_id=handover))
    assert (view.round, view.items, view.waiting_for) == (2, [], [])
    assert len(desk.take(HandoverCompiled)) == 2
