"""An order split into parts waits for all of them, and its parts end with it."""

from typing import Any

import pytest

from contracts.dispatch import (
    DeadlineMissed,
    OrderCancelled,
    OrderEnded,
    OrderSplit,
    OrderVerified,
    PartCancelled,
    PartCompleted,
    SplitOrder,
    StepTaken,
)
from contracts.intake import RequestCancelled
from tests.dispatch.desk import REPAIR, at, order, states, step
from tests.dispatch.lines import TITLE, line, refusal, request, work_step

TASK = {
    "title": TITLE,
    "form": {"task": "text!"},
    "internal": True,
    "route": {"to": "'engineering'"},
    "steps": [
        {
            "name": "finished",
            "title": TITLE,
            "by": ["department"],
            "choices": {
                "yes": {"title": TITLE, "announces": "order.verified"},
                "no": {"title": TITLE, "ends": True},
            },
            "deadline": {"within": "30m"},
        }
    ],
}
OFFERED = work_step(
    choices={"yes": {"title": TITLE, "announces": "order.completed"}, "no": {"title": TITLE, "ends": True}}
)
FIRST, SECOND = f"{REPAIR}.1", f"{REPAIR}.2"


@pytest.fixture
async def desk(desk_of):
    split = {"by": ["head"], "line": "task", "most": 3}
    made = await desk_of({"repair": line(OFFERED, split=split), "task": TASK})
    made.staff("guo", roles=["security_head"], department="security")
    await made.event(request(made, priority=4))
    return made


def parts(*departments: str, **form: Any) -> SplitOrder:
    form = form or {"task": "更换水管"}
    return SplitOrder(number=REPAIR, parts=[{"title": "换管", "department": d, "form": form} for d in departments])


def finished(number: str, decision: str = "yes"):
    return step(number, "finished", decision=decision)


async def test_the_order_waits_for_all_its_parts(desk):
    receipt = await desk.send("sun", parts("engineering", "security"))
    assert receipt.parts == [FIRST, SECOND]
    [split] = desk.take(OrderSplit)
    assert [(p.department, [r.actor for r in p.notified]) for p in split.parts] == [
        ("engineering", ["sun"]),
        ("security", ["guo"]),
    ]
    assert [[d.due_at for d in p.deadlines] for p in split.parts] == [[at(30)], [at(30)]]
    await desk.send("wang", step(REPAIR, "done", decision="yes"))
    assert (await refusal(desk.send("li", step(REPAIR, "verified")))).errors == {"step": "waits for parts.done"}
    await desk.send("wang", finished(FIRST))
    await desk.send("zhao", finished(SECOND, "no"))
    done = desk.take(PartCompleted)
    assert [(p.part, p.state, p.open_parts) for p in done] == [(FIRST, "verified", 1), (SECOND, "ended", 0)]
    await desk.send("li", step(REPAIR, "verified"))
    assert [e.number for e in desk.take(OrderVerified)] == [REPAIR]


async def test_what_a_part_does_stands_in_the_record_of_the_request(desk):
    await desk.send("sun", parts("engineering"))
    desk.clock.set(at(31))
    await desk.fire_due()
    await desk.send("wang", finished(FIRST))
    of_part = [(e.subject, event) for e, event in desk.announced if getattr(event, "number", None) == FIRST]
    assert {subject for subject, _ in of_part} == {REPAIR}
    assert {type(event) for _, event in of_part} == {StepTaken, DeadlineMissed}
    assert [event.part_of for event in desk.take(StepTaken)] == [REPAIR]
    assert (desk.take(OrderVerified), desk.take(OrderEnded)) == ([], [])


async def test_both_show_each_other(desk):
    await desk.send("sun", parts("engineering", "security"))
    view = await order(desk, REPAIR)
    assert [(p.number, p.title, p.department, p.state) for p in view.parts] == [
        (FIRST, "换管", "engineering", "open"),
        (SECOND, "换管", "security", "open"),
    ]
    part = await order(desk, SECOND)
    assert (part.part_of, part.title, part.priority, part.form) == (REPAIR, "换管", 4, {"task": "更换水管"})
    assert states(part) == {"finished": "ready"}


@pytest.mark.parametrize("how", ["cancelled", "ended"])
async def test_open_parts_end_with_the_order(desk, how):
    await desk.send("sun", parts("engineering", "security"))
    await desk.send("wang", finished(FIRST))
    if how == "cancelled":
        await desk.event(RequestCancelled(number=REPAIR, line="repair", reason="客户取消"))
        assert len(desk.take(OrderCancelled)) == 1
    else:
        await desk.send("wang", step(REPAIR, "done", decision="no"))
        assert len(desk.take(OrderEnded)) == 1
    [cancelled] = desk.take(PartCancelled)
    assert (cancelled.part, [r.actor for r in cancelled.notified]) == (SECOND, ["guo"])
    assert [p.state for p in (await order(desk, REPAIR)).parts] == ["verified", "cancelled"]
    assert (await refusal(desk.send("zhao", finished(SECOND)))).status == 409
    desk.clock.set(at(40))
    await desk.fire_due()
    assert desk.take(DeadlineMissed) == []


async def test_a_split_that_does_not_fit_makes_no_part(desk):
    problem = await refusal(desk.send("sun", parts("engineering", "nowhere", length=3)))
    assert set(problem.errors) == {
        "parts.0.form.length",
        "parts.0.form.task",
        "parts.1.department",
        "parts.1.form.length",
        "parts.1.form.task",
    }
    assert "parts" in (await refusal(desk.send("sun", parts(*["engineering"] * 4)))).errors
    assert (await refusal(desk.send("li", parts("engineering")))).status == 403
    assert (await order(desk, REPAIR)).parts == []


async def test_it_may_be_split_again_and_a_part_may_not(desk):
    await desk.send("sun", parts("engineering"))
    assert (await desk.send("sun", parts("security"))).parts == [SECOND]
    again = parts("security").model_copy(update={"number": FIRST})
    assert (await refusal(desk.send("sun", again))).status == 409
