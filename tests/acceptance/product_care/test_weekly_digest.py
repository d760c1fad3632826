"""Minor feedback goes to the departments once a week. Rule PC-04."""

from datetime import datetime

import pytest

from contracts.dispatch import DigestSent, OrderRouted
from contracts.intake import CancelRequest, GetRequest
from tests.acceptance.desk import Desk
from tests.acceptance.product_care.care import (
    DAY,
    HOUR,
    KINDS,
    MEASURES,
    MINUTE,
    SECOND,
    actors,
    feedback,
    missed,
    standing,
    step,
    takes,
)

WEEK = 7 * DAY


async def last_week(desk: Desk) -> datetime:
    """The beginning of a Monday whose digest has gone out; its moment."""
    due = await desk.fresh_week() + 9 * HOUR
    await desk.stack.set_clock(due)
    return due


def groups(sent: DigestSent) -> dict[str, set[str]]:
    return {group.key: {item.number for item in group.items} for group in sent.groups}


@pytest.mark.rule("PC-04")
@pytest.mark.everywhere
async def test_the_minor_feedback_of_the_week_is_sent_once_on_monday_by_department(desk: Desk) -> None:
    monday = await last_week(desk)
    before = await desk.events(DigestSent)
    assert (before[-1].total, before[-1].until) == (0, monday)
    of_kind: dict[str, set[str]] = {}
    for day, kind in enumerate([*KINDS, "defect"]):
        await desk.stack.set_clock(monday + day * DAY + HOUR)
        of_kind.setdefault(KINDS[kind][0], set()).add(await feedback(desk, "minor", kind=kind))
    for severity in ("general", "serious"):
        await feedback(desk, severity, kind="design")

    await desk.stack.set_clock(monday + WEEK - SECOND)
    assert await desk.events(DigestSent) == before
    await desk.stack.set_clock(monday + WEEK)
    [sent] = (await desk.events(DigestSent))[len(before) :]
    assert (sent.name, sent.since, sent.until, sent.total, sent.parts) == (
        "minor_feedback",
        monday,
        monday + WEEK,
        5,
        1,
    )
    assert groups(sent) == of_kind
    assert {group.key: actors(group.recipients) for group in sent.groups} == {
        department: {head, staff} for department, head, staff in KINDS.values()
    }
    everyone = {person for _, head, staff in KINDS.values() for person in (head, staff)}
    assert actors(sent.recipients) == everyone | {"wang"}

    await desk.stack.set_clock(monday + 2 * WEEK - MINUTE)
    assert len(await desk.events(DigestSent)) == len(before) + 1
    await desk.stack.set_clock(monday + 2 * WEEK)
    assert [digest.total for digest in (await desk.events(DigestSent))[len(before) :]] == [5, 0]


@pytest.mark.rule("PC-04")
async def test_nobody_hears_of_minor_feedback_before_and_its_gate_opens_with_the_digest(desk: Desk) -> None:
    monday = await last_week(desk)
    number = await feedback(desk, "minor", kind="material")
    assert (await desk.event(OrderRouted, number)).notified == []
    for name in ("collected", "measures"):
        await desk.refuses("lu", step(number, name, **(MEASURES if name == "measures" else {})), status=409)
    assert (await standing(desk, number))["collected"] == "waiting"
    await desk.stack.set_clock(monday + WEEK)
    assert (await standing(desk, number))["collected"] == "ready"
    await desk.refuses("mei", step(number, "collected"), status=403)
    await takes(desk, number, ("lu", "collected"), ("cai", "measures", MEASURES), ("li", "verified"))
    await desk.stack.set_clock(monday + 2 * WEEK)
    assert await missed(desk, number) == {}
    assert (await desk.events(DigestSent))[-1].total == 0


@pytest.mark.rule("PC-04")
async def test_the_digest_shows_what_it_is_about_without_personal_data(desk: Desk) -> None:
    monday = await last_week(desk)
    number = await feedback(desk, "minor", content="说明书字太小")
    await desk.stack.set_clock(monday + WEEK)
    [item] = (await desk.events(DigestSent))[-1].groups[0].items
    assert (item.number, item.line, item.recorded_at) == (number, "feedback", monday)
    assert (item.form["content"], item.form["kind"]) == ("说明书字太小", "defect")
    assert "张伟" not in str(item.form)
    assert "13812348000" not in str(item.form)


@pytest.mark.rule("PC-04")
async def test_what_was_cancelled_is_not_sent_and_the_last_second_counts(desk: Desk) -> None:
    monday = await last_week(desk)
    gone, last = await feedback(desk, "minor"), await feedback(desk, "minor", kind="design")
    await desk.does("li", CancelRequest(number=gone, reason="顾客收回"))
    await desk.stack.set_clock(monday + WEEK - SECOND)
    latest = await feedback(desk, "minor", kind="design")
    await desk.stack.set_clock(monday + WEEK)
    next_week = await feedback(desk, "minor", kind="design")
    assert groups((await desk.events(DigestSent))[-1]) == {"development": {last, latest}}
    await desk.stack.set_clock(monday + 2 * WEEK)
    assert groups((await desk.events(DigestSent))[-1]) == {"development": {next_week}}
    assert (await desk.ask("li", GetRequest(number=gone))).state == "cancelled"
