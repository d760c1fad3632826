"""Loading an order with all that belongs to it, and what nearly every handler needs."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from chassis.work import Work
from contracts.base import Event, Recipient
from contracts.dispatch import EscalationRaised
from contracts.playbook.grammar import Line, Notify
from contracts.problems import Conflict, Forbidden, NotFound
from services.dispatch import repository
from services.dispatch.domain.model import Approval, Case, HistoryEntry, Order
from services.dispatch.domain.outcome import owed
from services.dispatch.domain.promises import plan_of
from services.dispatch.domain.signing import Signer, fits, signers, works_on


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
    settled, paid_out = owed(order.claims, await repository.claims(work.store, order.number) if order.claims else [])
    digests: frozenset[str] = frozenset()
    if any(gate.startswith("digest.") for step in line.steps for gate in step.requires):
        digests = await repository.digests_of(work.store, order.number)
    parts = await repository.parts_of(work.store, order) if order.parts else ()
    case = Case(order, line, taken, approvals, settled=settled, paid_out=paid_out, digests=digests, parts=parts)
    return await _with_clocks(case, work)


async def _with_clocks(case: Case, work: Work) -> Case:
    """What conditions and moments of the line read of its deadlines, its questions and other events."""
    plan, store, order = plan_of(case.line), work.store, case.order
    if "deadlines" in plan.reads:
        rows = await repository.live_deadlines(store, order.number)
        case = replace(case, missed={name: row.state == "missed" for name, row in rows.items()})
    if "checks" in plan.reads:
        checks = await repository.live_checks(store, order.number)
        case = replace(case, answered={name: check.state == "done" for name, check in checks.items()})
    if plan.hears:
        case = replace(case, heard=await repository.heard(store, order.number, order.cycle))
    return case


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


async def owner_of(order: Order, by: Iterable[str], work: Work) -> str:
    """Who answers for the request, looked up only where one of the signers is the owner."""
    moved = await repository.owner(work.store, order.request) if "owner" in by else None
    return moved or order.received_by


async def require_one_of(by: list[str], case: Case, work: Work, *, what: str, desk: bool = False) -> None:
    """Raises Forbidden for people who are none of these signers (nor, with ``desk``, of the desk's roles)."""
    if desk and work.person.has(work.playbook.desk_roles):
        return
    owner = await owner_of(case.order, by, work)
    if not fits(by, signer(work), case, work.playbook, owner):
        who = signers([*by, *(work.playbook.desk_roles if desk else ())], case, work.playbook)
        raise Forbidden(f"{case.order.number} is {what} by {who or 'nobody'}", errors={"number": f"{what} by {who}"})


def require_open(order: Order) -> None:
    """Raises Conflict while the order is held or declined, and once it is done."""
    require_undone(order)
    if order.state != "open":
        remedy = {
            "held": "resume it with dispatch.resume_order first",
            "declined": "the desk routes it anew with dispatch.transfer_order first",
        }[order.state]
        raise Conflict(f"{order.number} is {order.state}; {remedy}", errors={"number": order.state})


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


def staff_of(department: str, work: Work) -> list[Recipient]:
    """All staff of a department, those on duty first."""
    people = [p for p in work.staff.people.values() if p.active and p.department == department]
    people.sort(key=lambda p: (not p.on_duty, p.actor))
    return [Recipient(actor=p.actor, role="department", on_duty=p.on_duty) for p in people]


def told_by(notify: Iterable[Notify], department: str, work: Work) -> list[Recipient]:
    """Whom these rules tell, each person once a role."""
    out: dict[tuple[str, str], Recipient] = {}
    for rule in notify:
        of = rule.of or department
        found = staff_of(of, work) if rule.role == "department" else recipients([rule.role], of, work)
        for person in found:
            out.setdefault((person.actor, person.role), person)
    return list(out.values())


def announce(order: Order, event: Event, work: Work) -> None:
    """Announce a fact of the order. What a part does stands in the record of its parent's request."""
    work.announce(event, number=order.request)


def tell_above(order: Order, rule: Notify, reason: str, work: Work) -> None:
    """A notification that no deadline caused."""
    escalation = EscalationRaised(
        number=order.number,
        order_id=order.order_id,
        name=order.line,
        level=0,
        to_role=role_of(rule.role, rule.of or order.department, work),
        recipients=told_by([rule], order.department, work),
        reason=reason,
    )
    announce(order, escalation, work)


def note(work: Work, number: str, kind: str, **data: Any) -> None:
    """Add to the order's history."""
    entry = HistoryEntry(work.new_id(), work.site, number, kind, by=work.actor, at=work.now, data=data)
    repository.add_history(work.store, entry)
