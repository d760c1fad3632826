"""Who is responsible: offers, acceptance, handover of the shift."""

import pytest

from contracts.intake import (
    AcceptTransfer,
    CancelRequest,
    DeclineTransfer,
    GetRequest,
    IntakeHandoverReported,
    ListRequests,
    OwnershipDeclined,
    OwnershipMoved,
    OwnershipOffered,
    TransferRequest,
)
from contracts.roster import HandoverCompleted, HandoverOpened, StaffRegistered
from tests.harness import Desk, Refused
from tests.intake.samples import DeskFor, archived, complaint, intake_desk, repair


async def owner_of(desk: Desk, number: str) -> tuple[str, str | None]:
    view = await desk.ask("li", GetRequest(number=number))
    return view.owner, view.offered_to


async def test_ownership_moves_only_when_the_named_colleague_accepts(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    await desk.send("li", TransferRequest(number=number, to="zhao", reason="off to the bank"))
    assert await owner_of(desk, number) == ("li", "zhao")
    with pytest.raises(Refused, match="offered to zhao, who alone may answer") as other:
        await desk.send("chen", AcceptTransfer(number=number))
    assert other.value.status == 403
    await desk.send("zhao", AcceptTransfer(number=number))
    assert await owner_of(desk, number) == ("zhao", None)
    assert [event.to for event in desk.take(OwnershipOffered)] == ["zhao"]
    assert [(event.previous, event.owner, event.because) for event in desk.take(OwnershipMoved)] == [
        ("li", "zhao", "accepted")
    ]
    with pytest.raises(Refused, match="offered to nobody"):
        await desk.send("zhao", AcceptTransfer(number=number))


async def test_a_declined_offer_leaves_the_owner(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    await desk.send("li", TransferRequest(number=number, to="zhao"))
    await desk.send("zhao", DeclineTransfer(number=number, reason="too much to do"))
    assert await owner_of(desk, number) == ("li", None)
    assert [(event.by, event.reason) for event in desk.take(OwnershipDeclined)] == [("zhao", "too much to do")]


async def test_only_the_owner_or_a_manager_offers_and_only_to_a_colleague(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    number = (await desk.send("li", complaint())).number
    with pytest.raises(Refused, match="owned by li") as stranger:
        await desk.send("zhao", TransferRequest(number=number, to="zhao"))
    assert stranger.value.status == 403
    with pytest.raises(Refused) as unknown:
        await desk.send("li", TransferRequest(number=number, to="ghost"))
    assert unknown.value.status == 404
    with pytest.raises(Refused, match="owned by li already"):
        await desk.send("li", TransferRequest(number=number, to="li"))
    await desk.send("chen", TransferRequest(number=number, to="zhao"))
    assert await owner_of(desk, number) == ("li", "zhao")


async def test_the_handover_reports_and_moves_the_open_requests(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    ended = await archived(desk)
    cancelled = (await desk.send("li", repair())).number
    await desk.send("li", CancelRequest(number=cancelled, reason="solved itself"))
    held = [(await desk.send("li", complaint())).number, (await desk.send("li", complaint(confirmed=False))).number]
    others = (await desk.send("zhao", repair())).number
    await desk.send("li", TransferRequest(number=held[0], to="chen"))

    await desk.event(HandoverOpened(handover_id="h1", shift_id="s1", post="front_desk", outgoing="li"))
    (report,) = desk.take(IntakeHandoverReported)
    assert (report.handover_id, report.person) == ("h1", "li")
    assert [(item.number, item.state, item.kind) for item in report.items] == [
        (held[0], "confirmed", "request"),
        (held[1], "recorded", "request"),
    ]
    done = HandoverCompleted(handover_id="h1", shift_id="s1", outgoing="li", incoming="zhao", items=report.items)
    await desk.event(done)
    await desk.event(done)
    moved = desk.take(OwnershipMoved)
    assert [(event.number, event.owner, event.because) for event in moved] == [
        (held[0], "zhao", "handover"),
        (held[1], "zhao", "handover"),
    ]
    assert await owner_of(desk, held[0]) == ("zhao", None)
    assert await owner_of(desk, ended) == ("li", None)
    mine = await desk.ask("zhao", ListRequests(owner="zhao"))
    assert [row.number for row in mine.rows] == [*held, others]


async def test_who_holds_nothing_is_reported_too(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await desk.event(HandoverOpened(handover_id="h1", shift_id="s1", post="front_desk", outgoing="zhao"))
    assert [event.items for event in desk.take(IntakeHandoverReported)] == [[]]


async def test_staff_registered_later_can_record(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    with pytest.raises(Refused) as unknown:
        await desk.send("new", repair())
    assert unknown.value.slug == "unknown-actor"
    joined = StaffRegistered(actor="new", name="Neu", roles=["clerk"], department="desk", active=True, revision=1)
    await desk.event(joined)
    assert (await desk.send("new", repair())).number == "HQ-20261121-0001"
