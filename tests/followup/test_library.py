"""The case library: written, changed, withdrawn and found again, on both databases."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import Command
from contracts.followup import (
    AddCase,
    ChangeCase,
    GetLibraryCase,
    LibraryChanged,
    LibraryReceipt,
    SearchCases,
    WithdrawCase,
)
from contracts.problems import Problem
from services.followup.domain.terms import LONGEST, enough, terms_of, terms_sought
from tests.followup.hall import DeskFor, at, hall, request
from tests.harness import Desk

CASES = [
    ("排队时间太长", "客户抱怨营业厅排队的时间太长，增开两个台席后满意。", ["queue"], ["高峰"]),
    ("国际漫游资费", "客户出国后收到高额 Roaming 账单，解释国际漫游资费并办理 5G 套餐。", ["billing", "packages"], []),
    ("小区信号弱", "地下车库没有信号，派人测试后加装室分。等待时间三天。", ["coverage"], ["高峰", "室分"]),
]


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def add(desk: Desk, title: str, text: str, topics: list[str], tags: list[str], **more: Any) -> LibraryReceipt:
    receipt: LibraryReceipt = await desk.send("sun", AddCase(title=title, text=text, topics=topics, tags=tags, **more))
    return receipt


async def fill(desk: Desk) -> list[LibraryReceipt]:
    found = []
    for minute, case in enumerate(CASES):
        desk.clock.set(at(f"11-21T09:0{minute}:00"))
        found.append(await add(desk, *case))
    return found


async def titles(desk: Desk, **asked: Any) -> list[str]:
    return [case.title for case in (await desk.ask("li", SearchCases(**asked))).rows]


async def refused(desk: Desk, actor: str, command: Command) -> Problem:
    with pytest.raises(Problem) as problem:
        await desk.send(actor, command)
    return problem.value


@pytest.mark.rule("TH-32")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("排队时间太长", ["排队时间太长"]),
        ("排队时间很久", ["排队时间太长"]),
        ("国际漫游", ["国际漫游资费"]),
        ("資費", []),
        ("roaming", ["国际漫游资费"]),
        ("ROAM", ["国际漫游资费"]),
        ("oaming", []),
        ("５Ｇ", ["国际漫游资费"]),
        ("弱", ["小区信号弱"]),
        ("时间", ["排队时间太长", "小区信号弱"]),
        ("客户抱怨", ["排队时间太长"]),
        ("天气预报", []),
    ],
)
async def test_cases_are_found_in_chinese_and_english(desk: Desk, text: str, found: list[str]) -> None:
    await fill(desk)
    assert await titles(desk, text=text) == found


async def test_by_topic_and_tag_the_latest_first(desk: Desk) -> None:
    await fill(desk)
    assert await titles(desk) == ["小区信号弱", "国际漫游资费", "排队时间太长"]
    assert await titles(desk, topic="billing") == ["国际漫游资费"]
    assert await titles(desk, tag=" 高峰") == ["小区信号弱", "排队时间太长"]
    assert await titles(desk, tag="高峰", topic="queue", text="排队") == ["排队时间太长"]
    assert await titles(desk, topic="coverage", text="排队") == []
    first = await desk.ask("li", SearchCases(limit=2))
    rest = await desk.ask("li", SearchCases(limit=2, cursor=first.next))
    assert ([case.title for case in rest.rows], rest.next) == (["排队时间太长"], None)
    wrongs: list[dict[str, Any]] = [{"text": "？！"}, {"cursor": "x"}]
    for wrong in wrongs:
        with pytest.raises(Problem) as problem:
            await desk.ask("li", SearchCases(**wrong))
        assert set(problem.value.errors) == set(wrong)


@pytest.mark.rule("TH-32")
async def test_a_case_is_changed_and_its_revisions_stay_readable(desk: Desk) -> None:
    receipt, *_ = await fill(desk)
    change = ChangeCase(entry_id=receipt.entry_id, revision=1, text="增开台席并设自助机。", reason="新办法")
    assert (await desk.send("chen", change)).revision == 2
    stale = await refused(desk, "sun", change)
    assert (stale.status, list(stale.errors)) == (409, ["revision"])
    assert await titles(desk, text="抱怨") == []
    assert await titles(desk, text="自助机") == ["排队时间太长"]
    view = await desk.ask("li", GetLibraryCase(entry_id=receipt.entry_id))
    assert [(one.revision, one.by, one.reason, one.tags) for one in view.revisions] == [
        (1, "sun", None, ["高峰"]),
        (2, "chen", "新办法", ["高峰"]),
    ]
    assert view.text == "增开台席并设自助机。"
    assert [(event.revision, event.withdrawn) for event in desk.take(LibraryChanged)][-1] == (2, False)


async def test_a_withdrawn_case_is_found_no_more_and_stays_readable(desk: Desk) -> None:
    receipt, *_ = await fill(desk)
    withdraw = WithdrawCase(entry_id=receipt.entry_id, revision=1, reason="过时")
    await desk.send("sun", withdraw)
    assert await titles(desk, text="排队") == []
    assert "排队时间太长" not in await titles(desk)
    view = await desk.ask("li", GetLibraryCase(entry_id=receipt.entry_id))
    assert (view.withdrawn, view.revisions[-1].reason) == (True, "过时")
    assert (await refused(desk, "sun", withdraw)).status == 409


async def test_two_changes_at_once_exactly_one_is_kept(desk_for: DeskFor) -> None:
    desks = [await hall(desk_for) for _ in range(2)]
    receipt, *_ = await fill(desks[0])
    changes = [ChangeCase(entry_id=receipt.entry_id, revision=1, title=f"标题{n}", reason="改") for n in range(2)]
    outcomes = await asyncio.gather(
        *(desk.send("sun", change) for desk, change in zip(desks, changes, strict=True)), return_exceptions=True
    )
    assert [type(one).__name__ for one in outcomes if isinstance(one, Problem)] == ["Refused"]


@pytest.mark.parametrize(
    ("actor", "given", "status", "field"),
    [
        ("li", {}, 403, None),
        ("sun", {"topics": ["weather"]}, 422, "topics.0"),
        ("sun", {"number": "HQ-20261121-0009"}, 422, "number"),
    ],
)
async def test_cases_that_are_refused(
    desk: Desk, actor: str, given: dict[str, Any], status: int, field: str | None
) -> None:
    command = AddCase(**({"title": "某", "text": "某", "topics": ["queue"]} | given))
    problem = await refused(desk, actor, command)
    assert (problem.status, list(problem.errors)) == (status, [field] if field else [])
    assert desk.announced == []


async def test_a_case_names_the_request_it_came_from(desk: Desk) -> None:
    form = {"way": "counter", "written": False, "text": "排队太久", "topic": "queue"}
    await desk.event(request(desk, "opinion", form=form))
    receipt = await add(desk, "排队", "增开台席", ["queue"], [], number="HQ-20261121-0001")
    assert (await desk.ask("li", GetLibraryCase(entry_id=receipt.entry_id))).number == "HQ-20261121-0001"
    for unknown in (GetLibraryCase(entry_id="x"),):
        with pytest.raises(Problem):
            await desk.ask("li", unknown)
    assert (await refused(desk, "sun", WithdrawCase(entry_id="x", revision=1, reason="r"))).status == 404


@given(st.text(alphabet="排队时间太长abAB12 ，", min_size=1, max_size=40))
def test_every_text_is_found_by_itself(text: str) -> None:
    sought = terms_sought(text)
    assert set(sought) <= set(terms_of("", text))
    assert all(len(term) <= LONGEST for term in sought)
    assert enough(len(sought)) <= len(sought)
