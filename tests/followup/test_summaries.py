"""The weekly table of surveys, on both databases and with two replicas."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from contracts.followup import (
    CallbackScheduled,
    GetSummary,
    ListSurveys,
    RecordResult,
    SummarySent,
    SurveyRow,
)
from contracts.playbook import load
from contracts.problems import Problem
from services.followup.domain.summaries import MOST_BYTES, asked_by, average, cells, columns_of, parts_of, totals
from services.followup.tables import callbacks
from tests.followup.books import at, confirmed, people, write_book
from tests.harness import Desk

DeskFor = Callable[..., Awaitable[Desk]]
CHAIN = "recurring-HQ-summary-weekly"
MONDAY, NEXT_MONDAY = at("11-23T09:00:00"), at("11-30T09:00:00")


@pytest.fixture
async def desk(desk_for: DeskFor, tmp_path: Path) -> Desk:
    desk = people(await desk_for("followup", write_book(tmp_path)))
    await desk.run_start()
    return desk


async def survey(desk: Desk, number: int, when: datetime, shop: int = 4, line: str = "sale") -> str:
    """One customer asked at ``when``; returns the callback's id."""
    desk.clock.set(when)
    await desk.event(confirmed(desk, line, number=f"HQ-20261121-{number:04}"))
    (callback,) = [one for one in desk.take(CallbackScheduled) if one.plan == "survey"]
    result = RecordResult(
        callback_id=callback.callback_id,
        ratings={"shop": shop},
        answers={"staff": 5, "consulted": True},
        remarks=f"remark {number}",
    )
    await desk.send("li", result)
    return callback.callback_id


async def fire(desk: Desk, when: datetime) -> list[SummarySent]:
    desk.clock.set(when)
    await desk.fire(CHAIN)
    return desk.take(SummarySent)


@pytest.mark.rule("FS-14")
async def test_every_monday_the_surveys_of_the_week_go_to_head_office_as_a_table(desk: Desk) -> None:
    await survey(desk, 1, at("11-21T10:00:00"), shop=5)
    await survey(desk, 2, at("11-22T10:00:00"), shop=2)
    (sent,) = await fire(desk, MONDAY)
    assert (sent.name, sent.title["en"], sent.part, sent.parts) == ("weekly", "Week", 1, 1)
    assert (sent.since, sent.until) == (at("11-21T09:00:00"), MONDAY)
    assert sent.columns == [
        *("number", "line", "plan", "completed_at", "by", "satisfied"),
        *("ratings.shop", "answers.staff", "answers.call_back_on", "answers.consulted", "summary", "remarks"),
    ]
    assert [row[0] for row in sent.rows] == ["HQ-20261121-0001", "HQ-20261121-0002"]
    assert sent.rows[1][4:] == ["li", False, 2, 5, None, True, None, "remark 2"]
    assert (sent.totals.count, sent.totals.satisfied, sent.totals.dissatisfied) == (2, 1, 1)
    assert sent.totals.averages == {"ratings.shop": "3.50", "answers.staff": "5.00"}
    assert [(told.actor, told.role) for told in sent.recipients] == [("zong", "principal"), ("chen", "manager")]


@pytest.mark.rule("FS-14")
async def test_each_survey_stands_in_one_summary_and_the_span_is_open_at_its_end(desk: Desk) -> None:
    await survey(desk, 1, at("11-21T09:00:00"))
    late = await survey(desk, 2, MONDAY)
    (first,) = await fire(desk, MONDAY)
    assert [row[0] for row in first.rows] == ["HQ-20261121-0001"]
    assert first.rows[0][3] == "2026-11-21T01:00:00Z"
    (second,) = await fire(desk, NEXT_MONDAY)
    assert (second.since, second.until) == (MONDAY, NEXT_MONDAY)
    assert [row[0] for row in second.rows] == ["HQ-20261121-0002"]
    view = await desk.ask("li", GetSummary(name="weekly"))
    assert [row.callback_id for row in view.rows] == [late]
    (third,) = await fire(desk, at("12-07T09:00:00"))
    assert (third.rows, third.totals.count, third.totals.averages) == ([], 0, {})


async def test_after_weeks_of_silence_it_comes_once_and_the_next_covers_the_rest(desk: Desk) -> None:
    await survey(desk, 1, at("11-22T10:00:00"))
    await survey(desk, 2, at("12-01T10:00:00"))
    (sent,) = await fire(desk, at("12-09T12:00:00"))
    assert (sent.since, sent.until, sent.totals.count) == (at("11-21T09:00:00"), MONDAY, 1)
    assert await fire(desk, at("12-13T12:00:00")) == []
    (following,) = await fire(desk, at("12-14T09:00:00"))
    assert (following.since, following.until, following.totals.count) == (MONDAY, at("12-14T09:00:00"), 1)


async def test_what_was_being_recorded_while_the_last_summary_was_read_stands_in_the_next(desk: Desk) -> None:
    straggler = await survey(desk, 1, at("11-24T10:00:00"))
    async with desk.database.write() as store:
        await store.execute(update(callbacks).values(state="due"))
    assert [sent.rows for sent in await fire(desk, MONDAY)] == [[]]
    async with desk.database.write() as store:
        before = at("11-23T08:59:59.999999")
        await store.execute(
            update(callbacks).where(callbacks.c.id == straggler).values(state="completed", ended_at=before)
        )
    (sent,) = await fire(desk, NEXT_MONDAY)
    assert [row[0] for row in sent.rows] == ["HQ-20261121-0001"]
    assert [sent.rows for sent in await fire(desk, at("12-07T09:00:00"))] == [[]]


@pytest.mark.rule("FS-14")
async def test_two_replicas_send_it_once(desk_for: DeskFor, tmp_path: Path) -> None:
    book = write_book(tmp_path)
    desks = [people(await desk_for("followup", book)) for _ in range(2)]
    for desk in desks:
        await desk.run_start()
    await survey(desks[0], 1, at("11-22T10:00:00"))
    for desk in desks:
        desk.clock.set(MONDAY)
    await asyncio.gather(*(desk.fire(CHAIN) for desk in desks))
    assert [sent.totals.count for desk in desks for sent in desk.take(SummarySent)] == [1]
    for desk in desks:
        await desk.run_start()
    assert await desks[0].due_timers() == [one for one in await desks[1].due_timers() if one != CHAIN]


async def test_the_views_show_the_latest_summary_and_any_span(desk: Desk) -> None:
    with pytest.raises(Problem) as none:
        await desk.ask("li", GetSummary(name="weekly"))
    assert (none.value.status, none.value.errors) == (404, {"name": "none was sent yet"})
    with pytest.raises(Problem) as unknown:
        await desk.ask("li", GetSummary(name="yearly"))
    assert "weekly" in unknown.value.errors["name"]
    ids = [await survey(desk, n, at(f"11-22T10:00:0{n}")) for n in range(1, 4)]
    await fire(desk, MONDAY)
    view = await desk.ask("li", GetSummary(name="weekly", limit=2))
    rest = await desk.ask("li", GetSummary(name="weekly", limit=2, cursor=view.next))
    assert [row.callback_id for row in [*view.rows, *rest.rows]] == ids
    assert (view.totals.count, view.until, rest.next) == (3, MONDAY, None)
    since, until = at("11-22T10:00:02"), at("11-22T10:00:03")
    page = await desk.ask("li", ListSurveys(since=since, until=until, line="sale", plan="survey"))
    assert [row.callback_id for row in page.rows] == ids[1:2]
    first = await desk.ask("li", ListSurveys(limit=2))
    assert [row.callback_id for row in (await desk.ask("li", ListSurveys(limit=2, cursor=first.next))).rows] == ids[2:]
    assert (await desk.ask("li", ListSurveys(line="visit"))).rows == []
    with pytest.raises(Problem) as backwards:
        await desk.ask("li", ListSurveys(since=until, until=since))
    assert set(backwards.value.errors) == {"until"}


def row(**answers: object) -> SurveyRow:
    return SurveyRow(
        callback_id="c",
        number="HQ-20261121-0001",
        line="sale",
        plan="survey",
        completed_at=MONDAY,
        by="li",
        satisfied=True,
        ratings={"older": 3},
        answers=answers,
    )


def test_columns_are_the_playbooks_and_then_what_only_older_plans_asked(tmp_path: Path) -> None:
    book = load(Path(write_book(tmp_path)))
    plans = asked_by(book, book.summaries["weekly"])
    assert [plan.name for plan in plans] == ["survey"]
    columns = columns_of(plans, [row(staff=4, gone=True)])
    assert columns[6:-2] == [
        *(
            "ratings.shop",
            "ratings.older",
            "answers.staff",
            "answers.call_back_on",
            "answers.consulted",
            "answers.gone",
        ),
    ]
    assert cells(row(staff=4, gone=True), columns)[6:-2] == [None, 3, 4, None, None, True]
    assert totals([row(staff=4, gone=True), row(staff=3)]).averages == {
        "ratings.older": "3.00",
        "answers.staff": "3.50",
    }


@given(st.lists(st.integers(0, 100), min_size=1, max_size=400))
def test_an_average_is_exact_to_the_second_decimal_half_rounded_up(values: list[int]) -> None:
    written = average(sum(values), len(values))
    exact = Fraction(sum(values), len(values))
    assert -Fraction(1, 200) < exact - Fraction(written) <= Fraction(1, 200) or Fraction(written) - exact == Fraction(
        1, 200
    )
    if (exact * 1000).denominator == 1:
        text = Decimal(exact.numerator) / Decimal(exact.denominator)
        assert written == str(text.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_a_long_table_comes_in_parts_that_fit_a_message() -> None:
    assert [len(part) for part in parts_of([[n] for n in range(1001)])] == [500, 500, 1]
    assert parts_of([]) == [[]]
    wide = ["长" * (MOST_BYTES // 6)]
    assert [len(part) for part in parts_of([wide, wide, wide])] == [1, 1, 1]
    assert [len(part) for part in parts_of([["长" * (MOST_BYTES // 8)]] * 3)] == [2, 1]
