"""Orders collected and sent together, once. Rule PC-04. Files that stay with the order."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dispatch import DigestSent
from contracts.intake import AttachmentKept
from services.dispatch.domain import digest as rules
from tests.dispatch.desk import REPAIR, order, states, step
from tests.dispatch.lines import TITLE, line, refusal, request, work_step

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
WEEK = timedelta(days=7)
MINOR = {"when": "form.problem != '爆管'", "group_by": "order.department"}
LINE = line(work_step(requires=["digest.minor"]))


def digests(**more: Any) -> dict[str, Any]:
    return {"minor": {"title": TITLE, "cron": "0 9 * * MON", "lines": ["repair"], "to": ["head"], **MINOR, **more}}


@pytest.fixture
async def desk(desk_of):
    return await desk_of({"repair": LINE}, digests=digests())


def number(place: int) -> str:
    return f"HQ-20261121-{place:04}"


async def test_what_fits_is_sent_together_and_its_gate_opens(desk):
    forms = [{"problem": "滴水"}, {"problem": "爆管"}, {"problem": "异响"}]
    for place, said in enumerate(forms, 1):
        event = request(desk, number(place))
        await desk.event(event.model_copy(update={"form": event.form | said}))
    assert (await refusal(desk.send("wang", step(number(1), "done")))).errors == {"step": "waits for digest.minor"}
    desk.clock.set(MONDAY)
    await desk.fire_due()
    [sent] = desk.take(DigestSent)
    assert (sent.name, sent.since, sent.until, sent.total, sent.part, sent.parts) == ("minor", None, MONDAY, 2, 1, 1)
    [group] = sent.groups
    assert (group.key, [r.actor for r in group.recipients]) == ("engineering", ["sun"])
    assert [item.number for item in group.items] == [number(1), number(3)]
    assert group.items[0].form["reporter"] == "张*"
    assert [r.actor for r in sent.recipients] == ["sun"]
    await desk.send("wang", step(number(1), "done"))
    assert states(await order(desk, number(2)))["done"] == "waiting"
    assert [entry.kind for entry in (await order(desk, number(1))).history] == ["digest"]


async def test_the_staff_of_a_department_get_its_group_too(desk_of):
    desk = await desk_of({"repair": LINE}, digests=digests(to=["head", "department"]))
    await desk.event(request(desk, number(1)))
    desk.clock.set(MONDAY)
    await desk.fire_due()
    [sent] = desk.take(DigestSent)
    [group] = sent.groups
    told = [("sun", "engineering_supervisor"), *((actor, "department") for actor in ("sun", "wang", "zhou"))]
    assert [(r.actor, r.role) for r in group.recipients] == told
    assert sent.recipients == group.recipients


async def test_no_order_is_sent_twice_and_an_empty_digest_is_sent_too(desk):
    await desk.event(request(desk))
    for weeks in range(2):
        desk.clock.set(MONDAY + weeks * WEEK)
        await desk.fire_due()
    first, second = desk.take(DigestSent)
    assert (first.total, second.total, second.groups, second.since) == (1, 0, [], MONDAY)


async def test_an_order_that_was_done_meanwhile_is_in_it(desk_of):
    desk = await desk_of(
        {"repair": line(work_step())}, digests=digests(when="steps.done.by == 'wang'", to=["general_manager"])
    )
    await desk.event(request(desk))
    await desk.send("wang", step(REPAIR, "done"))
    await desk.send("li", step(REPAIR, "verified"))
    desk.clock.set(MONDAY)
    await desk.fire_due()
    [sent] = desk.take(DigestSent)
    assert [item.number for group in sent.groups for item in group.items] == [REPAIR]


async def test_of_two_replicas_one_sends_it(desk_of):
    replicas = [await desk_of({"repair": LINE}, digests=digests()) for _ in range(2)]
    await replicas[0].event(request(replicas[0]))
    [timer] = [t for t in await _timers(replicas[0]) if "digest" in t]
    for replica in replicas:
        replica.clock.set(MONDAY)
    await asyncio.gather(*(replica.fire(timer) for replica in replicas))
    assert sum(len(replica.take(DigestSent)) for replica in replicas) == 1


async def _timers(desk) -> list[str]:
    desk.clock.set(MONDAY)
    return await desk.due_timers()


async def test_a_digest_that_left_the_playbook_is_not_sent(desk, desk_of):
    without = await desk_of({"repair": line(work_step())})
    without.clock.set(MONDAY)
    await without.fire_due()
    assert without.take(DigestSent) == []
    without.clock.set(MONDAY + WEEK)
    assert [t for t in await without.due_timers() if "digest" in t] == []


async def test_more_than_a_message_holds_goes_in_several(desk, monkeypatch):
    monkeypatch.setattr(rules, "MOST_ITEMS", 3)
    for place in range(1, 8):
        await desk.event(request(desk, number(place)))
    desk.clock.set(MONDAY)
    await desk.fire_due()
    sent = desk.take(DigestSent)
    assert [(m.part, m.parts, m.total, len(m.groups[0].items)) for m in sent] == [
        (1, 3, 7, 3),
        (2, 3, 7, 3),
        (3, 3, 7, 1),
    ]
    assert len({m.digest_id for m in sent}) == 1
    assert [item.number for m in sent for item in m.groups[0].items] == [number(place) for place in range(1, 8)]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 2 * rules.MOST_BYTES)), max_size=40), st.integers(1, 5)
)
def test_every_order_is_in_one_message_of_a_bounded_size(said, most):
    collected = [_collected(place, key, size) for place, (key, size) in enumerate(said, 1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "MOST_ITEMS", most)
        found = rules.messages(collected)
    assert sorted(one.item.number for message in found for one in message) == [one.item.number for one in collected]
    assert all(len(message) <= most for message in found)
    assert all(
        len(message) == 1 or sum(one.size for one in message) <= rules.MOST_BYTES for message in found if message
    )
    assert found == [[]] if not said else all(found)
    keys = [one.key for message in found for one in message]
    assert keys == sorted(keys)


def _collected(place: int, key: str, size: int) -> rules.Collected:
    item = rules.DigestItem(number=number(place), line="repair", form={}, recorded_at=MONDAY)
    return rules.Collected(key, "engineering", item, size)


async def test_files_stay_with_the_order_also_when_they_come_first(desk):
    kept = AttachmentKept(
        number=REPAIR,
        attachment_id="a1",
        object="li.photo-1",
        title="漏水照片",
        media_type="image/jpeg",
        size=1200,
        digest="9f86d081884c7d65" * 4,
        by="li",
    )
    await desk.event(kept)
    await desk.event(request(desk))
    await desk.event(kept)
    assert [(a.title, a.size, a.by) for a in (await order(desk, REPAIR)).attachments] == [("漏水照片", 1200, "li")]
