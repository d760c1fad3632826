"""Write to whom the playbook's rules name when an event has come."""

from typing import Any

from sqlalchemy import Row

from chassis.work import NotYet, Timer, Work
from contracts.playbook.forms import context
from contracts.playbook.grammar import Notification
from services.intake.domain import notifying
from services.intake.handlers.addressing import addressees
from services.intake.handlers.delivering import Message, send
from services.intake.repository import requests

CUSTOMER = "customer"


async def notify_people(timer: Timer, work: Work) -> None:
    """One delivery for each recipient of one rule. Staff get the form masked, the customer as it was said.

    A rule that has left the playbook meanwhile sends nothing.
    """
    event = dict(timer.data["event"])
    number = str(timer.data["number"])
    rules = notifying.rules_of(work.playbook).get(timer.data["type"], ())
    rule = next((each for each in rules if each.name == timer.data["rule"]), None)
    if rule is None:
        return
    row = await requests.find_request(work.store, work.site, number) if number else None
    if number and row is None:
        raise NotYet(f"{number} is not known at {work.site}")
    if not notifying.concerns(rule, row.line if row is not None else None) or not _holds(work, rule, event, row):
        return
    seen: set[tuple[str, str | None]] = set()
    for to in rule.to:
        async for addressee in addressees(work, to, rule.channel, event, row):
            if (addressee.recipient, addressee.address) not in seen:
                seen.add((addressee.recipient, addressee.address))
                await send(work, _message(work, rule, event, row, full=to == CUSTOMER), addressee)


def _holds(work: Work, rule: Notification, event: dict[str, Any], row: Row[Any] | None) -> bool:
    if rule.when is None:
        return True
    line = work.playbook.lines.get(row.line) if row is not None else None
    scope: dict[str, Any] = {"event": event, "form": {}, "line": None, "severity": None, "tier": None}
    if row is not None and line is not None:
        scope |= {"form": context(line.form, row.form), "line": row.line, "severity": row.severity, "tier": row.tier}
    return rule.when.truth(scope)


def _message(work: Work, rule: Notification, event: dict[str, Any], row: Row[Any] | None, *, full: bool) -> Message:
    facts = facts_of(work, row, full=full) | {"event": event}
    return Message(
        channel=rule.channel,
        title=notifying.filled(rule.title, facts),
        text=notifying.filled(rule.text, facts),
        number=row.number if row is not None else None,
        notification=rule.name,
    )


def facts_of(work: Work, row: Row[Any] | None, *, full: bool) -> dict[str, Any]:
    """What a text may fill in of a request."""
    if row is None:
        return {"number": "", "form": {}, "title": None}
    line = work.playbook.lines.get(row.line)
    title = line.title.model_dump() if line is not None else row.line
    return {"number": row.number, "form": row.form if full else row.masked_form, "title": title}
