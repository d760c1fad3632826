"""TH-11: B holds what A has open while A is absent, until it is handed back."""

import pytest

from contracts.dispatch import CarryOver, TakeStep
from contracts.intake import GetRequest
from contracts.roster import (
    AcknowledgeHandover,
    BeginStandIn,
    HandoverCompleted,
    HandoverOpened,
    ListHandovers,
    ListStandIns,
    SetPost,
    SignIn,
    StandInBegan,
    StandInEnded,
)
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.handing import (
    COMPLAINT,
    ENQUIRY,
    at_work,
    log_of,
    opened,
    planned,
    section,
    taken_over,
    word,
)

pytestmark = pytest.mark.rule("TH-11")


async def owners(desk: Desk, *numbers: str) -> list[tuple[str, str | None]]:
    views = [await desk.ask("sun", GetRequest(number=number)) for number in numbers]
    return [(view.owner, view.held_for) for view in views]


async def test_b_holds_and_hands_back_exactly_what_is_still_open(desk: Desk) -> None:
    await desk.does("sun", SetPost(post="counter_3", a="zhao", b="wang"))
    await at_work(desk, {"wang": ("counter_2", "09:00", "20:00"), "li": ("counter_1", "09:00", "20:00")})
    done, left, complaint = [
        await desk.record(line, form, by="zhao")
        for line, form in (("enquiry", ENQUIRY), ("enquiry", ENQUIRY), ("complaint", COMPLAINT))
    ]
    receipt = await desk.does("sun", BeginStandIn(post="counter_3", reason="病假"))
    began = await desk.event(StandInBegan)
    assert (began.a, began.b, {item.number for item in began.items}) == ("zhao", "wang", {done, left, complaint})
    assert await owners(desk, done, left, complaint) == [("wang", "zhao")] * 3
    own = await desk.record("enquiry", ENQUIRY, by="wang")
    row = (await desk.ask("sun", ListStandIns())).rows[0]
    assert (row.stand_in_id, row.state, row.post) == (receipt.stand_in_id, "holding", "counter_3")

    await planned_for_zhao(desk)
    await desk.does("wang", CarryOver(number=own, reason="待查"))
    await answered(desk, done)
    await desk.at("13:50")
    await desk.does("zhao", SignIn())
    back = (await desk.events(HandoverOpened))[-1]
    assert (back.kind, back.outgoing, back.incoming) == ("hand_back", "wang", "zhao")
    log = await log_of(desk, back.handover_id)
    assert {item.number for item in log.items if item.kind in ("request", "kept")} == {left, complaint}
    await desk.refuses("li", AcknowledgeHandover(handover_id=back.handover_id), status=403)
    await taken_over(desk, "zhao", back.handover_id)
    assert await owners(desk, left, complaint, own) == [("zhao", None), ("zhao", None), ("wang", None)]
    assert (await desk.event(StandInEnded)).a == "zhao"
    assert (await desk.ask("sun", ListStandIns())).rows == []
    kinds = [row.kind for row in (await desk.ask("sun", ListHandovers())).rows]
    assert kinds == ["hand_back", "stand_in"]


async def test_bs_shift_ends_and_what_is_held_for_a_stays_with_b(desk: Desk) -> None:
    await desk.does("sun", SetPost(post="counter_3", a="zhao", b="wang"))
    await at_work(desk, {"wang": ("counter_2", "09:00", "14:00"), "li": ("counter_1", "09:00", "20:00")})
    held = await desk.record("card_sale", {"item": "sim_card", "quantity": 1}, by="zhao")
    await desk.does("sun", BeginStandIn(post="counter_3"))
    own = await desk.record("card_sale", {"item": "sim_card", "quantity": 1}, by="wang")
    log = await opened(desk, "wang", "li")
    assert {item.number: item.stays for item in section(log, "requests")} == {held: True, own: False}
    mine = [word(item) for item in section(log, "requests") if item.number == own]
    await desk.does("li", AcknowledgeHandover(handover_id=log.handover_id, items=mine))
    assert await owners(desk, held, own) == [("wang", "zhao"), ("li", None)]
    assert [event.kind for event in await desk.events(HandoverCompleted)] == ["stand_in", "shift"]


async def test_who_says_that_somebody_stands_in(desk: Desk) -> None:
    await desk.refuses("sun", BeginStandIn(post="counter_3"), status=404)
    await desk.does("sun", SetPost(post="counter_3", a="zhao", b="wang"))
    await desk.refuses("li", BeginStandIn(post="counter_3"), status=403)
    await desk.does("wang", BeginStandIn(post="counter_3"))
    await desk.refuses("sun", BeginStandIn(post="counter_3"), status=409, says="already")


async def planned_for_zhao(desk: Desk) -> None:
    await planned(
        desk,
        {
            "wang": ("counter_2", "09:00", "20:00"),
            "li": ("counter_1", "09:00", "20:00"),
            "zhao": ("counter_3", "14:00", "20:00"),
        },
    )


async def answered(desk: Desk, number: str) -> None:
    """The duty manager deals with the enquiry, and the customer hears it."""
    await desk.does("chen", TakeStep(number=number, step="dealt_with", records={"answer": "每分钟一元"}))
    await desk.does("chen", TakeStep(number=number, step="answered"))
