"""Emergencies come before everything, at any hour, and are tracked until they are closed. Rule IR-04."""

import pytest

from contracts.dispatch import (
    AnswerCheck,
    CheckAnswered,
    CheckDue,
    ListOrders,
    OrderRouted,
    OrderVerified,
)
from contracts.intake import RequestClosed
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import (
    CLEANING,
    COMPLAINT,
    FIRE,
    HOUR,
    LIFT,
    MINUTE,
    REPAIR,
    SECOND,
    actors,
    missed,
    step,
    takes,
)

MEASURES = {"measures": "已扑灭，现场通风"}


@pytest.mark.rule("IR-04")
@pytest.mark.parametrize(
    ("form", "department", "told"),
    [
        (FIRE, "security", {"dong", "qin", "zhou"}),
        (LIFT, "engineering", {"liu", "sun", "qin", "zhou"}),
    ],
)
async def test_an_emergency_at_night_is_with_the_line_concerned_at_once(
    desk: Desk, form: dict[str, str], department: str, told: set[str]
) -> None:
    night = await desk.at("02:30", day=1)
    number = await desk.record("emergency", form, by="dong", confirmed=False)
    routed = await desk.event(OrderRouted, number)
    assert (routed.routed_at, routed.department, routed.priority) == (night, department, 100)
    assert actors(routed.notified) == told
    assert [(d.name, d.due_at) for d in routed.deadlines] == [("on_site", night + 5 * MINUTE)]


@pytest.mark.rule("IR-04")
async def test_it_stands_ahead_of_all_other_work(desk: Desk) -> None:
    others = [await desk.record(line, form) for line, form in (("complaint", COMPLAINT), ("visit", REPAIR))]
    await desk.at("11:00")
    others.append(await desk.record("visit", CLEANING))
    emergency = await desk.record("emergency", LIFT)
    rows = (await desk.ask("li", ListOrders())).rows
    assert [row.number for row in rows] == [emergency, *others]
    assert (rows[0].priority, rows[1].priority) == (100, 0)
    engineering = (await desk.ask("sun", ListOrders(department="engineering"))).rows
    assert [row.number for row in engineering] == [emergency, others[1]]
    first = await desk.ask("li", ListOrders(limit=1))
    assert [row.number for row in first.rows] == [emergency]
    rest = await desk.ask("li", ListOrders(limit=3, cursor=first.next))
    assert [row.number for row in rest.rows] == others


@pytest.mark.rule("IR-04")
@pytest.mark.everywhere
async def test_if_nobody_comes_it_goes_up_again_and_again_until_somebody_does(desk: Desk) -> None:
    night = await desk.at("02:30", day=1)
    number = await desk.record("emergency", FIRE)
    await desk.stack.set_clock(night + 5 * MINUTE - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(night + 5 * MINUTE)
    chain = ["security_head"]
    assert await missed(desk, number) == {"on_site": chain}
    for minute, role in ((7, "duty_manager"), (12, "duty_manager"), (15, "general_manager"), (17, "duty_manager")):
        await desk.stack.set_clock(night + minute * MINUTE - SECOND)
        assert await missed(desk, number) == {"on_site": chain}
        await desk.stack.set_clock(night + minute * MINUTE)
        chain = [*chain, role]
        assert await missed(desk, number) == {"on_site": chain}
    await takes(desk, number, ("dong", "on_site"))
    await desk.stack.set_clock(night + 45 * MINUTE)
    assert await missed(desk, number) == {"on_site": chain}


@pytest.mark.rule("IR-04")
async def test_the_chain_ends_after_its_last_repetition(desk: Desk) -> None:
    night = await desk.at("02:30", day=1)
    number = await desk.record("emergency", FIRE)
    for minute in range(5, 60):
        await desk.stack.set_clock(night + minute * MINUTE)
    told = (await missed(desk, number))["on_site"]
    assert (told.count("security_head"), told.count("duty_manager"), told.count("general_manager")) == (1, 6, 1)


@pytest.mark.rule("IR-04")
async def test_it_is_asked_about_until_the_desk_has_closed_it(desk: Desk) -> None:
    night = await desk.at("02:30", day=1)
    number = await desk.record("emergency", FIRE)
    await takes(desk, number, ("dong", "on_site"))
    await desk.stack.set_clock(night + 10 * MINUTE - SECOND)
    assert await desk.events(CheckDue, number) == []
    await desk.stack.set_clock(night + 10 * MINUTE)
    asked = await desk.event(CheckDue, number)
    assert actors(asked.ask) == {"li", "chen", "wang", "zhou"}
    assert set(asked.question) == {"zh", "en"}
    await desk.refuses("mei", AnswerCheck(number=number, check="state", done=False, note="x"), status=403)
    await desk.does("li", AnswerCheck(number=number, check="state", done=False, note="火已扑灭，仍在冒烟"))
    assert (await desk.event(CheckAnswered, number)).note == "火已扑灭，仍在冒烟"
    for count in (2, 3):
        await desk.stack.set_clock(night + count * 10 * MINUTE)
        assert len(await desk.events(CheckDue, number)) == count
        await desk.does("chen", AnswerCheck(number=number, check="state", done=True, note="看起来结束了"))

    await desk.refuses("li", step(number, "verified"), status=409, says="under_control")
    await takes(desk, number, ("qin", "under_control", MEASURES))
    await desk.stack.set_clock(night + 40 * MINUTE)
    assert len(await desk.events(CheckDue, number)) == 4
    await desk.refuses("dong", step(number, "verified"), status=403)
    await takes(desk, number, ("li", "verified"))
    assert (await desk.event(OrderVerified, number)).signed_by == "li"
    await desk.event(RequestClosed, number)
    await desk.stack.set_clock(night + 3 * HOUR)
    assert len(await desk.events(CheckDue, number)) == 4


@pytest.mark.rule("IR-04")
async def test_an_emergency_that_drags_on_or_is_not_closed_goes_up(desk: Desk) -> None:
    night = await desk.at("02:30", day=1)
    number = await desk.record("emergency", FIRE)
    await takes(desk, number, ("dong", "on_site"))
    await desk.stack.set_clock(night + HOUR - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(night + HOUR)
    assert await missed(desk, number) == {"under_control": ["duty_manager"]}
    await takes(desk, number, ("dong", "under_control", MEASURES))
    await desk.stack.set_clock(night + 90 * MINUTE)
    await desk.stack.set_clock(night + 120 * MINUTE)
    assert await missed(desk, number) == {"under_control": ["duty_manager"], "verified": ["desk_manager"] * 2}
    await takes(desk, number, ("chen", "verified"))
    await desk.stack.set_clock(night + 6 * HOUR)
    assert (await missed(desk, number))["verified"] == ["desk_manager"] * 2
