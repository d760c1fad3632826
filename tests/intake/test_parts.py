"""What parts of a split order do stands in the record of the request they belong to."""

from chassis.items import Status
from contracts.dispatch import OrderHeld, OrderSplit, PartCompleted, SplitPart, StepTaken
from contracts.intake import GetRequest
from tests.harness import START
from tests.intake.samples import DeskFor, intake_desk, later, repair


async def test_the_record_shows_the_work_on_every_part(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", repair())).number
    part = f"{number}.1"
    split = SplitPart(number=part, order_id="o1", title="换管", department="engineering", notified=[], deadlines=[])
    taken = StepTaken(
        number=part,
        order_id="o1",
        line="task",
        department="engineering",
        step="finished",
        cycle=1,
        signed_by="wang",
        happened_at=START,
        part_of=number,
    )
    facts = [
        OrderSplit(number=number, order_id="o", line="task", by="sun", parts=[split]),
        OrderHeld(number=part, order_id="o1", cause="today", reason="缺配件", held_by="wang"),
        taken,
        PartCompleted(number=number, part=part, department="engineering", title="换管", state="verified", open_parts=0),
    ]
    for fact in facts:
        later(desk, minutes=1)
        assert (await desk.event(fact, actor="wang", number=number)).status is Status.OK
    view = await desk.ask("li", GetRequest(number=number))
    assert [entry.type for entry in view.record.rows][-4:] == [type(fact).type_name() for fact in facts]
    assert view.record.rows[-1].summary.startswith("Part '换管' of Engineering done, state verified")
    assert view.state == "confirmed"
