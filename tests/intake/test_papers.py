"""Papers: what is asked for, ticked, missing, and when the case leaves the desk. Rules HA-01, HA-02, HA-03."""

from datetime import timedelta

import pytest

from contracts.intake import (
    AmendRequest,
    CancelRequest,
    ConfirmRequest,
    DocumentReceived,
    GetRequest,
    ListRequests,
    ReceiveDocument,
    RequestConfirmed,
    RequestIncomplete,
    RequestRecorded,
)
from tests.harness import START, Refused
from tests.intake.cases import case, case_desk
from tests.intake.samples import DeskFor, later


@pytest.mark.rule("HA-03")
async def test_a_case_leaves_the_desk_with_its_last_paper(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    receipt = await desk.send("li", case(graduate=True))
    number = receipt.number
    assert receipt.state == "incomplete"
    owed = [(paper.document, paper.original, paper.copies) for paper in receipt.missing_documents]
    assert owed == [("card", True, 2), ("degree", True, 0)]
    assert receipt.missing_documents[0].title == {"zh": "身份证", "en": "Identity card"}
    (recorded,) = desk.take(RequestRecorded)
    assert (recorded.missing_documents, recorded.needs_confirmation) == (["card", "degree"], False)
    (waits,) = desk.take(RequestIncomplete)
    assert [paper.document for paper in waits.missing] == ["card", "degree"]

    first = await desk.send("li", ReceiveDocument(number=number, document="card", original=True, copies=1))
    assert [(paper.document, paper.original, paper.copies) for paper in first.missing] == [
        ("card", False, 1),
        ("degree", True, 0),
    ]
    later(desk, days=1)
    await desk.send("zhao", ReceiveDocument(number=number, document="degree", original=True, note="seen"))
    assert not desk.take(RequestConfirmed)
    last = await desk.send("zhao", ReceiveDocument(number=number, document="card", copies=1))
    assert (last.state, last.missing) == ("confirmed", [])
    (confirmed,) = desk.take(RequestConfirmed)
    assert (confirmed.number, confirmed.confirmed_at) == (number, START + timedelta(days=1))
    ticks = desk.take(DocumentReceived)
    assert [(tick.document, tick.received_by, tick.complete, tick.missing) for tick in ticks] == [
        ("card", "li", False, ["card", "degree"]),
        ("degree", "zhao", True, ["card"]),
        ("card", "zhao", True, []),
    ]
    view = await desk.ask("li", GetRequest(number=number))
    assert [(paper.document, paper.state, paper.copies, paper.received_by) for paper in view.documents] == [
        ("card", "complete", 2, "zhao"),
        ("degree", "complete", 0, "zhao"),
    ]
    assert view.documents[1].note == "seen"
    said = [entry.summary for entry in view.record.rows]
    assert said[1] == "Waits for papers: Identity card, Degree (待补材料：身份证, 学位证)"
    assert said[3] == "Degree received by zhao; seen; still missing: card (zhao 收到学位证；seen；仍缺：card)"


@pytest.mark.rule("HA-03")
async def test_papers_that_came_before_the_read_back_let_it_leave_at_once(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", case(confirmed=False))).number
    receipt = await desk.send("li", ReceiveDocument(number=number, document="card", original=True, copies=2))
    assert receipt.state == "recorded"
    assert not desk.take(RequestIncomplete)
    assert (await desk.send("li", ConfirmRequest(number=number, revision=1))).state == "confirmed"
    assert len(desk.take(RequestConfirmed)) == 1


@pytest.mark.rule("HA-03")
async def test_a_confirmation_with_missing_papers_waits_and_is_told_again(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", case(confirmed=False, married=True))).number
    receipt = await desk.send("li", ConfirmRequest(number=number, revision=1))
    assert (receipt.state, [paper.document for paper in receipt.missing_documents]) == (
        "incomplete",
        ["card", "marriage"],
    )
    assert len(desk.take(RequestIncomplete)) == 1
    with pytest.raises(Refused, match="waits for 2 paper") as again:
        await desk.send("li", ConfirmRequest(number=number, revision=1))
    assert again.value.status == 409
    assert again.value.errors == {
        "documents.card": "身份证 / Identity card: the original and 2 copies",
        "documents.marriage": "结婚证 / Marriage certificate: 1 copies",
    }
    assert [row.state for row in (await desk.ask("li", ListRequests())).rows] == ["incomplete"]
    assert not desk.take(RequestConfirmed)


@pytest.mark.rule("HA-02")
async def test_a_corrected_form_asks_for_exactly_what_applies(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", case(graduate=True))).number
    await desk.send("li", ReceiveDocument(number=number, document="card", original=True, copies=2))
    desk.take(RequestIncomplete)
    married = AmendRequest(number=number, form={"married": True}, reason="is married", confirmed=True)
    receipt = await desk.send("li", married)
    assert [paper.document for paper in receipt.missing_documents] == ["degree", "marriage"]
    assert [len(event.missing) for event in desk.take(RequestIncomplete)] == [2]
    unread = await desk.send("li", AmendRequest(number=number, form={"married": None}, reason="is not"))
    assert unread.state == "recorded"
    with pytest.raises(Refused, match="not asked for") as gone:
        await desk.send("li", ReceiveDocument(number=number, document="marriage", copies=1))
    assert gone.value.errors == {"document": "one of card, degree"}
    left = AmendRequest(number=number, form={"graduate": False}, reason="no graduate", confirmed=True)
    assert (await desk.send("li", left)).state == "confirmed"
    (confirmed,) = desk.take(RequestConfirmed)
    assert confirmed.revision == 4


async def test_once_it_has_left_no_further_paper_can_be_asked_for(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", case())).number
    await desk.send("li", ReceiveDocument(number=number, document="card", original=True, copies=2))
    with pytest.raises(Refused, match="needs marriage"):
        await desk.send("li", AmendRequest(number=number, form={"married": True}, reason="late", confirmed=True))
    with pytest.raises(Refused, match="has left the desk"):
        await desk.send("li", ReceiveDocument(number=number, document="degree", original=True))


async def test_ticks_that_say_nothing_or_too_much_are_refused(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    number = (await desk.send("li", case(graduate=True))).number
    with pytest.raises(Refused) as nothing:
        await desk.send("li", ReceiveDocument(number=number, document="card"))
    assert set(nothing.value.errors) == {"original", "copies"}
    with pytest.raises(Refused) as unknown:
        await desk.send("li", ReceiveDocument(number=number, document="diary", copies=1))
    assert unknown.value.status == 422
    await desk.send("li", ReceiveDocument(number=number, document="card", original=True, copies=2))
    with pytest.raises(Refused, match="li received it") as twice:
        await desk.send("zhao", ReceiveDocument(number=number, document="card", copies=1))
    assert twice.value.status == 409
    await desk.send("li", CancelRequest(number=number, reason="moved away"))
    with pytest.raises(Refused, match="is cancelled"):
        await desk.send("li", ReceiveDocument(number=number, document="degree", original=True))
