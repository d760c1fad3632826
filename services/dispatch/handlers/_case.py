"""Loading an order with all that belongs to it, and what nearly every handler needs."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from chassis.work import Work
from contracts.base import Recipient
from contracts.dispatch import EscalationRaised
from contracts.playbook.grammar import Line
from contracts.problems import Conflict, Forbidden, NotFound
from services.dispatch import repository
from services.dispatch.domain.model import Approval, Case, HistoryEntry, Order
from services.dispatch.domain.outcome import all_settled
from services.dispatch.domain.signing import Signer, works_on


@lru_cache(maxsize=256)
def _parse(document: str) -> Line:
    return Line.model_validate_json(document)


async def line_named(work: Work, playbook: str, version: int, name: str) -> Line | None:
    """A line as that version of the playbook has it; the present one when that version was never seen here."""
    book = work.playbook
    if (book.playbook, book.version) != (playbook, version):
        document = await repository.kept_line(work.store, work.site, playbook, version, name)
        if document is not None:
            return _parse(document)
    return book.lines.get(name)


async def line_of(order: Order, work: Work) -> Line:
    """The line of the version pinned to the order's cycle. Raises Conflict when no version of it is known."""
    line = await line_named(work, order.playbook, order.playbook_version, order.line)
    if line is None:
        raise Conflict(
            f"no playbook of {work.site} has a line '{order.line}'; bring back version {order.playbook_version}"
        )
    return line


async def find_order(number: str, work: Work, *, lock: bool = True) -> Order:
    """Raises NotFound for a request without an order."""
    order = await repository.order(work.store, work.site, number, lock=lock)
    if order is None or not order.order_id:
        raise NotFound(
            f"{number} has no work order here; it may not be confirmed yet, or its line has no steps",
            errors={"number": "unknown order"},
        )
    return order


async def case_of(order: Order, work: Work) -> Case:
    """The order as it stands."""
    line = await line_of(order, work)
    taken = await repository.taken(work.store, order.number)
    approvals: tuple[Approval, ...] = ()
    if any(step.approval for step in line.steps):
        approvals = await repository.approvals(work.store, order.number, live=True)
    settled = not order.claims or all_settled(order.claims, await repository.claims(work.store, order.number))
    return Case(order, line, taken, approvals, settled)


async def open_case(number: str, work: Work) -> Case:
    return await case_of(await find_order(number, work), work)


def signer(work: Work) -> Signer:
    person = work.person
    return Signer(person.actor, person.roles, person.department)


def require_works_on(order: Order, work: Work) -> None:
    """Raises Forbidden for people who have nothing to do with the order."""
    if not works_on(signer(work), order, work.playbook):
        raise Forbidden(
            f"{order.number} is with {order.department}; its staff, the person assigned and the desk report on it",
            errors={"number": "not an order of yours"},
        )


def require_undone(order: Order) -> None:
    """Raises Conflict once the order is verified, ended or cancelled."""
    if not order.undone:
        raise Conflict(
            f"{order.number} is {order.state}; nothing more can be done on it", errors={"number": order.state}
        )


def role_of(role: str, department: str, work: Work) -> str:
    """``head`` stands for the head of the order's department."""
    return work.staff.head_role(work.playbook, department) if role == "head" else role


def recipients(roles: Iterable[str], department: str, work: Work) -> list[Recipient]:
    """Who is told, each role once. Kept for the messages of one transaction, by snapshot of the staff."""
    out: list[Recipient] = []
    for role in dict.fromkeys(role_of(role, department, work) for role in roles):
        key = ("recipients", id(work.staff), role)
        if key not in work.memo:
            work.memo[key] = (work.staff, work.staff.recipients(role))
        out += work.memo[key][1]
    return out


def tell_above(order: Order, role: str, reason: str, work: Work) -> None:
    """A notification that no deadline caused."""
    work.announce(
        EscalationRaised(
            number=order.number,
            order_id=order.order_id,
            name=order.line,
            level=0,
            to_role=role_of(role, order.department, work),
            recipients=recipients([role], order.department, work),
            reason=reason,
        )
    )


def note(work: Work, number: str, kind: str, **data: Any) -> None:
    """Add to the order's history."""
    entry = HistoryEntry(work.new_id(), work.site, number, kind, by=work.actor, at=work.now, data=data)
    repository.add_history(work.store, entry)
