"""Handovers from the opening to the end, on both databases."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from typing import Any

import pytest

from chassis.items import Status
from contracts.base import Event, HandoverItem
from contracts.cashdesk import CashdeskHandoverReported
from contracts.dispatch import (
    DispatchHandoverReported,
    OrderCancelled,
    OrderCarriedOver,
    OrderHeld,
    PartCancelled,
    PartCompleted,
)
from contracts.followup import FollowupHandoverReported
from contracts.intake import IntakeHandoverReported
from contracts.problems import Problem
from contracts.roster import (
    AcknowledgeHandover,
    GetHandover,
    HandoverCompiled,
    HandoverCompleted,
    HandoverOpened,
    HandoverOverdue,
    HandoverUnrelieved,
    ListHandovers,
    ListShifts,
    OpenHandover,
    PlannedShift,
    PublishRoster,
    RegisterStaff,
    ReleaseFromDuty,
    ShiftEnded,
    SignIn,
    WhoIsOnDuty,
)
from tests.harness import Desk

NUMBER = "HQ-20261121-0001"
REPORTS = (IntakeHandoverReported, DispatchHandoverReported, FollowupHandoverReported, CashdeskHandoverReported)
ORDER = HandoverItem(kind="order", reference="o1", title="repair", number=NUMBER, state="open", needs_reason=True)
PART = {"number": NUMBER, "part": f"{NUMBER}.1", "department": "engineering", "title": "pipe"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+08:00")


async def refused(awaitable: Awaitable[Any]) -> Problem:
    with pytest.raises(Problem) as problem:
        await awaitable
    return problem.value


@pytest.fixture
async def desk(desk_for: Callable[..., Awaitable[Desk]]) -> Desk:
    """li is on duty until 10:00, wang from 09:30, guo stands by; chen and ma manage."""
    desk = await desk_for("roster")
    people = {"li": "clerk", "wang": "clerk", "guo": "clerk", "tech": "technician", "chen": "desk_manager"}
    for actor, role in (people | {"ma": "duty_manager"}).items():
        await desk.send("admin", RegisterStaff(actor=actor, name=actor, roles=[role], department="desk"))
    shifts = [("li", "front_desk", "21T08:00", "21T10:00"), ("wang", "front_desk", "21T09:30", "21T18:00")]
    shifts += [("tech", "engineering", "21T09:00", "21T18:00")]
    planned = [PlannedShift(staff=who, post=post, starts_at=at(a), ends_at=at(b)) for who, post, a, b in shifts]
    await desk.send("chen", PublishRoster(day=date(2026, 11, 21), shifts=planned))
    for actor in ("li", "wang", "tech"):
        await desk.send(actor, SignIn())
    return desk


async def opened(desk: Desk, incoming: str | None = None) -> str:
    receipt = await desk.send("li", OpenHandover(incoming=incoming, note="a quiet day"))
    assert receipt.state == "opened"
    return str(receipt.handover_id)


async def report(desk: Desk, handover: str, items: Iterable[HandoverItem] = (), only: Any = REPORTS) -> None:
    for kind in only:
        held = list(items) if kind is DispatchHandoverReported else []
        await desk.event(kind(handover_id=handover, person="li", items=held))


@pytest.mark.rule("PD-06")
async def test_the_incoming_person_takes_over_everything_in_the_log(desk: Desk) -> None:
    handover = await opened(desk)
    said = desk.take(HandoverOpened)[0]
    assert (said.outgoing, said.post, said.incoming) == ("li", "front_desk", None)
    item = ORDER.model_copy(update={"reason": "waits for glass"})
    await report(desk, handover, [item])
    assert [(event.items, event.outgoing) for event in desk.take(HandoverCompiled)] == [(1, "li")]
    receipt = await desk.send("wang", AcknowledgeHandover(handover_id=handover, note="understood"))
    assert receipt.state == "completed"
    done = desk.take(HandoverCompleted)[0]
    assert (done.outgoing, done.incoming, done.released_by, done.items) == ("li", "wang", None, [item])
    assert [(event.staff, event.revision) for event in desk.take(ShiftEnded)] == [("li", 2)]
    assert [row.actor for row in (await desk.ask("wang", WhoIsOnDuty(role="clerk"))).rows] == ["wang"]
    assert [row.state for row in (await desk.ask("wang", ListShifts(staff="li"))).rows] == ["ended"]
    log = await desk.ask("wang", GetHandover(handover_id=handover))
    assert (log.outgoing, log.incoming, log.completed_at) == ("li", "wang", at("21T09:00"))
    assert (log.note, log.closing_note, log.waiting_for, log.items) == ("a quiet day", "understood", [], [item])
    desk.clock.set(at("21T12:00"))
    assert await desk.fire_due() == 0
    assert (await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover)))).status == 409


async def test_only_a_running_shift_is_handed_over_and_only_once(desk: Desk) -> None:
    assert (await refused(desk.send("guo", OpenHandover()))).status == 409
    for incoming, status in [("li", 422), ("tech", 422), ("nobody", 404)]:
        problem = await refused(desk.send("li", OpenHandover(incoming=incoming)))
        assert (problem.status, set(problem.errors)) == (status, {"incoming"})
    await opened(desk)
    assert (await refused(desk.send("li", OpenHandover()))).status == 409
    rows = (await desk.ask("wang", WhoIsOnDuty(role="clerk"))).rows
    assert [(row.actor, row.in_handover) for row in rows] == [("li", True), ("wang", False)]


async def test_who_may_acknowledge(desk: Desk) -> None:
    handover = await opened(desk)
    await report(desk, handover)
    acknowledge = AcknowledgeHandover(handover_id=handover)
    for actor in ("li", "guo", "tech", "chen"):
        assert (await refused(desk.send(actor, acknowledge))).status == 403
    assert (await refused(desk.send("wang", AcknowledgeHandover(handover_id="none")))).status == 404
    await desk.send("wang", acknowledge)


async def test_a_named_person_alone_acknowledges(desk: Desk) -> None:
    handover = await opened(desk, "guo")
    await report(desk, handover)
    assert (await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover)))).status == 403
    await desk.send("guo", AcknowledgeHandover(handover_id=handover))
    assert desk.take(HandoverCompleted)[0].incoming == "guo"


async def test_a_service_that_is_silent_is_named(desk: Desk) -> None:
    handover = await opened(desk)
    await report(desk, handover, only=(FollowupHandoverReported, IntakeHandoverReported))
    problem = await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover)))
    assert problem.slug == "handover-incomplete"
    assert "dispatch, cashdesk" in problem.detail
    desk.clock.set(at("21T09:02"))
    assert await desk.fire_due() == 1
    assert [event.waiting_for for event in desk.take(HandoverOverdue)] == [["dispatch", "cashdesk"]]
    await report(desk, handover)
    assert len(desk.take(HandoverCompiled)) == 1


async def test_once_all_have_reported_nobody_is_overdue(desk: Desk) -> None:
    await report(desk, await opened(desk))
    desk.clock.set(at("21T09:02"))
    assert await desk.fire_due() == 0


async def test_a_report_counts_once_and_waits_for_its_handover(desk: Desk) -> None:
    early = DispatchHandoverReported(handover_id="unknown", person="li", items=[])
    assert (await desk.event(early)).status is Status.LATER
    handover = await opened(desk)
    first = DispatchHandoverReported(handover_id=handover, person="li", items=[])
    await desk.event(first)
    await desk.event(first.model_copy(update={"items": [ORDER]}))
    await report(desk, handover)
    await report(desk, handover)
    assert [event.items for event in desk.take(HandoverCompiled)] == [0]


@pytest.mark.rule("PD-15")
@pytest.mark.parametrize("first", ["report", "news"])
@pytest.mark.parametrize(
    "news",
    [
        OrderCarriedOver(number=NUMBER, order_id="o1", reason="waits for glass", by="li"),
        OrderHeld(number=NUMBER, order_id="o1", cause="materials", reason="waits for glass", held_by="tech"),
    ],
)
async def test_an_open_order_is_handed_over_only_with_its_reason(desk: Desk, first: str, news: Event) -> None:
    await desk.event(news.model_copy(update={"reason": "of an earlier day"}))
    handover = await opened(desk)
    if first == "report":
        await report(desk, handover, [ORDER])
        problem = await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover)))
        assert problem.slug == "handover-unexplained"
        assert NUMBER in problem.detail
        assert "dispatch.carry_over" in problem.detail
        await desk.event(news)
    else:
        await desk.event(news)
        await report(desk, handover, [ORDER])
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))
    assert [item.reason for item in desk.take(HandoverCompleted)[0].items] == ["waits for glass"]


async def test_an_order_that_ended_meanwhile_needs_no_reason(desk: Desk) -> None:
    handover = await opened(desk)
    await report(desk, handover, [ORDER])
    await desk.event(OrderCancelled(number=NUMBER, order_id="o1", reason="moved away"))
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))
    assert [item.state for item in desk.take(HandoverCompleted)[0].items] == ["cancelled"]


@pytest.mark.parametrize(
    ("state", "news"),
    [
        ("verified", PartCompleted(open_parts=1, state="verified", **PART)),
        ("ended", PartCompleted(open_parts=0, state="ended", **PART)),
        ("cancelled", PartCancelled(reason="moved away", notified=[], **PART)),
    ],
)
async def test_a_part_that_is_over_needs_no_reason_and_its_order_still_does(
    desk: Desk, state: str, news: Event
) -> None:
    handover = await opened(desk)
    part = ORDER.model_copy(update={"reference": "o2", "number": PART["part"]})
    await report(desk, handover, [ORDER, part])
    await desk.event(news)
    problem = await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover)))
    assert list(problem.errors) == [f"items.{NUMBER}.reason"]
    view = await desk.ask("wang", GetHandover(handover_id=handover))
    assert {item.number: item.state for item in view.items} == {NUMBER: "open", PART["part"]: state}


async def test_nobody_comes_the_duty_manager_hears_it_and_releases(desk: Desk) -> None:
    handover = await opened(desk)
    await report(desk, handover)
    desk.clock.set(at("21T10:09"))
    assert await desk.fire_due() == 0
    desk.clock.set(at("21T10:10"))
    await desk.fire_due()
    assert [(event.outgoing, event.recipients) for event in desk.take(HandoverUnrelieved)] == [("li", ["ma"])]
    assert "li" in [row.actor for row in (await desk.ask("ma", WhoIsOnDuty())).rows]
    assert (await desk.ask("ma", GetHandover(handover_id=handover))).state == "unrelieved"
    release = ReleaseFromDuty(handover_id=handover, reason="guo is ill")
    assert (await refused(desk.send("wang", release))).status == 403
    assert (await desk.send("ma", release)).state == "released"
    done = desk.take(HandoverCompleted)[0]
    assert (done.incoming, done.released_by) == ("ma", "ma")
    assert len(desk.take(ShiftEnded)) == 1
    view = await desk.ask("ma", GetHandover(handover_id=handover))
    assert (view.state, view.closing_note, view.released_by) == ("released", "guo is ill", "ma")
    assert (await refused(desk.send("wang", AcknowledgeHandover(handover_id=handover)))).status == 409


async def test_an_unrelieved_person_may_still_be_relieved(desk: Desk) -> None:
    handover = await opened(desk)
    desk.clock.set(at("21T10:10"))
    await desk.fire_due()
    await report(desk, handover)
    assert len(desk.take(HandoverCompiled)) == 1
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))
    assert len(desk.take(HandoverCompleted)) == 1


async def test_opened_after_the_end_of_the_shift_relief_is_awaited_from_then(desk: Desk) -> None:
    desk.clock.set(at("21T11:00"))
    await opened(desk)
    desk.clock.set(at("21T11:09"))
    await desk.fire_due()
    assert desk.take(HandoverUnrelieved) == []
    desk.clock.set(at("21T11:10"))
    await desk.fire_due()
    assert len(desk.take(HandoverUnrelieved)) == 1


async def test_a_release_needs_a_complete_log_too(desk: Desk) -> None:
    handover = await opened(desk)
    release = ReleaseFromDuty(handover_id=handover, reason="nobody comes")
    assert (await refused(desk.send("ma", release))).slug == "handover-incomplete"
    await report(desk, handover, [ORDER])
    assert (await refused(desk.send("chen", release))).slug == "handover-unexplained"


async def test_after_the_handover_one_may_sign_in_again_with_a_higher_revision(desk: Desk) -> None:
    handover = await opened(desk)
    await report(desk, handover)
    await desk.send("wang", AcknowledgeHandover(handover_id=handover))
    night = PlannedShift(staff="li", post="front_desk", starts_at=at("22T08:00"), ends_at=at("22T20:00"))
    await desk.send("chen", PublishRoster(day=date(2026, 11, 22), shifts=[night]))
    assert (await refused(desk.send("li", SignIn()))).status == 409
    desk.clock.set(at("22T07:00"))
    await desk.send("li", SignIn())
    assert "li" in [row.actor for row in (await desk.ask("wang", WhoIsOnDuty())).rows]


async def test_handovers_are_shown_newest_first_in_pages(desk: Desk) -> None:
    first = await opened(desk)
    second = (await desk.send("wang", OpenHandover())).handover_id
    page = await desk.ask("li", ListHandovers(limit=1))
    rest = await desk.ask("li", ListHandovers(limit=1, cursor=page.next))
    assert [row.handover_id for row in page.rows + rest.rows] == [second, first]
    assert rest.next is None
    assert (await desk.ask("li", ListHandovers(state="completed"))).rows == []
    assert (await refused(desk.ask("li", GetHandover(handover_id="none")))).status == 404
