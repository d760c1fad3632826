"""The papers of a request: what is asked for, what was received, what is missing. Rules HA-01 to HA-03."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from contracts.intake import DocumentView, MissingDocument, ReceiveDocument
from contracts.playbook import Line
from contracts.playbook.basics import DocumentSpec
from contracts.problems import Conflict, Invalid

Received = Mapping[str, Any]
"""What was received by paper: rows with ``original``, ``copies``, ``received_by``, ``received_at``, ``note``."""


class Ticked(NamedTuple):
    """How a paper stands after a tick."""

    original: bool
    copies: int
    note: str | None
    received_by: str
    received_at: datetime


def ticked(before: Any, tick: ReceiveDocument, *, by: str, at: datetime) -> Ticked:
    """What was received before and now together, under the name of who received the last of it."""
    original = tick.original or (before is not None and before.original)
    copies = tick.copies + (before.copies if before is not None else 0)
    note = tick.note or (before.note if before is not None else None)
    return Ticked(original, copies, note, by, at)


def is_complete(paper: DocumentSpec, row: Any) -> bool:
    """Nothing of it is owed; a paper of which neither original nor copies are asked needs its tick."""
    if row is None:
        return False
    return (row.original or not paper.original) and row.copies >= paper.copies


def missing(line: Line, asked: Iterable[str], received: Received) -> list[MissingDocument]:
    """What the customer still has to bring, in the playbook's order."""
    out = []
    for name in asked:
        paper, row = line.documents[name], received.get(name)
        if not is_complete(paper, row):
            owed = paper.copies - (row.copies if row is not None else 0)
            out.append(
                MissingDocument(
                    document=name,
                    title=paper.title.model_dump(),
                    original=paper.original and not (row is not None and row.original),
                    copies=max(0, owed),
                )
            )
    return out


def said(paper: MissingDocument) -> str:
    """What is owed of a paper, for the customer."""
    owed = [*(["the original"] if paper.original else []), *([f"{paper.copies} copies"] if paper.copies else [])]
    return f"{paper.title['zh']} / {paper.title['en']}: {' and '.join(owed) or 'the paper itself'}"


def may_be_received(
    line: Line, asked: Iterable[str], document: str, row: Any, *, original: bool, copies: int
) -> DocumentSpec:
    """The paper as the playbook asks for it. Raises Invalid for one that is not asked for or when nothing was received,
    Conflict when it is complete."""
    wanted = list(asked)
    if document not in wanted:
        known = f"one of {', '.join(wanted)}" if wanted else "this request asks for none"
        raise Invalid(f"the paper '{document}' is not asked for here", errors={"document": known})
    paper = line.documents[document]
    if is_complete(paper, row):
        raise Conflict(
            f"'{document}' is complete; {row.received_by} received it",
            errors={"document": "nothing more is owed of it"},
        )
    if (paper.original or paper.copies) and not original and not copies:
        raise Invalid(
            "say what was received",
            errors={"original": "true when the original was shown", "copies": "how many copies were handed in"},
        )
    return paper


def shown(line: Line, asked: Iterable[str], received: Received) -> list[DocumentView]:
    """The checklist of a request as it stands; what was received stays on it when it is no longer asked for."""
    out = []
    wanted = list(asked)
    for name in [*wanted, *(name for name in received if name not in wanted and name in line.documents)]:
        paper, row = line.documents[name], received.get(name)
        state = "complete" if is_complete(paper, row) else "partly" if row is not None else "missing"
        ticked = {}
        if row is not None:
            ticked = {key: getattr(row, key) for key in ("original", "copies", "received_by", "received_at", "note")}
        out.append(
            DocumentView.model_validate(
                {
                    "document": name,
                    "title": paper.title.model_dump(),
                    "state": state,
                    "asked_original": paper.original,
                    "asked_copies": paper.copies,
                }
                | ticked
            )
        )
    return out
