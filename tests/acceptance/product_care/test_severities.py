"""Serious and general feedback, and what affects the whole company. Rules PC-02, PC-03, PC-06."""

import pytest

from contracts.dispatch import DeadlineMissed, DeadlineWarned, EscalationRaised, GetOrder, OrderCompleted, OrderRouted
from contracts.intake import GetRequest
from tests.acceptance.desk import Desk
from tests.acceptance.product_care.care import (
    DAY,
    HOUR,
    MEASURES,
    MONDAY,
    OPINION,
    SECOND,
    actors,
    feedback,
    missed,
    standing,
    step,
    takes,
)
from tests.stack import START


@pytest.mark.rule("PC-02")
async def test_serious_feedback_reaches_manager_departments_and_superiors_at_once(desk: Desk) -> None:
    number = await feedback(desk, "serious")
    routed = await desk.event(OrderRouted, number)
    told = {(person.actor, person.role) for person in routed.notified}
    assert told >= {("wang", "care_manager"), ("qin", "quality_head"), ("mei", "department"), ("fu", "deputy_manager")}
    assert ("zhi", "manufacturing_head") in told
    assert routed.routed_at == START
    assert {d.name: d.due_at for d in routed.deadlines} == {"measures": START + DAY}
    above = [(e.to_role, actors(e.recipients), e.level) for e in await desk.events(EscalationRaised, number)]
    assert ("deputy_manager", {"fu"}, 0) in above
    assert "sent" not in {name for name, state in (await standing(desk, number)).items() if state != "skipped"}
    await takes(desk, number, ("mei", "measures", MEASURES), ("li", "verified"))
    await desk.stack.set_clock(START + 12 * DAY)
    assert await missed(desk, number) == {}


@pytest.mark.rule("PC-02")
@pytest.mark.everywhere
async def test_a_delay_names_the_person_responsible(desk: Desk) -> None:
    number = await feedback(desk, "serious", kind="design")
    await desk.stack.set_clock(START + DAY - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(START + DAY)
    late = await desk.event(DeadlineMissed, number)
    assert (late.name, late.department) == ("measures", "development")
    assert [(person.actor, person.role) for person in late.responsible] == [("kai", "development_head")]
    assert await missed(desk, number) == {"measures": ["development_head"]}
    await desk.stack.set_clock(START + DAY + 4 * HOUR)
    assert await missed(desk, number) == {"measures": ["development_head", "deputy_manager"]}
    record = (await desk.ask("li", GetRequest(number=number))).record.rows
    [entry] = [row for row in record if "deadline.missed" in row.type]
    assert entry.data["responsible"][0]["actor"] == "kai"
    assert "kai" in entry.summary


@pytest.mark.rule("PC-03")
@pytest.mark.everywhere
async def test_general_feedback_is_sent_within_two_days(desk: Desk) -> None:
    number = await feedback(desk, "general")
    due = {d.name: d.due_at for d in (await desk.event(OrderRouted, number)).deadlines}
    assert due["sent"] == START + 2 * DAY
    await desk.stack.set_clock(START + 2 * DAY - 4 * HOUR - SECOND)
    assert await desk.events(DeadlineWarned, number) == []
    await desk.stack.set_clock(START + 2 * DAY - 4 * HOUR)
    assert actors((await desk.event(DeadlineWarned, number)).recipients) == {"li"}
    await desk.refuses("mei", step(number, "sent"), status=403)
    await desk.refuses("mei", step(number, "measures", **MEASURES), status=409, says="sent")
    await desk.stack.set_clock(START + 2 * DAY - SECOND)
    await takes(desk, number, ("chen", "sent"))
    await desk.stack.set_clock(START + 3 * DAY)
    assert await missed(desk, number) == {}
    await takes(desk, number, ("mei", "measures", MEASURES), ("li", "verified"))


@pytest.mark.rule("PC-03")
async def test_general_feedback_that_is_not_sent_in_two_days_goes_up(desk: Desk) -> None:
    number = await feedback(desk, "general")
    await desk.stack.set_clock(START + 2 * DAY - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(START + 2 * DAY)
    assert await missed(desk, number) == {"sent": ["care_manager"]}
    await desk.stack.set_clock(START + 2 * DAY + SECOND)
    await takes(desk, number, ("li", "sent"))
    await desk.stack.set_clock(START + 4 * DAY)
    assert await missed(desk, number) == {"sent": ["care_manager"]}
    view = await desk.ask("li", GetOrder(number=number))
    [deadline] = [d for d in view.deadlines if d.name == "sent"]
    assert (deadline.state, deadline.ended_at) == ("missed", START + 2 * DAY + SECOND)


@pytest.mark.rule("PC-03")
async def test_the_days_count_from_the_record_and_a_day_later_the_deputy_hears(desk: Desk) -> None:
    number = await feedback(desk, "general", kind="material")
    await desk.stack.set_clock(START + 3 * DAY - SECOND)
    assert await missed(desk, number) == {"sent": ["care_manager"]}
    await desk.stack.set_clock(START + 3 * DAY)
    assert await missed(desk, number) == {"sent": ["care_manager", "deputy_manager"]}


@pytest.mark.rule("PC-06")
@pytest.mark.parametrize("severity", ["serious", "general"])
async def test_measures_wait_for_the_opinion_of_the_general_manager(desk: Desk, severity: str) -> None:
    number = await feedback(desk, severity, major_effect=True)
    routed = await desk.event(OrderRouted, number)
    assert ("zhang", "general_manager") in {(person.actor, person.role) for person in routed.notified}
    assert routed.routed_at == START
    if severity == "general":
        await takes(desk, number, ("li", "sent"))
    measures = step(number, "measures", **MEASURES)
    for by in ("mei", "qin"):
        await desk.refuses(by, measures, status=409, says="opinion")
    assert await desk.events(OrderCompleted) == []
    opinion = step(number, "opinion", **OPINION)
    for by in ("wang", "fu", "qin"):
        await desk.refuses(by, opinion, status=403)
    assert set((await desk.refuses("zhang", step(number, "opinion"), status=422)).errors) == {"records.opinion"}
    await desk.does("zhang", opinion)
    await desk.does("mei", measures)
    steps = {each.name: each for each in (await desk.ask("li", GetOrder(number=number))).steps}
    assert (steps["opinion"].signed_by, steps["opinion"].records) == ("zhang", OPINION)
    assert (steps["measures"].signed_by, steps["measures"].records) == ("mei", MEASURES)


@pytest.mark.rule("PC-06")
async def test_the_general_manager_is_reminded_in_working_hours(desk: Desk) -> None:
    number = await feedback(desk, "serious", major_effect=True)
    monday = await desk.at("13:29:59", day=MONDAY)
    assert "opinion" not in await missed(desk, number)
    await desk.stack.set_clock(monday + SECOND)
    assert (await missed(desk, number))["opinion"] == ["general_manager"]
    await takes(desk, number, ("zhang", "opinion", OPINION))
    await desk.stack.set_clock(monday + 2 * DAY)
    assert (await missed(desk, number))["opinion"] == ["general_manager"]


@pytest.mark.rule("PC-06")
async def test_what_has_no_major_effect_does_not_trouble_the_general_manager(desk: Desk) -> None:
    number = await feedback(desk, "serious")
    assert "zhang" not in actors((await desk.event(OrderRouted, number)).notified)
    await desk.refuses("zhang", step(number, "opinion", **OPINION), status=409, says="not apply")
    await takes(desk, number, ("mei", "measures", MEASURES))
