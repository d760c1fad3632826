"""TH-10: the duty manager's handover covers its topics; a major event is taken over explicitly."""

import pytest

from contracts.roster import AcknowledgeHandover, AdHocItem, NoteEvent, ReviewHandover
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import TOPICS, at_work, log_of, opened, reviewed, section, word

pytestmark = pytest.mark.rule("TH-10")
SHIFTS = {"li": ("counter_1", "09:00", "14:00"), "chen": ("duty_manager", "09:00", "14:00")}


async def test_every_topic_is_filled_in_before_anybody_takes_over(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    handover = (await opened(desk, "chen", "deng")).handover_id
    acknowledge = AcknowledgeHandover(handover_id=handover)
    refusal = await desk.refuses("deng", acknowledge, status=409, says="review_handover")
    assert set(refusal.errors) == {f"topics.{topic}" for topic in TOPICS}
    for topic in TOPICS:
        some = {name: text for name, text in TOPICS.items() if name != topic}
        refusal = await desk.refuses("chen", ReviewHandover(handover_id=handover, topics=some), status=422)
        assert set(refusal.errors) == {f"topics.{topic}"}
    await desk.refuses("deng", ReviewHandover(handover_id=handover, topics=TOPICS), status=403)
    umbrella = AdHocItem(title="客户遗失雨伞", note="在前台")
    review = ReviewHandover(handover_id=handover, topics=TOPICS, remarks="晚间人多", ad_hoc=[umbrella])
    await desk.does("chen", review)
    log = await log_of(desk, handover)
    assert {topic.topic: topic.text for topic in log.topics} == TOPICS
    assert (log.state, log.remarks, log.topics[0].title["zh"]) == ("reviewed", "晚间人多", "安全")
    assert [(item.title, item.reason) for item in section(log, "ad_hoc")] == [("客户遗失雨伞", "在前台")]
    await desk.does("deng", AcknowledgeHandover(handover_id=handover, items=log.to_acknowledge))
    assert (await log_of(desk, handover)).state == "completed"


async def test_a_major_event_that_the_incoming_person_does_not_name_is_not_taken_over(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    small = (await desk.does("li", NoteEvent(title="排队", text="高峰二十人"))).event_id
    handover = (await opened(desk, "chen", "deng")).handover_id
    major = (await desk.does("li", NoteEvent(title="停电", text="10:20至10:40", major=True))).event_id
    await reviewed(desk, "chen", handover)
    log = await log_of(desk, handover)
    events = {item.reference: item for item in section(log, "events")}
    assert {reference: item.state for reference, item in events.items()} == {small: "noted", major: "major"}
    named = AcknowledgeHandover(handover_id=handover, items=[word(events[small])])
    refusal = await desk.refuses("deng", named, status=409)
    assert set(refusal.errors) == {f"items.event.{major}"}
    everything = [word(item) for item in events.values()]
    await desk.does("deng", AcknowledgeHandover(handover_id=handover, items=everything))
    said = {word.reference: word.by for word in (await log_of(desk, handover)).acknowledged}
    assert said == {small: "deng", major: "deng"}


async def test_only_people_on_duty_note_events(desk: Desk) -> None:
    await at_work(desk, SHIFTS)
    await desk.refuses("wang", NoteEvent(title="停电", text="短", major=True), status=403, says="on duty")
