"""Skills, wishes, and all that a month is planned from; on both databases."""

from datetime import date, timedelta

import pytest

from contracts.roster import (
    GetRota,
    ListSkills,
    ListWishes,
    ReportAbsence,
    SetSkills,
    ShiftWished,
    SkillsSet,
    WishShift,
    WithdrawWish,
)
from tests.harness import Desk
from tests.roster.month_desk import MONTH, DeskFor, at, month_desk, publish, refused, shift


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    desk = await month_desk(desk_for)
    desk.clock.set(at("11-20T09:00"))
    return desk


def wish(day: int, pattern: str | None = None, **more: object) -> WishShift:
    kind = "pattern" if pattern else "off"
    return WishShift(month=MONTH, day=date(2026, 12, day), kind=kind, pattern=pattern, **more)  # type: ignore[arg-type]


async def test_wishes_are_ones_own_until_the_day_the_playbook_names(desk: Desk) -> None:
    await desk.send("li", wish(5))
    await desk.send("li", wish(5, "late", weight=3))
    await desk.send("wang", wish(6))
    assert len(desk.take(ShiftWished)) == 3
    own = await desk.ask("li", ListWishes(month=MONTH))
    assert [(row.actor, row.kind, row.pattern, row.weight) for row in own.rows] == [("li", "pattern", "late", 3)]
    assert own.until == at("11-21T00:00")
    assert len((await desk.ask("sun", ListWishes(month=MONTH))).rows) == 2
    assert (await refused(desk.send("zhao", WithdrawWish(month=MONTH, day=date(2026, 12, 5))))).status == 404
    await desk.send("li", WithdrawWish(month=MONTH, day=date(2026, 12, 5)))
    assert not (await desk.ask("li", ListWishes(month=MONTH))).rows
    desk.clock.set(at("11-20T23:59"))
    await desk.send("li", wish(7))
    desk.clock.set(at("11-21T00:00"))
    assert (await refused(desk.send("li", wish(8)))).status == 409
    assert (await refused(desk.send("li", WithdrawWish(month=MONTH, day=date(2026, 12, 7))))).status == 409


async def test_what_cannot_be_wished_for_names_the_field(desk: Desk) -> None:
    assert list((await refused(desk.send("li", wish(5, "noon")))).errors) == ["pattern"]
    outside = WishShift(month=MONTH, day=date(2027, 1, 1), kind="off")
    assert list((await refused(desk.send("li", outside))).errors) == ["day"]
    assert list((await refused(desk.send("li", wish(5, "day", post="counter_1")))).errors) == ["post"]
    await publish(desk, [shift("li", 1)])
    assert "is published" in (await refused(desk.send("li", wish(5)))).detail


async def test_the_planner_is_given_people_absences_wishes_and_what_came_before(desk: Desk) -> None:
    await publish(desk, [shift("li", 30, month="2026-11"), shift("wang", 25, month="2026-11")], "2026-11")
    await desk.send("sun", SetSkills(actor="li", skills=["key_accounts", "english"]))
    assert desk.take(SkillsSet)[0].skills == ["english", "key_accounts"]
    await desk.send("wang", ReportAbsence(kind="leave", first_day=date(2026, 12, 30), last_day=date(2027, 1, 3)))
    await desk.send("li", wish(24))
    rota = await desk.ask("sun", GetRota(month=MONTH))
    people = {person.actor: person for person in rota.people}
    assert "key_counter" in people["li"].posts
    assert "key_counter" not in people["wang"].posts
    assert people["chen"].posts == ["duty_manager"]
    assert [(each.actor, each.first_day, each.approved) for each in rota.absences] == [
        ("wang", date(2026, 12, 30), False)
    ]
    assert [(row.actor, row.day) for row in rota.wishes] == [("li", date(2026, 12, 24))]
    assert [(each.staff, each.ends_at - each.starts_at) for each in rota.before] == [
        ("wang", timedelta(hours=8)),
        ("li", timedelta(hours=8)),
    ]
    assert (rota.version, rota.revision, rota.published) == (0, 0, [])
    assert (await refused(desk.ask("li", GetRota(month=MONTH)))).status == 403
    skills = {row.actor: row.skills for row in (await desk.ask("li", ListSkills())).rows}
    assert skills["li"] == ["english", "key_accounts"]
    assert skills["wang"] == []


async def test_a_desk_without_a_monthly_roster_says_so(desk_for: DeskFor) -> None:
    desk = await desk_for("roster")
    await desk.run_start()
    desk.staff("chen", roles=["desk_manager"])
    problem = await refused(desk.ask("chen", GetRota(month=MONTH)))
    assert problem.errors == {"month": "the playbook has no section 'rota'"}
    desk.clock.set(at("12-31T00:00"))
    assert await desk.fire_due() == 0
