"""Opinions, their answers and the month's topics, on both databases."""

from datetime import datetime
from typing import Any

import pytest

from contracts.dispatch import OrderVerified
from contracts.followup import (
    AnswerOpinion,
    CallbackScheduled,
    GetHotTopics,
    ListOpinions,
    OpinionAnswered,
    OpinionReceived,
    OpinionView,
    RecordResult,
    TakeCall,
    TopicsPublished,
)
from contracts.intake import RequestAmended, RequestCancelled
from contracts.problems import Problem
from tests.followup.hall import PEOPLE, DeskFor, at, hall, request
from tests.harness import Desk

TOPICS = "recurring-HQ-opinions-topics"


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


def number(serial: int) -> str:
    return f"HQ-20261121-{serial:04}"


async def says(desk: Desk, serial: int, text: str = "信号不好", **form: Any) -> None:
    form = {"way": "counter", "written": False, "text": text} | form
    await desk.event(request(desk, "opinion", serial, customer=f"c{serial}", form=form))


async def opinions(desk: Desk, **asked: Any) -> list[OpinionView]:
    rows: list[OpinionView] = (await desk.ask("sun", ListOpinions(**asked))).rows
    return rows


def verified(desk: Desk, serial: int, reply: str) -> OrderVerified:
    facts: dict[str, Any] = {"number": number(serial), "order_id": "o1", "line": "opinion", "department": "hall"}
    facts |= {"step": "answered", "cycle": 1, "signed_by": "chen", "records": {"reply": reply}}
    return OrderVerified(**facts, happened_at=desk.clock.now(), received_by="li", form={})


@pytest.mark.rule("TH-32")
async def test_an_opinion_is_kept_with_its_answer_time_handler_and_reply(desk: Desk) -> None:
    await says(desk, 1, topic="coverage")
    (received,) = desk.take(OpinionReceived)
    assert (received.number, received.topics, received.received_by) == (number(1), ["coverage"], "li")
    assert [row.answers for row in await opinions(desk, answered=False)] == [[]]
    desk.clock.set(at("11-22T10:00:00"))
    await desk.send("sun", AnswerOpinion(number=number(1), reply="已派人测试"))
    (row,) = await opinions(desk, answered=True)
    assert [(one.at, one.by, one.reply) for one in row.answers] == [(at("11-22T10:00:00"), "sun", "已派人测试")]
    (answered,) = desk.take(OpinionAnswered)
    assert (answered.topics, answered.by, answered.at) == (["coverage"], "sun", at("11-22T10:00:00"))
    await desk.send("sun", AnswerOpinion(number=number(1), reply="已加站", topics=["coverage", "service"]))
    (row,) = await opinions(desk)
    assert ([one.reply for one in row.answers], row.topics) == (["已派人测试", "已加站"], ["coverage", "service"])


@pytest.mark.rule("TH-32")
async def test_the_step_that_settles_an_opinion_answers_it(desk: Desk) -> None:
    await says(desk, 1, topic="service")
    await desk.event(verified(desk, 1, "已向您道歉"))
    await desk.event(verified(desk, 1, "已向您道歉"))
    (row,) = await opinions(desk)
    assert [(one.by, one.reply) for one in row.answers] == [("chen", "已向您道歉")]


async def test_a_step_that_comes_before_the_opinion_waits_for_it(desk: Desk) -> None:
    early = verified(desk, 1, "已向您道歉")
    assert (await desk.event(early)).status.value == "later"
    await desk.event(RequestCancelled(number=number(1), line="opinion", reason="录错"))
    assert (await desk.event(early)).status.value != "later"
    assert await opinions(desk) == []


@pytest.mark.rule("TH-32")
async def test_a_written_opinion_is_answered_by_its_call(desk: Desk) -> None:
    await says(desk, 1, written=True, topic="billing")
    (call,) = desk.take(CallbackScheduled)
    await desk.send("hui", TakeCall(callback_id=call.callback_id))
    result = RecordResult(callback_id=call.callback_id, answers={"reply": "账单已更正"}, means="phone")
    await desk.send("hui", result)
    (row,) = await opinions(desk)
    assert [(one.by, one.reply) for one in row.answers] == [("hui", "账单已更正")]


@pytest.mark.rule("TH-32")
async def test_what_is_heard_in_a_call_is_an_opinion_of_its_own(desk: Desk) -> None:
    await desk.event(request(desk, "joining", form={"brand": "gotone"}))
    (call,) = desk.take(CallbackScheduled)
    desk.clock.set(at("11-25T10:00:00"))
    await desk.send("hui", TakeCall(callback_id=call.callback_id))
    answers = {"bill_received": True, "phone_use": "正常", "channels_introduced": "短信", "opinions": "排队太久"}
    await desk.send("hui", RecordResult(callback_id=call.callback_id, answers=answers, means="phone"))
    (row,) = await opinions(desk)
    assert (row.source, row.text, row.topics, row.received_by) == ("call", "排队太久", [], "hui")
    with pytest.raises(Problem) as refused:
        await desk.send("hui", AnswerOpinion(number=row.number, reply="增开台席"))
    assert (refused.value.status, list(refused.value.errors)) == (422, ["topics"])
    await desk.send("hui", AnswerOpinion(number=row.number, reply="增开台席", topics=["queue"]))
    assert [one.topics for one in await opinions(desk, topic="queue")] == [["queue"]]


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"number": "HQ-20261121-0009"}, 404, "number"),
        ({"topics": ["weather"]}, 422, "topics.0"),
        ({"opinion_id": "other"}, 404, "opinion_id"),
    ],
)
async def test_answers_that_are_refused(desk: Desk, given: dict[str, Any], status: int, field: str) -> None:
    await says(desk, 1, topic="coverage")
    command = AnswerOpinion(**({"number": number(1), "reply": "好"} | given))
    with pytest.raises(Problem) as refused:
        await desk.send("sun", command)
    assert (refused.value.status, list(refused.value.errors)) == (status, [field])
    assert [row.answers for row in await opinions(desk)] == [[]]


async def test_what_was_written_down_wrongly_is_corrected(desk: Desk) -> None:
    await says(desk, 1, "信号不好")
    form = {"way": "counter", "written": False, "text": "信号很不好"}
    amended: dict[str, Any] = {"number": number(1), "revision": 2, "form": form, "changed": ["text"], "reason": "听错"}
    await desk.event(RequestAmended(**amended, confirmed=True))
    assert [row.text for row in await opinions(desk)] == ["信号很不好"]


@pytest.mark.rule("TH-32")
async def test_at_the_end_of_the_month_the_hot_topics_go_to_all_staff(desk: Desk) -> None:
    await desk.run_start()
    for serial, topic in enumerate(["service", "coverage", "queue", "queue", "billing", "packages", "other", ""], 1):
        await says(desk, serial, **({"topic": topic} if topic and topic != "queue" else {}))
    for serial in (3, 4):
        await desk.send("sun", AnswerOpinion(number=number(serial), reply="增开台席", topics=["queue"]))
    desk.clock.set(at("11-30T23:59:59.999999"))
    await says(desk, 9, topic="coverage")
    desk.clock.set(at("12-01T00:00:00"))
    await desk.fire(TOPICS)
    (sent,) = desk.take(TopicsPublished)
    assert (sent.month, sent.opinions, sent.unsorted, sent.unanswered) == ("2026-11", 9, 1, 7)
    assert [(one.topic, one.count, one.previous) for one in sent.topics] == [
        ("coverage", 2, 0),
        ("queue", 2, 0),
        ("billing", 1, 0),
        ("service", 1, 0),
        ("packages", 1, 0),
    ]
    assert sorted(told.actor for told in sent.recipients) == sorted(PEOPLE)
    await says(desk, 10, topic="queue")
    await says(desk, 11, topic="coverage")
    view = await desk.ask("li", GetHotTopics())
    assert (view.month, view.opinions) == ("2026-12", 2)
    assert [(one.topic, one.count, one.previous) for one in view.topics][:3] == [
        ("coverage", 1, 2),
        ("queue", 1, 2),
        ("billing", 0, 1),
    ]
    desk.clock.set(datetime.fromisoformat("2027-01-01T00:00:00+08:00"))
    await desk.fire(TOPICS)
    (sent,) = desk.take(TopicsPublished)
    assert [(one.topic, one.count, one.previous) for one in sent.topics] == [("coverage", 1, 2), ("queue", 1, 2)]


async def test_pages_and_months(desk: Desk) -> None:
    for serial in range(1, 4):
        await says(desk, serial, topic="coverage")
    first = await desk.ask("sun", ListOpinions(limit=2, month="2026-11"))
    rest = await desk.ask("sun", ListOpinions(limit=2, month="2026-11", cursor=first.next))
    assert [row.number for row in [*first.rows, *rest.rows]] == [number(serial) for serial in range(1, 4)]
    assert (rest.next, await opinions(desk, month="2026-12")) == (None, [])
