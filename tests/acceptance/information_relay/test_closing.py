"""The desk answers for the closing of everything but a major event with a named person. Rule IR-09."""

import pytest

from contracts.dispatch import GetOrder, OrderVerified
from contracts.intake import CloseRequest, GetRequest, RequestArchived, RequestClosed
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import COMPLAINT, FIRE, MONDAY, REPAIR, call_back, step, takes

OWN = {"resources": "own"}
DONE = {"measures": "更换灯具"}


async def settled(desk: Desk, severity: str) -> str:
    await desk.at("10:00", day=MONDAY)
    number = await desk.record("complaint", COMPLAINT, severity=severity)
    await takes(desk, number, ("xu", "accepted"), ("xu", "assessed", OWN), ("xu", "settled", DONE))
    return number


@pytest.mark.rule("IR-09")
async def test_a_normal_complaint_is_closed_by_the_desk(desk: Desk) -> None:
    number = await settled(desk, "normal")
    for stranger in ("xu", "ke", "zhou", "zhang"):
        await desk.refuses(stranger, step(number, "verified"), status=403)
    for not_here in (step(number, "named", person="zhang"), step(number, "closed_by_named")):
        await desk.refuses("wang", not_here, status=409, says="does not apply")
    await takes(desk, number, ("chen", "verified"))
    assert (await desk.event(OrderVerified, number)).signed_by == "chen"
    await call_back(desk, number, satisfaction=5)
    assert (await desk.event(RequestClosed, number)).owner == "li"


@pytest.mark.rule("IR-09")
@pytest.mark.parametrize(
    ("line", "form", "work"),
    [
        ("emergency", FIRE, [("dong", "on_site"), ("dong", "under_control", {"measures": "已扑灭"})]),
        (
            "visit",
            REPAIR,
            [
                ("sun", "repair_confirmed", {"assignee": "liu", "from": "2026-11-23T10:00:00+08:00"}),
                ("li", "visit_promised", {"visit_at": "2026-11-23T11:00:00+08:00"}),
                ("liu", "arrived"),
                ("liu", "completed"),
            ],
        ),
    ],
)
async def test_so_is_everything_else(desk: Desk, line: str, form: dict[str, str], work: list[tuple[str, str]]) -> None:
    await desk.at("10:00", day=MONDAY)
    number = await desk.record(line, form)
    await takes(desk, number, *work)
    last = work[-1][0]
    for stranger in (last, "zhou", "zhang", "ke"):
        await desk.refuses(stranger, step(number, "verified"), status=403)
    await desk.refuses("li", CloseRequest(number=number, outcome="已办"), status=409, says="order is not verified")
    await takes(desk, number, ("wang", "verified"))
    assert (await desk.event(OrderVerified, number)).signed_by == "wang"


@pytest.mark.rule("IR-09")
async def test_a_major_event_is_closed_by_the_person_named_for_it_and_nobody_else(desk: Desk) -> None:
    number = await settled(desk, "major")
    close = step(number, "closed_by_named")
    await desk.refuses("li", step(number, "verified"), status=409, says="does not apply")
    await desk.refuses("zhou", close, status=409, says="named")
    for stranger in ("li", "ke", "zhou"):
        await desk.refuses(stranger, step(number, "named", person=stranger), status=403)
    assert set((await desk.refuses("wang", step(number, "named"), status=422)).errors) == {"records.person"}
    nobody = step(number, "named", person="nobody")
    assert set((await desk.refuses("wang", nobody, status=404)).errors) == {"records.person"}

    await takes(desk, number, ("wang", "named", {"person": "zhou"}))
    for stranger in ("li", "wang", "xu", "ke", "zhang"):
        await desk.refuses(stranger, close, status=403, says="zhou")
    await desk.refuses("li", CloseRequest(number=number, outcome="已办"), status=409, says="order is not verified")
    assert (await desk.ask("li", GetOrder(number=number))).state == "open"
    await desk.does("zhou", close)
    verified = await desk.event(OrderVerified, number)
    assert (verified.step, verified.signed_by) == ("closed_by_named", "zhou")
    await call_back(desk, number, satisfaction=4)
    await desk.event(RequestArchived, number)
    assert (await desk.ask("li", GetRequest(number=number))).state == "archived"
