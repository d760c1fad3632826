"""Soft complaints: about service, environment, feelings. Rules FS-15 to FS-17."""

from datetime import timedelta

import pytest

from contracts.dispatch import (
    AnswerCheck,
    CheckAnswered,
    CheckDue,
    GetOrder,
    OrderRouted,
    StepTaken,
    TakeStep,
)
from contracts.intake import ClearMark, CustomerMarked, GetCustomer, ListCustomers, RecordRequest
from tests.acceptance.desk import Desk
from tests.acceptance.furniture_store.store import (
    CLAIM,
    DAY,
    HARD,
    HOUR,
    PHONE,
    SALE,
    SECOND,
    SOFT,
    Body,
    Form,
    missed,
    stamp,
    takes,
)
from tests.stack import START

MINUTE = timedelta(minutes=1)
AT_ONCE: Body = {"records": {"solved_at_once": True}}
NOT_AT_ONCE: Body = {"records": {"solved_at_once": False}}
EXPLAINED = {
    "measures": "增派接待人员",
    "until": stamp(START + 2 * DAY),
    "course": "核对排班，调整值班，回访顾客",
    "customer_agrees": True,
    "beyond_authority": False,
}


@pytest.mark.rule("FS-15")
async def test_a_soft_complaint_gets_a_reaction_in_15_and_is_verified_in_30_minutes(desk: Desk) -> None:
    number = await desk.record("soft_complaint", SOFT)
    routed = await desk.event(OrderRouted, number)
    assert {r.actor for r in routed.notified} == {"wang", "tang"}
    due = {d.name: d.due_at for d in routed.deadlines}
    assert due == {"reacted": START + 15 * MINUTE, "checked": START + 30 * MINUTE}
    await desk.stack.set_clock(START + 15 * MINUTE - SECOND)
    await takes(desk, number, ("li", "reacted"))
    await desk.stack.set_clock(START + 30 * MINUTE - SECOND)
    await takes(desk, number, ("li", "checked", AT_ONCE))
    await desk.stack.set_clock(START + 31 * MINUTE)
    assert await missed(desk, number) == {}
    explained = TakeStep(number=number, step="explained", records=EXPLAINED)
    await desk.refuses("li", explained, status=409, says="does not apply")
    await takes(desk, number, ("li", "solved", {"records": {"result": "致歉并安排接待"}}), ("wang", "verified"))


@pytest.mark.rule("FS-15")
async def test_a_late_reaction_and_a_late_verification_go_up(desk: Desk) -> None:
    number = await desk.record("soft_complaint", SOFT)
    await desk.stack.set_clock(START + 15 * MINUTE - SECOND)
    assert await missed(desk, number) == {}
    await desk.stack.set_clock(START + 15 * MINUTE)
    assert await missed(desk, number) == {"reacted": ["desk_manager"]}
    await desk.stack.set_clock(START + 25 * MINUTE)
    assert await missed(desk, number) == {"reacted": ["desk_manager", "store_manager"]}
    await takes(desk, number, ("li", "reacted"))
    await desk.stack.set_clock(START + 30 * MINUTE - SECOND)
    assert "checked" not in await missed(desk, number)
    await desk.stack.set_clock(START + 30 * MINUTE)
    assert (await missed(desk, number))["checked"] == ["store_manager"]


@pytest.mark.rule("FS-15")
async def test_the_minutes_count_from_the_complaint_not_from_its_recording(desk: Desk) -> None:
    number = await desk.record("soft_complaint", SOFT, happened_at=START - 10 * MINUTE)
    due = {d.name: d.due_at for d in (await desk.event(OrderRouted, number)).deadlines}
    assert due == {"reacted": START + 5 * MINUTE, "checked": START + 20 * MINUTE}


async def checked(desk: Desk) -> str:
    number = await desk.record("soft_complaint", SOFT)
    await takes(desk, number, ("li", "reacted"), ("li", "checked", NOT_AT_ONCE))
    return number


@pytest.mark.rule("FS-16")
async def test_what_takes_longer_is_explained_with_measures_time_and_steps_and_agreed(desk: Desk) -> None:
    number = await checked(desk)
    solved = TakeStep(number=number, step="solved", records={"result": "已处理"})
    await desk.refuses("li", solved, status=409, says="explained")
    for field in ("measures", "until", "course", "customer_agrees"):
        partly = {name: value for name, value in EXPLAINED.items() if name != field}
        command = TakeStep(number=number, step="explained", records=partly)
        assert set((await desk.refuses("li", command, status=422)).errors) == {f"records.{field}"}
    unwilling = TakeStep(number=number, step="explained", records=EXPLAINED | {"customer_agrees": False})
    assert set((await desk.refuses("li", unwilling, status=422)).errors) == {"records.customer_agrees"}
    await takes(desk, number, ("li", "explained", {"records": EXPLAINED}))
    records = {s.name: s.records for s in (await desk.ask("li", GetOrder(number=number))).steps}["explained"]
    assert (records["measures"], records["course"], records["customer_agrees"]) == (
        EXPLAINED["measures"],
        EXPLAINED["course"],
        True,
    )
    await desk.does("li", solved)


@pytest.mark.rule("FS-16")
async def test_no_promise_is_recorded_without_a_basis(desk: Desk) -> None:
    number = await checked(desk)
    promise = EXPLAINED | {"promise": "赠送保养一次"}
    bare = TakeStep(number=number, step="explained", records=promise)
    assert set((await desk.refuses("li", bare, status=422)).errors) == {"records.basis"}
    blank = TakeStep(number=number, step="explained", records=promise | {"basis": "  "})
    assert set((await desk.refuses("li", blank, status=422)).errors) == {"records.basis"}
    view = await desk.ask("li", GetOrder(number=number))
    assert {s.name: s.state for s in view.steps}["explained"] == "ready"
    await takes(desk, number, ("li", "explained", {"records": promise | {"basis": "服务手册第4条"}}))


@pytest.mark.rule("FS-16")
async def test_progress_is_asked_about_until_the_complaint_is_solved(desk: Desk) -> None:
    number = await checked(desk)
    await takes(desk, number, ("li", "explained", {"records": EXPLAINED}))
    await desk.stack.set_clock(START + 4 * HOUR - SECOND)
    assert await desk.events(CheckDue, number) == []
    await desk.stack.set_clock(START + 4 * HOUR)
    asked = await desk.event(CheckDue, number)
    assert {r.role for r in asked.ask} <= {"clerk", "desk_manager"}
    assert set(asked.question) == {"zh", "en"}
    await desk.does("li", AnswerCheck(number=number, check="progress", done=False, note="已告知顾客排班调整中"))
    assert (await desk.event(CheckAnswered, number)).note == "已告知顾客排班调整中"
    await desk.stack.set_clock(START + 3 * DAY)
    again = len(await desk.events(CheckDue, number))
    assert again >= 2
    await takes(desk, number, ("li", "solved", {"records": {"result": "顾客认可"}}))
    await desk.stack.set_clock(START + 6 * DAY)
    assert len(await desk.events(CheckDue, number)) == again


@pytest.mark.rule("FS-16")
async def test_what_is_beyond_ones_authority_goes_up(desk: Desk) -> None:
    number = await checked(desk)
    await takes(desk, number, ("tang", "explained", {"records": EXPLAINED | {"beyond_authority": True}}))
    told = [e for e in await desk.events(StepTaken, number) if e.step == "explained"]
    assert {r.actor for e in told for r in e.notified} == {"tang", "zhang"}
    solved = TakeStep(number=number, step="solved", records={"result": "已处理"})
    await desk.refuses("li", solved, status=409, says="taken_up")
    decision = TakeStep(number=number, step="taken_up", records={"decision": "同意补偿"})
    await desk.refuses("li", decision, status=403)
    await desk.refuses("tang", decision, status=403, says="other than")
    await desk.does("zhang", decision)
    await desk.does("li", solved)


@pytest.mark.rule("FS-17")
@pytest.mark.parametrize(
    ("line", "form"), [("soft_complaint", SOFT), ("hard_complaint", HARD), ("quality_claim", CLAIM)]
)
async def test_a_complaining_customer_is_marked_and_the_mark_shows_at_the_next_contact(
    desk: Desk, line: str, form: Form
) -> None:
    sale = RecordRequest(line="sale", form=SALE | {"name": form["name"]}, confirmed=True)
    first = await desk.does("gu", sale)
    assert first.customer is not None
    assert first.customer.marks == []
    complaint = await desk.record(line, form | {"phone": PHONE})
    marked = await desk.event(CustomerMarked, complaint)
    assert (marked.customer_id, marked.mark) == (first.customer.customer_id, "complained")

    for by in ("gu", "chen"):
        again = await desk.does(by, sale)
        assert again.customer is not None
        [shown] = again.customer.marks
        assert (shown.mark, shown.number, set(shown.title)) == ("complained", complaint, {"zh", "en"})
    [found] = (await desk.ask("chen", ListCustomers(phone=PHONE))).rows
    assert found.marks == ["complained"]
    file = await desk.ask("chen", GetCustomer(customer_id=found.customer_id))
    assert [mark.mark for mark in file.marks] == ["complained"]
    other = await desk.does("gu", RecordRequest(line="sale", form=SALE | {"phone": "13600000000"}, confirmed=True))
    assert other.customer is not None
    assert other.customer.marks == []

    await desk.does("wang", ClearMark(customer_id=found.customer_id, mark="complained", reason="已和解"))
    after = await desk.does("gu", sale)
    assert after.customer is not None
    assert after.customer.marks == []
