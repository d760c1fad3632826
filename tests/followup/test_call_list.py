"""The call list and its leases: one agent a customer, on both databases and on two replicas at once."""

import asyncio
from typing import Any

import pytest

from contracts.followup import (
    AcceptCallback,
    CallbackAccepted,
    CallbackDelegated,
    CallReleased,
    CallWasTaken,
    FollowupHandoverReported,
    GetCallback,
    GetCallList,
    RecordAttempt,
    RecordResult,
    ReleaseCall,
    TakeCall,
)
from contracts.problems import Conflict
from contracts.roster import HandoverCompleted, HandoverOpened
from tests.followup.caring import DeskFor, at, calls, hall, joins, refused, writes
from tests.harness import Desk, Refused


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def listed(desk: Desk, agent: str = "hui") -> list[str]:
    return [row.callback_id for row in (await desk.ask(agent, GetCallList())).rows]


@pytest.mark.rule("TH-23")
async def test_special_customers_come_first_then_what_expires_first(desk: Desk) -> None:
    desk.clock.set(at("11-14T09:00:00"))
    easyown = await joins(desk, "easyown", 1)
    desk.clock.set(at("11-15T09:00:00"))
    mzone = await joins(desk, "mzone", 2)
    desk.clock.set(at("11-20T09:00:00"))
    gotone = await joins(desk, "gotone", 3)
    desk.clock.set(at("11-23T09:00:00"))
    written = await writes(desk, 4)
    special = await joins(desk, "mzone", 5, special="group")
    await joins(desk, "gotone", 6)
    order = [special, written, gotone, easyown, mzone]
    assert await listed(desk) == [call.callback_id for call in order]

    view = await desk.ask("hui", GetCallList(limit=1))
    assert (view.agent, view.opens_at, len(view.rows)) == ("hui", None, 1)
    (row,) = view.rows
    assert (row.number, row.care.segment, row.care.special) == (special.number, "mzone", True)
    assert row.care.script["en"].startswith("Hello")
    assert "reason_for_care" in row.questions

    desk.clock.set(at("11-23T12:30:00"))
    noon = await desk.ask("hui", GetCallList())
    assert [row.callback_id for row in noon.rows] == [special.callback_id]
    assert noon.opens_at == at("11-23T14:00:00")


@pytest.mark.rule("TH-24")
async def test_what_somebody_has_taken_is_nobody_elses_until_it_expires(desk: Desk) -> None:
    call = await writes(desk)
    taken = await desk.send("hui", TakeCall(callback_id=call.callback_id))
    assert taken.until == at("11-21T09:10:00")
    assert desk.take(CallWasTaken)[0].by == "hui"
    assert await listed(desk, "fang") == []
    assert await listed(desk, "hui") == [call.callback_id]
    shown = await desk.ask("fang", GetCallback(callback_id=call.callback_id))
    assert (shown.care.held_by, shown.care.held_until) == ("hui", at("11-21T09:10:00"))

    result = RecordResult(callback_id=call.callback_id, answers={"reply": "已答复"}, means="phone")
    attempt = RecordAttempt(callback_id=call.callback_id, outcome="unreachable", means="phone")
    for command in (TakeCall(callback_id=call.callback_id), result, attempt):
        problem = await refused(desk.send("fang", command))
        assert (problem.status, problem.slug) == (409, "call-taken")
        assert "hui" in problem.detail
        assert "2026-11-21T09:10:00+08:00" in problem.detail

    desk.clock.set(at("11-21T09:09:59"))
    await desk.fire_due()
    assert desk.take(CallReleased) == []
    desk.clock.set(at("11-21T09:10:00"))
    await desk.fire_due()
    assert [(gone.holder, gone.because) for gone in desk.take(CallReleased)] == [("hui", "expired")]
    assert (await refused(desk.send("hui", result))).slug == "call-not-taken"
    await desk.send("fang", TakeCall(callback_id=call.callback_id))
    await desk.send("fang", result)
    assert await listed(desk) == []


async def test_a_lease_that_has_run_out_holds_nobody_back_also_before_its_timer_fires(desk: Desk) -> None:
    call = await writes(desk)
    await desk.send("hui", TakeCall(callback_id=call.callback_id))
    desk.clock.set(at("11-21T09:10:00"))
    result = RecordResult(callback_id=call.callback_id, answers={"reply": "已答复"}, means="phone")
    assert (await refused(desk.send("hui", result))).slug == "call-not-taken"
    assert await listed(desk, "fang") == [call.callback_id]
    await desk.send("fang", TakeCall(callback_id=call.callback_id))
    await desk.fire_due()
    assert desk.take(CallReleased) == []
    assert (await refused(desk.send("hui", result))).slug == "call-taken"


async def test_taken_again_it_is_held_longer_and_given_back_it_is_anybodys(desk: Desk) -> None:
    call = await writes(desk)
    take = TakeCall(callback_id=call.callback_id)
    await desk.send("hui", take)
    desk.clock.set(at("11-21T09:08:00"))
    assert (await desk.send("hui", take)).until == at("11-21T09:18:00")
    desk.clock.set(at("11-21T09:12:00"))
    await desk.fire_due()
    assert desk.take(CallReleased) == []
    give_back = ReleaseCall(callback_id=call.callback_id)
    assert (await refused(desk.send("fang", give_back))).slug == "call-taken"
    await desk.send("hui", give_back)
    assert desk.take(CallReleased)[0].because == "released"
    assert (await refused(desk.send("hui", give_back))).slug == "call-not-taken"
    await desk.send("fang", take)
    desk.clock.set(at("11-21T09:18:00"))
    await desk.fire_due()
    assert desk.take(CallReleased) == []


@pytest.mark.rule("TH-24")
async def test_all_calls_to_one_customer_are_taken_together(desk: Desk) -> None:
    opinion = await writes(desk, 1, customer_id="same")
    special = await joins(desk, "gotone", 2, special="group", customer_id="same")
    await desk.send("hui", TakeCall(callback_id=opinion.callback_id))
    assert (await refused(desk.send("fang", TakeCall(callback_id=special.callback_id)))).slug == "call-taken"
    assert await listed(desk, "fang") == []
    await desk.send("hui", TakeCall(callback_id=special.callback_id))
    await desk.send("hui", ReleaseCall(callback_id=special.callback_id))
    assert await listed(desk, "fang") == [special.callback_id, opinion.callback_id]


@pytest.mark.rule("TH-24")
async def test_two_agents_take_one_call_at_once_and_one_has_it(desk_for: DeskFor) -> None:
    one, other = await hall(desk_for), await hall(desk_for)
    for round_ in range(1, 4):
        call = await writes(one, round_)
        take = TakeCall(callback_id=call.callback_id)
        outcomes = await asyncio.gather(one.send("hui", take), other.send("fang", take), return_exceptions=True)
        (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        (won,) = one.take(CallWasTaken) + other.take(CallWasTaken)
        assert lost.slug == "call-taken"
        assert won.by in lost.detail


@pytest.mark.rule("TH-24")
async def test_two_agents_take_two_calls_of_one_customer_at_once_and_one_has_them(desk_for: DeskFor) -> None:
    one, other = await hall(desk_for), await hall(desk_for)
    for round_ in range(1, 4):
        first = await writes(one, round_, customer_id=f"same{round_}")
        second = await writes(one, 10 + round_, customer_id=f"same{round_}")
        outcomes = await asyncio.gather(
            one.send("hui", TakeCall(callback_id=first.callback_id)),
            other.send("fang", TakeCall(callback_id=second.callback_id)),
            return_exceptions=True,
        )
        assert [getattr(outcome, "slug", "taken") for outcome in outcomes].count("call-taken") == 1


async def test_a_handover_ends_leases_and_passes_on_what_was_agreed(desk: Desk) -> None:
    agreed, taken = await writes(desk, 1), await writes(desk, 2)
    await desk.send("hui", TakeCall(callback_id=agreed.callback_id))
    missed = RecordAttempt(callback_id=agreed.callback_id, outcome="inconvenient", means="phone")
    await desk.send("hui", missed.model_copy(update={"next_at": at("11-21T15:00:00")}))
    desk.clock.set(at("11-21T11:55:00"))
    await desk.send("hui", TakeCall(callback_id=taken.callback_id))
    shift: dict[str, Any] = {"handover_id": "h1", "outgoing": "hui", "incoming": "fang", "shift_id": "s1"}
    await desk.event(HandoverOpened(**shift, post="calls"))
    (report,) = desk.take(FollowupHandoverReported)
    assert [(item.kind, item.reference, item.state) for item in report.items] == [
        ("callback", agreed.callback_id, "scheduled"),
        ("call", taken.callback_id, "taken"),
    ]
    await desk.event(HandoverCompleted(**shift, items=report.items))
    assert [gone.because for gone in desk.take(CallReleased)] == ["handover"]
    assert [moved.callback_id for moved in desk.take(CallbackDelegated)] == [agreed.callback_id]
    await desk.send("fang", AcceptCallback(callback_id=agreed.callback_id))
    assert desk.take(CallbackAccepted)[0].assignee == "fang"
    desk.clock.set(at("11-21T15:00:00"))
    await calls(desk, agreed, "fang", answers={"reply": "已答复"})
    assert await listed(desk, "fang") == [taken.callback_id]


async def test_a_desk_without_a_care_plan_has_no_call_list(desk_for: DeskFor) -> None:
    desk = await desk_for("followup")
    desk.staff("li", roles=["clerk"])
    with pytest.raises(Conflict, match="no care plan"):
        await desk.ask("li", GetCallList())
