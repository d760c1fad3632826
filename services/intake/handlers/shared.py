"""What several use cases of intake share: finding the request, the follow-up record, the confirmation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from chassis.work import NotYet, Work
from contracts.base import Event
from contracts.intake import RequestConfirmed, RequestReceipt, State
from contracts.masking import mask_name
from contracts.playbook import Line
from contracts.playbook.forms import fingerprints, is_personal
from contracts.problems import Conflict, Forbidden, NotFound
from services.intake.domain.paging import cursor_after
from services.intake.domain.planning import Draft, read_back
from services.intake.repository import pages, records, requests


def note(work: Work, event: Event) -> None:
    """Announce an event of a request and enter it in the request's follow-up record. Rule PD-02."""
    envelope = work.announce(event)
    records.add_entry(
        work.store,
        work.site,
        envelope.subject,
        envelope.time,
        envelope.id,
        type=envelope.type,
        service=event.service,
        actor=envelope.actor,
        data=event.model_dump(mode="json"),
    )


async def request_of(work: Work, number: str, *, lock: bool = True) -> Row[Any]:
    """The request a command or view names. Raises NotFound."""
    row = await requests.find_request(work.store, work.site, number, lock=lock)
    if row is None:
        raise NotFound(f"{number} is not known at {work.site}", errors={"number": "no such request"})
    return row


async def announced_request(work: Work, number: str) -> Row[Any]:
    """The request another service's event is about. Raises NotYet: its number was given out here, so it must come."""
    row = await requests.find_request(work.store, work.site, number, lock=True)
    if row is None:
        raise NotYet(f"{number} is not known at {work.site}")
    return row


def line_of_row(work: Work, row: Row[Any]) -> Line:
    """The row's line. Raises Conflict when the playbook has dropped it."""
    line = work.playbook.lines.get(row.line)
    if line is None:
        raise Conflict(f"the playbook has no line '{row.line}' any more; {row.number} can only be noted or cancelled")
    return line


def must_own(work: Work, row: Row[Any], *, or_roles: list[str] | None = None) -> None:
    """Only the owner, or one of ``or_roles``. Raises Forbidden naming the owner."""
    if work.actor == row.owner or work.is_admin or work.person.has(or_roles or []):
        return
    others = f" or {', '.join(or_roles)}" if or_roles else ""
    raise Forbidden(f"{row.number} is owned by {row.owner}; only the owner{others} may do this")


def announce_confirmed(work: Work, draft: Draft, facts: Mapping[str, Any]) -> None:
    """The request leaves the desk. ``facts``: number, line, severity, received_by, revision and its three times."""
    number = str(facts["number"])
    note(
        work,
        RequestConfirmed(
            **facts,
            form=draft.masked,
            department=draft.plan.department,
            playbook=work.playbook.playbook,
            playbook_version=work.playbook.version,
            charges=draft.plan.charges,
            allocations=draft.plan.allocations,
            fingerprints=fingerprints(work.fingerprint_key, number, draft.line, draft.form),
        ),
    )


def confirmed_facts(row: Row[Any], confirmed_at: datetime, revision: int) -> dict[str, Any]:
    kept = ("number", "line", "severity", "received_by", "happened_at", "recorded_at")
    return {name: getattr(row, name) for name in kept} | {"confirmed_at": confirmed_at, "revision": revision}


def receipt(number: str, draft: Draft, state: State, revision: int) -> RequestReceipt:
    aloud = read_back(draft.line, draft.form)
    return RequestReceipt(number=number, line=draft.name, state=state, revision=revision, read_back=aloud)


def write_ledger_line(work: Work, draft: Draft, number: str, recorded_at: datetime) -> None:
    """One line in the complaint ledger, the complainant masked whatever the field's type. Rule PD-02."""
    line, masked = draft.line, draft.masked
    if not line.ledger:
        return
    who = line.ledger.get("complainant", "")
    complainant = str(masked.get(who, ""))
    records.add_ledger_line(
        work.store,
        work.site,
        number,
        day=work.playbook.calendar.local_date(recorded_at),
        recorded_at=recorded_at,
        complainant=complainant if is_personal(line.form, who) else mask_name(complainant),
        place=str(masked.get(line.ledger.get("place", ""), "")),
    )


def cut_page(
    rows: Sequence[Row[Any]], limit: int, at: Callable[[Any], datetime], key: Callable[[Any], str]
) -> tuple[list[Row[Any]], str | None]:
    """The page's rows and the cursor of the next one, from up to ``limit`` + 1 rows."""
    kept = list(rows[:limit])
    more = len(rows) > limit
    return kept, cursor_after(pages.place(at(kept[-1]), key(kept[-1]))) if more else None
