"""A failed first attempt keeps the contact, is registered and reported daily; an account manager goes on."""

import asyncio

import pytest

from contracts.followup import (
    AttemptFailed,
    CloseRetention,
    GetRetentionRegister,
    RecordFailedAttempt,
    RegisterSent,
    RetentionClosed,
    RetentionTakenOver,
    TakeOverRetention,
)
from contracts.problems import Problem
from contracts.roster import RegisterStaff
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.caring import day
from tests.acceptance.telecom_hall.keeping import asks, case, fails, form, guided, offered


@pytest.mark.rule("TH-31")
async def test_a_failed_first_attempt_reaches_the_key_account_room_that_evening(desk: Desk) -> None:
    await desk.fresh_day()
    await guided(desk)
    found, _ = await asks(desk, 1), await asks(desk, 2)
    await offered(desk, found)
    await fails(desk, found, next_at=day(desk, 2, "19:00"))
    failed = await desk.event(AttemptFailed)
    assert (failed.reason, failed.by, failed.next_at) == ("资费太高", "li", day(desk, 2, "19:00"))
    await desk.at("19:29:59")
    assert not await desk.events(RegisterSent)
    await desk.at("19:30")
    sent = await desk.event(RegisterSent)
    assert [(it.actor, it.role) for it in sent.recipients] == [("da", "key_account_head"), ("ke", "account_manager")]
    (row,) = sent.rows
    assert (row.case_id, row.number, row.failed_by, row.reach) == (found.case_id, found.number, "li", "工作日晚上来电")
    assert (row.contact["phone"], row.offers, row.stage) == ("139****0001", ["discount"], "registered")
    register = await desk.ask("da", GetRetentionRegister(day=desk.start.date()))
    assert [it.case_id for it in register.rows] == [found.case_id]
    await desk.refuses("li", GetRetentionRegister(), status=403)


@pytest.mark.rule("TH-31")
async def test_it_is_reported_every_day_until_an_account_manager_goes_on(desk: Desk) -> None:
    await desk.fresh_day()
    found = await asks(desk)
    await fails(desk, found)
    for evening in (0, 1):
        await desk.at("19:30", day=evening)
    assert [len(it.rows) for it in await desk.events(RegisterSent)] == [1, 1]
    await desk.does("ke", TakeOverRetention(case_id=found.case_id))
    taken = await desk.event(RetentionTakenOver)
    assert (taken.previous, taken.assignee) == ("li", "ke")
    await desk.at("19:30", day=2)
    assert len(await desk.events(RegisterSent)) == 2
    left = CloseRetention(case_id=found.case_id, outcome="left", reason="搬到外地")
    await desk.refuses("li", left, status=403, says="this case is ke's")
    await desk.does("ke", left)
    closed = await desk.event(RetentionClosed)
    assert (closed.kept, closed.outcome, closed.by) == (False, "left", "ke")
    history = [(it.what, it.by) for it in (await case(desk, found)).history]
    assert history == [
        ("opened", "li"),
        ("failed", "li"),
        ("registered", "system"),
        ("taken_over", "ke"),
        ("closed", "ke"),
    ]


@pytest.mark.rule("TH-31")
async def test_nobody_gives_a_customer_up_before_an_account_manager_has_tried(desk: Desk) -> None:
    found = await asks(desk)
    left = CloseRetention(case_id=found.case_id, outcome="left", reason="坚持离网")
    take_over = TakeOverRetention(case_id=found.case_id)
    await desk.refuses("ke", take_over, status=409, says="li is still at it")
    await desk.refuses("li", left, status=409, says="followup.record_failed_attempt")
    wrong = RecordFailedAttempt(case_id=found.case_id, reason="r", reach="r", next_at=desk.start)
    assert list((await desk.refuses("li", wrong, status=422)).errors) == ["next_at"]
    await fails(desk, found)
    await desk.refuses("li", left, status=409, says="followup.take_over_retention")
    await desk.refuses("da", take_over, status=403, says="account_manager")


@pytest.mark.everywhere
@pytest.mark.rule("TH-31")
async def test_of_two_account_managers_at_once_exactly_one_goes_on(desk: Desk) -> None:
    await desk.does(
        "admin", RegisterStaff(actor="kong", name="孔明", roles=["account_manager"], department="key_accounts")
    )
    found = await asks(desk)
    await fails(desk, found)
    take_over = TakeOverRetention(case_id=found.case_id)
    outcomes = await asyncio.gather(desk.send("ke", take_over), desk.send("kong", take_over), return_exceptions=True)
    (lost,) = [it for it in outcomes if isinstance(it, Problem)]
    winner = (await desk.event(RetentionTakenOver)).assignee
    assert (lost.status, str(lost)) == (409, f"{winner} took it over before")
    assert form(1)["phone"] not in str(await case(desk, found))
