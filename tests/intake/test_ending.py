"""Settling, following up, reopening, cancelling, closing, archiving. Rules PD-05, PD-08."""

from typing import Any

import pytest

from chassis.items import Status
from contracts.base import Command
from contracts.dispatch import OrderEnded
from contracts.followup import CallbackScheduled
from contracts.intake import (
    AddNote,
    AmendRequest,
    ArchiveRequest,
    CancelRequest,
    CloseRequest,
    ConfirmRequest,
    GetRequest,
    ListRequests,
    RecordRequest,
    RequestArchived,
    RequestCancelled,
    RequestClosed,
    RequestReopened,
    TransferRequest,
)
from tests.harness import Desk, Refused
from tests.intake.samples import (
    FLIGHT,
    DeskFor,
    archived,
    complaint,
    followed_up,
    intake_desk,
    later,
    rated,
    repair,
    verified,
)


async def state_of(desk: Desk, number: str) -> tuple[str, int]:
    view = await desk.ask("li", GetRequest(number=number))
    return view.state, view.cycle


@pytest.mark.rule("PD-05")
async def test_a_verified_order_settles_the_request(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    await desk.event(verified(number))
    await desk.event(verified(number))
    assert await state_of(desk, number) == ("settled", 1)
    with pytest.raises(Refused, match="is settled; its follow-up closes it"):
        await desk.send("li", CancelRequest(number=number, reason="changed my mind"))


@pytest.mark.rule("PD-08")
async def test_a_followed_up_request_is_archived_and_can_only_be_read(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = await archived(desk)
    assert [(event.outcome, event.owner) for event in desk.take(RequestClosed)] == [("satisfied", "li")]
    assert len(desk.take(RequestArchived)) == 1
    changes: list[Command] = [
        AmendRequest(number=number, form={"place": "Gate 2"}, reason="late", confirmed=True),
        AddNote(number=number, text="late"),
        CancelRequest(number=number, reason="late"),
        CloseRequest(number=number, outcome="late"),
        ArchiveRequest(number=number),
        ConfirmRequest(number=number, revision=1),
        TransferRequest(number=number, to="zhao"),
    ]
    for change in changes:
        with pytest.raises(Refused, match="is archived and can only be read") as refused:
            await desk.send("li", change)
        assert (refused.value.status, refused.value.slug) == (409, "archived")
    view = await desk.ask("wang", GetRequest(number=number))
    assert (view.state, view.outcome) == ("archived", "satisfied")
    listed = await desk.ask("li", ListRequests(state="archived"))
    assert [row.number for row in listed.rows] == [number]
    assert (await desk.ask("li", ListRequests())).rows == []


async def test_events_of_others_that_come_too_early_wait(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    assert (await desk.event(verified("HQ-20261121-0001"))).status is Status.LATER
    number = (await desk.send("li", complaint())).number
    assert (await desk.event(followed_up(number))).status is Status.LATER
    assert (await desk.event(verified(number, cycle=2))).status is Status.LATER
    assert (await desk.event(rated(number, satisfied=False))).status is Status.LATER
    await desk.event(verified(number))
    assert (await desk.event(followed_up(number, cycle=2))).status is Status.LATER
    assert (await desk.event(followed_up(number))).status is Status.OK
    assert await state_of(desk, number) == ("archived", 1)


async def test_a_dissatisfied_customer_opens_the_next_cycle(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    await desk.event(verified(number))
    await desk.event(rated(number, satisfied=True))
    assert await state_of(desk, number) == ("settled", 1)
    await desk.event(rated(number, satisfied=False))
    (reopened,) = desk.take(RequestReopened)
    assert (reopened.cycle, reopened.reason) == (2, "dissatisfied: satisfaction 1")
    await desk.event(verified(number, cycle=1))
    await desk.event(followed_up(number, cycle=1))
    assert await state_of(desk, number) == ("confirmed", 2)
    await desk.event(verified(number, cycle=2))
    await desk.event(followed_up(number, cycle=2))
    assert await state_of(desk, number) == ("archived", 2)
    assert not desk.take(RequestReopened)


async def test_what_a_survey_is_told_never_begins_work_again(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    survey = rated(number, satisfied=False).model_copy(update={"reopens": False})
    assert (await desk.event(survey)).status is Status.OK
    await desk.event(verified(number))
    assert (await desk.event(survey)).status is Status.OK
    assert await state_of(desk, number) == ("settled", 1)
    assert not desk.take(RequestReopened)


async def test_a_second_bad_rating_of_the_same_cycle_does_not_reopen_again(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    await desk.event(verified(number))
    for callback in ("cb-1", "cb-2"):
        await desk.event(
            CallbackScheduled(
                callback_id=callback,
                number=number,
                line="complaint",
                plan="callback",
                assignee="li",
                due_at=desk.clock.now(),
            )
        )
    later(desk, minutes=5)
    await desk.event(rated(number, satisfied=False, callback_id="cb-1"))
    assert (await desk.event(rated(number, satisfied=False, callback_id="cb-2"))).status is Status.OK
    assert (await desk.event(rated(number, satisfied=False, callback_id="cb-3"))).status is Status.LATER
    assert await state_of(desk, number) == ("confirmed", 2)


async def test_without_a_reopen_rule_a_bad_rating_changes_nothing(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", RecordRequest(line="flight", form=FLIGHT, confirmed=True))).number
    await desk.event(verified(number))
    await desk.event(rated(number, satisfied=False))
    assert await state_of(desk, number) == ("settled", 1)


async def test_a_declined_quote_ends_the_request_with_its_reason(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", repair(chargeable=True))).number
    ended = OrderEnded(number=number, order_id="o", line="repair", step="quote_accepted", reason="quote declined")
    await desk.event(ended)
    await desk.event(ended)
    assert [event.outcome for event in desk.take(RequestClosed)] == ["quote declined"]
    assert (await state_of(desk, number))[0] == "archived"


async def test_a_cancelled_request_stays_cancelled(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    await desk.send("zhao", CancelRequest(number=number, reason="sorted out with the guard"))
    assert [event.line for event in desk.take(RequestCancelled)] == ["complaint"]
    for event in (verified(number), followed_up(number), rated(number, satisfied=False)):
        assert (await desk.event(event)).status is Status.OK
    assert (await state_of(desk, number))[0] == "cancelled"
    with pytest.raises(Refused, match="is cancelled; record a new request"):
        await desk.send("li", CancelRequest(number=number, reason="twice"))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (complaint(confirmed=False), "is recorded but not confirmed"),
        (complaint(), "its order is not verified"),
        (
            RecordRequest(
                line="copies", form={"payer": "outsider", "paper": "A4", "sheets": 1, "no_receipt_told": True}
            ),
            "its charges are not paid",
        ),
    ],
)
async def test_what_is_still_owed_cannot_be_closed_by_hand(desk_for: DeskFor, command: Any, why: str) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", command)).number
    with pytest.raises(Refused, match=why):
        await desk.send("li", CloseRequest(number=number, outcome="done"))
    with pytest.raises(Refused, match="must be closed before it is archived"):
        await desk.send("li", ArchiveRequest(number=number))


async def test_closing_by_hand_is_the_owners_once_no_callback_is_owed(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", repair(by_department="cleaning"))).number
    resident = (await desk.send("li", repair())).number
    for settled in (number, resident):
        await desk.event(verified(settled))
    with pytest.raises(Refused, match="callback is not done"):
        await desk.send("li", CloseRequest(number=resident, outcome="done"))
    with pytest.raises(Refused) as stranger:
        await desk.send("wang", CloseRequest(number=number, outcome="done"))
    assert stranger.value.status == 403
    await desk.send("li", CloseRequest(number=number, outcome="pump replaced"))
    assert await state_of(desk, number) == ("closed", 1)
    with pytest.raises(Refused) as other:
        await desk.send("wang", ArchiveRequest(number=number))
    assert other.value.status == 403
    await desk.send("zhao", ArchiveRequest(number=number))
    assert await state_of(desk, number) == ("archived", 1)


async def test_the_follow_up_archives_what_was_closed_by_hand(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", repair(by_department="cleaning"))).number
    await desk.event(verified(number))
    await desk.send("li", CloseRequest(number=number, outcome="pump replaced"))
    await desk.event(followed_up(number))
    view = await desk.ask("li", GetRequest(number=number))
    assert (view.state, view.outcome) == ("archived", "pump replaced")
