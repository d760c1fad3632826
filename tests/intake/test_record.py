"""The follow-up record, personal data and lists. Rules PD-02, PD-12."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.dispatch import OrderHeld
from contracts.intake import (
    AddNote,
    GetRequest,
    ListRequests,
    PersonalDataRead,
    ReadingLog,
    RequestNoted,
    TransferRequest,
)
from contracts.problems import Invalid, NotFound
from tests.harness import START, Refused
from tests.intake.samples import COMPLAINT, DeskFor, accepted, complaint, intake_desk, later, repair


@pytest.mark.rule("PD-02")
async def test_the_record_collects_what_every_service_did(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    later(desk, minutes=1)
    await desk.send("li", AddNote(number=number, kind="on_the_spot", text="Woke the guard."))
    later(desk, minutes=1)
    await desk.event(accepted(number), actor="wang", event_id="e1")
    await desk.event(accepted(number), actor="wang", event_id="e1")
    later(desk, minutes=1)
    await desk.event(
        OrderHeld(
            number=number,
            order_id="o",
            cause="today",
            reason="no second guard",
            expected_end=START + timedelta(days=1),
            told_by="technician",
            held_by="wang",
        ),
        actor="wang",
    )
    first = await desk.ask("li", GetRequest(number=number, limit=3))
    rest = await desk.ask("li", GetRequest(number=number, limit=3, cursor=first.record.next))
    entries = first.record.rows + rest.record.rows
    assert rest.record.next is None
    until = "2026-11-22 09:00"
    held = f"no second guard, until {until}; customer told by the technician"
    assert [entry.summary for entry in entries] == [
        "Recorded by li, channel desk, normal (li 记录)",
        "Confirmed, goes to Security (已确认，转安保部)",
        "Note by li: Woke the guard. (li 记事：Woke the guard.)",
        "Picked up by wang (wang 取单)",
        f"On hold, reported by wang: {held} (wang 报告暂停：no second guard，预计 {until}；由 technician 告知客户)",
    ]
    assert [entry.service for entry in entries] == ["intake"] * 3 + ["dispatch"] * 2
    assert entries[3].type == "frontdesk.dispatch.order.accepted.v1"
    assert entries[4].data["told_by"] == "technician"
    assert [event.kind for event in desk.take(RequestNoted)] == ["on_the_spot"]


@pytest.mark.rule("PD-12")
async def test_an_event_is_kept_before_its_request_is_known(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await desk.event(accepted("HQ-20261121-0001"), actor="wang")
    later(desk, minutes=1)
    number = (await desk.send("li", complaint())).number
    view = await desk.ask("li", GetRequest(number=number))
    assert [entry.service for entry in view.record.rows] == ["dispatch", "intake", "intake"]


async def test_personal_data_is_shown_for_a_purpose_and_logged(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    masked = await desk.ask("wang", GetRequest(number=number))
    assert masked.masked
    assert (masked.form["complainant"], masked.form["phone"]) == ("张*", "138****8000")
    with pytest.raises(Refused, match="say what") as purpose:
        await desk.ask("li", GetRequest(number=number, personal=True))
    assert "purpose" in purpose.value.errors
    with pytest.raises(Refused, match="clerk, desk_manager, duty_manager only") as role:
        await desk.ask("wang", GetRequest(number=number, personal=True, purpose="curious"))
    assert role.value.status == 403
    assert not desk.take(PersonalDataRead)

    full = await desk.ask("li", GetRequest(number=number, personal=True, purpose="calls the resident back"))
    assert not full.masked
    assert full.form["phone"] == "13812348000"
    assert [(event.reader, event.purpose) for event in desk.take(PersonalDataRead)] == [
        ("li", "calls the resident back")
    ]
    log = await desk.ask("chen", ReadingLog(number=number))
    assert [(row.actor, row.purpose, row.at) for row in log.rows] == [("li", "calls the resident back", START)]


async def test_nothing_personal_leaves_intake(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    await desk.ask("li", GetRequest(number=number, personal=True, purpose="callback"))
    view = await desk.ask("li", GetRequest(number=number))
    told = view.model_dump_json() + "".join(event.model_dump_json() for _, event in desk.announced)
    assert COMPLAINT["complainant"] not in told
    assert COMPLAINT["phone"] not in told


async def test_unknown_requests_are_not_found(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    with pytest.raises(NotFound):
        await desk.ask("li", GetRequest(number="HQ-20261121-0009"))
    with pytest.raises(Refused) as noted:
        await desk.send("li", AddNote(number="HQ-20261121-0009", text="hm"))
    assert noted.value.status == 404
    with pytest.raises(Refused):
        await desk.ask("li", GetRequest(number="HQ-20261121-0009", personal=True, purpose="why not"))
    assert desk.announced == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [0, 1, 2]),
        ({"line": "repair"}, [1, 2]),
        ({"department": "security"}, [0]),
        ({"owner": "zhao"}, [2]),
        ({"state": "recorded"}, [0]),
        ({"state": "cancelled"}, []),
        ({"older_than_seconds": 90}, [0]),
        ({"older_than_seconds": 10**30}, []),
    ],
)
async def test_open_items_are_listed_oldest_first(desk_for: DeskFor, filters: dict[str, Any], found: list[int]) -> None:
    desk = await intake_desk(desk_for)
    numbers = [(await desk.send("li", complaint(confirmed=False))).number]
    later(desk, minutes=1)
    numbers += [(await desk.send("li", repair())).number]
    later(desk, minutes=1)
    numbers += [(await desk.send("zhao", repair())).number]
    rows, cursor = [], None
    while True:
        page = await desk.ask("li", ListRequests(**filters, limit=1, cursor=cursor))
        rows += page.rows
        cursor = page.next
        if cursor is None:
            break
    assert [row.number for row in rows] == [numbers[index] for index in found]
    if not filters:
        assert [row.age_seconds for row in rows] == [120, 60, 0]


async def test_a_list_shows_the_last_note(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", repair())).number
    await desk.send("li", AddNote(number=number, text="first"))
    await desk.send("wang", AddNote(number=number, text="second"))
    await desk.send("li", TransferRequest(number=number, to="zhao"))
    (row,) = (await desk.ask("li", ListRequests())).rows
    assert (row.last_note, row.last_note_at) == ("second", START)
    with pytest.raises(Invalid):
        await desk.ask("li", ListRequests(cursor="W10"))
