"""An order split into parts: their steps and deadlines, the order that waits, the record that has it all."""

from typing import Any

from contracts.dispatch import (
    DeadlineMissed,
    HoldOrder,
    ListOrders,
    NewPart,
    OrderSplit,
    OrderVerified,
    PartCancelled,
    PartCompleted,
    SplitOrder,
    StepTaken,
    TakeStep,
)
from contracts.followup import ListCallbacks, RecordResult
from contracts.intake import CancelRequest, GetRequest
from contracts.roster import GetHandover, HandoverCompiled, OpenHandover
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import HOUR, missed, order, overhaul, takes
from tests.stack import START


def split(number: str, *departments: str, **form: Any) -> SplitOrder:
    work = form or {"task": "检修"}
    parts = [NewPart(title=f"{each}的活", department=each, form=work) for each in departments]
    return SplitOrder(number=number, parts=parts)


async def in_parts(desk: Desk, *departments: str) -> tuple[str, list[str]]:
    """An accepted overhaul and its parts."""
    number = await overhaul(desk)
    await takes(desk, number, "mu", "accepted")
    receipt = await desk.does("bao", split(number, *departments))
    return number, receipt.parts


async def finish(desk: Desk, part: str, who: str, decision: str = "good") -> None:
    await takes(desk, part, who, "begun", records={"assignee": who})
    await takes(desk, part, who, "finished", decision=decision)


async def test_the_order_waits_for_all_its_parts(desk: Desk) -> None:
    number, parts = await in_parts(desk, "paint", "electrics")
    assert parts == [f"{number}.1", f"{number}.2"]
    made = await desk.event(OrderSplit, number)
    assert [(p.department, [r.actor for r in p.notified]) for p in made.parts] == [
        ("paint", ["pan"]),
        ("electrics", ["dian"]),
    ]
    assert {p.number: p.deadlines[0].due_at for p in made.parts} == dict.fromkeys(parts, START + HOUR)
    await takes(desk, number, "mu", "repaired")
    await finish(desk, parts[0], "qi")
    await desk.refuses("li", TakeStep(number=number, step="verified"), status=409, says="parts.done")
    await finish(desk, parts[1], "xian")
    done = await desk.events(PartCompleted, number)
    assert [(p.part, p.state, p.open_parts) for p in done] == [(parts[0], "verified", 1), (parts[1], "verified", 0)]
    await takes(desk, number, "li", "verified")
    assert [v.number for v in await desk.events(OrderVerified)] == [number]


async def test_one_number_goes_through_to_the_callback_and_the_archive(desk: Desk) -> None:
    number, parts = await in_parts(desk, "paint", "electrics")
    for part, who in zip(parts, ("qi", "xian"), strict=True):
        await finish(desk, part, who)
    await takes(desk, number, "mu", "repaired")
    await takes(desk, number, "li", "verified")
    [callback] = (await desk.ask("li", ListCallbacks())).rows
    assert callback.number == number
    await desk.does("li", RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": 5}))
    view = await desk.ask("li", GetRequest(number=number))
    assert view.state == "archived"
    steps = [(e.data["number"], e.data["step"]) for e in view.record.rows if "step" in e.data]
    assert steps == [
        (number, "accepted"),
        (parts[0], "begun"),
        (parts[0], "finished"),
        (parts[1], "begun"),
        (parts[1], "finished"),
        (number, "repaired"),
        (number, "verified"),
    ]


async def test_a_part_has_its_own_deadline_signers_and_holds(desk: Desk) -> None:
    number, [paint, wires] = await in_parts(desk, "paint", "electrics")
    begin = TakeStep(number=paint, step="begun", records={"assignee": "qi"})
    await desk.refuses("xian", begin, status=403)
    await desk.refuses("mu", begin, status=403)
    await desk.refuses("qi", TakeStep(number=paint, step="finished", decision="good"), status=409)
    await desk.does("xian", HoldOrder(number=wires, cause="customer", reason="等客户确认"))
    await desk.refuses("xian", TakeStep(number=wires, step="begun"), status=409, says="held")
    await desk.at("09:59:59")
    await desk.does("qi", begin)
    await desk.at("10:00")
    late = await desk.event(DeadlineMissed, number)
    assert (late.number, late.name, late.department) == (wires, "begun", "electrics")
    assert await missed(desk, number) == {"begun": ["electrics_master"]}
    entries = (await desk.ask("li", GetRequest(number=number))).record.rows
    assert wires in {e.data.get("number") for e in entries if e.type == DeadlineMissed.type_name()}
    view = await order(desk, number)
    assert [(p.number, p.state, p.assignee) for p in view.parts] == [(paint, "open", "qi"), (wires, "held", None)]
    assert (await order(desk, paint)).part_of == number


async def test_a_part_beyond_repair_ends_and_the_order_goes_on(desk: Desk) -> None:
    number, [part] = await in_parts(desk, "paint")
    await finish(desk, part, "qi", "useless")
    assert (await desk.event(PartCompleted, number)).state == "ended"
    await takes(desk, number, "mu", "repaired")
    await takes(desk, number, "li", "verified")


async def test_open_parts_are_cancelled_with_the_request(desk: Desk) -> None:
    number, [paint, wires] = await in_parts(desk, "paint", "electrics")
    await finish(desk, paint, "qi")
    await desk.does("li", CancelRequest(number=number, reason="客户取走车辆"))
    cancelled = await desk.event(PartCancelled, number)
    assert (cancelled.part, cancelled.department, [r.actor for r in cancelled.notified]) == (
        wires,
        "electrics",
        ["dian"],
    )
    assert (await order(desk, wires)).state == "cancelled"
    await desk.refuses("xian", TakeStep(number=wires, step="begun"), status=409)
    await desk.at("12:00")
    assert await missed(desk, number) == {}
    rows = (await desk.ask("dian", ListOrders(department="electrics"))).rows
    assert rows == []


async def test_what_cannot_be_split(desk: Desk) -> None:
    number = await overhaul(desk)
    await desk.refuses("mu", split(number, "paint"), status=403)
    wrong = await desk.refuses("bao", split(number, "kitchen", task=""), status=422)
    assert set(wrong.errors) == {"parts.0.department", "parts.0.form.task"}
    await desk.does("bao", split(number, "paint", "electrics"))
    many = await desk.refuses("bao", split(number, "paint", "electrics"), status=422)
    assert many.errors == {"parts": "at most 1 more"}
    await desk.refuses("pan", split(f"{number}.1", "bench"), status=409, says="not split again")


async def test_a_part_somebody_hands_over_and_that_ends_meanwhile(desk: Desk) -> None:
    await desk.on_duty({"qi": ("paint", "08:00", "17:00")})
    number, [part] = await in_parts(desk, "paint")
    await takes(desk, part, "qi", "begun", records={"assignee": "qi"})
    await desk.does("qi", OpenHandover(incoming="hong"))
    compiled = await desk.event(HandoverCompiled)
    log = await desk.ask("qi", GetHandover(handover_id=compiled.handover_id))
    assert [(i.number, i.state) for i in log.items if i.kind == "order"] == [(part, "open")]
    await takes(desk, part, "qi", "finished", decision="good")
    log = await desk.ask("qi", GetHandover(handover_id=compiled.handover_id))
    [item] = [i for i in log.items if i.kind == "order"]
    assert (item.number, item.state, item.needs_reason) == (part, "verified", False)
    assert [e.part_of for e in await desk.events(StepTaken, number)][-1] == number
