"""B stands in for A and hands back, on both databases."""

from datetime import date

import pytest

from contracts.base import HandoverItem
from contracts.roster import (
    AbsenceBegan,
    AcknowledgeHandover,
    AnnounceDeparture,
    BeginStandIn,
    GetHandover,
    HandBack,
    HandoverCompleted,
    HandoverOpened,
    HandoverOverdue,
    ListStandIns,
    OpenHandover,
    PlannedShift,
    PublishRoster,
    RegisterStaff,
    ReleaseFromDuty,
    SetPost,
    SignIn,
    StandInBegan,
    StandInEnded,
    StandInMissing,
    StandInReceipt,
)
from tests.harness import Desk
from tests.roster.handover_desk import CALLBACK, CASH, REQUEST, DeskFor, at, hall, refused, report, word

OTHER = REQUEST.model_copy(update={"reference": "HQ-20261121-0002", "number": "HQ-20261121-0002"})
UNEXPLAINED = HandoverItem(kind="order", reference="o1", title="order", number="x", state="open", needs_reason=True)
HELD = {"intake": [REQUEST], "dispatch": [UNEXPLAINED], "followup": [CALLBACK], "cashdesk": [CASH]}


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    """zhao is A of counter 3 and not there, wang is B."""
    desk = await hall(desk_for)
    await desk.send("sun", SetPost(post="counter_3", a="zhao", b="wang"))
    return desk


async def standing_in(desk: Desk) -> StandInReceipt:
    receipt: StandInReceipt = await desk.send("sun", BeginStandIn(post="counter_3", reason="ill"))
    await report(desk, receipt.handover_id, HELD, person="zhao")
    return receipt


async def comes_to_work(desk: Desk, actor: str) -> None:
    planned = PlannedShift(staff=actor, post="counter_3", starts_at=at("22T09:00"), ends_at=at("22T14:00"))
    await desk.send("sun", PublishRoster(day=date(2026, 11, 22), shifts=[planned]))
    desk.clock.set(at("22T08:50"))
    await desk.send(actor, SignIn())


@pytest.mark.rule("TH-11")
async def test_b_holds_what_a_holds_as_soon_as_the_services_have_said_what_it_is(desk: Desk) -> None:
    receipt = await desk.send("wang", BeginStandIn(post="counter_3", reason="ill"))
    said = desk.take(HandoverOpened)[0]
    assert (said.kind, said.outgoing, said.incoming, said.shift_id) == ("stand_in", "zhao", "wang", said.handover_id)
    assert desk.take(StandInBegan) == []
    await report(desk, receipt.handover_id, HELD, person="zhao")
    done = desk.take(HandoverCompleted)[0]
    assert (done.kind, done.outgoing, done.incoming, done.held_for) == ("stand_in", "zhao", "wang", "zhao")
    began = desk.take(StandInBegan)[0]
    assert (began.a, began.b, [item.kind for item in began.items]) == ("zhao", "wang", ["request", "order", "callback"])
    row = (await desk.ask("li", ListStandIns(staff="zhao"))).rows[0]
    assert (row.state, row.a, row.b, len(row.items)) == ("holding", "zhao", "wang", 3)
    assert (await refused(desk.send("sun", BeginStandIn(post="counter_3")))).status == 409


@pytest.mark.rule("TH-11")
async def test_what_b_holds_for_a_does_not_leave_with_bs_shift(desk: Desk) -> None:
    await standing_in(desk)
    handover = (await desk.send("wang", OpenHandover())).handover_id
    await report(desk, handover, {"intake": [REQUEST, OTHER]}, person="wang")
    view = await desk.ask("li", GetHandover(handover_id=handover))
    assert {item.reference: item.stays for item in view.items} == {REQUEST.reference: True, OTHER.reference: False}
    await desk.send("li", AcknowledgeHandover(handover_id=handover, items=[word(OTHER)]))


@pytest.mark.rule("TH-11")
async def test_when_a_signs_in_exactly_what_is_still_open_is_handed_back(desk: Desk) -> None:
    await standing_in(desk)
    desk.take(HandoverOpened)
    desk.take(HandoverCompleted)
    await comes_to_work(desk, "zhao")
    said = desk.take(HandoverOpened)[0]
    assert (said.kind, said.outgoing, said.incoming) == ("hand_back", "wang", "zhao")
    await report(desk, said.handover_id, {"intake": [REQUEST, OTHER]}, person="wang")
    assert desk.take(HandoverCompleted) == []
    command = AcknowledgeHandover(handover_id=said.handover_id, items=[word(REQUEST)])
    assert (await refused(desk.send("li", command))).status == 403
    await desk.send("zhao", command)
    done = desk.take(HandoverCompleted)[0]
    assert (done.listed_only, [item.reference for item in done.items]) == (True, [REQUEST.reference])
    assert [(e.a, e.items) for e in desk.take(StandInEnded)] == [("zhao", 1)]
    assert (await desk.ask("li", ListStandIns())).rows == []
    ended = (await desk.ask("li", ListStandIns(ended=True))).rows[0]
    assert (ended.state, ended.hand_back_id) == ("ended", said.handover_id)


async def test_a_hand_back_can_be_asked_for_once_something_is_held(desk: Desk) -> None:
    receipt = await desk.send("sun", BeginStandIn(post="counter_3"))
    hand_back = HandBack(stand_in_id=receipt.stand_in_id)
    assert (await refused(desk.send("wang", hand_back))).status == 409
    await report(desk, receipt.handover_id, person="zhao")
    assert (await refused(desk.send("li", hand_back))).status == 403
    assert (await desk.send("wang", hand_back)).state == "handing_back"
    assert (await refused(desk.send("wang", hand_back))).status == 409
    assert (await refused(desk.send("wang", HandBack(stand_in_id="none")))).status == 404


async def test_a_comes_back_before_the_services_have_reported(desk: Desk) -> None:
    receipt = await desk.send("sun", BeginStandIn(post="counter_3"))
    await comes_to_work(desk, "zhao")
    await report(desk, receipt.handover_id, HELD, person="zhao")
    assert desk.take(HandoverCompleted) == []
    view = await desk.ask("li", GetHandover(handover_id=receipt.handover_id))
    assert (view.state, view.history[-1].step) == ("withdrawn", "withdrawn")


async def test_a_service_that_is_silent_is_named_and_its_late_report_counts(desk: Desk) -> None:
    receipt = await desk.send("sun", BeginStandIn(post="counter_3"))
    desk.clock.set(at("21T09:02"))
    await desk.fire_due()
    assert [len(e.waiting_for) for e in desk.take(HandoverOverdue)] == [4]
    await report(desk, receipt.handover_id, HELD, person="zhao")
    assert len(desk.take(StandInBegan)) == 1


@pytest.mark.rule("TH-11")
async def test_an_absence_makes_b_stand_in(desk: Desk) -> None:
    absence = AbsenceBegan(absence_id="x", actor="zhao", kind="sick", until=at("23T00:00"))
    await desk.event(absence)
    await desk.event(absence)
    assert [(e.kind, e.incoming) for e in desk.take(HandoverOpened)] == [("stand_in", "wang")]


async def test_nobody_to_stand_in_is_told(desk: Desk) -> None:
    await desk.send("sun", SetPost(post="counter_1", a="li"))
    await desk.event(AbsenceBegan(absence_id="x", actor="li", kind="sick", until=at("23T00:00")))
    await desk.event(AbsenceBegan(absence_id="y", actor="chen", kind="sick", until=at("23T00:00")))
    missing = desk.take(StandInMissing)
    assert [(e.post, e.a, [r.actor for r in e.recipients]) for e in missing] == [("counter_1", "li", ["chen", "deng"])]
    assert (await refused(desk.send("sun", BeginStandIn(post="counter_1")))).status == 409
    assert (await refused(desk.send("sun", BeginStandIn(post="counter_2")))).status == 404
    assert (await refused(desk.send("li", BeginStandIn(post="counter_3")))).status == 403


async def test_nobody_is_released_from_a_stand_in(desk: Desk) -> None:
    receipt = await desk.send("sun", BeginStandIn(post="counter_3"))
    release = ReleaseFromDuty(handover_id=receipt.handover_id, reason="x")
    assert (await refused(desk.send("chen", release))).status == 409


async def test_b_leaves_and_the_successor_holds(desk: Desk) -> None:
    await desk.send("admin", RegisterStaff(actor="new", name="new", roles=["clerk"], department="hall"))
    await desk.send("sun", SetPost(post="counter_2", a="wang", b="new"))
    await standing_in(desk)
    leaves = AnnounceDeparture(actor="wang", kind="resignation", from_day=date(2026, 12, 1), successor="new")
    handover = (await desk.send("sun", leaves)).handover_id
    await report(desk, handover, {"intake": [REQUEST]}, person="wang")
    await desk.send("new", AcknowledgeHandover(handover_id=handover, items=[word(REQUEST)]))
    assert [(row.a, row.b) for row in (await desk.ask("sun", ListStandIns())).rows] == [("zhao", "new")]
