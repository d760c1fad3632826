"""Counting messages that never reach the worker, under labels that strangers cannot invent."""

from chassis.decode import Decoder
from chassis.metrics import Metrics
from contracts import subjects


class Tally:
    """Of one service."""

    def __init__(self, service: str, metrics: Metrics, decoder: Decoder) -> None:
        self._service = service
        self._metrics = metrics
        self._decoder = decoder

    def count(self, subject: str, outcome: str) -> None:
        """``outcome`` as in frontdesk_messages_handled_total."""
        try:
            label = subjects.parse(subject).pattern
        except ValueError:
            label = "unknown"
        if not self._decoder.knows(label):
            label = "unknown"
        self._metrics.messages_handled.labels(self._service, label, outcome).inc()

    def dead(self, reason: str) -> None:
        self._metrics.dead_letters.labels(self._service, reason).inc()
