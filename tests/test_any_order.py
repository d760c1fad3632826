"""Events come late, twice and in any order; what a service makes of them is the same, or keeps its invariant.

The events are those that the services announced when the story was played in order.
"""

import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.cashdesk import TrialBalance
from contracts.dispatch import OrderQuoteAccepted, OrderVerified
from contracts.envelope import Envelope
from contracts.followup import ListCallbacks
from contracts.intake import GetRequest, RequestCancelled, RequestConfirmed
from tests.any_order_story import (
    COMPLAINT_NUMBER,
    REPAIR_NUMBER,
    Fact,
    Speakers,
    Story,
    announced,
    deliver,
    deliver_all,
    service,
    stored,
    tell,
)
from tests.harness import START, Desk

AFTERWARDS = START + timedelta(hours=2)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ORDERS = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
async def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return await tell(tmp_path_factory.mktemp("story"))


def shaken(facts: list[Fact], random: Any) -> list[Fact]:
    """All of them in another order, some twice."""
    some = [fact for fact in facts if random.random() < 0.3]
    arrival = facts + some
    random.shuffle(arrival)
    return arrival


@asynccontextmanager
async def fresh(name: str) -> AsyncIterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        desk = await service(name, Path(folder))
        desk.clock.set(AFTERWARDS)
        yield desk
        await desk.close()


async def intake_after(story: Story, arrival: list[Fact]) -> tuple[Any, ...]:
    async with fresh("intake") as desk:
        desk.clock.set(START)
        for _, actor, command in story.said_to("intake"):
            await desk.send(actor, command)
        desk.clock.set(AFTERWARDS)
        assert await deliver_all(desk, arrival) == []
        for number in (COMPLAINT_NUMBER, REPAIR_NUMBER):
            assert (await desk.ask("li", GetRequest(number=number))).state == "archived"
        return await stored(desk), announced(desk)


@FEW
@given(random=ORDERS)
async def test_the_follow_up_record_has_each_entry_once_and_the_request_ends_the_same(
    story: Story, random: Any
) -> None:
    facts = story.heard_by("intake")
    in_order = await intake_after(story, facts)
    kinds = Counter(kind for _, kind in in_order[1])
    assert (kinds["intake.request.reopened"], kinds["intake.request.archived"]) == (1, 2)
    assert await intake_after(story, shaken(facts, random)) == in_order


async def dispatch_after(story: Story, arrival: list[Fact]) -> tuple[Any, ...]:
    async with fresh("dispatch") as desk:
        desk.clock.set(START)
        speakers = Speakers(desk, story.said_to("dispatch"))
        assert await deliver_all(desk, arrival, in_between=speakers.speak) == []
        assert speakers.unsaid == 0
        return await stored(desk), announced(desk)


@FEW
@given(random=ORDERS)
async def test_each_request_has_one_order_which_goes_through_the_same_steps(story: Story, random: Any) -> None:
    facts = story.heard_by("dispatch")
    in_order = await dispatch_after(story, facts)
    assert len(in_order[0]["orders"]) == 2
    assert await dispatch_after(story, shaken(facts, random)) == in_order


def cancelled(story: Story) -> Fact:
    """The repair is cancelled by the desk at the moment at which its quote is accepted."""
    envelope = next(envelope for envelope, event in story.events if isinstance(event, OrderQuoteAccepted))
    event = RequestCancelled(number=REPAIR_NUMBER, line="repair", reason="住户改期")
    values = envelope._asdict() | {"id": "cancelled", "type": event.type_name(), "source": "/frontdesk/intake"}
    return Envelope(**values), event


@FEW
@given(random=ORDERS, cancels=st.booleans())
async def test_a_quote_is_charged_once_or_after_a_cancellation_not_at_all(
    story: Story, random: Any, cancels: bool
) -> None:
    facts = story.heard_by("cashdesk") + ([cancelled(story)] if cancels else [])
    async with fresh("cashdesk") as desk:
        assert await deliver_all(desk, shaken(facts, random)) == []
        rows = await stored(desk)
        assert len(rows["charges"]) in ((0, 1) if cancels else (1,))
        assert all(("'voided'" if cancels else "'open'") in row for row in rows["charges"])
        balance = await desk.ask("fang", TrialBalance())
        assert balance.balanced
        owed = {row.account: row.balance.minor for row in balance.rows if row.balance.minor}
        assert len(owed) == (0 if cancels else 2), owed


@FEW
@given(random=ORDERS)
async def test_a_request_has_one_open_callback_of_its_latest_cycle(story: Story, random: Any) -> None:
    facts = story.heard_by("followup")
    cycles = {event.number: event.cycle for _, event in facts if isinstance(event, OrderVerified)}
    assert cycles == {COMPLAINT_NUMBER: 2, REPAIR_NUMBER: 1}
    async with fresh("followup") as desk:
        for fact in shaken(facts, random):
            await deliver(desk, fact)
            for number in cycles:
                open_now = (await desk.ask("li", ListCallbacks(number=number))).rows
                assert len([row for row in open_now if row.state in ("scheduled", "due")]) <= 1
        rows = await stored(desk)
        still = [row for row in rows["callbacks"] if "'scheduled'" in row]
        assert len(still) == 2
        assert all(
            any(number in row and f"('cycle', {cycle})" in row for row in still) for number, cycle in cycles.items()
        )
        assert len(rows["timers"]) == 2


def test_the_story_is_a_whole_one(story: Story) -> None:
    """Otherwise the tests above would prove little."""
    kinds = Counter(event.key() for _, event in story.events)
    assert kinds["dispatch.order.verified"] == 3
    assert kinds["cashdesk.charge.settled"] == 1
    assert kinds["intake.ownership.moved"] == 1
    assert kinds["followup.follow_up.completed"] == 2
    assert kinds["intake.request.archived"] == 2
    assert sum(isinstance(event, RequestConfirmed) for _, event in story.events) == 2
