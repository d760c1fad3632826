"""Staff, posts, rosters and sign-in, on both databases."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.playbook import shipped
from contracts.problems import Problem
from contracts.roster import (
    ListPosts,
    ListShifts,
    ListStaff,
    PlannedShift,
    PostSet,
    PublishRoster,
    RegisterStaff,
    RosterPublished,
    SetPost,
    ShiftStarted,
    SignIn,
    StaffLate,
    StaffRegistered,
    WhoIsOnDuty,
)
from tests.harness import Desk

DeskFor = Callable[..., Awaitable[Desk]]
DAY = date(2026, 11, 21)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+08:00")


def planned(staff: str, start: str, end: str, post: str = "front_desk", shift_id: str | None = None) -> PlannedShift:
    return PlannedShift(shift_id=shift_id, post=post, staff=staff, starts_at=at(start), ends_at=at(end))


async def refused(awaitable: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    desk = await desk_for("roster")
    for actor, role in [("li", "clerk"), ("wang", "clerk"), ("chen", "desk_manager")]:
        await desk.send("admin", RegisterStaff(actor=actor, name=actor, roles=[role], department="desk"))
    return desk


async def test_registering_is_announced_with_a_growing_revision_and_counts_at_once(desk: Desk) -> None:
    desk.take(StaffRegistered)
    zhao = RegisterStaff(actor="zhao", name="赵四", roles=["clerk"], department="desk", phone="13812348000")
    await desk.send("chen", zhao)
    await desk.send("chen", zhao.model_copy(update={"roles": ["clerk", "desk_manager"], "phone": None}))
    assert [event.revision for event in desk.take(StaffRegistered)] == [1, 2]
    rows = (await desk.ask("li", ListStaff(role="desk_manager"))).rows
    assert [(row.actor, row.phone) for row in rows] == [("chen", None), ("zhao", "138****8000")]
    await desk.send("zhao", zhao.model_copy(update={"active": False}))
    assert (await refused(desk.ask("zhao", ListStaff()))).slug == "unknown-actor"


async def test_only_managers_register_and_the_playbook_must_know_roles_and_department(desk: Desk) -> None:
    wrong = RegisterStaff(actor="zhao", name="赵四", roles=["clerk", "pilot"], department="airport")
    problem = await refused(desk.send("admin", wrong))
    assert (problem.status, set(problem.errors)) == (422, {"roles.1", "department"})
    good = RegisterStaff(actor="zhao", name="赵四", roles=["clerk"], department="desk")
    assert (await refused(desk.send("li", good))).status == 403
    assert [row.actor for row in (await desk.ask("li", ListStaff())).rows] == ["chen", "li", "wang"]


async def test_staff_is_shown_in_pages(desk: Desk) -> None:
    first = await desk.ask("li", ListStaff(limit=2))
    second = await desk.ask("li", ListStaff(limit=2, cursor=first.next))
    assert [row.actor for row in first.rows + second.rows] == ["chen", "li", "wang"]
    assert second.next is None
    assert (await desk.ask("li", ListStaff(department="finance"))).rows == []


async def test_a_post_has_an_a_and_a_b_person_of_its_role(desk: Desk) -> None:
    await desk.send("chen", SetPost(post="front_desk", a="li", b="wang"))
    assert desk.take(PostSet)[0].b == "wang"
    assert [(row.post, row.a, row.b) for row in (await desk.ask("li", ListPosts())).rows] == [
        ("front_desk", "li", "wang")
    ]
    for command, path in [
        (SetPost(post="roof", a="li"), "post"),
        (SetPost(post="front_desk", a="chen"), "a"),
        (SetPost(post="front_desk", a="li", b="li"), "b"),
        (SetPost(post="front_desk", a="nobody"), "a"),
    ]:
        assert set((await refused(desk.send("chen", command))).errors) == {path}
    assert (await refused(desk.send("li", SetPost(post="front_desk", a="li")))).status == 403


async def test_a_day_is_published_in_versions_that_stay_readable(desk: Desk) -> None:
    first = PublishRoster(
        day=DAY, shifts=[planned("li", "21T08:00", "21T20:00"), planned("wang", "21T20:00", "22T08:00")]
    )
    one = await desk.send("chen", first)
    again = PublishRoster(
        day=DAY, shifts=[planned("li", "21T08:00", "21T20:00"), planned("li", "21T20:00", "22T08:00")]
    )
    two = await desk.send("chen", again)
    assert (one.version, two.version) == (1, 2)
    assert two.shift_ids[0] == one.shift_ids[0]
    assert [event.roster_version for event in desk.take(RosterPublished)] == [1, 2]
    now = (await desk.ask("li", ListShifts(day=DAY))).rows
    assert [(row.staff, row.version) for row in now] == [("li", 2), ("li", 2)]
    then = (await desk.ask("li", ListShifts(day=DAY, roster_version=1))).rows
    assert [row.staff for row in then] == ["li", "wang"]
    assert (await refused(desk.ask("li", ListShifts(day=DAY, roster_version=3)))).status == 404
    assert (await refused(desk.ask("li", ListShifts(roster_version=1)))).status == 422


async def test_a_roster_that_cannot_be_is_refused_with_the_places(desk: Desk) -> None:
    wrong = [
        planned("li", "21T08:00", "21T20:00", "roof"),
        planned("ghost", "21T08:00", "21T20:00"),
        planned("chen", "21T08:00", "21T20:00"),
        planned("wang", "21T20:00", "21T08:00"),
    ]
    problem = await refused(desk.send("chen", PublishRoster(day=DAY, shifts=wrong)))
    assert set(problem.errors) == {"shifts.0.post", "shifts.1.staff", "shifts.2.staff", "shifts.3.ends_at"}
    good = PublishRoster(day=DAY, shifts=[planned("li", "21T08:00", "21T20:00")])
    assert (await refused(desk.send("li", good))).status == 403
    assert (await desk.ask("li", ListShifts())).rows == []


async def test_nobody_stands_in_two_places(desk: Desk) -> None:
    night = [planned("li", "21T20:00", "22T08:00")]
    await desk.send("chen", PublishRoster(day=DAY, shifts=night))
    morning = PublishRoster(day=date(2026, 11, 22), shifts=[planned("li", "22T07:30", "22T12:00")])
    assert set((await refused(desk.send("chen", morning))).errors) == {"shifts.0.staff"}
    twice = PublishRoster(day=DAY, shifts=[*night, planned("li", "21T19:00", "21T20:30")])
    assert set((await refused(desk.send("chen", twice))).errors) == {"shifts.1.staff"}


async def test_shifts_are_shown_in_pages(desk: Desk) -> None:
    shifts = [planned("li", f"21T{hour:02}:00", f"21T{hour + 1:02}:00") for hour in range(8, 13)]
    await desk.send("chen", PublishRoster(day=DAY, shifts=shifts))
    for query in (ListShifts(limit=2, staff="li"), ListShifts(limit=2, day=DAY, roster_version=1)):
        seen: list[datetime] = []
        page = await desk.ask("li", query)
        while True:
            seen += [row.starts_at for row in page.rows]
            if page.next is None:
                break
            page = await desk.ask("li", query.model_copy(update={"cursor": page.next}))
        assert seen == [shift.starts_at for shift in shifts]


async def test_signing_in_late_is_counted_and_shows_who_is_on_duty(desk: Desk) -> None:
    receipt = await desk.send("chen", PublishRoster(day=DAY, shifts=[planned("li", "21T08:00", "21T20:00")]))
    signed = await desk.send("li", SignIn())
    assert (signed.shift_id, signed.late_seconds) == (receipt.shift_ids[0], 3600)
    assert [(event.late_seconds, event.revision) for event in desk.take(ShiftStarted)] == [(3600, 1)]
    duty = await desk.ask("wang", WhoIsOnDuty(role="clerk"))
    assert [(row.actor, row.post, row.since, row.in_handover) for row in duty.rows] == [
        ("li", "front_desk", at("21T09:00"), False)
    ]
    assert (await desk.ask("wang", WhoIsOnDuty(department="finance"))).rows == []
    assert (await refused(desk.send("li", SignIn()))).status == 409
    assert (await refused(desk.send("wang", SignIn(shift_id=signed.shift_id)))).status == 403
    assert await desk.fire_due() == 0
    keep = RegisterStaff(actor="li", name="li", roles=["clerk"], department="desk", active=False)
    assert (await refused(desk.send("admin", keep))).status == 409


async def test_the_shift_has_begun_and_its_person_is_not_there(desk: Desk) -> None:
    shifts = [planned("li", "21T10:00", "21T20:00"), planned("wang", "21T10:00", "21T20:00")]
    await desk.send("chen", PublishRoster(day=DAY, shifts=shifts))
    await desk.send("wang", SignIn())
    desk.clock.set(at("21T10:00"))
    await desk.fire_due()
    assert [event.staff for event in desk.take(StaffLate)] == ["li"]


async def test_a_withdrawn_shift_makes_nobody_late(desk: Desk) -> None:
    await desk.send("chen", PublishRoster(day=DAY, shifts=[planned("li", "21T10:00", "21T20:00")]))
    await desk.send("chen", PublishRoster(day=DAY, shifts=[planned("wang", "21T11:00", "21T20:00")]))
    desk.clock.set(at("21T10:30"))
    await desk.fire_due()
    assert desk.take(StaffLate) == []
    assert (await refused(desk.send("li", SignIn()))).status == 409


async def test_a_running_shift_stays_when_the_day_is_published_again(desk: Desk) -> None:
    await desk.send("chen", PublishRoster(day=DAY, shifts=[planned("li", "21T08:00", "21T20:00")]))
    await desk.send("li", SignIn())
    without = PublishRoster(day=DAY, shifts=[planned("wang", "21T20:00", "22T08:00")])
    assert set((await refused(desk.send("chen", without))).errors) == {"shifts"}
    with_it = PublishRoster(day=DAY, shifts=[planned("li", "21T08:00", "21T20:00"), *without.shifts])
    await desk.send("chen", with_it)
    assert [row.state for row in (await desk.ask("li", ListShifts(day=DAY))).rows] == ["started", "planned"]


# ------------------------------------------------------------------ what is confirmed at sign-in
WORKS = {"telephone": {"zh": "电话正常", "en": "Telephone works"}, "radio": {"zh": "对讲机正常", "en": "Radio works"}}


@pytest.fixture
async def operators(desk_for: DeskFor, tmp_path: Path) -> Desk:
    """A desk whose post asks for telephone and radio; li's shift begins at nine."""
    book = yaml.safe_load(shipped()["property-desk"].read_text(encoding="utf-8"))
    book["posts"]["front_desk"]["sign_in_confirms"] = WORKS
    path = tmp_path / "operators.yaml"
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    desk = await desk_for("roster", str(path))
    for actor, name, role in [("li", "李敏", "clerk"), ("chen", "陈静", "desk_manager")]:
        await desk.send("admin", RegisterStaff(actor=actor, name=name, roles=[role], department="desk"))
    await desk.send("chen", PublishRoster(day=DAY, shifts=[planned("li", "21T09:00", "21T17:00")]))
    return desk


@pytest.mark.rule("HK-01")
async def test_who_signs_in_confirms_that_telephone_and_radio_work(operators: Desk) -> None:
    receipt = await operators.send("li", SignIn(confirms={"radio": True, "telephone": True}))

    assert receipt.confirmed == ["telephone", "radio"]
    assert [event.confirmed for event in operators.take(ShiftStarted)] == [["telephone", "radio"]]
    [shift] = (await operators.ask("chen", ListShifts(day=DAY))).rows
    assert (shift.name, shift.signed_in_at, shift.confirmed) == ("李敏", at("21T09:00"), ["telephone", "radio"])
    [duty] = (await operators.ask("chen", WhoIsOnDuty())).rows
    assert (duty.name, duty.since, duty.confirmed) == ("李敏", at("21T09:00"), ["telephone", "radio"])


@pytest.mark.rule("HK-01")
@pytest.mark.parametrize(
    ("confirms", "errors"),
    [
        ({"telephone": True, "radio": False}, {"confirms.radio": "report the fault and sign in when it works"}),
        ({"telephone": True}, {"confirms.radio": "confirm that it works, with true"}),
        ({}, dict.fromkeys(["confirms.telephone", "confirms.radio"], "confirm that it works")),
        ({"telephone": True, "radio": True, "lamp": True}, {"confirms.lamp": "asks for telephone, radio"}),
    ],
)
async def test_nobody_signs_in_over_what_does_not_work(
    operators: Desk, confirms: dict[str, bool], errors: dict[str, str]
) -> None:
    problem = await refused(operators.send("li", SignIn(confirms=confirms)))

    assert problem.status == 422
    assert problem.errors.keys() == errors.keys()
    assert all(said in problem.errors[path] for path, said in errors.items())
    assert operators.take(ShiftStarted) == []
    assert [row.state for row in (await operators.ask("chen", ListShifts(day=DAY))).rows] == ["planned"]


@pytest.mark.rule("HK-01")
async def test_what_was_confirmed_stays_when_the_day_is_published_again(operators: Desk) -> None:
    await operators.send("li", SignIn(confirms={"radio": True, "telephone": True}))

    await operators.send("chen", PublishRoster(day=DAY, shifts=[planned("li", "21T09:00", "21T17:00")]))

    [shift] = (await operators.ask("chen", ListShifts(day=DAY))).rows
    assert (shift.version, shift.confirmed) == (2, ["telephone", "radio"])


async def test_a_post_that_asks_for_nothing_is_told_nothing(desk: Desk) -> None:
    await desk.send("chen", PublishRoster(day=DAY, shifts=[planned("li", "21T09:00", "21T17:00")]))

    problem = await refused(desk.send("li", SignIn(confirms={"radio": True})))
    assert problem.errors.keys() == {"confirms.radio"}

    assert (await desk.send("li", SignIn())).confirmed == []
