"""TH-12: transfer, resignation, dismissal and leave require a completed handover."""

from datetime import date
from typing import Any

import pytest

from contracts.cashdesk import OpenDrawer
from contracts.intake import GetRequest
from contracts.money import Money
from contracts.roster import (
    AcknowledgeHandover,
    AnnounceDeparture,
    DepartureCompleted,
    ListDepartures,
    RegisterStaff,
    ReportAgain,
    StaffRegistered,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import COMPLAINT, at_work, log_of, taken_over

pytestmark = pytest.mark.rule("TH-12")
FLOAT = Money(amount="200.00", currency="CNY")


def leaves(kind: str, **more: Any) -> AnnounceDeparture:
    said = {"actor": "zhao", "kind": kind, "from_day": date(2026, 12, 1), "successor": "wang"}
    return AnnounceDeparture.model_validate(said | more)


def registered(**more: Any) -> RegisterStaff:
    said = {"actor": "zhao", "name": "赵磊", "roles": ["clerk"], "department": "hall", "active": False}
    return RegisterStaff.model_validate(said | more)


@pytest.mark.parametrize("kind", ["transfer", "resignation", "dismissal", "leave"])
async def test_nobody_leaves_while_anything_is_open(desk: Desk, kind: str) -> None:
    complaint = await desk.record("complaint", COMPLAINT, by="zhao")
    closing = registered() if kind != "transfer" else registered(active=True, department="key_accounts")
    field = "active" if kind != "transfer" else "department"
    refusal = await desk.refuses("sun", closing, status=409, says="announce_departure")
    assert set(refusal.errors) == {field}
    handover = (await desk.does("sun", leaves(kind))).handover_id
    refusal = await desk.refuses("sun", closing, status=409, says="items open")
    assert f"items.kept.{complaint}" in refusal.errors
    await desk.refuses("li", AcknowledgeHandover(handover_id=handover), status=403)
    await taken_over(desk, "wang", handover)
    assert (await desk.event(DepartureCompleted)).kind == kind
    assert (await desk.ask("sun", GetRequest(number=complaint))).owner == "wang"
    await desk.does("sun", closing)
    last = (await desk.events(StaffRegistered))[-1]
    assert (last.actor, last.active, last.department) == ("zhao", closing.active, closing.department)


async def test_what_passes_from_hand_to_hand_is_given_back_first(desk: Desk) -> None:
    await at_work(desk, {"zhao": ("counter_3", "09:00", "14:00")})
    await desk.does("zhao", OpenDrawer(drawer="counter_3", counted=FLOAT))
    handover = (await desk.does("sun", leaves("resignation"))).handover_id
    refusal = await desk.refuses("wang", AcknowledgeHandover(handover_id=handover), status=409, says="hand to hand")
    assert any(path.startswith("items.drawer.") for path in refusal.errors)
    row = (await desk.ask("sun", ListDepartures(actor="zhao"))).rows[0]
    assert "drawer" in {item.kind for item in row.by_hand}
    await desk.does("wang", ReportAgain(handover_id=handover))
    assert (await log_of(desk, handover)).round == 2
    await desk.refuses("wang", AcknowledgeHandover(handover_id=handover), status=409, says="hand to hand")
    assert (await desk.events(DepartureCompleted)) == []


async def test_only_a_manager_announces_it_and_to_somebody_else(desk: Desk) -> None:
    await desk.refuses("li", leaves("leave"), status=403)
    await desk.refuses("sun", leaves("leave", successor="zhao"), status=422)
    await desk.does("sun", leaves("leave"))
    await desk.refuses("sun", leaves("dismissal"), status=409, says="announced already")
