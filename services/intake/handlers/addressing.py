"""Who gets a message, and where: customers, people an event names, roles, groups."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.playbook.grammar import Group
from services.intake.domain import addresses, notifying
from services.intake.handlers.delivering import Addressee
from services.intake.repository import customers

AT_ONCE = 500


async def addressees(
    work: Work, to: str, channel: str, event: Mapping[str, Any], row: Row[Any] | None
) -> AsyncIterator[Addressee]:
    """``customer``, ``recipients``, ``owner``, ``group.<group>`` or a role. ``row`` is the request, if there is one."""
    if to == "customer":
        yield await customer(work, channel, row, event.get("customer_id"))
    elif to == "recipients":
        for actor in notifying.actors_named(event):
            yield Addressee(actor, actor)
    elif to == "owner":
        if row is not None:
            yield Addressee(row.owner, row.owner)
    elif to.startswith("group."):
        group = work.playbook.groups.get(to.removeprefix("group."))
        if group is not None:
            async for member in members(work, group, channel):
                yield member
    else:
        for told in work.staff.recipients(to):
            yield Addressee(told.actor, told.actor)


async def customer(work: Work, channel: str, row: Row[Any] | None, customer_id: Any = None) -> Addressee:
    """The customer of a request, by what its form says, else by the customer's file."""
    known = row.customer_id if row is not None and row.customer_id is not None else customer_id
    address = None
    if row is not None:
        address = addresses.in_form(work.playbook.lines.get(row.line), row.form, channel)
    if address is None and known is not None:
        file = await customers.find_customer(work.store, work.site, str(known))
        address = getattr(file, addresses.needed(channel)) if file is not None else None
    return Addressee(str(known or ""), address, addresses.lacking(channel))


async def members(work: Work, group: Group, channel: str) -> AsyncIterator[Addressee]:
    """Everybody of a group: active staff of its roles, or the customers whose files fit."""
    if not group.customers:
        people = {person.actor: person for role in group.roles for person in work.staff.holders(role)}
        for actor in sorted(people):
            yield Addressee(actor, actor)
        return
    after: str | None = None
    while True:
        rows = await customers.list_customers(
            work.store, work.site, key=None, begins=None, mark=None, now=work.now, after=after, limit=AT_ONCE
        )
        page = rows[:AT_ONCE]
        for row in await _fitting(work, group, list(page)):
            yield Addressee(row.customer_id, getattr(row, addresses.needed(channel)), addresses.lacking(channel))
        if len(rows) <= AT_ONCE:
            return
        after = page[-1].customer_id


async def _fitting(work: Work, group: Group, rows: list[Row[Any]]) -> list[Row[Any]]:
    if group.where is None:
        return rows
    marks: dict[str, list[str]] = {}
    for mark in await customers.marks_of(work.store, work.site, [row.customer_id for row in rows], work.now):
        marks.setdefault(mark.customer_id, []).append(mark.mark)
    return [row for row in rows if group.where.truth({"customer": _scope(row, marks.get(row.customer_id, []))})]


def _scope(row: Row[Any], marks: list[str]) -> dict[str, Any]:
    return {"tier": row.tier, "marks": marks, "groups": row.groups, "consents": row.consents}
