"""Whoever leaves or moves hands everything over first, on both databases."""

from datetime import date
from typing import Any

import pytest

from contracts.roster import (
    AcknowledgeHandover,
    AnnounceDeparture,
    CancelDeparture,
    DepartureCompleted,
    HandoverOpened,
    ListDepartures,
    PlannedShift,
    PublishRoster,
    RegisterStaff,
    ReportAgain,
    SignIn,
    StaffRegistered,
)
from tests.harness import Desk
from tests.roster.handover_desk import CASH, REQUEST, SERVING, DeskFor, at, hall, refused, report, word


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


def leaves(**more: Any) -> AnnounceDeparture:
    said: dict[str, Any] = {"actor": "zhao", "kind": "resignation", "successor": "wang", "from_day": date(2026, 12, 1)}
    return AnnounceDeparture(**(said | more))


def closed(**more: Any) -> RegisterStaff:
    said: dict[str, Any] = {"actor": "zhao", "name": "ZHAO", "roles": ["clerk"], "department": "hall", "active": False}
    return RegisterStaff(**(said | more))


@pytest.mark.rule("TH-12")
async def test_nobody_is_made_inactive_before_everything_is_handed_over(desk: Desk) -> None:
    problem = await refused(desk.send("sun", closed()))
    assert (problem.slug, set(problem.errors)) == ("not-handed-over", {"active"})
    handover = (await desk.send("sun", leaves())).handover_id
    said = desk.take(HandoverOpened)[0]
    assert (said.kind, said.outgoing, said.incoming, said.post) == ("departure", "zhao", "wang", "")
    await report(desk, handover, {"intake": [REQUEST]}, person="zhao")
    problem = await refused(desk.send("sun", closed()))
    assert set(problem.errors) == {"active", f"items.request.{REQUEST.reference}"}
    assert (await refused(desk.send("li", AcknowledgeHandover(handover_id=handover)))).status == 403
    await desk.send("wang", AcknowledgeHandover(handover_id=handover, items=[word(REQUEST)]))
    assert [(e.actor, e.kind, e.successor) for e in desk.take(DepartureCompleted)] == [("zhao", "resignation", "wang")]
    desk.take(StaffRegistered)
    await desk.send("sun", closed())
    assert [e.active for e in desk.take(StaffRegistered)] == [False]


@pytest.mark.rule("TH-12")
async def test_cash_and_customers_pass_by_hand_first(desk: Desk) -> None:
    handover = (await desk.send("sun", leaves())).handover_id
    await report(desk, handover, {"cashdesk": [CASH], "intake": [SERVING]}, person="zhao")
    acknowledge = AcknowledgeHandover(handover_id=handover)
    problem = await refused(desk.send("wang", acknowledge))
    assert (problem.slug, len(problem.errors)) == ("handover-by-hand", 2)
    row = (await desk.ask("sun", ListDepartures(actor="zhao"))).rows[0]
    assert [item.kind for item in row.by_hand] == ["cash", "serving"]
    await desk.send("sun", ReportAgain(handover_id=handover))
    await report(desk, handover, person="zhao", of_round=2)
    await desk.send("wang", acknowledge)
    row = (await desk.ask("sun", ListDepartures())).rows[0]
    assert (row.handover_state, row.by_hand, row.completed_at) == ("completed", [], at("21T09:00"))


@pytest.mark.rule("TH-12")
async def test_another_department_needs_a_transfer(desk: Desk) -> None:
    moved = closed(active=True, department="key_accounts")
    problem = await refused(desk.send("sun", moved))
    assert set(problem.errors) == {"department"}
    for kind in ("leave", "transfer"):
        handover = (await desk.send("sun", leaves(kind=kind))).handover_id
        await report(desk, handover, person="zhao")
        await desk.send("wang", AcknowledgeHandover(handover_id=handover))
        if kind == "leave":
            assert (await refused(desk.send("sun", moved))).status == 409
    await desk.send("sun", moved)
    back = closed(active=True)
    assert (await refused(desk.send("sun", back))).status == 409


async def test_who_worked_on_hands_over_again(desk: Desk) -> None:
    handover = (await desk.send("sun", leaves())).handover_id
    await report(desk, handover, person="zhao")
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))
    planned = PlannedShift(staff="zhao", post="counter_3", starts_at=at("22T09:00"), ends_at=at("22T14:00"))
    await desk.send("sun", PublishRoster(day=date(2026, 11, 22), shifts=[planned]))
    desk.clock.set(at("22T08:50"))
    await desk.send("zhao", SignIn())
    desk.clock.set(at("23T08:50"))
    assert (await refused(desk.send("sun", closed()))).status == 409


async def test_a_departure_is_announced_once_and_may_be_called_off(desk: Desk) -> None:
    for command, status in [(leaves(successor="zhao"), 422), (leaves(actor="none"), 404), (leaves(successor="x"), 404)]:
        assert (await refused(desk.send("sun", command))).status == status
    assert (await refused(desk.send("li", leaves()))).status == 403
    receipt = await desk.send("sun", leaves())
    assert (await refused(desk.send("sun", leaves()))).status == 409
    cancel = CancelDeparture(departure_id=receipt.departure_id, reason="stays")
    await desk.send("sun", cancel)
    assert (await refused(desk.send("sun", cancel))).status == 409
    assert (await refused(desk.send("sun", CancelDeparture(departure_id="x", reason="y")))).status == 404
    await report(desk, receipt.handover_id, person="zhao")
    assert (await refused(desk.send("wang", AcknowledgeHandover(handover_id=receipt.handover_id)))).status == 409
    assert (await refused(desk.send("sun", closed()))).status == 409
    await desk.send("sun", leaves())


async def test_what_concerns_neither_place_nor_activity_needs_no_handover(desk: Desk) -> None:
    await desk.send("sun", closed(active=True, name="赵磊"))
    assert [e.name for e in desk.take(StaffRegistered)][-1] == "赵磊"
