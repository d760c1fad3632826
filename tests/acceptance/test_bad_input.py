"""Whatever is wrong with a message, its sender hears what and how to mend it, and nothing happens."""

import json
from typing import Any

import pytest

from chassis.ids import new_id
from contracts import subjects
from contracts.cashdesk import ChargeRaised, ConfirmCash, HandOverCash, IssueReceipt, OpenDrawer, TakePayment
from contracts.dispatch import DispatchCommandRefused, OrderAccepted, TakeStep
from contracts.followup import RecordResult
from contracts.intake import (
    AcceptTransfer,
    AddNote,
    ConfirmRequest,
    DeclineTransfer,
    GetRequest,
    IntakeCommandRefused,
    RecordRequest,
    RequestNoted,
    TransferRequest,
)
from contracts.money import Money
from contracts.problems import Problem
from contracts.roster import RegisterStaff
from tests.acceptance.desk import COMPLAINT, REPAIR, Desk

RECORD = "cmd.li.intake.record_request"
OPEN = "cmd.li.cashdesk.open_drawer"
FORM = {"line": "repair", "form": REPAIR}
UNKNOWN = "0199ffff-0000-7000-8000-000000000000"


def wire(body: Any) -> bytes:
    return json.dumps(body).encode()


def yuan(amount: str) -> Money:
    return Money.parse(f"{amount} CNY")


@pytest.mark.parametrize(
    ("body", "status", "paths"),
    [
        pytest.param(b'{"line": "repair", ', 400, {""}, id="cut off"),
        pytest.param(b"\xff\xfe\x00", 400, {""}, id="not text"),
        pytest.param(b"[]", 422, {""}, id="not an object"),
        pytest.param(b"", 422, {"line", "form"}, id="empty"),
        pytest.param(wire({"form": {}}), 422, {"line"}, id="missing"),
        pytest.param(wire(FORM | {"colour": "red"}), 422, {"colour"}, id="unknown field"),
        pytest.param(wire(FORM | {"confirmed": "perhaps"}), 422, {"confirmed"}, id="not a truth"),
        pytest.param(wire(FORM | {"form": "leaking tap"}), 422, {"form"}, id="not a form"),
        pytest.param(wire(FORM | {"happened_at": "2026-11-21T08:00:00"}), 422, {"happened_at"}, id="no time zone"),
        pytest.param(wire(FORM | {"happened_at": "2027-01-01T08:00:00+08:00"}), 422, {"happened_at"}, id="future"),
        pytest.param(wire({"line": "massage", "form": REPAIR}), 404, {"line"}, id="unknown line"),
        pytest.param(wire({"line": "repair", "form": {}}), 422, {"form.place", "form.problem"}, id="empty form"),
        pytest.param(
            wire({"line": "repair", "form": REPAIR | {"colour": "red"}}), 422, {"form.colour"}, id="unknown in form"
        ),
        pytest.param(
            wire({"line": "repair", "form": REPAIR | {"simple": "yes"}}), 422, {"form.simple"}, id="wrong in form"
        ),
        pytest.param(
            wire({"line": "repair", "form": REPAIR | {"place": ["5", "1201"]}}), 422, {"form.place"}, id="list for text"
        ),
        pytest.param(wire({"line": "repair", "form": REPAIR | {"problem": "a\0b"}}), 422, {""}, id="NUL"),
        pytest.param(wire({"line": "repair", "form": REPAIR | {"problem": "x" * 262_144}}), 413, {""}, id="too large"),
    ],
)
async def test_a_malformed_request_is_explained(desk: Desk, body: bytes, status: int, paths: set[str]) -> None:
    problem = await desk.refuses_raw(RECORD, body, status=status)
    named = {error.path: error.message for error in problem.errors}
    assert paths <= set(named)
    assert all(named.values())
    assert (await desk.record("repair", REPAIR)).endswith("-0001"), "a refused request took a number"


@pytest.mark.parametrize(
    ("counted", "path"),
    [
        ({"amount": "10.005", "currency": "CNY"}, "counted"),
        ({"amount": 10.5, "currency": "CNY"}, "counted.amount"),
        ({"amount": 10, "currency": "CNY"}, "counted.amount"),
        ({"amount": "1e3", "currency": "CNY"}, "counted.amount"),
        ({"amount": "NaN", "currency": "CNY"}, "counted.amount"),
        ({"amount": "-1.00", "currency": "CNY"}, "counted"),
        ({"amount": "9999999999999999.00", "currency": "CNY"}, "counted"),
        ({"amount": "10.00", "currency": "EUR"}, "counted"),
        ({"amount": "10.00", "currency": "yuan"}, "counted.currency"),
        ({"amount": "10.00"}, "counted.currency"),
        ("10.00 CNY", "counted"),
    ],
)
async def test_money_is_an_exact_amount_of_the_desks_currency(desk: Desk, counted: Any, path: str) -> None:
    problem = await desk.refuses_raw(OPEN, wire({"drawer": "front", "counted": counted}), status=422)
    assert [error.path for error in problem.errors] == [path]
    assert problem.errors[0].message


@pytest.mark.parametrize(
    ("subject", "status", "slug", "path"),
    [
        ("cmd.li.intake.record_requests", 404, "unknown-command", "subject"),
        ("qry.li.intake.requets", 404, "unknown-view", "subject"),
        ("desk.ZZ9.cmd.li.intake.record_request", 404, "unknown-site", "subject"),
        ("cmd.nobody.intake.record_request", 403, "unknown-actor", ""),
        ("cmd.LI.intake.record_request", 403, "unknown-actor", ""),
    ],
)
async def test_an_unknown_address_is_named(desk: Desk, subject: str, status: int, slug: str, path: str) -> None:
    problem = await desk.refuses_raw(subject, wire(FORM), status=status)
    assert problem.type == f"frontdesk:problem:{slug}", problem
    assert not path or [error.path for error in problem.errors] == [path]


async def test_an_unknown_version_is_refused_with_the_known_one(desk: Desk) -> None:
    headers = {"ce-type": "frontdesk.intake.record_request.v2"}
    problem = await desk.refuses_raw(RECORD, wire(FORM), status=422, headers=headers)
    assert problem.type == "frontdesk:problem:unknown-version"
    assert [(e.path, e.message) for e in problem.errors] == [("ce-type", f"write {RecordRequest.type_name()}")]


async def test_who_has_left_is_refused(desk: Desk) -> None:
    leaver = RegisterStaff(actor="li", name="李敏", roles=["clerk"], department="desk", active=False)
    await desk.does("admin", leaver)
    await desk.refuses("li", RecordRequest(line="repair", form=REPAIR), status=403)


@pytest.mark.parametrize(
    ("actor", "command", "path"),
    [
        ("li", AddNote(number="HQ-20261121-9999", text="x"), "number"),
        ("li", ConfirmRequest(number="HQ-20261121-9999", revision=1), "number"),
        ("li", GetRequest(number="HQ-20261121-9999"), "number"),
        ("xu", TakeStep(number="HQ-20261121-9999", step="accepted"), "number"),
        ("li", RecordResult(callback_id=UNKNOWN, satisfied=True), "callback_id"),
        ("li", TakePayment(charge_id=UNKNOWN, method="wechat"), "charge_id"),
        ("li", IssueReceipt(charge_id=UNKNOWN), "charge_id"),
        ("li", ConfirmCash(transfer_id=UNKNOWN, counted=yuan("1.00")), "transfer_id"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
async def test_what_does_not_exist_is_named(desk: Desk, actor: str, command: Any, path: str) -> None:
    problem = await desk.refuses(actor, command, status=404)
    assert path in problem.errors
    assert problem.detail


async def test_a_step_out_of_order_or_by_the_wrong_role_changes_nothing(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    done = TakeStep(number=number, step="completed", records={"measures": "x"})
    await desk.refuses("xu", done, status=409, says="accepted")
    await desk.refuses("xu", TakeStep(number=number, step="painted"), status=404)
    for stranger in ("liu", "fang", "li"):
        await desk.refuses(stranger, TakeStep(number=number, step="accepted"), status=403)
    await desk.does("xu", TakeStep(number=number, step="accepted"))
    await desk.refuses("xu", TakeStep(number=number, step="accepted"), status=409)
    problem = await desk.refuses("xu", done.model_copy(update={"records": {"measures": "x", "colour": 1}}), status=422)
    assert set(problem.errors) == {"records.colour"}
    await desk.does("xu", done)
    await desk.refuses("xu", TakeStep(number=number, step="signed_off"), status=403)


async def test_an_old_read_back_confirms_nothing(desk: Desk) -> None:
    receipt = await desk.does("li", RecordRequest(line="complaint", form=COMPLAINT))
    await desk.refuses("li", ConfirmRequest(number=receipt.number, revision=receipt.revision + 1), status=409)


async def test_a_request_moves_only_with_the_named_colleague(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR)
    await desk.refuses("chen", TransferRequest(number=number, to="chen"), status=403)
    await desk.refuses("chen", AcceptTransfer(number=number), status=409)
    await desk.refuses("li", TransferRequest(number=number, to="nobody"), status=404)
    await desk.refuses("li", TransferRequest(number=number, to="li"), status=409)
    await desk.does("li", TransferRequest(number=number, to="chen"))
    for other in ("wang", "zhou", "li"):
        await desk.refuses(other, AcceptTransfer(number=number), status=403)
        await desk.refuses(other, DeclineTransfer(number=number, reason="x"), status=403)
    assert (await desk.ask("li", GetRequest(number=number))).owner == "li"
    await desk.does("chen", AcceptTransfer(number=number))
    assert (await desk.ask("li", GetRequest(number=number))).owner == "chen"


async def test_cash_moves_only_with_the_named_colleague(desk: Desk) -> None:
    await desk.does("li", OpenDrawer(drawer="front", counted=yuan("100.00")))
    offer = await desk.does("li", HandOverCash(to="chen", amount=yuan("40.00")))
    counted = ConfirmCash(transfer_id=offer.transfer_id, counted=yuan("40.00"))
    await desk.refuses("wang", counted, status=403, says="chen")
    problem = await desk.refuses("chen", counted.model_copy(update={"counted": yuan("39.99")}), status=409)
    assert "counted" in problem.errors
    await desk.refuses("li", HandOverCash(to="chen", amount=yuan("60.01")), status=409)
    await desk.does("chen", counted)


async def test_too_much_or_too_little_money_is_refused(desk: Desk) -> None:
    form = {"payer": "outsider", "paper": "A4", "sheets": 12, "no_receipt_told": True}
    number = await desk.record("copies", form)
    charge = (await desk.event(ChargeRaised, number)).charge_id
    await desk.does("li", OpenDrawer(drawer="front", counted=yuan("50.00")))
    for status, path, payment in (
        (422, "received", {"method": "cash", "received": yuan("11.99")}),
        (422, "received", {"method": "cash"}),
        (409, "amount", {"method": "wechat", "amount": yuan("12.01")}),
        (422, "amount", {"method": "wechat", "amount": yuan("0.00")}),
        (422, "amount", {"method": "wechat", "amount": Money.parse("12.00 EUR")}),
        (422, "method", {"method": "cowries"}),
    ):
        problem = await desk.refuses("li", TakePayment(charge_id=charge, **payment), status=status)
        assert set(problem.errors) == {path}
    await desk.does("li", TakePayment(charge_id=charge, method="cash", received=yuan("12.00")))


async def test_a_command_id_stands_for_one_command(desk: Desk) -> None:
    number = await desk.record("repair", REPAIR)
    command_id = new_id()
    await desk.send("li", AddNote(number=number, text="first"), command_id=command_id)
    await desk.stack.settle()
    async with desk.nothing_happens():
        with pytest.raises(Problem) as caught:
            await desk.send("li", AddNote(number=number, text="second"), command_id=command_id)
    assert (caught.value.status, caught.value.slug) == (409, "command-id-reused")
    assert "command_id" in caught.value.errors
    await desk.send("chen", AddNote(number=number, text="of another person"), command_id=command_id)
    assert [note.text for note in await desk.events(RequestNoted, number)] == ["first", "of another person"]
    await desk.refuses_raw(RECORD, wire(FORM), status=422, headers={"Frontdesk-Command-Id": "x" * 129})


async def test_a_boxed_command_has_its_effect_once(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    step = TakeStep(number=number, step="accepted")
    command_id = await desk.client.box("xu", step, site=desk.site)
    await desk.client.box("xu", step, command_id, site=desk.site)
    # The broker drops the same message id; under another one the same command reaches the service once more.
    headers = {"Frontdesk-Command-Id": command_id, "Nats-Msg-Id": new_id()}
    body = step.model_dump_json(exclude_unset=True).encode()
    await desk.client.js.publish(subjects.box(desk.site, "xu", step.key()), body, headers=headers)
    (received,) = await desk.received(OrderAccepted, number)
    assert received.envelope.correlation_id == command_id
    assert await desk.events(DispatchCommandRefused) == []
    await desk.send("xu", step, command_id=command_id)
    assert len(await desk.events(OrderAccepted, number)) == 1


async def test_the_refusal_of_a_boxed_command_is_announced(desk: Desk) -> None:
    number = await desk.record("complaint", COMPLAINT)
    step = TakeStep(number=number, step="accepted")
    command_id = await desk.client.box("liu", step, site=desk.site)
    (received,) = await desk.received(DispatchCommandRefused)
    assert received.envelope.correlation_id == command_id
    refused = await desk.event(DispatchCommandRefused)
    assert (refused.action, refused.command_id, refused.problem["status"]) == ("take_step", command_id, 403)
    assert refused.problem["detail"]
    assert await desk.events(OrderAccepted, number) == []


@pytest.mark.parametrize("body", [b"{", wire(FORM | {"colour": "red"})], ids=["malformed", "unknown field"])
async def test_a_boxed_command_nobody_can_read_is_not_lost_silently(desk: Desk, body: bytes) -> None:
    command_id = new_id()
    subject = subjects.box(desk.site, "li", RecordRequest.key())
    await desk.client.js.publish(subject, body, headers={"Frontdesk-Command-Id": command_id})
    refused = await desk.event(IntakeCommandRefused)
    assert (refused.action, refused.command_id) == ("record_request", command_id)
    assert refused.problem["detail"]
    (received,) = await desk.received(IntakeCommandRefused)
    assert received.envelope.correlation_id == command_id
