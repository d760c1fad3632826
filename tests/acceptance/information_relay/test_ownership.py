"""Whoever receives a request owns it until it is closed. Rule IR-01."""

import pytest

from contracts.intake import (
    AcceptTransfer,
    CancelRequest,
    CloseRequest,
    DeclineTransfer,
    GetRequest,
    OwnershipDeclined,
    OwnershipMoved,
    OwnershipOffered,
    RequestClosed,
    TransferRequest,
)
from contracts.roster import AcknowledgeHandover, GetHandover, OpenHandover, SignIn
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import COMPLAINT, LIFT, call_back, takes

OWN = {"resources": "own"}
DONE = {"measures": "更换灯具"}


async def owner(desk: Desk, number: str) -> str:
    return str((await desk.ask("li", GetRequest(number=number))).owner)


@pytest.mark.rule("IR-01")
@pytest.mark.parametrize("receiver", ["li", "dong"])
async def test_whoever_receives_a_request_owns_it_until_it_is_closed(desk: Desk, receiver: str) -> None:
    number = await desk.record("emergency", LIFT, by=receiver)
    view = await desk.ask("li", GetRequest(number=number))
    assert (view.owner, view.received_by) == (receiver, receiver)
    await takes(desk, number, ("liu", "on_site"), ("liu", "under_control", DONE))
    assert await owner(desk, number) == receiver
    await takes(desk, number, ("chen", "verified"))
    assert (await desk.event(RequestClosed, number)).owner == receiver
    assert await desk.events(OwnershipMoved, number) == []


@pytest.mark.rule("IR-01")
async def test_ownership_moves_only_when_the_named_colleague_accepts_it(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    await desk.refuses("chen", AcceptTransfer(number=number), status=409, says="offered to nobody")
    await desk.refuses("chen", TransferRequest(number=number, to="chen"), status=403, says="owned by li")
    unknown = TransferRequest(number=number, to="nobody")
    assert set((await desk.refuses("li", unknown, status=404)).errors) == {"to"}

    await desk.does("li", TransferRequest(number=number, to="chen", reason="下班"))
    offered = await desk.event(OwnershipOffered, number)
    assert (offered.owner, offered.to) == ("li", "chen")
    view = await desk.ask("chen", GetRequest(number=number))
    assert (view.owner, view.offered_to) == ("li", "chen")
    for other in ("wang", "xu", "li"):
        await desk.refuses(other, AcceptTransfer(number=number), status=403, says="offered to chen")
    await desk.does("chen", DeclineTransfer(number=number, reason="手上已有三件"))
    assert (await desk.event(OwnershipDeclined, number)).owner == "li"
    assert await owner(desk, number) == "li"
    await desk.refuses("chen", AcceptTransfer(number=number), status=409, says="offered to nobody")

    await desk.does("li", TransferRequest(number=number, to="chen"))
    assert await desk.events(OwnershipMoved, number) == []
    await desk.does("chen", AcceptTransfer(number=number))
    moved = await desk.event(OwnershipMoved, number)
    assert (moved.previous, moved.owner, moved.because) == ("li", "chen", "accepted")
    assert await owner(desk, number) == "chen"
    await desk.refuses("li", TransferRequest(number=number, to="li"), status=403, says="owned by chen")


@pytest.mark.rule("IR-01")
async def test_at_a_handover_it_moves_when_the_colleague_takes_the_shift_over_and_not_before(desk: Desk) -> None:
    await desk.on_duty({"li": ("desk", "09:00", "14:00"), "chen": ("desk", "13:50", "22:00")})
    number = await desk.record("complaint", COMPLAINT)
    other = await desk.record("complaint", COMPLAINT, by="wang")
    await desk.at("13:50")
    await desk.does("chen", SignIn())
    opened = await desk.does("li", OpenHandover(incoming="chen"))
    log = await desk.ask("chen", GetHandover(handover_id=opened.handover_id))
    assert [item.number for item in log.items if item.kind == "request"] == [number]
    assert await owner(desk, number) == "li"
    await desk.refuses("wang", AcknowledgeHandover(handover_id=opened.handover_id), status=403)
    assert await owner(desk, number) == "li"
    await desk.does("chen", AcknowledgeHandover(handover_id=opened.handover_id))
    moved = await desk.event(OwnershipMoved)
    assert (moved.number, moved.previous, moved.owner, moved.because) == (number, "li", "chen", "handover")
    assert await owner(desk, other) == "wang"


@pytest.mark.rule("IR-01")
async def test_a_closed_request_has_its_last_owner_and_moves_no_more(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    await desk.refuses("li", CloseRequest(number=number, outcome="已办"), status=409, says="order is not verified")
    await takes(desk, number, ("xu", "accepted"), ("xu", "assessed", OWN), ("xu", "settled", DONE), ("li", "verified"))
    await call_back(desk, number, satisfaction=5)
    assert (await desk.event(RequestClosed, number)).owner == "li"
    await desk.refuses("li", TransferRequest(number=number, to="chen"), status=409, says="archived")
    await desk.refuses("li", CancelRequest(number=number, reason="x"), status=409, says="archived")
