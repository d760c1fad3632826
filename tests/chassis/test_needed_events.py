"""Events that only some playbooks need: where none does they are not fetched, and where this one does not they cost
nothing."""

import json
from datetime import datetime
from typing import Any

import pytest

from chassis.decode import Decoder
from chassis.ids import new_id
from chassis.subscribers import Subscribers
from chassis.work import Work
from contracts import subjects
from contracts.cashdesk import ChargeSettled, PayoutOpened
from contracts.envelope import Envelope, source_of
from contracts.money import Money
from contracts.playbook import Playbooks
from contracts.roster import ShiftEnded

PLAYBOOKS = Playbooks({"HQ": "property-desk"})
OPENED = PayoutOpened(
    payout_id="p",
    number="HQ-20261121-0001",
    name="refund",
    amount=Money.model_validate({"amount": "1.00", "currency": "CNY"}),
)


def service(*, needed: bool, wanted: tuple[str, ...] = ()) -> tuple[Subscribers, list[str]]:
    on, heard = Subscribers("dispatch"), []

    @on.event(PayoutOpened, needed_by=lambda book: needed)
    async def opened(event: PayoutOpened, work: Work) -> None:
        heard.append(f"event {event.name}")

    @on.event(ShiftEnded)
    async def ended(event: ShiftEnded, work: Work) -> None:
        heard.append("shift")

    @on.facts(lambda book: wanted)
    async def fact(envelope: Envelope, data: dict[str, Any], work: Work) -> None:
        heard.append(f"fact {envelope.type} {data['name']}")

    return on, heard


async def handle(on: Subscribers) -> str:
    envelope = Envelope(
        id=new_id(),
        type=OPENED.type_name(),
        source=source_of(PayoutOpened),
        time=datetime.fromisoformat("2026-11-21T09:00:00+08:00"),
        subject=OPENED.number,
        actor="li",
        correlation_id=new_id(),
        causation_id="",
    )
    decoder = Decoder(on, PLAYBOOKS, new_id, payload_limit=10_000)
    body = json.dumps(OPENED.model_dump(mode="json")).encode()
    item = decoder.event(subjects.event("HQ", OPENED.key()), envelope.headers(), body, lambda outcome: None)
    await item.run(None)  # type: ignore[arg-type]
    return item.id


@pytest.mark.parametrize(
    ("needed", "wanted", "subjects_there"),
    [
        (False, (), ["desk.*.evt.roster.shift.ended"]),
        (True, (), ["desk.*.evt.cashdesk.payout.opened", "desk.*.evt.roster.shift.ended"]),
        (
            False,
            (ChargeSettled.key(), ShiftEnded.key()),
            ["desk.*.evt.cashdesk.charge.settled", "desk.*.evt.roster.shift.ended"],
        ),
    ],
)
def test_only_what_a_playbook_needs_is_fetched(
    needed: bool, wanted: tuple[str, ...], subjects_there: list[str]
) -> None:
    on, _ = service(needed=needed, wanted=wanted)
    assert on.event_subjects(PLAYBOOKS.books) == subjects_there


async def test_an_event_nobody_needs_reaches_nobody_and_is_not_remembered() -> None:
    on, heard = service(needed=False)
    assert await handle(on) == ""
    assert heard == []


async def test_a_fact_is_heard_before_the_events_own_subscriber() -> None:
    on, heard = service(needed=True, wanted=(PayoutOpened.key(),))
    assert await handle(on) != ""
    assert heard == ["fact frontdesk.cashdesk.payout.opened.v1 refund", "event refund"]
