"""What moves to the next person at a handover, and what stays. Pure. Rules PD-06, TH-09, TH-11, TH-12, TH-17."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from contracts.playbook import Line, Playbook
from contracts.roster import HandoverCompleted, HandoverKind

KEPT = "kept"
KINDS = ("request", KEPT)


def kind_of(book: Playbook, line: str) -> str:
    """A request of a line that stays with its owner is listed as kept, with its handover record."""
    known = book.lines.get(line)
    return KEPT if known is not None and known.stays_with_owner else "request"


def stays(book: Playbook, line: str, number: str, served: Collection[str], kind: HandoverKind) -> bool:
    """At the end of a shift: until it is solved, or while its customer is being served."""
    return kind == "shift" and (kind_of(book, line) == KEPT or number in served)


def moves(event: HandoverCompleted, book: Playbook, line: str, number: str, served: Collection[str]) -> bool:
    """Whether this request goes to the incoming person, also when it came in after the report."""
    listed = {item.number: item.stays for item in event.items if item.kind in KINDS}
    if event.listed_only:
        return listed.get(number) is False
    return not listed.get(number, False) and not stays(book, line, number, served, event.kind)


def record_of(line: Line, masked: Mapping[str, Any], owner: str, recorded_at: datetime) -> dict[str, str]:
    """The handover record of what its owner keeps, by heading: who, since when, and what the masked form says."""
    said = {"责任人 owner": owner, "受理时间 received": recorded_at.isoformat(timespec="minutes")}
    for name, spec in line.form.items():
        value = masked.get(name)
        if value is not None:
            title = f"{spec.title.zh} {spec.title.en}" if spec.title is not None else name
            said[title] = str(value)
    return said
