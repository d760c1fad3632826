"""Opinions and their answers, the month's hot topics, the case library."""

from calendar import monthrange
from typing import Any

import pytest

from contracts.dispatch import TakeStep
from contracts.followup import (
    AddCase,
    AnswerOpinion,
    ChangeCase,
    GetHotTopics,
    GetLibraryCase,
    LibraryChanged,
    ListOpinions,
    OpinionAnswered,
    OpinionReceived,
    OpinionView,
    SearchCases,
    TopicsPublished,
    WithdrawCase,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import FOUND, REPLY, calls, joins, writes
from tests.acceptance.telecom_hall.hall import PEOPLE
from tests.acceptance.telecom_hall.keeping import form


async def says(desk: Desk, customer: int = 1, *, text: str = "信号不好", **more: Any) -> str:
    said = form(customer, way="counter", written=False, text=text)
    return await desk.record("opinion", said | more)


async def opinions(desk: Desk, **asked: Any) -> list[OpinionView]:
    rows: list[OpinionView] = (await desk.ask("sun", ListOpinions(**asked))).rows
    return rows


@pytest.mark.rule("TH-32")
async def test_an_answer_is_recorded_with_time_handler_and_reply(desk: Desk) -> None:
    number = await says(desk, topic="coverage")
    assert (await desk.event(OpinionReceived)).topics == ["coverage"]
    assert [it.number for it in await opinions(desk, answered=False)] == [number]
    at = await desk.at("11:00")
    await desk.does("chen", AnswerOpinion(number=number, reply="已派人测试信号"))
    (row,) = await opinions(desk, answered=True)
    assert [(it.at, it.by, it.reply) for it in row.answers] == [(at, "chen", "已派人测试信号")]
    assert (await desk.event(OpinionAnswered)).by == "chen"
    answer = AnswerOpinion(number=number, reply="好", topics=["weather"])
    assert "coverage" in (await desk.refuses("chen", answer, status=422)).errors["topics.0"]
    await desk.refuses("ku", AnswerOpinion(number=number, reply="好"), status=403)


@pytest.mark.rule("TH-32")
async def test_what_was_answered_at_the_counter_or_in_a_call_is_the_answer(desk: Desk) -> None:
    spoken = await says(desk, 1, topic="service")
    at = await desk.at("10:00")
    await desk.does("li", TakeStep(number=spoken, step="answered", records={"reply": "已向您道歉"}))
    written = await writes(desk, customer=2, topic="coverage")
    await calls(desk, written, answers=REPLY)
    found = {row.number: [(it.at, it.by, it.reply) for it in row.answers] for row in await opinions(desk)}
    assert found == {spoken: [(at, "li", "已向您道歉")], written.number: [(at, "hui", REPLY["reply"])]}


@pytest.mark.rule("TH-32")
async def test_what_a_customer_says_in_a_call_is_an_opinion_to_be_answered(desk: Desk) -> None:
    call = await joins(desk, "gotone")
    await desk.at("10:00", day=3)
    await calls(desk, call, answers=FOUND | {"opinions": "排队太久"})
    (row,) = await opinions(desk)
    assert (row.source, row.text, row.topics, row.received_by) == ("call", "排队太久", [], "hui")
    assert (await desk.refuses("hui", AnswerOpinion(number=call.number, reply="增开台席"), status=422)).errors
    await desk.does("hui", AnswerOpinion(number=call.number, reply="增开台席", topics=["queue"]))
    assert [it.topics for it in await opinions(desk, topic="queue")] == [["queue"]]


@pytest.mark.rule("TH-32")
async def test_at_month_end_the_hot_topics_go_to_all_staff_with_last_months_frequencies(desk: Desk) -> None:
    month = f"{await desk.fresh_month():%Y-%m}"
    before = len(await desk.events(TopicsPublished))
    for customer, topic in enumerate(["queue", "queue", "coverage", "billing", "service", "packages", "other"], 1):
        await says(desk, customer, topic=topic)
    await says(desk, 8)
    last_day = monthrange(desk.start.year, desk.start.month)[1] - 1
    await desk.at("23:59:59", day=last_day)
    await says(desk, 9, topic="service")
    assert len(await desk.events(TopicsPublished)) == before
    following = await desk.at("00:00", day=last_day + 1)
    sent = (await desk.events(TopicsPublished))[before]
    assert (sent.month, sent.opinions, sent.unsorted, sent.unanswered) == (month, 9, 1, 9)
    assert [(it.topic, it.count, it.previous) for it in sent.topics] == [
        ("service", 2, 0),
        ("queue", 2, 0),
        ("coverage", 1, 0),
        ("billing", 1, 0),
        ("packages", 1, 0),
    ]
    assert {it.actor for it in sent.recipients} >= set(PEOPLE)
    await says(desk, 10, topic="service")
    view = await desk.ask("li", GetHotTopics())
    assert (view.month, view.opinions) == (f"{following:%Y-%m}", 1)
    counted = {it.topic: (it.count, it.previous) for it in view.topics}
    assert (view.topics[0].topic, counted["service"], counted["queue"]) == ("service", (1, 2), (0, 2))


@pytest.mark.rule("TH-32")
async def test_typical_ones_enter_the_case_library_and_are_found_again(desk: Desk) -> None:
    number = await says(desk, text="排队的时间太长", topic="queue")
    text = "客户抱怨营业厅排队的时间太长，增开两个台席后满意。Roaming 用户同样适用。"
    entry = AddCase(title="排队时间太长", text=text, topics=["queue"], tags=["高峰"], number=number)
    await desk.refuses("li", entry, status=403, says="case library is written by")
    added = await desk.does("sun", entry)
    await desk.does("chen", AddCase(title="小区信号弱", text="地下车库没有信号，加装室分。", topics=["coverage"]))

    async def titles(**asked: Any) -> list[str]:
        return [it.title for it in (await desk.ask("guan", SearchCases(**asked))).rows]

    assert await titles(text="排队时间") == await titles(text="roam") == await titles(topic="queue") == ["排队时间太长"]
    assert await titles(text="信号") == ["小区信号弱"]
    assert await titles(text="信号", topic="queue") == []
    change = ChangeCase(entry_id=added.entry_id, revision=1, text="增设自助机。", reason="新办法")
    assert (await desk.does("sun", change)).revision == 2
    await desk.refuses("chen", change, status=409, says="not the present revision")
    assert (await titles(text="抱怨"), await titles(text="自助机")) == ([], ["排队时间太长"])
    await desk.does("sun", WithdrawCase(entry_id=added.entry_id, revision=2, reason="过时"))
    assert await titles() == ["小区信号弱"]
    view = await desk.ask("guan", GetLibraryCase(entry_id=added.entry_id))
    assert (view.withdrawn, view.number, [it.by for it in view.revisions]) == (True, number, ["sun"] * 3)
    assert [it.revision for it in await desk.events(LibraryChanged)] == [1, 1, 2, 3]
