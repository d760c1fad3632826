"""Every 3 minutes the operator asks whether it is done. Rule HK-06."""

import pytest

from contracts.dispatch import AnswerCheck, CheckAnswered, CheckDue, GetOrder, ReturnOrder
from contracts.intake import GetRequest
from tests.acceptance.desk import Desk
from tests.acceptance.hotel_housekeeping.hotel import HOUR, MICROSECOND, MINUTE, actors, asked, takes, wished
from tests.stack import START


def answer(number: str, *, done: bool, note: str | None = None) -> AnswerCheck:
    return AnswerCheck(number=number, check="served", done=done, note=note)


@pytest.mark.rule("HK-06")
@pytest.mark.everywhere
async def test_three_minutes_after_dispatch_and_every_three_minutes_until_it_is_done(desk: Desk) -> None:
    number = await wished(desk, ("mei", "received"))
    for count in (1, 2, 3):
        await desk.stack.set_clock(START + 3 * count * MINUTE - MICROSECOND)
        assert await asked(desk, number, "served") == count - 1
        await desk.stack.set_clock(START + 3 * count * MINUTE)
        assert await asked(desk, number, "served") == count
        await desk.does("li", answer(number, done=False, note=f"第{count}次询问，还在路上"))
    due = (await desk.events(CheckDue, number))[0]
    assert (actors(due.ask), due.check, set(due.question)) == ({"li", "chen"}, "served", {"zh", "en"})

    await desk.stack.set_clock(START + 11 * MINUTE)
    await takes(desk, number, ("mei", "served"))
    await desk.stack.set_clock(START + 2 * HOUR)
    assert await asked(desk, number, "served") == 3


@pytest.mark.rule("HK-06")
async def test_every_check_and_every_answer_is_recorded(desk: Desk) -> None:
    number = await wished(desk, ("mei", "received"))
    await desk.stack.set_clock(START + 3 * MINUTE)
    await desk.does("li", answer(number, done=False, note="客房在清洁"))
    await desk.stack.set_clock(START + 6 * MINUTE)
    await desk.stack.set_clock(START + 9 * MINUTE)
    await desk.does("chen", answer(number, done=True, note="已送到"))

    said = await desk.events(CheckAnswered, number)
    assert [(event.done, event.note) for event in said] == [(False, "客房在清洁"), (True, "已送到")]
    [check] = [each for each in (await desk.ask("li", GetOrder(number=number))).checks if each.name == "served"]
    assert [(each["by"], each["done"], each["note"]) for each in check.answers] == [
        ("li", False, "客房在清洁"),
        ("chen", True, "已送到"),
    ]
    record = (await desk.ask("li", GetRequest(number=number))).record.rows
    entries = [(entry.type.removeprefix("frontdesk.dispatch."), entry.at, entry.actor) for entry in record]
    checks = [(name.split(".v")[0], at, actor) for name, at, actor in entries if name.startswith("check.")]
    assert [(name, at) for name, at, _ in checks] == [
        ("check.due", START + 3 * MINUTE),
        ("check.answered", START + 3 * MINUTE),
        ("check.due", START + 6 * MINUTE),
        ("check.due", START + 9 * MINUTE),
        ("check.answered", START + 9 * MINUTE),
    ]
    assert [actor for name, _, actor in checks if name == "check.answered"] == ["li", "chen"]

    await desk.stack.set_clock(START + HOUR)
    assert await asked(desk, number, "served") == 3
    await desk.refuses("li", answer(number, done=False), status=409, says="already answered")


@pytest.mark.rule("HK-06")
async def test_the_minutes_count_from_dispatch_also_when_nobody_has_received_it(desk: Desk) -> None:
    await desk.stack.set_clock(START + MINUTE)
    number = await wished(desk)
    await desk.stack.set_clock(START + 4 * MINUTE - MICROSECOND)
    assert await asked(desk, number, "served") == 0
    await desk.stack.set_clock(START + 4 * MINUTE)
    assert await asked(desk, number, "served") == 1


@pytest.mark.rule("HK-06")
async def test_what_was_done_before_three_minutes_is_never_asked_about(desk: Desk) -> None:
    number = await wished(desk, ("mei", "received"))
    await desk.stack.set_clock(START + 3 * MINUTE - MICROSECOND)
    await takes(desk, number, ("mei", "served"))
    await desk.stack.set_clock(START + HOUR)
    assert await desk.events(CheckDue, number) == []


@pytest.mark.rule("HK-06")
@pytest.mark.parametrize("by", ["mei", "bai", "he"])
async def test_the_centre_answers_and_not_the_floors(desk: Desk, by: str) -> None:
    number = await wished(desk, ("mei", "received"))
    await desk.stack.set_clock(START + 3 * MINUTE)
    await desk.refuses(by, answer(number, done=True), status=403)
    await desk.stack.set_clock(START + 6 * MINUTE)
    assert await asked(desk, number, "served") == 2


@pytest.mark.rule("HK-06")
async def test_what_is_sent_back_is_asked_about_again(desk: Desk) -> None:
    number = await wished(desk, ("mei", "received"))
    await desk.stack.set_clock(START + 2 * MINUTE)
    await takes(desk, number, ("mei", "served"))
    await desk.stack.set_clock(START + 10 * MINUTE)
    await desk.does("li", ReturnOrder(number=number, to_step="served", reason="送错了房间"))
    await desk.stack.set_clock(START + 13 * MINUTE - MICROSECOND)
    assert await asked(desk, number, "served") == 0
    await desk.stack.set_clock(START + 13 * MINUTE)
    assert await asked(desk, number, "served") == 1
    await takes(desk, number, ("mei", "served"))
    await desk.stack.set_clock(START + HOUR)
    assert await asked(desk, number, "served") == 1
