"""The customer of a complaint that takes longer is told its progress until it is archived. Rule IR-07."""

import pytest

from contracts.dispatch import AnswerCheck, CheckDue, OrderReopened
from contracts.intake import RequestArchived
from tests.acceptance.desk import Desk
from tests.acceptance.information_relay.relay import COMPLAINT, DAY, HOUR, SECOND, actors, at, call_back, letters, takes

FRIDAY, DUE = at("2026-05-15 16:00"), at("2026-05-18 16:00")
OWN = {"resources": "own"}
DONE = {"measures": "更换灯具"}
RECORD = {"responsible": "yan", "corrective_measures": "每周巡查路灯并登记"}


async def late(desk: Desk) -> str:
    """A complaint that was not settled within its working day."""
    await desk.stack.set_clock(FRIDAY)
    number = await desk.record("complaint", COMPLAINT)
    await takes(desk, number, ("xu", "accepted"), ("xu", "assessed", OWN))
    await desk.stack.set_clock(DUE)
    return number


async def asked(desk: Desk, number: str) -> list[str]:
    return [event.check for event in await desk.events(CheckDue, number)]


async def told(desk: Desk, number: str) -> list[str]:
    """What the customer was sent, a few words of each."""
    sent = await letters(desk, number)
    assert {letter["address"] for letter in sent} <= {COMPLAINT["phone"]}
    assert all(number in letter["text"] for letter in sent)
    return [letter["text"].splitlines()[0].split(number)[1].strip(" ：") for letter in sent]


@pytest.mark.rule("IR-07")
async def test_progress_is_asked_for_every_half_working_day_and_told_to_the_customer(desk: Desk) -> None:
    number = await late(desk)
    await desk.stack.set_clock(DUE + HOUR - SECOND)
    assert await asked(desk, number) == []
    for count, moment in enumerate(("2026-05-18 17:00", "2026-05-19 11:30", "2026-05-19 17:00"), 1):
        await desk.stack.set_clock(at(moment) - SECOND)
        assert len(await asked(desk, number)) == count - 1
        await desk.stack.set_clock(at(moment))
        assert await asked(desk, number) == ["progress"] * count
        await desk.does("xu", AnswerCheck(number=number, check="progress", done=count == 2, note=f"进展{count}"))
        assert await told(desk, number) == [f"进展{n}" for n in range(1, count + 1)]
    assert actors((await desk.events(CheckDue, number))[0].ask) == {"xu", "yan"}


@pytest.mark.rule("IR-07")
async def test_it_ends_when_the_complaint_is_archived(desk: Desk) -> None:
    number = await late(desk)
    await takes(desk, number, ("xu", "settled", DONE))
    assert (await told(desk, number))[-1] == "已处理：更换灯具"
    await desk.stack.set_clock(at("2026-05-18 17:00"))
    assert await asked(desk, number) == ["progress"]
    await desk.stack.set_clock(at("2026-05-19 11:30"))
    assert await asked(desk, number) == ["progress"] * 2
    await takes(desk, number, ("xu", "complaint_record", RECORD), ("li", "verified"))
    assert await desk.events(RequestArchived, number) == []
    await call_back(desk, number, satisfaction=4)
    await desk.event(RequestArchived, number)
    assert (await told(desk, number))[-1] == "已办结归档"
    sent = len(await told(desk, number))
    await desk.refuses("xu", AnswerCheck(number=number, check="progress", done=False, note="x"), status=409)
    await desk.stack.set_clock(DUE + 7 * DAY)
    assert await asked(desk, number) == ["progress"] * 2
    assert len(await told(desk, number)) == sent


@pytest.mark.rule("IR-07")
async def test_a_customer_who_is_not_satisfied_goes_on_being_told(desk: Desk) -> None:
    number = await late(desk)
    await takes(desk, number, ("xu", "settled", DONE), ("xu", "complaint_record", RECORD), ("li", "verified"))
    await call_back(desk, number, satisfaction=1)
    reopened = await desk.event(OrderReopened, number)
    assert actors(reopened.notified) == {"ke", "wang"}
    assert [(d.name, d.due_at) for d in reopened.deadlines] == [("one_working_day", at("2026-05-19 16:00"))]
    assert (await told(desk, number))[-1] == "已重新处理"
    await desk.stack.set_clock(at("2026-05-19 11:30"))
    assert await asked(desk, number) == ["progress_again"]
    await desk.does("yan", AnswerCheck(number=number, check="progress_again", done=False, note="已约厂家"))
    assert (await told(desk, number))[-1] == "已约厂家"
    await takes(desk, number, ("xu", "settled", DONE), ("chen", "verified"))
    await call_back(desk, number, satisfaction=5)
    await desk.event(RequestArchived, number)
