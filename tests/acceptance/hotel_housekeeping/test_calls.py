"""A guest calls. Rules HK-02 and HK-03."""

from typing import Any

import pytest

from contracts.dispatch import OrderRouted
from contracts.intake import (
    AmendRequest,
    ConfirmRequest,
    GetRequest,
    RecordRequest,
    RequestArchived,
    RequestClosed,
    RequestRecorded,
)
from tests.acceptance.desk import Desk
from tests.acceptance.hotel_housekeeping.hotel import CALL, FREE, REFUSED, WISH, actors
from tests.stack import START

CANNOT = {name: value for name, value in REFUSED.items() if name != "alternative_taken"}


def record(form: dict[str, Any], *, confirmed: bool = False) -> RecordRequest:
    return RecordRequest(line="wish", form=form, confirmed=confirmed)


@pytest.mark.rule("HK-02")
async def test_a_call_records_everything_and_leaves_once_the_room_was_read_back(desk: Desk) -> None:
    receipt = await desk.does("li", record(WISH))
    assert receipt.state == "recorded"
    assert [(line.field, line.value) for line in receipt.read_back] == [("room", "1208")]
    recorded = await desk.event(RequestRecorded, receipt.number)
    assert (recorded.form["room"], recorded.form["wish"]) == ("1208", CALL["wish"])
    assert recorded.form["requirements"] == CALL["requirements"]
    assert recorded.form["surname"] != "钱"
    assert await desk.events(OrderRouted) == []

    await desk.confirm(receipt)
    routed = await desk.event(OrderRouted, receipt.number)
    assert (routed.department, routed.routed_at, actors(routed.notified)) == ("floors", START, {"mei", "lan"})
    view = await desk.ask("li", GetRequest(number=receipt.number, personal=True, purpose="客人来电"))
    assert {name: view.form[name] for name in CALL} == CALL


@pytest.mark.rule("HK-02")
@pytest.mark.parametrize("missing", ["room", "surname", "wish", "anything_else_asked"])
async def test_a_call_without_one_of_its_parts_is_refused(desk: Desk, missing: str) -> None:
    partly = {name: value for name, value in WISH.items() if name != missing}
    refused = await desk.refuses("li", record(partly), status=422)
    assert set(refused.errors) == {f"form.{missing}"}


@pytest.mark.rule("HK-02")
async def test_the_operator_asks_for_anything_else(desk: Desk) -> None:
    refused = await desk.refuses("li", record(WISH | {"anything_else_asked": False}), status=422)
    assert set(refused.errors) == {"form.anything_else_asked"}


@pytest.mark.rule("HK-02")
async def test_a_wrong_room_is_corrected_and_read_back_again(desk: Desk) -> None:
    receipt = await desk.does("li", record(WISH))
    again = await desk.does("li", AmendRequest(number=receipt.number, form={"room": "1280"}, reason="听错房号"))
    assert [(line.field, line.value) for line in again.read_back] == [("room", "1280")]
    old = ConfirmRequest(number=receipt.number, revision=receipt.revision)
    await desk.refuses("li", old, status=409, says="read it back again")
    await desk.confirm(again)
    assert (await desk.event(OrderRouted, receipt.number)).department == "floors"


@pytest.mark.rule("HK-02")
@pytest.mark.parametrize("by", ["mei", "bai", "he"])
async def test_calls_are_recorded_by_the_centre(desk: Desk, by: str) -> None:
    await desk.refuses(by, record(WISH), status=403)


@pytest.mark.rule("HK-03")
@pytest.mark.parametrize("missing", ["told_when", "told_cost"])
async def test_a_guest_whose_wish_can_be_met_is_told_when_and_at_what_cost(desk: Desk, missing: str) -> None:
    partly = {name: value for name, value in WISH.items() if name != missing}
    refused = await desk.refuses("li", record(partly), status=422)
    assert set(refused.errors) == {f"form.{missing}"}
    number = await desk.record("wish", WISH)
    view = await desk.ask("li", GetRequest(number=number))
    assert (view.form["told_when"], view.form["told_cost"]) == ("十分钟内", FREE)


@pytest.mark.rule("HK-03")
async def test_what_cannot_be_met_needs_an_offer_of_alternatives(desk: Desk) -> None:
    refused = await desk.refuses("li", record(CALL | {"can_be_met": False}), status=422)
    assert set(refused.errors) == {"form.alternatives", "form.alternative_taken"}
    refused = await desk.refuses("li", record(CANNOT), status=422)
    assert set(refused.errors) == {"form.alternative_taken"}


@pytest.mark.rule("HK-03")
@pytest.mark.parametrize("at_once", [True, False])
async def test_when_no_alternative_is_taken_there_is_no_order_and_it_is_closed(desk: Desk, at_once: bool) -> None:
    receipt = await desk.does("li", record(REFUSED, confirmed=at_once))
    if not at_once:
        assert (receipt.state, receipt.answered) == ("recorded", None)
        assert await desk.events(RequestClosed) == []
        receipt = await desk.does("li", ConfirmRequest(number=receipt.number, revision=receipt.revision))
    assert receipt.state == "archived"
    assert "alternative" in receipt.answered
    assert (await desk.event(RequestClosed, receipt.number)).outcome == receipt.answered
    await desk.event(RequestArchived, receipt.number)
    assert await desk.events(OrderRouted) == []
    view = await desk.ask("li", GetRequest(number=receipt.number))
    assert (view.state, view.form["alternatives"]) == ("archived", REFUSED["alternatives"])


@pytest.mark.rule("HK-03")
async def test_an_alternative_that_is_taken_is_promised_and_goes_out(desk: Desk) -> None:
    taken = CANNOT | {"alternative_taken": True}
    refused = await desk.refuses("li", record(taken), status=422)
    assert set(refused.errors) == {"form.told_when", "form.told_cost"}
    number = await desk.record("wish", taken | {"told_when": "半小时内", "told_cost": FREE})
    assert (await desk.event(OrderRouted, number)).department == "floors"
    assert await desk.events(RequestClosed) == []
