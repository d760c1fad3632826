"""The handover under random commands, reports that come twice, late and out of order, and crashes between commits.

Whatever happens: nothing that was reported is lost, nobody goes off duty while something is not taken over or a
customer is still served, and each handover is completed once, with what was reported in its last round.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import event as note_that
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chassis.ids import new_id
from contracts.base import Command, Event, HandoverItem
from contracts.dispatch import OrderCarriedOver
from contracts.intake import ServingBegan, ServingEnded
from contracts.problems import Problem
from contracts.roster import (
    AcknowledgeHandover,
    AcknowledgeItem,
    GetHandover,
    HandoverCompleted,
    HandoverView,
    NoteEvent,
    OpenHandover,
    PlannedShift,
    PublishRoster,
    RegisterStaff,
    ReleaseFromDuty,
    ReportAgain,
    ReportUnrelieved,
    ReviewHandover,
    ShiftEnded,
    SignIn,
    WhoIsOnDuty,
)
from services.roster.main import definition
from tests.harness import Desk, make_desk
from tests.roster.handover_desk import KINDS, word

R = TypeVar("R")
Key = tuple[str, str]
POOL = {
    "intake": ["request", "kept", "serving"],
    "dispatch": ["order", "order_without_reason"],
    "followup": ["callback"],
    "cashdesk": ["drawer", "charge"],
}


def item(kind: str, number: int) -> HandoverItem:
    """One of the few things that the services of this test speak of."""
    real = kind.removesuffix("_without_reason")
    return HandoverItem(
        kind=real,
        reference=f"{kind}-{number}",
        title=kind,
        number=f"HQ-20261121-000{number}",
        state="serving" if kind == "serving" else "open",
        needs_reason=kind != real,
        stays=kind in ("kept", "serving"),
    )


REPORTS = st.sampled_from(sorted(POOL)).flatmap(
    lambda service: st.tuples(
        st.just(service),
        st.lists(
            st.builds(item, st.sampled_from(POOL[service]), st.integers(1, 2)),
            max_size=3,
            unique_by=lambda one: one.reference,
        ),
    )
)


class Handovers(RuleBasedStateMachine):
    """li hands over to wang, or chen releases li; on a real SQLite database that outlives the process."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = TemporaryDirectory(prefix="machine")
        self.desk: Desk | None = None
        self.events: list[Event] = []
        self.day = 21
        self.handover: str | None = None
        self.round = 1
        self.counted: dict[str, list[HandoverItem]] = {}
        self.expected: dict[str, set[Key]] = {}
        self.running: set[str] = set()
        self.sent: list[tuple[str, Event]] = []

    # ------------------------------------------------------------------ the installation
    def run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        return self.loop.run_until_complete(coroutine)

    async def _start(self) -> Desk:
        now = self.desk.clock.now() if self.desk is not None else None
        if self.desk is not None:
            self.events += [event for _, event in self.desk.announced]
            await self.desk.close()
        url = f"sqlite+aiosqlite:///{Path(self.folder.name) / 'roster.db'}"
        desk = await make_desk(definition, url, "telecom-hall")
        if now is not None:
            desk.clock.set(now)
        return desk

    @initialize()
    def hall_opens(self) -> None:
        self.desk = self.run(self._start())
        for actor, role in {"li": "clerk", "wang": "clerk", "chen": "duty_manager", "sun": "hall_manager"}.items():
            person = RegisterStaff(actor=actor, name=actor, roles=[role], department="hall")
            assert self.does("admin", person)
        self.begins_work("li", "wang", "chen")

    def begins_work(self, *people: str) -> None:
        assert self.desk is not None
        start = self.desk.clock.now()
        posts = {"li": "counter_1", "wang": "counter_2", "chen": "duty_manager"}
        shifts = [
            PlannedShift(post=posts[p], staff=p, starts_at=start, ends_at=start + timedelta(hours=4)) for p in people
        ]
        day = self.desk.playbooks.of("HQ").calendar.local_date(start)
        assert self.does("sun", PublishRoster(day=day, shifts=shifts))
        for person in people:
            assert self.does(person, SignIn())

    def teardown(self) -> None:
        if self.desk is not None:
            self.run(self.desk.close())
        self.loop.close()
        self.folder.cleanup()

    def does(self, actor: str, command: Command) -> Any:
        """The result, or None when it was refused. Sent twice under one id, as a client does that heard no answer."""
        assert self.desk is not None
        command_id = new_id()
        answers = []
        for _ in range(2):
            try:
                answers.append(self.run(self.desk.send(actor, command, command_id=command_id)))
            except Problem:
                answers.append(None)
        assert answers[0] == answers[1]
        return answers[0]

    def hears(self, event: Event, event_id: str | None = None) -> None:
        assert self.desk is not None
        event_id = event_id or new_id()
        self.sent.append((event_id, event))
        self.run(self.desk.event(event, event_id=event_id))

    def log(self) -> HandoverView:
        assert self.desk is not None
        assert self.handover is not None
        view = self.run(self.desk.ask("sun", GetHandover(handover_id=self.handover)))
        assert isinstance(view, HandoverView)
        return view

    # ------------------------------------------------------------------ what people do
    @rule()
    def opens(self) -> None:
        receipt = self.does("li", OpenHandover())
        if receipt is not None:
            self.handover, self.round, self.counted = receipt.handover_id, 1, {}

    @precondition(lambda self: self.handover is not None)
    @rule()
    def reviews(self) -> None:
        self.does("li", ReviewHandover(handover_id=str(self.handover)))

    @precondition(lambda self: self.handover is not None)
    @rule(which=st.integers(0, 9), decision=st.sampled_from(["accepted", "questioned"]))
    def takes_over_one(self, which: int, decision: str) -> None:
        items = self.log().items
        if items:
            said = word(items[which % len(items)], decision=decision, note="?" if decision == "questioned" else None)
            self.does("wang", AcknowledgeItem(handover_id=str(self.handover), item=said))

    @precondition(lambda self: self.handover is not None)
    @rule(named=st.booleans(), who=st.sampled_from(["wang", "chen"]))
    def takes_over_all(self, named: bool, who: str) -> None:
        words = self.log().to_acknowledge if named else []
        handover = str(self.handover)
        if who == "chen":
            self.does("chen", ReleaseFromDuty(handover_id=handover, reason="late", items=words))
        else:
            self.does("wang", AcknowledgeHandover(handover_id=handover, items=words))

    @precondition(lambda self: self.handover is not None)
    @rule()
    def nobody_comes(self) -> None:
        self.does("li", ReportUnrelieved(handover_id=str(self.handover)))

    @precondition(lambda self: self.handover is not None)
    @rule()
    def asks_again(self) -> None:
        if self.does("li", ReportAgain(handover_id=str(self.handover))) is not None:
            self.round, self.counted = self.round + 1, {}

    @rule(major=st.booleans())
    def notes_an_event(self, major: bool) -> None:
        self.does("li", NoteEvent(title="power cut", text="short", major=major))

    @rule(said=REPORTS)
    def hands_over_as_it_should_be(self, said: tuple[str, list[HandoverItem]]) -> None:
        self.opens()
        if self.handover is not None:
            self.reports(said, 0)
            self.the_rest_reports(ahead=False)
            for number in (1, 2):
                self.gives_a_reason(number)
            self.takes_over_all(named=True, who="wang")

    @precondition(lambda self: self.handover is not None)
    @rule()
    def comes_again_tomorrow(self) -> None:
        assert self.desk is not None
        if self.on_duty("li"):
            return
        self.desk.clock.set(self.desk.clock.now() + timedelta(days=1))
        self.run(self.desk.fire_due())
        self.begins_work("li")

    # ------------------------------------------------------------------ what services say
    @precondition(lambda self: self.handover is not None)
    @rule(said=REPORTS, earlier=st.integers(0, 1))
    def reports(self, said: tuple[str, list[HandoverItem]], earlier: int) -> None:
        service, items = said
        of_round = max(1, self.round - earlier)
        was_open = self.log().state not in ("completed", "released")
        self.hears(KINDS[service](handover_id=str(self.handover), person="li", items=items, round=of_round))
        if was_open and of_round == self.round and service not in self.counted:
            self.counted[service] = items

    @precondition(lambda self: self.handover is not None)
    @rule(ahead=st.booleans())
    def the_rest_reports(self, ahead: bool) -> None:
        """Nothing more is held; a service may be ahead of what roster has asked."""
        for service, kind in KINDS.items():
            if service not in self.counted:
                of_round = self.round + ahead
                was_open = self.log().state not in ("completed", "released")
                self.hears(kind(handover_id=str(self.handover), person="li", items=[], round=of_round))
                if was_open and not ahead:
                    self.counted[service] = []

    @precondition(lambda self: self.handover is not None)
    @rule(said=REPORTS)
    def a_report_of_the_last_round_comes_late(self, said: tuple[str, list[HandoverItem]]) -> None:
        self.the_rest_reports(ahead=False)
        self.asks_again()
        self.reports(said, 1)

    @rule(said=REPORTS)
    def reports_of_an_unknown_handover(self, said: tuple[str, list[HandoverItem]]) -> None:
        assert self.desk is not None
        service, items = said
        self.run(self.desk.event(KINDS[service](handover_id="unknown", person="li", items=items)))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def hears_it_again(self, data: st.DataObject) -> None:
        event_id, event = data.draw(st.sampled_from(self.sent[-8:]))
        self.run_again(event_id, event)

    def run_again(self, event_id: str, event: Event) -> None:
        assert self.desk is not None
        self.run(self.desk.event(event, event_id=event_id))

    @rule(number=st.integers(1, 2))
    def gives_a_reason(self, number: int) -> None:
        said = f"HQ-20261121-000{number}"
        self.hears(OrderCarriedOver(number=said, order_id="o", reason="waits", by="li"))

    @rule(number=st.integers(1, 2), ends=st.booleans())
    def serves(self, number: int, ends: bool) -> None:
        serving = f"serving-{number}"
        kind = ServingEnded if ends else ServingBegan
        self.hears(kind(serving_id=serving, clerk="li"))

    # ------------------------------------------------------------------ time and crashes
    @rule(minutes=st.sampled_from([1, 3, 300]))
    def time_passes(self, minutes: int) -> None:
        assert self.desk is not None
        self.desk.clock.set(self.desk.clock.now() + timedelta(minutes=minutes))
        self.run(self.desk.fire_due())

    @rule()
    def crashes(self) -> None:
        self.desk = self.run(self._start())

    # ------------------------------------------------------------------ what always holds
    def on_duty(self, person: str) -> bool:
        assert self.desk is not None
        rows = self.run(self.desk.ask("sun", WhoIsOnDuty())).rows
        return person in {row.actor for row in rows}

    def announced(self, kind: type[Event]) -> list[Any]:
        assert self.desk is not None
        return [e for e in self.events + [event for _, event in self.desk.announced] if isinstance(e, kind)]

    @invariant()
    def each_is_completed_once_and_each_shift_ends_once(self) -> None:
        if self.desk is None:
            return
        for kind, name in ((HandoverCompleted, "handover_id"), (ShiftEnded, "shift_id")):
            times = Counter(getattr(event, name) for event in self.announced(kind))
            assert all(count == 1 for count in times.values()), times

    @invariant()
    def nothing_reported_is_lost(self) -> None:
        if self.desk is None or self.handover is None:
            return
        view = self.log()
        known = Counter((one.kind, one.reference) for one in view.items if one.kind not in ("event", "ad_hoc"))
        assert known == Counter((one.kind, one.reference) for held in self.counted.values() for one in held)
        assert set(view.waiting_for) == KINDS.keys() - self.counted.keys()

    @invariant()
    def nobody_goes_before_everything_is_taken_over(self) -> None:
        if self.desk is None or self.handover is None:
            return
        view = self.log()
        ended = any(event.shift_id == view.shift_id for event in self.announced(ShiftEnded))
        done = [event for event in self.announced(HandoverCompleted) if event.handover_id == view.handover_id]
        assert bool(done) == (view.state in ("completed", "released"))
        assert not ended or (done and not view.waits_for_customer)
        if not done:
            assert self.on_duty("li")
            return
        note_that(f"{view.state}, serving: {view.waits_for_customer}, round {min(view.round, 2)}")
        assert self.counted.keys() == KINDS.keys()
        assert {(i.kind, i.reference) for i in done[0].items} == {(i.kind, i.reference) for i in view.items}
        assert all(one.reason for one in done[0].items if one.needs_reason)
        said = {(one.kind, one.reference) for one in view.acknowledged}
        by_hand = {"drawer", "charge"}
        moved = {(i.kind, i.reference) for i in done[0].items if not i.stays and i.kind not in by_hand}
        assert moved <= said
        assert ended or view.waits_for_customer
        assert self.on_duty("li") or ended


Handovers.TestCase.settings = settings(
    max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHandovers = Handovers.TestCase
