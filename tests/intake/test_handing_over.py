"""What moves at a handover and what stays: complaints, customers being served, what is held for somebody."""

from typing import Any

import pytest

from contracts.base import HandoverItem
from contracts.intake import (
    FinishServing,
    GetRequest,
    IntakeHandoverReported,
    ListRequests,
    ListServings,
    OwnershipMoved,
    RecordRequest,
    ServingBegan,
    ServingEnded,
    StartServing,
)
from contracts.roster import HandoverCompleted, HandoverKind, HandoverOpened
from tests.harness import Desk, Refused
from tests.intake.samples import DeskFor

PERSON = {"customer": "张伟", "phone": "13812348000"}
ENQUIRY = RecordRequest(line="enquiry", form=PERSON | {"question": "漫游资费", "answered": False})
COMPLAINT = RecordRequest(line="complaint", form=PERSON | {"place": "厅内", "content": "排队太久", "solved": False})


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    desk = await desk_for("intake", "telecom-hall")
    for clerk in ("li", "wang"):
        desk.staff(clerk, roles=["clerk"], department="hall")
    desk.staff("zhao", roles=["clerk"], department="hall", on_duty=False)
    desk.staff("chen", roles=["duty_manager"], department="hall")
    return desk


async def reported(desk: Desk, kind: HandoverKind = "shift") -> list[HandoverItem]:
    await desk.event(HandoverOpened(handover_id="h", shift_id="s", post="counter_1", outgoing="li", kind=kind, round=2))
    report = desk.take(IntakeHandoverReported)[-1]
    assert report.round == 2
    return report.items


async def completed(desk: Desk, items: list[HandoverItem], **more: Any) -> None:
    people = {"handover_id": "h", "shift_id": "s", "outgoing": "li", "incoming": "wang"}
    await desk.event(HandoverCompleted(**(people | {"items": items} | more)))


async def owner(desk: Desk, number: str) -> tuple[str, str | None]:
    view = await desk.ask("chen", GetRequest(number=number))
    return view.owner, view.held_for


@pytest.mark.rule("TH-09")
async def test_a_complaint_stays_with_its_owner_and_has_a_handover_record(desk: Desk) -> None:
    complaint, enquiry = [(await desk.send("li", command)).number for command in (COMPLAINT, ENQUIRY)]
    items = {item.number: item for item in await reported(desk)}
    assert [(items[n].kind, items[n].stays) for n in (complaint, enquiry)] == [("kept", True), ("request", False)]
    record = items[complaint].record
    assert record["责任人 owner"] == "li"
    assert record["投诉内容 What it is about"] == "排队太久"
    assert record["投诉人 Complainant"] == "张*"
    later = (await desk.send("li", COMPLAINT)).number
    await completed(desk, list(items.values()))
    assert [(await owner(desk, number))[0] for number in (complaint, enquiry, later)] == ["li", "wang", "li"]
    assert [moved.number for moved in desk.take(OwnershipMoved)] == [enquiry]


@pytest.mark.rule("TH-12")
async def test_who_leaves_hands_over_complaints_too(desk: Desk) -> None:
    number = (await desk.send("li", COMPLAINT)).number
    items = await reported(desk, "departure")
    assert [item.stays for item in items] == [False]
    await completed(desk, items, kind="departure")
    assert await owner(desk, number) == ("wang", None)


@pytest.mark.rule("TH-11")
async def test_what_is_held_for_somebody_goes_back_and_nothing_else(desk: Desk) -> None:
    held, closed_out = [(await desk.send("li", ENQUIRY)).number for _ in range(2)]
    items = await reported(desk, "stand_in")
    await completed(desk, items, kind="stand_in", held_for="li")
    assert await owner(desk, held) == ("wang", "li")
    assert [row.held_for for row in (await desk.ask("chen", ListRequests(owner="wang"))).rows] == ["li", "li"]
    own = (await desk.send("wang", ENQUIRY)).number
    back = {"kind": "hand_back", "listed_only": True, "outgoing": "wang", "incoming": "li"}
    await completed(desk, [item for item in items if item.number == held], **back)
    assert [await owner(desk, number) for number in (held, own, closed_out)] == [
        ("li", None),
        ("wang", None),
        ("wang", "li"),
    ]


@pytest.mark.rule("TH-11")
async def test_what_is_listed_as_staying_stays_and_a_successor_goes_on_holding(desk: Desk) -> None:
    number = (await desk.send("li", ENQUIRY)).number
    items = await reported(desk, "stand_in")
    await completed(desk, items, kind="stand_in", held_for="li")
    staying = [item.model_copy(update={"stays": True}) for item in items]
    await completed(desk, staying, outgoing="wang", incoming="zhao")
    assert await owner(desk, number) == ("wang", "li")
    await completed(desk, items, kind="departure", outgoing="wang", incoming="zhao")
    assert await owner(desk, number) == ("zhao", "li")
    await completed(desk, items, kind="departure", outgoing="zhao", incoming="li")
    assert await owner(desk, number) == ("li", None)


@pytest.mark.rule("TH-17")
async def test_a_customer_is_served_to_the_end_by_the_outgoing_person(desk: Desk) -> None:
    served, other = [(await desk.send("li", ENQUIRY)).number for _ in range(2)]
    serving = (await desk.send("li", StartServing(number=served, note="换卡"))).serving_id
    items = await reported(desk)
    assert [(item.kind, item.number, item.stays) for item in items] == [
        ("serving", served, True),
        ("request", served, True),
        ("request", other, False),
    ]
    await completed(desk, items)
    assert [(await owner(desk, number))[0] for number in (served, other)] == ["li", "wang"]
    later = (await desk.send("li", ENQUIRY)).number
    rows = (await desk.ask("chen", ListServings())).rows
    assert [(row.serving_id, row.clerk, row.successor) for row in rows] == [(serving, "li", "wang")]
    await desk.send("li", FinishServing())
    assert [(await owner(desk, number))[0] for number in (served, other, later)] == ["wang"] * 3
    assert [(e.serving_id, e.request) for e in desk.take(ServingEnded)] == [(serving, served)]
    assert (await desk.ask("chen", ListServings())).rows == []


async def test_without_a_handover_what_was_served_stays_with_the_clerk(desk: Desk) -> None:
    number = (await desk.send("li", ENQUIRY)).number
    await desk.send("li", StartServing(number=number))
    await desk.send("li", FinishServing())
    assert await owner(desk, number) == ("li", None)


async def test_who_serves_whom(desk: Desk) -> None:
    with pytest.raises(Refused) as off_duty:
        await desk.send("zhao", StartServing())
    assert off_duty.value.status == 403
    with pytest.raises(Refused) as unknown:
        await desk.send("li", StartServing(number="HQ-20261121-0042"))
    assert unknown.value.status == 404
    serving = (await desk.send("li", StartServing())).serving_id
    for actor, command, status in [
        ("li", StartServing(), 409),
        ("wang", FinishServing(), 409),
        ("wang", FinishServing(serving_id=serving), 403),
        ("chen", FinishServing(serving_id="none"), 409),
    ]:
        with pytest.raises(Refused) as refusal:
            await desk.send(actor, command)
        assert refusal.value.status == status
    await desk.send("chen", FinishServing(serving_id=serving))
    assert [e.clerk for e in desk.take(ServingBegan) + desk.take(ServingEnded)] == ["li", "li"]
