"""The handover log (交接班日志): who must report, what must be said and taken over before a person may go. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from contracts.base import HandoverItem
from contracts.problems import Conflict, Invalid
from contracts.roster import HandoverKind, HandoverState, ItemWord
from services.roster.domain.handover_items import (
    FOLLOWS_ITS_REQUEST,
    Change,
    Key,
    News,
    informed,
    is_major,
    is_over,
    key_of,
    name_of,
    served,
)

REPORTERS = ("intake", "dispatch", "followup", "cashdesk")
OWN = "roster"
"""What was noted here: events of the shift and ad-hoc matters."""
CLOSED = ("completed", "released", "withdrawn")


@dataclass(frozen=True)
class Demands:
    """What the playbook asks of this handover. ``topics``: of each the outgoing person says how it stands. ``held``:
    what the outgoing person holds for somebody else. Rules TH-10, TH-11."""

    item_by_item: bool = False
    review: bool = False
    topics: tuple[str, ...] = ()
    held: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class HandoverLog:
    """A handover as it stands; each change yields the log after it. ``words``: what the incoming person said of items.
    Rules PD-06, PD-15, TH-10, TH-12, TH-14."""

    state: HandoverState = "opened"
    reports: Mapping[str, tuple[HandoverItem, ...]] = field(default_factory=dict)
    kind: HandoverKind = "shift"
    round: int = 1
    demands: Demands = Demands()
    topics: Mapping[str, str] = field(default_factory=dict)
    reviewed: bool = False
    words: Mapping[Key, ItemWord] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def waiting_for(self) -> list[str]:
        """The services that have not reported."""
        return [service for service in REPORTERS if service not in self.reports]

    @property
    def items(self) -> list[HandoverItem]:
        return [item for service in (*REPORTERS, OWN) for item in self.reports.get(service, ())]

    @property
    def unexplained(self) -> list[HandoverItem]:
        """Items that may not be handed over without a reason and have none."""
        if self.kind in ("stand_in", "hand_back"):
            return []
        return [item for item in self.items if item.needs_reason and not item.reason]

    @property
    def by_hand(self) -> list[HandoverItem]:
        """What no handover moves: cash, cards, keys, and a customer being served. Rules TH-12, TH-17."""
        held = [item for item in self.reports.get("cashdesk", ()) if item.kind not in FOLLOWS_ITS_REQUEST]
        return held + [item for item in self.items if item.kind == "serving" and item.state != "finished"]

    @property
    def moving(self) -> list[HandoverItem]:
        """What passes to the incoming person, but for what follows its request or passes from hand to hand."""
        return [
            item
            for service in ("intake", "dispatch", "followup")
            for item in self.reports.get(service, ())
            if not item.stays and not is_over(item)
        ]

    @property
    def to_acknowledge(self) -> list[HandoverItem]:
        """What the incoming person must take over one by one and has not: major events always. Rule TH-10."""
        return [item for item in self._one_by_one if key_of(item) not in self.words]

    @property
    def _one_by_one(self) -> list[HandoverItem]:
        if self.kind == "stand_in":
            return []
        own = self.reports.get(OWN, ())
        if self.demands.item_by_item:
            return [*self.moving, *own]
        return [item for item in own if is_major(item)]

    # ------------------------------------------------------------------ reports
    def reported(
        self, service: str, items: Iterable[HandoverItem], news: Iterable[News] = (), of_round: int | None = None
    ) -> "HandoverLog":
        """With the report of a service; its first one of the round counts, and none does after the end."""
        if not self.is_open or service in self.reports or of_round not in (None, self.round):
            return self
        log = replace(self, reports={**self.reports, service: tuple(self._fitting(items))})
        for one in news:
            log = log.informed(one)
        if not log.waiting_for and log.state == "opened":
            return replace(log, state="compiled")
        return log

    def _fitting(self, items: Iterable[HandoverItem]) -> Iterable[HandoverItem]:
        """Handed back is only what was held for A; what B holds for A does not leave with B's shift. Rule TH-11."""
        held = self.demands.held
        for item in items:
            if self.kind == "hand_back":
                if key_of(item) in held:
                    yield item
            elif self.kind == "shift" and key_of(item) in held:
                yield item.model_copy(update={"stays": True})
            else:
                yield item

    def noted(self, item: HandoverItem) -> "HandoverLog":
        """With something noted here, an event of the shift or an ad-hoc matter; each counts once."""
        own = self.reports.get(OWN, ())
        if not self.is_open or key_of(item) in {key_of(known) for known in own}:
            return self
        return replace(self, reports={**self.reports, OWN: (*own, item)})

    def informed(self, news: News) -> "HandoverLog":
        """With what was said of an order: a reason where there is none yet, or that nothing is left to do."""
        return self._each(lambda item: informed(item, news))

    def served(self, serving: str) -> "HandoverLog":
        """The customer who was being served has been served to the end. Rule TH-17."""
        return self._each(lambda item: served(item, serving))

    def _each(self, change: Change) -> "HandoverLog":
        if not self.is_open:
            return self
        changed = {service: tuple(change(item) for item in items) for service, items in self.reports.items()}
        return self if changed == self.reports else replace(self, reports=changed)

    def asked_again(self) -> "HandoverLog":
        """The next round: the services report anew, and the log is reviewed anew. Raises Conflict. Rule TH-12."""
        self._must_be_open()
        kept = {OWN: self.reports[OWN]} if OWN in self.reports else {}
        state: HandoverState = "unrelieved" if self.state == "unrelieved" else "opened"
        return replace(self, reports=kept, round=self.round + 1, state=state, reviewed=False)

    # ------------------------------------------------------------------ both people
    def reviewed_with(self, topics: Mapping[str, str]) -> "HandoverLog":
        """Confirmed by the outgoing person, who says how each topic stands. Raises Conflict, Invalid. Rule TH-10."""
        self.must_be_complete()
        said = {**self.topics, **topics}
        known = self.demands.topics
        errors = {f"topics.{name}": "the post has no such topic; leave it out" for name in topics if name not in known}
        errors |= {f"topics.{name}": "say how it stands" for name in known if name not in said}
        if errors:
            raise Invalid("the review says something of every topic of the post", errors=errors)
        state: HandoverState = "reviewed" if self.state == "compiled" else self.state
        return replace(self, state=state, reviewed=True, topics=said)

    def acknowledged(self, words: Iterable[ItemWord]) -> "HandoverLog":
        """With what the incoming person says of items. Raises Invalid for what is not in the log."""
        known = {key_of(item) for item in self.items}
        errors: dict[str, str] = {}
        said: dict[Key, ItemWord] = {}
        for i, word in enumerate(words):
            if (word.kind, word.reference) not in known:
                errors[f"items.{i}.reference"] = "the log has no such item; see roster.handover"
            elif word.decision == "questioned" and not word.note:
                errors[f"items.{i}.note"] = "say what is in doubt"
            said[word.kind, word.reference] = word
        if errors:
            raise Invalid("only items of the log are taken over", errors=errors)
        return replace(self, words={**self.words, **said}) if said else self

    def unrelieved(self) -> "HandoverLog":
        """Nobody has come: the person stays on duty. Rule TH-15."""
        return replace(self, state="unrelieved") if self.is_open and self.state != "unrelieved" else self

    # ------------------------------------------------------------------ the end
    def closed(self, state: Literal["completed", "released"]) -> "HandoverLog":
        """Handed over. Raises Conflict when it is over already, incomplete, unexplained, not reviewed, not emptied of
        what passes by hand, or not taken over where it must be one by one. Rules PD-15, TH-10, TH-12."""
        self.must_be_complete()
        self._must_be_explained()
        self._must_be_reviewed()
        self._must_be_empty_handed()
        if self.to_acknowledge:
            names = ", ".join(f"{item.kind} {item.number or item.title}" for item in self.to_acknowledge)
            raise Conflict(
                f"{names}: to be taken over one by one; name them in items, or with roster.acknowledge_item",
                errors={f"items.{item.kind}.{item.reference}": "not acknowledged yet" for item in self.to_acknowledge},
                slug="handover-unacknowledged",
            )
        return replace(self, state=state)

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Conflict(f"this handover is already {self.state}; nothing more is to be done")

    def must_be_complete(self) -> None:
        """Raises Conflict when it is over, or while a service has not reported."""
        self._must_be_open()
        if self.waiting_for:
            names = ", ".join(self.waiting_for)
            raise Conflict(
                f"the log is not complete: {names} has not reported yet; try again shortly",
                errors={"handover_id": f"waits for {names}"},
                slug="handover-incomplete",
            )

    def _must_be_explained(self) -> None:
        if self.unexplained:
            by_hand = self.by_hand
            remedies = {
                name_of(item): "give it back, then roster.report_again"
                if item in by_hand
                else "say why with dispatch.carry_over"
                for item in self.unexplained
            }
            raise Conflict(
                f"{', '.join(remedies)}: open and without a reason; {', or '.join(dict.fromkeys(remedies.values()))}",
                errors={f"items.{name}.reason": remedy for name, remedy in remedies.items()},
                slug="handover-unexplained",
            )

    def _must_be_reviewed(self) -> None:
        asked = self.demands.review or self.demands.topics
        if self.kind == "shift" and asked and not self.reviewed:
            topics = self.demands.topics
            raise Conflict(
                "the outgoing person has not reviewed the log; roster.review_handover",
                errors={f"topics.{name}": "not said yet" for name in topics} or {"handover_id": "not reviewed"},
                slug="handover-unreviewed",
            )

    def _must_be_empty_handed(self) -> None:
        if self.kind == "departure" and self.by_hand:
            names = "; ".join(f"{item.kind}: {item.title}" for item in self.by_hand)
            raise Conflict(
                f"{names}: given back from hand to hand first, then roster.report_again",
                errors={f"items.{item.kind}.{item.reference}": item.title for item in self.by_hand},
                slug="handover-by-hand",
            )
