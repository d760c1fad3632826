"""Two or more customers of one group that leave together are reported the same moment."""

import asyncio
from datetime import timedelta

import pytest

from contracts.followup import CloseRetention, GroupLeaving, ListLeavingGroups, RetentionOpened
from contracts.intake import RecordRequest
from tests.acceptance.desk import Desk
from tests.acceptance.telecom_hall.keeping import COMPANY, asks, form

MICROSECOND = timedelta(microseconds=1)
WEEK = timedelta(days=7)


async def reported(desk: Desk) -> list[list[str]]:
    return [[member.customer for member in event.members] for event in await desk.events(GroupLeaving)]


@pytest.mark.rule("TH-29")
async def test_two_of_one_company_are_reported_the_same_moment_and_again_with_a_third(desk: Desk) -> None:
    first = await asks(desk, 1, company=COMPANY)
    assert await reported(desk) == []
    at = await desk.at("11:00", day=3)
    second = await asks(desk, 2, company=f" {COMPANY} ", by="wang")
    event = await desk.event(GroupLeaving)
    assert [(member.customer, member.since) for member in event.members] == [
        (first.customer, desk.start),
        (second.customer, at),
    ]
    told = [(it.actor, it.role) for it in event.recipients]
    assert told == [("da", "key_account_head"), ("ke", "account_manager"), ("shang", "superior_head")]
    (received,) = await desk.received(GroupLeaving)
    assert received.envelope.time == at
    third = await asks(desk, 3, company=COMPANY)
    assert (await reported(desk))[1:] == [[first.customer, second.customer, third.customer]]
    (group,) = (await desk.ask("da", ListLeavingGroups())).rows
    assert (group.group, len(group.members)) == (COMPANY, 3)
    await desk.refuses("li", ListLeavingGroups(), status=403)


@pytest.mark.rule("TH-29")
@pytest.mark.parametrize(("later", "times"), [(WEEK - MICROSECOND, 1), (WEEK, 1), (WEEK + MICROSECOND, 0)])
async def test_the_window_ends_exactly(desk: Desk, later: timedelta, times: int) -> None:
    await asks(desk, 1, company=COMPANY)
    await desk.stack.set_clock(desk.start + later)
    await asks(desk, 2, company=COMPANY)
    assert len(await reported(desk)) == times


@pytest.mark.rule("TH-29")
async def test_they_are_reported_whatever_the_outcome_so_far(desk: Desk) -> None:
    first = await asks(desk, 1, company=COMPANY)
    await desk.does("li", CloseRetention(case_id=first.case_id, outcome="kept", reason="愿意留下"))
    await asks(desk, 2, company=COMPANY)
    event = await desk.event(GroupLeaving)
    assert [(member.open, member.outcome) for member in event.members] == [(False, "kept"), (True, None)]


@pytest.mark.rule("TH-29")
async def test_high_value_customers_of_one_company_are_watched_and_others_are_not(desk: Desk) -> None:
    await asks(desk, 1, company=COMPANY, monthly_fee=500)
    await asks(desk, 2, company="另一家公司")
    await asks(desk, 3)
    await asks(desk, 4)
    await asks(desk, 5, monthly_fee=500)
    joining = form(6, company=COMPANY, network="他网", interest="想转入")
    await desk.record("competitor_interest", joining)
    assert await reported(desk) == []
    await desk.record("suspension", form(1, arrears=True, company=COMPANY))
    assert await reported(desk) == []
    await asks(desk, 7, company=COMPANY)
    assert len(await reported(desk)) == 1


@pytest.mark.everywhere
@pytest.mark.rule("TH-29")
async def test_customers_that_come_at_once_are_not_missed_and_reported_once_for_each_more(desk: Desk) -> None:
    await asyncio.gather(
        *(
            desk.send(clerk, RecordRequest(line="cancellation_enquiry", form=form(n, company=COMPANY), confirmed=True))
            for n, clerk in enumerate(["li", "wang", "zhao", "hui", "fang", "chen"], 1)
        )
    )
    customers = {event.customer for event in await desk.events(RetentionOpened)}
    assert len(customers) == 6
    told = sorted(await reported(desk), key=len)
    assert [len(members) for members in told] == [2, 3, 4, 5, 6]
    assert set(told[-1]) == customers
