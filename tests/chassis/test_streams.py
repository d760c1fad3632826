"""The streams on a real server, and what the product relies on of JetStream's message schedules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import nats
import pytest
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import PubAck, RetentionPolicy, StreamConfig
from nats.js.errors import BadRequestError

from chassis.embedded import EmbeddedNats
from chassis.settings import Settings
from chassis.streams import STREAMS, StreamError, check_streams, ensure_consumer, ensure_streams

AT = "desk.HQ.at.dispatch"
DUE = "desk.HQ.due.dispatch"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    async with EmbeddedNats(tmp_path / "nats") as running:
        yield running


@pytest.fixture
async def js(server: EmbeddedNats) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(server.url)
    yield client.jetstream()
    await client.close()


async def test_streams_are_made_once_by_five_processes_at_the_same_time(server: EmbeddedNats) -> None:
    clients = await asyncio.gather(*(nats.connect(server.url) for _ in range(5)))
    # Different settings, as during a rolling upgrade, must not make any of the five fail.
    await asyncio.gather(
        *(
            ensure_streams(client.jetstream(), Settings(event_retention_days=days))
            for client, days in zip(clients, (30, 30, 30, 7, 7), strict=True)
        )
    )
    infos = await clients[0].jetstream().streams_info()
    assert {info.config.name for info in infos} == {spec.name for spec in STREAMS}
    await asyncio.gather(*(client.close() for client in clients))


async def test_streams_have_the_promised_shape(js: JetStreamContext) -> None:
    await ensure_streams(js, Settings(event_retention_days=2))
    shapes = {}
    for spec in STREAMS:
        config = (await js.stream_info(spec.name)).config
        shapes[spec.name] = (config.retention, config.max_age, config.duplicate_window, config.allow_msg_schedules)
    assert shapes == {
        "DESK_EVENTS": ("limits", 172_800, 20, None),
        "DESK_BOX": ("workqueue", 0, 20, None),
        "DESK_TIME": ("workqueue", 0, 20, True),
        "DESK_DEAD": ("limits", 0, 20, None),
    }


async def test_changed_settings_are_taken_over_and_an_operators_limits_stay(js: JetStreamContext) -> None:
    await ensure_streams(js, Settings(event_retention_days=30))
    events = (await js.stream_info("DESK_EVENTS")).config
    await js.update_stream(events.evolve(max_bytes=10_000_000))
    await js.publish("desk.HQ.evt.intake.request.recorded", b"{}")
    await ensure_streams(js, Settings(event_retention_days=7))
    after = await js.stream_info("DESK_EVENTS")
    assert (after.config.max_age, after.config.max_bytes, after.state.messages) == (7 * 86_400, 10_000_000, 1)


async def test_a_stream_that_cannot_become_right_is_named_with_the_remedy(js: JetStreamContext) -> None:
    await js.add_stream(StreamConfig(name="DESK_BOX", subjects=["desk.*.box.>"], retention=RetentionPolicy.LIMITS))
    with pytest.raises(StreamError, match=r"DESK_BOX cannot be changed.*nats stream rm DESK_BOX"):
        await ensure_streams(js, Settings())


async def test_replicas_without_a_cluster_are_refused_clearly(js: JetStreamContext) -> None:
    with pytest.raises(StreamError, match="DESK_EVENTS cannot be created: replicas > 1"):
        await ensure_streams(js, Settings(stream_replicas=3))


async def test_a_consumer_can_be_made_again_with_other_filters(js: JetStreamContext) -> None:
    await ensure_streams(js, Settings())
    one, two = "desk.*.evt.intake.request.recorded", "desk.*.evt.dispatch.order.routed"
    await ensure_consumer(js, "DESK_EVENTS", "cashdesk", [one], 30, 1000)
    await ensure_consumer(js, "DESK_EVENTS", "cashdesk", [one, two], 45, 500)
    config = (await js.consumer_info("DESK_EVENTS", "cashdesk")).config
    assert sorted(config.filter_subjects or []) == sorted([one, two])
    assert (config.ack_wait, config.max_ack_pending, config.max_deliver, config.ack_policy) == (45, 500, -1, "explicit")


async def test_a_work_queue_refuses_two_consumers_of_one_subject(js: JetStreamContext) -> None:
    await ensure_streams(js, Settings())
    await ensure_consumer(js, "DESK_BOX", "intake", ["desk.*.box.*.intake.>"], 30, 1000)
    with pytest.raises(StreamError, match="consumer other on DESK_BOX"):
        await ensure_consumer(js, "DESK_BOX", "other", ["desk.*.box.*.intake.record_request"], 30, 1000)


async def test_doctor_sees_missing_wrong_and_healthy_streams(js: JetStreamContext) -> None:
    settings = Settings()
    missing = await check_streams(js, settings)
    assert [finding.ok for finding in missing] == [True, False, False, False, False]
    assert all(finding.remedy for finding in missing[1:])
    await ensure_streams(js, settings)
    assert all(finding.ok for finding in await check_streams(js, settings))
    wrong = await check_streams(js, Settings(event_retention_days=3))
    assert [(it.name, it.detail) for it in wrong if not it.ok] == [("DESK_EVENTS", "max_age is 2592000.0")]
    assert all(finding.ok for finding in await check_streams(js))


async def test_doctor_says_when_jetstream_does_not_answer(server: EmbeddedNats) -> None:
    client = await nats.connect(server.url)
    (finding,) = await check_streams(client.jetstream(domain="elsewhere", timeout=0.5))
    assert (finding.name, finding.ok) == ("jetstream", False)
    await client.close()


class Timers:
    """Sets timers and takes what fires."""

    def __init__(self, js: JetStreamContext, due: JetStreamContext.PullSubscription) -> None:
        self._js = js
        self._due = due

    async def set(self, name: str, when: str, body: bytes = b"", **headers: str) -> PubAck:
        schedule = {"Nats-Schedule": when, "Nats-Schedule-Target": DUE}
        more = {key.replace("_", "-"): value for key, value in headers.items()}
        return await self._js.publish(f"{AT}.{name}", body, headers={**schedule, **more})

    async def cancel(self, name: str) -> None:
        await self._js.purge_stream("DESK_TIME", subject=f"{AT}.{name}")

    async def next(self, timeout: float = 5) -> Msg:
        (message,) = await self._due.fetch(1, timeout=timeout)
        await message.ack_sync()
        return message


@pytest.fixture
async def timers(js: JetStreamContext) -> Timers:
    await ensure_streams(js, Settings())
    await ensure_consumer(js, "DESK_TIME", "dispatch", ["desk.*.due.dispatch"], 30, 1000)
    return Timers(js, await js.pull_subscribe_bind("dispatch", "DESK_TIME"))


def after(seconds: float, zone: timezone = UTC) -> str:
    return "@at " + (datetime.now(zone) + timedelta(seconds=seconds)).isoformat()


async def test_a_timer_fires_on_time_with_body_and_own_headers(timers: Timers, js: JetStreamContext) -> None:
    due_at = datetime.now(UTC) + timedelta(seconds=0.777123)
    await timers.set("t1", f"@at {due_at.isoformat()}", b'{"order": 1}', ce_id="x1", traceparent="tp", Nats_Msg_Id="m1")
    fired = await timers.next()
    assert (fired.subject, fired.data) == (DUE, b'{"order": 1}')
    assert fired.headers == {
        "ce-id": "x1",
        "traceparent": "tp",
        "Nats-Scheduler": f"{AT}.t1",
        "Nats-Schedule-Next": "purge",
    }
    assert timedelta(0) <= fired.metadata.timestamp - due_at < timedelta(seconds=2)
    assert (await js.stream_info("DESK_TIME")).state.messages == 0


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=3, minutes=30))])
async def test_an_overdue_timer_fires_at_once_whatever_its_offset(timers: Timers, zone: timezone) -> None:
    asked = datetime.now(UTC)
    await timers.set("late", after(-3600, zone))
    assert (await timers.next()).metadata.timestamp - asked < timedelta(seconds=2)


async def test_setting_a_timer_again_replaces_it(timers: Timers, js: JetStreamContext) -> None:
    await timers.set("t1", after(60), b"first", Nats_Msg_Id="t1-1")
    await timers.set("t1", after(0.3), b"second", Nats_Msg_Id="t1-2")
    assert (await timers.next()).data == b"second"
    assert (await js.stream_info("DESK_TIME")).state.messages == 0


async def test_setting_it_again_under_the_same_message_id_is_swallowed(timers: Timers) -> None:
    """Why each setting of a timer needs a message id of its own."""
    assert not (await timers.set("t1", after(1), b"first", Nats_Msg_Id="t1")).duplicate
    assert (await timers.set("t1", after(60), b"second", Nats_Msg_Id="t1")).duplicate
    assert (await timers.next()).data == b"first"
    assert (await timers.set("t1", after(60), b"third", Nats_Msg_Id="t1")).duplicate


async def test_a_cancelled_timer_does_not_fire(timers: Timers, js: JetStreamContext) -> None:
    await timers.set("gone", after(1))
    await timers.cancel("gone")
    await timers.cancel("never-set")
    await timers.set("end", after(1.5), b"end")
    assert (await timers.next()).data == b"end"
    assert (await js.stream_info("DESK_TIME")).state.messages == 0


async def test_timers_survive_kill_9_of_the_server_and_fire_when_overdue(server: EmbeddedNats, timers: Timers) -> None:
    await timers.set("t1", after(0.3), b"kept", ce_id="x1")
    await server.kill()
    await server.start()
    client = await nats.connect(server.url)
    due = await client.jetstream().pull_subscribe_bind("dispatch", "DESK_TIME")
    (fired,) = await due.fetch(1, timeout=10)
    assert (fired.data, (fired.headers or {})["ce-id"]) == (b"kept", "x1")
    await client.close()


async def test_a_recurring_timer_takes_a_time_zone_and_names_its_next_firing(timers: Timers) -> None:
    await timers.set("cron", "*/1 * * * * *", b"tick", Nats_Schedule_Time_Zone="Asia/Shanghai")
    fired = await timers.next()
    assert fired.data == b"tick"
    assert (fired.headers or {})["Nats-Schedule-Next"].endswith("+08:00")


@pytest.mark.parametrize(("when", "target"), [("@at noon", DUE), ("", "elsewhere"), ("", f"{AT}.t1")])
async def test_a_schedule_that_cannot_work_is_refused_when_set(
    timers: Timers, js: JetStreamContext, when: str, target: str
) -> None:
    headers = {"Nats-Schedule": when or after(60), "Nats-Schedule-Target": target}
    with pytest.raises(BadRequestError):
        await js.publish(f"{AT}.t1", b"", headers=headers)
