from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from faststream.nats import NatsBroker

from chassis.embedded import EmbeddedNats
from chassis.logs import broker_logger, configure_logs, get_logger, log_context
from chassis.metrics import Metrics
from chassis.sampler import LoopWatch, Sampler

NAMES = """
messages_handled_total{service,subject,outcome} handling_seconds{service,subject} group_size{service}
commit_seconds{service} outbox_unsent{service} outbox_oldest_seconds{service} published_total{service,kind}
publish_failures_total{service} consumer_pending{service,stream} consumer_ack_pending{service,stream}
consumer_redelivered{service,stream} timers_pending{service} timers_fired_total{service,kind,outcome}
timer_lag_seconds{service} deadlines_total{line,outcome} requests_open{site,line}
requests_oldest_seconds{site,line} callbacks_due{site} ledger_balance_check{site}
deadlines_to_recalculate{site} letters_undelivered{site} letters_total{gateway,outcome}
dead_letters_total{service,reason} event_loop_lag_seconds{} sampler_failures_total{service}
"""


@pytest.fixture(autouse=True)
def _former_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_every_documented_metric_is_exposed_with_its_labels() -> None:
    metrics = Metrics()
    for attribute in vars(metrics).values():
        if names := getattr(attribute, "_labelnames", ()):
            attribute.labels(*(f"a_{name}" for name in names))
    text = metrics.render().decode()
    for promised in NAMES.split():
        name, _, labels = promised.rstrip("}").partition("{")
        shown = ",".join(f'{label}="a_{label}"' for label in sorted(labels.split(",")) if label)
        stems = (f"frontdesk_{name}", f"frontdesk_{name}_count")
        assert any(f"\n{stem}{{{shown}}} " in text or f"\n{stem} " in text for stem in stems), promised
    assert "process_resident_memory_bytes" in text


def test_two_processes_worth_of_metrics_do_not_share_state() -> None:
    one, other = Metrics(), Metrics()
    one.messages_handled.labels("intake", "cmd.intake.record_request", "ok").inc()
    labels = {"service": "intake", "subject": "cmd.intake.record_request", "outcome": "ok"}
    assert one.registry.get_sample_value("frontdesk_messages_handled_total", labels) == 1
    assert other.registry.get_sample_value("frontdesk_messages_handled_total", labels) is None


async def test_samplers_set_gauges_and_a_failing_or_slow_one_is_counted() -> None:
    metrics = Metrics()
    sampler = Sampler(metrics, limit_seconds=0.1)

    async def good() -> None:
        metrics.outbox_unsent.labels("intake").set(7)

    async def broken() -> None:
        raise RuntimeError("database is gone")

    async def stuck() -> None:
        await asyncio.Event().wait()

    for service, sample in (("dispatch", broken), ("roster", stuck), ("intake", good)):
        sampler.register(sample, service=service)
    log = io.StringIO()
    configure_logs("json", stream=log)
    await asyncio.wait_for(sampler.run_once(), 10)
    value = metrics.registry.get_sample_value
    assert value("frontdesk_outbox_unsent", {"service": "intake"}) == 7
    failures = [value("frontdesk_sampler_failures_total", {"service": it}) for it in ("intake", "dispatch", "roster")]
    assert failures == [None, 1, 1]
    assert sorted(json.loads(line)["service"] for line in log.getvalue().splitlines()) == ["dispatch", "roster"]


async def test_a_blocked_event_loop_shows_as_lag() -> None:
    metrics = Metrics()
    watch = LoopWatch(metrics, tick_seconds=0.01)
    watch.start()
    blocked_until = time.monotonic() + 0.15
    while time.monotonic() < blocked_until:
        pass
    ticked = asyncio.Event()
    asyncio.get_running_loop().call_later(0.02, ticked.set)
    await ticked.wait()
    watch.stop()
    assert 0.1 < watch.take() < 5
    assert (metrics.registry.get_sample_value("frontdesk_event_loop_lag_seconds") or 0) > 0.1
    assert watch.take() == 0


def test_log_lines_are_json_with_context_whoever_writes_them() -> None:
    log = io.StringIO()
    configure_logs("json", "INFO", stream=log)
    with log_context(service="intake", site="HQ", actor="li", request="HQ-1", correlation_id="c-1"):
        get_logger("chassis.test").info("request recorded", line="repair")
        logging.getLogger("nats.client").warning("lost %s", "connection")
    get_logger("chassis.test").info("outside")
    logging.getLogger("sqlalchemy.engine.Engine").info("SELECT 1")
    ours, theirs, outside = (json.loads(line) for line in log.getvalue().splitlines())
    context = {"service": "intake", "site": "HQ", "actor": "li", "request": "HQ-1", "correlation_id": "c-1"}
    assert ours.items() >= {**context, "event": "request recorded", "line": "repair", "level": "info"}.items()
    assert theirs.items() >= {**context, "event": "lost connection", "logger": "nats.client"}.items()
    assert "service" not in outside
    assert ours["timestamp"].endswith("Z")


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_traceback_does_not_show_local_variables(log_format: Literal["json", "console"]) -> None:
    log = io.StringIO()
    configure_logs(log_format, stream=log)
    phone = "138" + "00138000"
    try:
        raise LookupError(f"a phone of {len(phone)} digits is unknown")
    except LookupError:
        get_logger("chassis.test").exception("lookup failed")
    assert "a phone of 11 digits is unknown" in log.getvalue()
    assert phone not in log.getvalue()


async def test_what_faststream_says_of_a_failed_handler_is_in_our_log(tmp_path: Path) -> None:
    log = io.StringIO()
    configure_logs("json", stream=log)
    async with EmbeddedNats(tmp_path / "nats") as server:
        broker = NatsBroker(server.url, logger=broker_logger(), graceful_timeout=5)
        arrived = asyncio.Event()

        @broker.subscriber("broken")
        async def handle(body: str) -> None:
            arrived.set()
            raise LookupError("no such request")

        async with broker:
            await broker.start()
            await broker.publish("go", "broken")
            await asyncio.wait_for(arrived.wait(), 5)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert "LookupError: no such request" in [line["event"] for line in lines if line["logger"] == "faststream"]


def test_exceptions_are_logged_as_data_and_levels_are_kept() -> None:
    log = io.StringIO()
    configure_logs("json", "WARNING", stream=log)
    try:
        raise LookupError("no such request")
    except LookupError:
        logging.getLogger("faststream").exception("handler failed")
    get_logger("chassis.test").info("too quiet to be kept")
    (line,) = log.getvalue().splitlines()
    assert json.loads(line)["exception"][0]["exc_value"] == "no such request"


def test_console_lines_are_for_reading() -> None:
    log = io.StringIO()
    configure_logs("console", stream=log)
    get_logger("chassis.test").info("desk opened", site="HQ")
    assert "desk opened" in log.getvalue()
    assert "site=HQ" in log.getvalue()
