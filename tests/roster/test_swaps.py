"""Swaps: asked, accepted, approved by a third person; of two managers at once exactly one wins."""

import asyncio

import pytest

from contracts.roster import (
    AcceptSwap,
    ApproveSwap,
    AskSwap,
    DeclineSwap,
    GetMonth,
    ListSwaps,
    ReplaceShift,
    RosterChanged,
    SwapAccepted,
    SwapApproved,
    SwapAsked,
    SwapDeclined,
    SwapWithdrawn,
    WithdrawSwap,
)
from tests.harness import Desk, Refused
from tests.roster.month_desk import MONTH, DeskFor, at, month_desk, publish, refused, shift, shift_ids


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    desk = await month_desk(desk_for)
    await publish(desk, [shift("li", 1), shift("wang", 2, "late"), shift("zhao", 3), shift("li", 4)])
    return desk


async def asked(desk: Desk, *, theirs: bool = True) -> str:
    ids = await shift_ids(desk)
    ask = AskSwap(shift_id=ids["li", 1], colleague="wang", their_shift_id=ids["wang", 2] if theirs else None)
    return str((await desk.send("li", ask)).swap_id)


async def test_a_swap_is_asked_accepted_and_approved(desk: Desk) -> None:
    swap = await asked(desk)
    assert [told.actor for told in desk.take(SwapAsked)[0].recipients] == ["wang"]
    assert (await refused(desk.send("chen", ApproveSwap(swap_id=swap)))).status == 409
    assert (await refused(desk.send("zhao", AcceptSwap(swap_id=swap)))).status == 403
    await desk.send("wang", AcceptSwap(swap_id=swap))
    assert {told.actor for told in desk.take(SwapAccepted)[0].recipients} == {"chen", "sun", "ting"}
    assert not desk.take(RosterChanged)
    assert (await refused(desk.send("wang", ApproveSwap(swap_id=swap)))).status == 403
    await desk.send("chen", ApproveSwap(swap_id=swap))
    assert len(desk.take(SwapApproved)) == 1
    changes = desk.take(RosterChanged)
    assert [(c.because, c.old and c.old.staff, c.new and c.new.staff, c.roster_version) for c in changes] == [
        ("swapped", "li", "wang", 2),
        ("swapped", "wang", "li", 2),
    ]
    people = (await desk.ask("li", GetMonth(month=MONTH))).people
    assert {(person.actor, cell.day.day) for person in people for cell in person.cells} == {
        ("wang", 1),
        ("li", 2),
        ("zhao", 3),
        ("li", 4),
    }
    row = (await desk.ask("li", ListSwaps())).rows[0]
    assert (row.state, row.decided_by, row.gives.staff) == ("approved", "chen", "li")
    assert not (await desk.ask("zhao", ListSwaps())).rows


async def test_two_managers_at_once_approve_it_once(desk_for: DeskFor) -> None:
    one = await month_desk(desk_for)
    await publish(one, [shift("li", 1), shift("wang", 2, "late")])
    other = await desk_for("roster", playbook="telecom-hall")
    swap = await asked(one, theirs=False)
    await one.send("wang", AcceptSwap(swap_id=swap))
    both = (one.send("chen", ApproveSwap(swap_id=swap)), other.send("sun", ApproveSwap(swap_id=swap)))
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    lost = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(lost) == 1
    assert lost[0].status == 409
    assert "this swap was approved by" in lost[0].detail
    assert len(one.take(RosterChanged) + other.take(RosterChanged)) == 1


async def test_it_is_declined_or_withdrawn_in_each_state(desk: Desk) -> None:
    swap = await asked(desk)
    assert (await refused(desk.send("zhao", DeclineSwap(swap_id=swap, reason="no")))).status == 403
    assert (await refused(desk.send("li", DeclineSwap(swap_id=swap, reason="no")))).status == 403
    await desk.send("wang", DeclineSwap(swap_id=swap, reason="I have a date"))
    assert [event.by for event in desk.take(SwapDeclined)] == ["wang"]
    assert (await refused(desk.send("wang", AcceptSwap(swap_id=swap)))).status == 409

    swap = await asked(desk)
    await desk.send("wang", AcceptSwap(swap_id=swap))
    await desk.send("sun", DeclineSwap(swap_id=swap, reason="counter 1 needs li"))
    swap = await asked(desk)
    assert (await refused(desk.send("wang", WithdrawSwap(swap_id=swap)))).status == 403
    await desk.send("li", WithdrawSwap(swap_id=swap))
    swap = await asked(desk)
    await desk.send("wang", AcceptSwap(swap_id=swap))
    await desk.send("li", WithdrawSwap(swap_id=swap))
    assert len(desk.take(SwapWithdrawn)) == 2
    assert (await refused(desk.send("sun", ApproveSwap(swap_id=swap)))).status == 409
    assert not desk.take(RosterChanged)


async def test_what_cannot_be_worked_cannot_be_asked(desk: Desk) -> None:
    ids = await shift_ids(desk)
    not_own = await refused(desk.send("wang", AskSwap(shift_id=ids["li", 1], colleague="zhao")))
    assert list(not_own.errors) == ["shift_id"]
    role = await refused(desk.send("li", AskSwap(shift_id=ids["li", 1], colleague="ting")))
    assert "not clerk" in role.errors["colleague"]
    await asked(desk)
    again = await refused(desk.send("li", AskSwap(shift_id=ids["li", 1], colleague="zhao")))
    assert "under way" in again.detail
    desk.clock.set(at("12-01T08:15"))
    begun = await refused(desk.send("li", AskSwap(shift_id=ids["li", 1], colleague="zhao")))
    assert (begun.status, list(begun.errors)) == (409, ["shift_id"])


async def test_nobody_stands_in_two_places_afterwards(desk: Desk) -> None:
    await publish(desk, [shift("li", 5, "late"), shift("wang", 6), shift("zhao", 6, "late", post="counter_2")])
    ids = await shift_ids(desk)
    overlap = AskSwap(shift_id=ids["zhao", 6], colleague="wang")
    assert "overlapping" in (await refused(desk.send("zhao", overlap))).errors["colleague"]
    traded = AskSwap(shift_id=ids["zhao", 6], colleague="wang", their_shift_id=ids["wang", 6])
    assert (await desk.send("zhao", traded)).state == "asked", "each gives the clashing shift away"


async def test_a_shift_that_changed_meanwhile_is_not_swapped(desk: Desk) -> None:
    swap = await asked(desk)
    await desk.send("wang", AcceptSwap(swap_id=swap))
    ids = await shift_ids(desk)
    await desk.send("sun", ReplaceShift(shift_id=ids["li", 1], staff="zhao", reason="needed"))
    problem = await refused(desk.send("chen", ApproveSwap(swap_id=swap)))
    assert problem.status == 409
    assert "changed since the swap was asked" in problem.detail
