"""Sales and what follows them: calls, letters, surveys and the summary of the week. Rules FS-10, FS-12 to FS-14."""

from datetime import datetime

import pytest

from contracts.cashdesk import ListCharges, TakePayment
from contracts.dispatch import OrderRouted, TakeStep
from contracts.followup import (
    CallbackDue,
    CallbackOverdue,
    CallbackScheduled,
    GetSummary,
    LetterDue,
    LetterScheduled,
    ListSurveys,
    RecordResult,
    SummarySent,
)
from contracts.intake import LetterSent
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import CUSTOM_ORDER, DAY, HOUR, SALE, SECOND, cny, takes
from tests.stack import START

SURVEY = {"shop": 5, "process": 4, "staff": 5, "product": 4, "installation": 3, "delivery": 5}


async def call(desk: Desk, number: str, plan: str) -> CallbackScheduled:
    """The callback of that plan."""
    [found] = [e for e in await desk.events(CallbackScheduled, number) if e.plan == plan]
    return found


async def surveyed(desk: Desk, **answers: int) -> str:
    """A sale whose customer was called and asked at once."""
    number = await desk.record("sale", SALE)
    callback = await call(desk, number, "sale_call")
    await desk.does("li", RecordResult(callback_id=callback.callback_id, answers=SURVEY | answers))
    return number


@pytest.mark.rule("FS-12")
async def test_the_customer_is_called_within_24_hours_of_the_sale_and_a_survey_is_recorded(desk: Desk) -> None:
    number = await desk.record("sale", SALE)
    callback = await call(desk, number, "sale_call")
    assert (callback.assignee, callback.due_at, callback.late_at) == ("li", START, START + DAY)
    await desk.at("20:00")
    for wrong, field in (({"shop": 5}, "staff"), (SURVEY | {"shop": 6}, "shop"), (SURVEY | {"price": 3}, "price")):
        command = RecordResult(callback_id=callback.callback_id, answers=wrong)
        assert f"answers.{field}" in (await desk.refuses("li", command, status=422)).errors
    await desk.does("li", RecordResult(callback_id=callback.callback_id, answers=SURVEY, remarks="送货很快"))
    [row] = (await desk.ask("wang", ListSurveys(plan="sale_call"))).rows
    assert (row.number, row.answers, row.by, row.remarks) == (number, SURVEY, "li", "送货很快")
    await desk.stack.set_clock(START + DAY)
    assert await desk.events(CallbackOverdue, number) == []


@pytest.mark.rule("FS-12")
async def test_a_sale_nobody_called_about_is_noticed_after_24_hours(desk: Desk) -> None:
    number = await desk.record("sale", SALE)
    await desk.stack.set_clock(START + DAY - SECOND)
    assert await desk.events(CallbackOverdue, number) == []
    await desk.stack.set_clock(START + DAY)
    overdue = await desk.event(CallbackOverdue, number)
    assert (overdue.plan, [r.actor for r in overdue.recipients]) == ("sale_call", ["wang"])


@pytest.mark.rule("FS-12")
async def test_a_sale_late_in_the_evening_is_called_about_the_next_morning(desk: Desk) -> None:
    await desk.at("20:45")
    number = await desk.record("sale", SALE)
    callback = await call(desk, number, "sale_call")
    assert callback.due_at == START + DAY
    result = RecordResult(callback_id=callback.callback_id, answers=SURVEY)
    await desk.refuses("li", result, status=409, says="09:00")
    await desk.stack.set_clock(START + DAY)
    await desk.does("li", result)


@pytest.mark.rule("FS-13")
async def test_a_letter_of_thanks_goes_out_within_7_days_and_7_days_after_it_a_call(desk: Desk) -> None:
    number = await desk.record("sale", SALE)
    letter = await desk.event(LetterScheduled, number)
    assert letter.late_at == START + 7 * DAY
    assert START < letter.due_at <= START + 7 * DAY
    await desk.stack.set_clock(letter.due_at - SECOND)
    assert await desk.events(LetterDue, number) == []
    await desk.stack.set_clock(letter.due_at)
    assert (await desk.event(LetterDue, number)).text["zh"].startswith("{form.name}")
    assert (await desk.event(LetterSent, number)).plan == "thanks"
    await desk.stack.set_clock(START + 7 * DAY)
    late = [e for e in await desk.events(CallbackOverdue, number) if e.plan == "thanks"]
    assert late == []

    second = await call(desk, number, "second_call")
    assert second.due_at == letter.due_at + 7 * DAY
    await desk.stack.set_clock(second.due_at - SECOND)
    assert second.callback_id not in [e.callback_id for e in await desk.events(CallbackDue, number)]
    await desk.stack.set_clock(second.due_at)
    assert second.callback_id in [e.callback_id for e in await desk.events(CallbackDue, number)]
    await desk.does("li", RecordResult(callback_id=second.callback_id, satisfied=True))
    await desk.stack.set_clock(second.due_at + 8 * DAY)
    assert len(await desk.events(LetterSent, number)) == 1


@pytest.mark.rule("FS-13")
async def test_after_the_delivery_the_customers_consultant_asks_how_it_went(desk: Desk) -> None:
    number = await desk.record("sale", SALE)
    assert "delivery_call" not in [e.plan for e in await desk.events(CallbackScheduled, number)]
    assert (await desk.event(OrderRouted, number)).department == "delivery"
    await desk.at("15:00")
    await takes(desk, number, ("che", "delivered"))
    callback = await call(desk, number, "delivery_call")
    assert (callback.assignee, callback.due_at) == ("gu", START.replace(hour=15))
    result = RecordResult(callback_id=callback.callback_id, satisfied=True, summary="安装顺利")
    await desk.refuses("li", result, status=403)
    await desk.does("gu", result)


@pytest.mark.rule("FS-13")
async def test_goods_the_customer_takes_along_cause_no_call_about_a_delivery(desk: Desk) -> None:
    number = await desk.record("sale", SALE | {"delivery": False})
    await desk.refuses("che", TakeStep(number=number, step="delivered"), status=409, says="does not apply")
    await takes(desk, number, ("li", "verified"))
    assert {e.plan for e in await desk.events(CallbackScheduled, number)} == {"sale_call"}


def numbers(summary: SummarySent) -> list[str]:
    return [row[summary.columns.index("number")] for row in summary.rows]


async def sent(desk: Desk, at: datetime) -> list[SummarySent]:
    """The summaries of the site that end at that moment."""
    return [e for e in await desk.events(SummarySent) if e.until == at]


@pytest.mark.rule("FS-14")
@pytest.mark.everywhere
async def test_every_monday_the_surveys_of_the_week_go_to_head_office_once(desk: Desk) -> None:
    monday = await desk.fresh_week()
    await desk.stack.set_clock(monday + 9 * HOUR)
    [before] = await sent(desk, monday + 9 * HOUR)
    assert before.rows == []

    await desk.stack.set_clock(monday + 10 * HOUR)
    first = await surveyed(desk)
    await desk.stack.set_clock(monday + 6 * DAY + 10 * HOUR)
    second = await surveyed(desk, shop=2)
    next_monday = monday + 7 * DAY + 9 * HOUR
    await desk.stack.set_clock(next_monday - SECOND)
    assert await sent(desk, next_monday) == []
    await desk.stack.set_clock(next_monday)
    [summary] = await sent(desk, next_monday)
    assert (summary.since, [r.actor for r in summary.recipients]) == (monday + 9 * HOUR, ["hao"])
    assert numbers(summary) == [first, second]
    assert summary.totals.count == 2
    table = [dict(zip(summary.columns, row, strict=True)) for row in summary.rows]
    assert [row["answers.shop"] for row in table] == [5, 2]
    view = await desk.ask("hao", GetSummary(name="weekly_surveys"))
    assert [row.number for row in view.rows] == [first, second]

    await desk.stack.set_clock(next_monday + 7 * DAY)
    assert [numbers(e) for e in await sent(desk, next_monday + 7 * DAY)] == [[]]
    assert len(await sent(desk, next_monday)) == 1


@pytest.mark.rule("FS-10")
async def test_custom_goods_are_paid_in_full_before_they_are_made(desk: Desk) -> None:
    number = await desk.record("custom_order", CUSTOM_ORDER)
    produced = TakeStep(number=number, step="produced")
    await desk.refuses("rao", produced, status=409, says="charge.settled")
    [charge] = (await desk.ask("li", ListCharges(number=number))).rows
    assert charge.amount == cny("1600.00")
    part = TakePayment(charge_id=charge.charge_id, method="wechat", amount=cny("1599.99"))
    await desk.does("kuai", part)
    await desk.refuses("rao", produced, status=409, says="charge.settled")
    await desk.does("kuai", TakePayment(charge_id=charge.charge_id, method="wechat"))
    await takes(desk, number, ("rao", "produced"), ("che", "delivered"), ("li", "verified"))
