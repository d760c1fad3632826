"""Who answers for a fault found after a handover. Decided from the log; a manager only states facts. Rule TH-16. Pure.

| what the log and the facts say                             | ground              | who      |
|------------------------------------------------------------|---------------------|----------|
| it was never completed                                     | not_handed_over     | outgoing |
| the thing came into being after the handover               | arose_later         | incoming |
| the log has no such item                                   | not_in_log          | outgoing |
| the item stayed with the outgoing person                   | stayed              | outgoing |
| the log said of it what was not true                       | handed_over_wrongly | outgoing |
| nobody can say whether the log was true                    | not_told_apart      | both     |
| the log was true, and the incoming person had questioned it| not_told_apart      | both     |
| the log was true, and the incoming person took it over     | dropped             | incoming |
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.base import HandoverItem
from contracts.problems import Invalid
from contracts.roster import AttributeFault, Evidence, FaultGround, ItemAcknowledgement


@dataclass(frozen=True)
class Facts:
    """What the log knows. ``incoming`` is who completed it; ``words`` what was said of single items."""

    outgoing: str
    incoming: str | None
    opened_at: datetime
    completed_at: datetime | None
    released: bool
    items: tuple[HandoverItem, ...]
    words: tuple[ItemAcknowledgement, ...] = ()


@dataclass(frozen=True)
class Finding:
    ground: FaultGround
    persons: list[str]
    evidence: list[Evidence] = field(default_factory=list)


def check_statement(stated: AttributeFault, facts: Facts, now: datetime) -> None:
    """Raises Invalid naming what is missing or cannot be."""
    errors: dict[str, str] = {}
    if stated.content == "wrong" and stated.proof is None and stated.actual_state is None:
        errors["proof"] = "say what shows that the log was wrong, or give actual_state"
    if stated.found_at > now:
        errors["found_at"] = "lies in the future"
    elif stated.found_at < facts.opened_at:
        errors["found_at"] = "lies before the handover; only later faults are attributed from its log"
    if stated.arose_at is not None and stated.arose_at > stated.found_at:
        errors["arose_at"] = "nothing is found before it came into being"
    kinds = sorted({item.kind for item in _matches(stated, facts.items)})
    if len(kinds) > 1:
        errors["kind"] = f"the log has several of that number; name one of {', '.join(kinds)}"
    if errors:
        raise Invalid("the fault cannot be attributed on this statement", errors=errors)


def attribute(stated: AttributeFault, facts: Facts, by: str, now: datetime) -> Finding:
    """The table above, row by row; the evidence names what each decision rests on."""
    item = next(iter(_matches(stated, facts.items)), None)
    word = _word(item, facts)
    ground = _ground(stated, facts, item, word)
    persons = [person for person in _answering(ground, facts) if person is not None]
    return Finding(ground, persons, _evidence(stated, facts, item, word, by, now))


def _answering(ground: FaultGround, facts: Facts) -> list[str | None]:
    if ground == "not_told_apart":
        return [facts.outgoing, facts.incoming]
    return [facts.incoming if ground in ("arose_later", "dropped") else facts.outgoing]


def _ground(
    stated: AttributeFault, facts: Facts, item: HandoverItem | None, word: ItemAcknowledgement | None
) -> FaultGround:
    if facts.completed_at is None:
        return "not_handed_over"
    if stated.arose_at is not None and stated.arose_at > facts.completed_at:
        return "arose_later"
    if item is None:
        return "not_in_log"
    return "stayed" if item.stays else _by_content(stated, item, word)


def _by_content(stated: AttributeFault, item: HandoverItem, word: ItemAcknowledgement | None) -> FaultGround:
    if stated.content == "wrong" or stated.actual_state not in (None, item.state):
        return "handed_over_wrongly"
    questioned = word is not None and word.decision == "questioned"
    return "not_told_apart" if stated.content == "unknown" or questioned else "dropped"


def _evidence(
    stated: AttributeFault,
    facts: Facts,
    item: HandoverItem | None,
    word: ItemAcknowledgement | None,
    by: str,
    now: datetime,
) -> list[Evidence]:
    found = [Evidence(at=facts.opened_at, by=facts.outgoing, what="opened the handover")]
    if item is None:
        found.append(Evidence(at=facts.opened_at, by=facts.outgoing, what=f"the log has no item {stated.reference}"))
    else:
        said = f"the log lists {item.kind} {item.number or item.reference}, state {item.state}"
        said += f", reason: {item.reason}" if item.reason else ""
        said += ", staying with the outgoing person" if item.stays else ""
        found.append(Evidence(at=facts.opened_at, by=facts.outgoing, what=said))
    if word is not None:
        found.append(
            Evidence(at=word.at, by=word.by, what=f"{word.decision}" + (f": {word.note}" if word.note else ""))
        )
    if facts.completed_at is None:
        found.append(Evidence(at=now, by=facts.outgoing, what="the handover is not completed"))
    elif facts.incoming is not None:
        how = "released the outgoing person and took over the log" if facts.released else "acknowledged the whole log"
        found.append(Evidence(at=facts.completed_at, by=facts.incoming, what=how))
    if stated.arose_at is not None:
        found.append(Evidence(at=stated.arose_at, by=by, what="stated: came into being then"))
    if stated.actual_state is not None:
        found.append(Evidence(at=now, by=by, what=f"stated: its state was {stated.actual_state}"))
    content = {"right": "true", "wrong": "not true", "unknown": "unknown whether true"}[stated.content]
    proof = f"; {stated.proof}" if stated.proof else ""
    found.append(Evidence(at=now, by=by, what=f"stated: what the log said was {content}{proof}"))
    found.append(Evidence(at=stated.found_at, by=by, what=f"found: {stated.what}"))
    return found


def _matches(stated: AttributeFault, items: Iterable[HandoverItem]) -> list[HandoverItem]:
    """By reference, else by number."""
    fitting = [item for item in items if stated.kind in (None, item.kind)]
    exact = [item for item in fitting if item.reference == stated.reference]
    return exact or [item for item in fitting if item.number == stated.reference]


def _word(item: HandoverItem | None, facts: Facts) -> ItemAcknowledgement | None:
    if item is None:
        return None
    same = [word for word in facts.words if (word.kind, word.reference) == (item.kind, item.reference)]
    return same[-1] if same else None
