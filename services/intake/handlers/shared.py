"""What several use cases of intake share: finding the request, the follow-up record, the confirmation."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from chassis.work import NotYet, Work
from contracts.base import Event
from contracts.envelope import Envelope
from contracts.masking import mask_name
from contracts.playbook import Line
from contracts.playbook.forms import is_personal
from contracts.problems import Conflict, Forbidden, NotFound
from services.intake.domain import notifying
from services.intake.domain.paging import cursor_after
from services.intake.domain.planning import Draft
from services.intake.repository import pages, records, requests

NOTIFY = "notify"


def announce(work: Work, event: Event) -> Envelope:
    """Announce an event, and have people notified of it where the playbook says so."""
    envelope = work.announce(event, number=getattr(event, "number", None) or "")
    if envelope.type in notifying.rules_of(work.playbook):
        plan_notifications(work, envelope, event.model_dump(mode="json"))
    return envelope


def plan_notifications(work: Work, envelope: Envelope, data: dict[str, Any]) -> None:
    """Whoever the playbook's rules name is written to in transactions of their own, so that no rule can hinder what it
    tells of, nor another rule."""
    rules = notifying.rules_of(work.playbook)[envelope.type]
    if data.get("notification") in {rule.name for rule in rules}:
        # Else two rules that cannot be delivered would tell of each other for ever.
        return
    for rule in rules:
        if notifying.concerns(rule, data.get("line")):
            told = {"type": envelope.type, "number": envelope.subject, "event": data, "rule": rule.name}
            work.schedule(f"{NOTIFY}-{work.new_id()}", work.now, NOTIFY, told, number=envelope.subject)


def note(work: Work, event: Event) -> None:
    """Announce an event of a request and enter it in the request's follow-up record. Rule PD-02."""
    envelope = announce(work, event)
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


def must_speak_for_the_desk(work: Work) -> None:
    """Only the desk's roles and managers. Raises Forbidden."""
    roles = [*work.playbook.desk_roles, *work.playbook.managers]
    if not work.is_admin and not work.person.has(roles):
        raise Forbidden(f"this is for {', '.join(dict.fromkeys(roles))}")


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
