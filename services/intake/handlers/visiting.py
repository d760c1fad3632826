"""The customer a request comes from: whose file it belongs to, and what shows at the visit. Rules FS-17, PC-07."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import CustomerKept, CustomerMarked, ShownCustomer, ShownMark
from contracts.playbook import Line, Playbook
from services.intake.domain.customers import FIELDS, Contact, contact_of
from services.intake.domain.planning import Draft
from services.intake.handlers import shared
from services.intake.repository import customers


@dataclass(frozen=True)
class Visitor:
    """Who the form names, with the file there is already."""

    contact: Contact
    file: Row[Any] | None

    @property
    def tier(self) -> str | None:
        return None if self.file is None else self.file.tier


async def look_up(work: Work, line: Line, form: Mapping[str, Any]) -> Visitor | None:
    """The visitor; None where the line keeps no files, or the form does not say who it is."""
    contact = contact_of(line, form)
    if contact is None:
        return None
    return Visitor(contact, await customers.find_file(work.store, work.site, contact))


async def keep_file(work: Work, visitor: Visitor | None) -> str | None:
    """The customer's id: of a file opened now, or of the one there is, in which blanks are filled in."""
    if visitor is None:
        return None
    if visitor.file is not None:
        await _fill_in(work, visitor.file, visitor.contact)
        return str(visitor.file.customer_id)
    customer_id = work.new_id()
    await open_file(work, customer_id, visitor.contact)
    found = await customers.find_file(work.store, work.site, visitor.contact)
    if found is not None and found.customer_id != customer_id:
        return str(found.customer_id)
    changed = [name for name in FIELDS if getattr(visitor.contact, name)]
    shared.announce(work, CustomerKept(customer_id=customer_id, opened=True, changed=changed, by=work.actor))
    return customer_id


async def open_file(work: Work, customer_id: str, contact: Contact, **values: Any) -> None:
    """Write a new file, unless one with the same key has come meanwhile."""
    blank: dict[str, Any] = {"tier": None, "groups": [], "consents": []}
    await customers.open_file(
        work.store,
        work.site,
        customer_id=customer_id,
        key=contact.key,
        person=contact.person,
        opened_at=work.now,
        **asdict(contact),
        **(blank | values),
    )


async def _fill_in(work: Work, file: Row[Any], contact: Contact) -> None:
    blanks = [name for name in FIELDS if not getattr(file, name) and getattr(contact, name)]
    if not blanks:
        return
    known = contact_in(file)
    whole = replace(known, **{name: getattr(contact, name) for name in blanks})
    values = {name: getattr(whole, name) for name in blanks} | {"key": whole.key, "person": whole.person}
    await customers.change_customer(work.store, work.site, file.customer_id, **values)
    shared.announce(work, CustomerKept(customer_id=file.customer_id, opened=False, changed=blanks, by=work.actor))


def contact_in(file: Row[Any]) -> Contact:
    """The contact as the file has it."""
    return Contact(**{name: getattr(file, name) for name in FIELDS})


async def shown(work: Work, visitor: Visitor | None, customer_id: str | None) -> ShownCustomer | None:
    """What whoever serves this customer should know: the marks that stand, and how often they came before."""
    if visitor is None or customer_id is None:
        return None
    marks = await customers.marks_of(work.store, work.site, [customer_id], work.now)
    counted = await customers.count_by_line(work.store, work.site, customer_id)
    return ShownCustomer(
        customer_id=customer_id,
        marks=[mark_shown(work.playbook, row) for row in marks],
        requests=sum(row.total for row in counted),
    )


def mark_shown(book: Playbook, row: Row[Any]) -> ShownMark:
    kept = ("mark", "since", "until", "number", "reason")
    return ShownMark(title=mark_title(book, row.mark), **{name: getattr(row, name) for name in kept})


def mark_title(book: Playbook, mark: str) -> dict[str, str]:
    """The title of a mark; its name where the playbook no longer has it."""
    label = book.marks.get(mark)
    return label.model_dump() if label is not None else {"zh": mark, "en": mark}


def mark_by_rules(work: Work, draft: Draft, number: str, customer_id: str | None) -> None:
    """Mark the customer as the line's rules say, now that the request is confirmed. Rule FS-17."""
    for rule in draft.plan.marks if customer_id is not None else ():
        until = work.now + rule.lasts if rule.lasts is not None else None
        reason = f"{draft.line.title.zh} {draft.line.title.en}"
        put_mark(work, str(customer_id), rule.mark, until=until, number=number, reason=reason)


def put_mark(
    work: Work, customer_id: str, mark: str, *, until: datetime | None, number: str | None, reason: str
) -> None:
    """Write the mark and announce it."""
    customers.put_mark(
        work.store, work.site, customer_id, mark, since=work.now, until=until, number=number, reason=reason
    )
    marked = CustomerMarked(
        customer_id=customer_id,
        mark=mark,
        title=mark_title(work.playbook, mark),
        number=number,
        until=until,
        reason=reason,
    )
    if number is None:
        shared.announce(work, marked)
    else:
        shared.note(work, marked)
