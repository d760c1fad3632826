"""The handover log (交接班日志): who must report, what must be said before a person may go. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from contracts.base import HandoverItem
from contracts.problems import Conflict
from contracts.roster import HandoverState

REPORTERS = ("intake", "dispatch", "followup", "cashdesk")
CLOSED = ("completed", "released")


@dataclass(frozen=True)
class News:
    """What dispatch said of an order while a handover is open: the ``reason`` why it stays, or how it ``ended``."""

    number: str
    kind: Literal["reason", "ended"]
    text: str


@dataclass(frozen=True)
class HandoverLog:
    """A handover as it stands; each change yields the log after it. Rules PD-06, PD-15."""

    state: HandoverState = "opened"
    reports: Mapping[str, tuple[HandoverItem, ...]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def waiting_for(self) -> list[str]:
        """The services that have not reported."""
        return [service for service in REPORTERS if service not in self.reports]

    @property
    def items(self) -> list[HandoverItem]:
        return [item for service in REPORTERS for item in self.reports.get(service, ())]

    @property
    def unexplained(self) -> list[HandoverItem]:
        """Items that may not be handed over without a reason and have none."""
        return [item for item in self.items if item.needs_reason and not item.reason]

    def reported(self, service: str, items: Iterable[HandoverItem], news: Iterable[News] = ()) -> "HandoverLog":
        """With the report of a service; its first one counts, and none does after the end."""
        if not self.is_open or service in self.reports:
            return self
        log = replace(self, reports={**self.reports, service: tuple(items)})
        for one in news:
            log = log.informed(one)
        if not log.waiting_for and log.state == "opened":
            return replace(log, state="compiled")
        return log

    def informed(self, news: News) -> "HandoverLog":
        """With what was said of an order: a reason where there is none yet, or that nothing is left to do."""
        if not self.is_open:
            return self
        changed = {service: tuple(_informed(item, news) for item in items) for service, items in self.reports.items()}
        return self if changed == self.reports else replace(self, reports=changed)

    def unrelieved(self) -> "HandoverLog":
        """Nobody has come: the person stays on duty."""
        return replace(self, state="unrelieved") if self.state in ("opened", "compiled") else self

    def closed(self, state: Literal["completed", "released"]) -> "HandoverLog":
        """Handed over. Raises Conflict when it is over already, incomplete or unexplained. Rule PD-15."""
        if not self.is_open:
            raise Conflict(f"this handover is already {self.state}; nothing more is to be done")
        if self.waiting_for:
            names = ", ".join(self.waiting_for)
            raise Conflict(
                f"the log is not complete: {names} has not reported yet; try again shortly",
                errors={"handover_id": f"waits for {names}"},
                slug="handover-incomplete",
            )
        if self.unexplained:
            numbers = ", ".join(_name(item) for item in self.unexplained)
            raise Conflict(
                f"{numbers}: open and without a reason; say why with dispatch.carry_over",
                errors={f"items.{_name(item)}.reason": "say why with dispatch.carry_over" for item in self.unexplained},
                slug="handover-unexplained",
            )
        return replace(self, state=state)


def _informed(item: HandoverItem, news: News) -> HandoverItem:
    if item.number != news.number:
        return item
    if news.kind == "ended" and item.kind == "order":
        return item.model_copy(update={"state": news.text, "needs_reason": False})
    if news.kind == "reason" and not item.reason:
        return item.model_copy(update={"reason": news.text})
    return item


def _name(item: HandoverItem) -> str:
    return item.number or item.reference
