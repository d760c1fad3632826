"""Customers of one group that leave together, on both databases and with two replicas."""

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.followup import CloseRetention, GroupLeaving, ListLeavingGroups, MakeOffer, RetentionOpened
from services.followup.domain.leaving import Leaving, together
from tests.followup.hall import DeskFor, at, by_hand, case_of, enquiry, guide, hall, offer, request
from tests.harness import Desk

EAST = {"company": "东方公司"}
FIRST = at("11-21T09:00:00")
WEEK = timedelta(days=7)


@pytest.fixture
async def desk(desk_for: DeskFor) -> Desk:
    return await hall(desk_for)


async def leaves(desk: Desk, serial: int, *, company: str = "东方公司") -> list[GroupLeaving]:
    await desk.event(request(desk, "cancellation_enquiry", serial, customer=f"c{serial}", form={"company": company}))
    return desk.take(GroupLeaving)


@pytest.mark.rule("TH-29")
async def test_two_of_one_company_are_reported_at_once_and_again_with_the_third(desk: Desk) -> None:
    assert await leaves(desk, 1) == []
    (two,) = await leaves(desk, 2)
    assert (two.group, [member.customer for member in two.members]) == ("东方公司", ["c1", "c2"])
    assert [(told.actor, told.role) for told in two.recipients] == [
        ("da", "key_account_head"),
        ("ke", "account_manager"),
        ("kong", "account_manager"),
        ("shang", "superior_head"),
    ]
    (three,) = await leaves(desk, 3)
    assert [member.customer for member in three.members] == ["c1", "c2", "c3"]


@pytest.mark.rule("TH-29")
@pytest.mark.parametrize(
    ("later", "reported"),
    [(WEEK - timedelta(microseconds=1), 1), (WEEK, 1), (WEEK + timedelta(microseconds=1), 0)],
)
async def test_the_window_has_both_ends_in(desk: Desk, later: timedelta, reported: int) -> None:
    await leaves(desk, 1)
    desk.clock.set(FIRST + later)
    assert len(await leaves(desk, 2)) == reported


async def test_those_who_left_the_window_are_not_among_them(desk: Desk) -> None:
    await leaves(desk, 1)
    desk.clock.set(FIRST + timedelta(days=5))
    assert [member.customer for member in (await leaves(desk, 2))[0].members] == ["c1", "c2"]
    desk.clock.set(FIRST + timedelta(days=10))
    (later,) = await leaves(desk, 3)
    assert ([member.customer for member in later.members], later.since) == (["c2", "c3"], FIRST + timedelta(days=5))


async def test_the_company_is_the_same_however_it_is_written(desk: Desk) -> None:
    await leaves(desk, 1, company="ACME 公司")
    assert len(await leaves(desk, 2, company=" ａｃｍｅ公司 ")) == 1
    assert await leaves(desk, 3, company="其他公司") == []


async def test_a_customer_alone_or_of_no_watched_segment_is_nobodys_group(desk: Desk) -> None:
    await enquiry(desk, 1, customer="c1", tier="high_value")
    await enquiry(desk, 2, customer="c2", tier="high_value")
    await enquiry(desk, 3, customer="c3")
    await enquiry(desk, 4, customer="c4")
    assert desk.take(GroupLeaving) == []


async def test_another_sign_of_the_same_customer_is_no_second_customer(desk: Desk) -> None:
    await leaves(desk, 1)
    await by_hand(desk, "c1")
    assert desk.take(GroupLeaving) == []
    await desk.event(
        request(desk, "competitor_interest", 5, customer="c5", form=EAST | {"network": "n", "interest": "i"})
    )
    assert desk.take(GroupLeaving) == []
    assert len(await leaves(desk, 2)) == 1
    await by_hand(desk, "c2")
    assert desk.take(GroupLeaving) == []


@pytest.mark.rule("TH-29")
async def test_they_are_reported_whatever_became_of_the_first(desk: Desk) -> None:
    await leaves(desk, 1)
    case = await case_of(desk, "c1")
    await guide(desk, offer(segments=["group"]))
    await desk.send("li", MakeOffer(case_id=case.case_id, offer="discount"))
    await desk.send("li", CloseRetention(case_id=case.case_id, outcome="kept", reason="接受优惠"))
    (event,) = await leaves(desk, 2)
    assert [(member.customer, member.open, member.outcome) for member in event.members] == [
        ("c1", False, "kept"),
        ("c2", True, None),
    ]
    (group,) = (await desk.ask("sun", ListLeavingGroups())).rows
    assert (group.group, [member.customer for member in group.members]) == ("东方公司", ["c1", "c2"])
    assert (await desk.ask("sun", ListLeavingGroups(month="2026-10"))).rows == []


@pytest.mark.rule("TH-29")
async def test_signs_that_come_late_are_counted_when_they_were(desk: Desk) -> None:
    desk.clock.set(FIRST + timedelta(days=9))
    await leaves(desk, 1)
    confirmed_before = {"confirmed_at": FIRST + timedelta(days=2)}
    await desk.event(request(desk, "cancellation_enquiry", 2, customer="c2", form=EAST, **confirmed_before))
    (event,) = desk.take(GroupLeaving)
    assert [member.customer for member in event.members] == ["c2", "c1"]
    confirmed_long_before = {"confirmed_at": FIRST + timedelta(days=2) - timedelta(microseconds=1)}
    await desk.event(request(desk, "cancellation_enquiry", 3, customer="c3", form=EAST, **confirmed_long_before))
    (event,) = desk.take(GroupLeaving)
    assert [member.customer for member in event.members] == ["c3", "c2"]


@pytest.mark.rule("TH-29")
async def test_two_at_once_on_two_replicas_are_reported_once(desk_for: DeskFor) -> None:
    desks = [await hall(desk_for) for _ in range(2)]
    events = [
        request(desks[0], "cancellation_enquiry", serial, customer=f"c{serial}", form=EAST) for serial in range(1, 9)
    ]
    await asyncio.gather(*(desks[index % 2].event(event) for index, event in enumerate(events)))
    opened = [event for desk in desks for event in desk.take(RetentionOpened)]
    assert sorted(event.customer for event in opened) == [f"c{serial}" for serial in range(1, 9)]
    reported = sorted(len(event.members) for desk in desks for event in desk.take(GroupLeaving))
    assert reported == list(range(2, 9))


async def test_two_signs_of_one_customer_at_once_open_one_case(desk_for: DeskFor) -> None:
    desks = [await hall(desk_for) for _ in range(2)]
    events = [request(desks[0], "cancellation_enquiry", serial, customer="c1") for serial in range(1, 9)]
    await asyncio.gather(*(desks[index % 2].event(event) for index, event in enumerate(events)))
    assert len([event for desk in desks for event in desk.take(RetentionOpened)]) == 1
    assert len((await case_of(desks[0], "c1")).signs) == 8


MINUTES = st.integers(0, 40)


def leaving(index: int, customer: int, minute: int) -> Leaving:
    return Leaving(f"case-{index:02}", f"c{customer}", FIRST + timedelta(minutes=minute))


@given(st.lists(st.tuples(st.integers(0, 6), MINUTES), max_size=10), st.tuples(st.integers(0, 6), MINUTES), MINUTES)
def test_together_is_one_span_with_the_new_one_in_it(
    others: list[tuple[int, int]], new: tuple[int, int], within: int
) -> None:
    members = [leaving(index, *it) for index, it in enumerate(others)]
    latest, span = leaving(99, *new), timedelta(minutes=within)
    found = together(members, latest, span)
    if not found:
        near = {one.customer for one in members if abs(one.at - latest.at) <= span}
        assert near <= {latest.customer}
        return
    assert len(found) > 1
    assert latest in found
    assert found[-1].at - found[0].at <= span
    assert len({one.customer for one in found}) == len(found)
    moments: list[datetime] = [one.at for one in members if abs(one.at - latest.at) <= span]
    most = max(
        len({one.customer for one in [*members, latest] if end - span <= one.at <= end})
        for end in [latest.at, *(moment for moment in moments if moment >= latest.at)]
    )
    assert len(found) == most
