"""The call list of each agent: what expires first, its script, and one agent a customer."""

import asyncio

import pytest

from contracts.followup import CallReleased, CallWasTaken, RecordAttempt, RecordResult, ReleaseCall, TakeCall
from contracts.problems import Problem
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import REPLY, call_list, calls, day, joins, takes, writes


@pytest.mark.rule("TH-24")
async def test_the_list_has_what_expires_first_with_script_questions_and_history(desk: Desk) -> None:
    gotone = await joins(desk, "gotone", customer=1)
    await desk.at("10:00", day=1)
    later = await joins(desk, "gotone", customer=2)
    await desk.at("11:00", day=4)
    written = await writes(desk, customer=3)
    await takes(desk, "hui", gotone)
    await desk.does("hui", RecordAttempt(callback_id=gotone.callback_id, outcome="unreachable", means="phone"))
    await desk.at("14:00", day=4)
    rows = await call_list(desk)
    assert [row.callback_id for row in rows] == [written.callback_id, gotone.callback_id, later.callback_id]
    first, second, _ = rows
    assert first.care is not None
    assert second.care is not None
    assert (first.care.segment, first.care.latest) == ("written_opinion", day(desk, 5, "11:00"))
    assert "GoTone" in second.care.script["en"] if second.care.script else False
    assert "bill_received" in second.questions
    assert [(one.by, one.outcome) for one in second.attempts] == [("hui", "unreachable")]


@pytest.mark.everywhere
@pytest.mark.rule("TH-24")
async def test_two_agents_take_one_call_at_once_and_exactly_one_has_it(desk: Desk) -> None:
    call = await writes(desk)
    take = TakeCall(callback_id=call.callback_id)
    outcomes = await asyncio.gather(
        *(desk.client.send(agent, take, site=desk.site) for agent in ("hui", "fang", "ke")), return_exceptions=True
    )
    won = await desk.event(CallWasTaken, call.number)
    lost = [outcome for outcome in outcomes if isinstance(outcome, Problem)]
    assert len(lost) == 2
    for problem in lost:
        assert problem.status == 409
        assert won.by in problem.detail
        assert "T09:10:00" in problem.detail


@pytest.mark.rule("TH-24")
async def test_a_customer_is_one_agents_until_the_lease_ends(desk: Desk) -> None:
    opinion = await writes(desk, customer=7)
    joining = await joins(desk, "gotone", customer=7, special="group")
    await takes(desk, "hui", opinion)
    assert await call_list(desk, "fang") == []
    result = RecordResult(callback_id=opinion.callback_id, answers=REPLY, means="phone")
    attempt = RecordAttempt(callback_id=opinion.callback_id, outcome="unreachable", means="phone")
    other = TakeCall(callback_id=joining.callback_id)
    for command in (TakeCall(callback_id=opinion.callback_id), other, result, attempt):
        await desk.refuses("fang", command, status=409, says="hui has taken this customer's call until .*T09:10:00")
    await desk.at("09:09:59")
    assert not await desk.events(CallReleased)
    await desk.at("09:10")
    gone = await desk.event(CallReleased)
    assert (gone.holder, gone.because, gone.callback_id) == ("hui", "expired", opinion.callback_id)
    await desk.refuses("hui", result, status=409, says="have not taken this call")
    await calls(desk, opinion, "fang", answers=REPLY)

    await takes(desk, "hui", joining)
    await desk.refuses("fang", ReleaseCall(callback_id=joining.callback_id), status=409, says="hui")
    await desk.does("hui", ReleaseCall(callback_id=joining.callback_id))
    assert [one.because for one in await desk.events(CallReleased)] == ["expired", "released"]
    await takes(desk, "fang", joining)


@pytest.mark.rule("TH-24")
async def test_who_is_no_caller_takes_no_call(desk: Desk) -> None:
    call = await writes(desk)
    await desk.refuses("li", TakeCall(callback_id=call.callback_id), status=403, says="caller, account_manager")
