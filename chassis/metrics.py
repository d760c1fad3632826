"""What a process tells Prometheus. One ``Metrics`` a process, on a registry of its own."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LAG = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300)
GROUPS = (1, 2, 5, 10, 25, 50, 100, 200, 500, 1000)


class Metrics:
    """The product's counters, gauges and histograms as attributes.

    Times are in seconds. ``subject`` is the pattern without site and actor, such as ``cmd.intake.record_request``,
    so that the number of series does not grow with traffic. Gauges that describe stored data are set by samplers
    (``chassis.sampler``) when somebody scrapes.
    """

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._add_messages()
        self._add_outbox()
        self._add_consumers()
        self._add_timers()
        self._add_desk()
        self._add_process()

    def render(self) -> bytes:
        """The exposition text, version 0.0.4, UTF-8."""
        return generate_latest(self.registry)

    def _add_messages(self) -> None:
        self.messages_handled = self._counter(
            "messages_handled",
            "Messages handled; outcome ok, refused, duplicate, stale, early, failed, later, outage, retried or dead.",
            "service",
            "subject",
            "outcome",
        )
        self.handling_seconds = self._histogram(
            "handling_seconds",
            "Seconds of a message's share of its transaction, commit included.",
            SHORT,
            "service",
            "subject",
        )
        self.group_size = self._histogram("group_size", "Messages committed in one transaction.", GROUPS, "service")
        self.commit_seconds = self._histogram("commit_seconds", "Seconds a commit took.", SHORT, "service")
        self.preparing_seconds = self._histogram(
            "preparing_seconds",
            "Seconds of what a message needed before its transaction, such as sending a mail.",
            SHORT,
            "service",
            "subject",
        )
        self.dead_letters = self._counter("dead_letters", "Messages given up on.", "service", "reason")

    def _add_outbox(self) -> None:
        self.outbox_unsent = self._gauge("outbox_unsent", "Outbox rows not yet stored by the broker.", "service")
        self.outbox_oldest_seconds = self._gauge(
            "outbox_oldest_seconds", "Age in seconds of the oldest unsent outbox row; 0 when none.", "service"
        )
        self.published = self._counter(
            "published",
            "Messages the broker stored; kind is the second subject word: evt, at, dead.",
            "service",
            "kind",
        )
        self.publish_failures = self._counter("publish_failures", "Publishes the broker did not confirm.", "service")

    def _add_consumers(self) -> None:
        self.consumer_pending = self._gauge(
            "consumer_pending", "Stored messages not yet delivered to the consumer.", "service", "stream"
        )
        self.consumer_ack_pending = self._gauge(
            "consumer_ack_pending", "Messages delivered and not yet acknowledged.", "service", "stream"
        )
        self.consumer_redelivered = self._gauge(
            "consumer_redelivered", "Unacknowledged messages delivered more than once.", "service", "stream"
        )

    def _add_timers(self) -> None:
        self.timers_pending = self._gauge("timers_pending", "Timers that are set and have not fired.", "service")
        self.timers_fired = self._counter(
            "timers_fired",
            "Timers that fired; outcome ok, stale when it no longer stood, early when its moment had not come.",
            "service",
            "kind",
            "outcome",
        )
        self.timer_lag_seconds = self._histogram(
            "timer_lag_seconds", "Seconds between a timer's due time and its handling.", LAG, "service"
        )

    def _add_desk(self) -> None:
        self.deadlines = self._counter(
            "deadlines", "Deadlines that ended; outcome is met or missed.", "line", "outcome"
        )
        self.requests_open = self._gauge("requests_open", "Requests not yet closed.", "site", "line")
        self.requests_oldest_seconds = self._gauge(
            "requests_oldest_seconds", "Age in seconds of the oldest open request; 0 when none.", "site", "line"
        )
        self.callbacks_due = self._gauge("callbacks_due", "Callbacks whose time has come and that nobody made.", "site")
        self.care_calls_open = self._gauge(
            "care_calls_open", "Calls of the care plan that are still to be made.", "site", "segment"
        )
        self.care_calls_late = self._gauge(
            "care_calls_late", "Calls of the care plan still to be made whose window is over.", "site", "segment"
        )
        self.ledger_balance_check = self._gauge(
            "ledger_balance_check", "1 when the ledger's debits equal its credits, 0 when not.", "site"
        )
        self.deadlines_to_recalculate = self._gauge(
            "deadlines_to_recalculate", "Open deadlines that a recalculation under way has still to reach.", "site"
        )
        self.letters_undelivered = self._gauge(
            "letters_undelivered", "Letters that were given up and not sent since, one for each recipient.", "site"
        )
        self.letters = self._counter(
            "letters",
            "Letters handed to a gateway; outcome delivered, again (to be tried later) or undeliverable.",
            "gateway",
            "outcome",
        )

    def _add_process(self) -> None:
        self.event_loop_lag_seconds = self._gauge(
            "event_loop_lag_seconds", "Longest delay in seconds of the event loop since the scrape before."
        )
        self.sampler_failures = self._counter(
            "sampler_failures", "Samplers that failed or took longer than allowed.", "service"
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"frontdesk_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"frontdesk_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"frontdesk_{name}", text, labels, buckets=buckets, registry=self.registry)
