"""What dispatch reports and moves when a shift is handed over. Rule PD-15."""

import pytest

from contracts.dispatch import CarryOver, DispatchHandoverReported, ListDeadlines, ListOrders
from contracts.problems import Problem
from contracts.roster import HandoverCompleted, HandoverOpened
from tests.dispatch.desk import COMPLAINT, at, confirmed, order, people, step, to_site

NUMBERS = [f"HQ-20261121-200{i}" for i in range(3)]


async def three_repairs(desk_for):
    desk = people(await desk_for("dispatch"))
    for number in NUMBERS:
        await desk.event(confirmed(desk, number, "repair"))
    await desk.event(confirmed(desk, COMPLAINT, "complaint"))
    await to_site(desk, NUMBERS[0])
    await desk.send("sun", CarryOver(number=NUMBERS[1], reason="明天再做"))
    return desk


def opened(outgoing, post):
    return HandoverOpened(handover_id="h", shift_id="s", post=post, outgoing=outgoing, incoming="zhou")


async def test_a_technician_hands_over_what_is_assigned(desk_for):
    desk = await three_repairs(desk_for)
    await desk.event(opened("wang", "engineering"))
    [report] = desk.take(DispatchHandoverReported)
    assert [(i.number, i.needs_reason, i.kind) for i in report.items] == [(NUMBERS[0], True, "order")]
    done = HandoverCompleted(handover_id="h", shift_id="s", outgoing="wang", incoming="zhou", items=[])
    for _ in range(2):
        await desk.event(done)
    assert (await order(desk, NUMBERS[0])).assignee == "zhou"
    await desk.send("zhou", step(NUMBERS[0], "completed"))
    await desk.event(opened("zhou", "engineering"))
    assert [(i.state, i.needs_reason) for i in desk.take(DispatchHandoverReported)[0].items] == [("completed", False)]


async def test_the_desk_hands_over_the_repairs_of_the_day_with_their_reasons(desk_for):
    desk = await three_repairs(desk_for)
    await desk.event(opened("li", "front_desk"))
    [report] = desk.take(DispatchHandoverReported)
    assert [(i.number, i.reason, i.needs_reason) for i in report.items] == [
        (NUMBERS[0], None, True),
        (NUMBERS[1], "明天再做", False),
        (NUMBERS[2], None, True),
    ]
    assert report.items[2].due_at == at(20)


async def test_somebody_with_nothing_reports_so(desk_for):
    desk = people(await desk_for("dispatch"))
    await desk.event(opened("zhao", "guard"))
    assert desk.take(DispatchHandoverReported)[0].items == []


async def test_orders_and_deadlines_come_in_pages(desk_for):
    desk = await three_repairs(desk_for)
    first = await desk.ask("li", ListOrders(limit=2))
    rest = await desk.ask("li", ListOrders(limit=2, cursor=first.next))
    assert [row.number for row in [*first.rows, *rest.rows]] == [*NUMBERS, COMPLAINT]
    assert (rest.next, rest.rows[0].next_due_at) == (None, at(20))
    mine = await desk.ask("li", ListOrders(assignee="wang", line="repair", department="engineering"))
    assert [row.number for row in mine.rows] == [NUMBERS[0]]
    assert (await desk.ask("li", ListOrders(state="verified"))).rows == []
    seen, cursor = [], None
    while True:
        page = await desk.ask("li", ListDeadlines(limit=1, cursor=cursor))
        seen += [(row.number, row.due_at, row.state) for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert [s[1:] for s in seen] == [(at(15), "running"), (at(20), "met"), (at(20), "running"), (at(20), "running")]
    met = await desk.ask("li", ListDeadlines(state="met"))
    assert [row.number for row in met.rows] == [NUMBERS[0]]
    assert "within 20m of routed at 2026-11-21 09:00:00" in met.rows[0].explanation
    assert (await desk.ask("li", ListDeadlines(day="2026-11-22"))).rows == []
    with pytest.raises(Problem) as refusal:
        await desk.ask("li", ListDeadlines(cursor="x"))
    assert refusal.value.errors.keys() == {"cursor"}


async def test_a_stand_in_reports_what_is_assigned_and_not_what_the_desk_answers_for(desk_for):
    desk = await three_repairs(desk_for)
    for outgoing, numbers in (("li", []), ("wang", [NUMBERS[0]])):
        said = opened(outgoing, "front_desk").model_copy(update={"kind": "stand_in", "round": 3})
        await desk.event(said)
        [report] = desk.take(DispatchHandoverReported)
        assert ([item.number for item in report.items], report.round) == (numbers, 3)


@pytest.mark.rule("TH-11")
async def test_only_what_is_listed_is_handed_back_and_what_stays_does_not_move(desk_for):
    desk = await three_repairs(desk_for)
    await desk.event(opened("wang", "engineering"))
    [report] = desk.take(DispatchHandoverReported)
    people_of = {"handover_id": "h", "shift_id": "s", "outgoing": "wang", "incoming": "zhou"}
    await desk.event(HandoverCompleted(**people_of, items=[], listed_only=True, kind="hand_back"))
    staying = [item.model_copy(update={"stays": True}) for item in report.items]
    await desk.event(HandoverCompleted(**people_of, items=staying))
    assert (await order(desk, NUMBERS[0])).assignee == "wang"
    await desk.event(HandoverCompleted(**people_of, items=report.items, listed_only=True, kind="hand_back"))
    assert (await order(desk, NUMBERS[0])).assignee == "zhou"
