"""An order is split into parts, each an order of its own, and waits for all of them."""

from dataclasses import replace
from typing import Any

from chassis.work import Work
from contracts.dispatch import NewPart, OrderSplit, SplitOrder, SplitPart, SplitReceipt
from contracts.playbook.forms import check_fields, fingerprints, mask_fields
from contracts.playbook.grammar import Line, Notify, Split
from contracts.playbook.routing import route_for
from contracts.problems import Conflict, Invalid
from services.dispatch import repository
from services.dispatch.domain.graph import scope
from services.dispatch.domain.model import Case, Order
from services.dispatch.handlers._case import (
    announce,
    line_named,
    note,
    open_case,
    require_one_of,
    require_open,
    told_by,
)
from services.dispatch.handlers._clocks import move_clocks


async def split_order(command: SplitOrder, work: Work) -> SplitReceipt:
    """Everything is checked before the first part exists; an order may be split again while there is room."""
    case = await open_case(command.number, work)
    split = await _may_split(case, work)
    require_open(case.order)
    line = await _line_of_parts(case.order, split, work)
    _room(case.order, command, split)
    forms = _forms(command.parts, line, work)
    order = case.order
    parts = [_part(order, split, order.parts + place + 1, part, work=work) for place, part in enumerate(command.parts)]
    await repository.change_order(work.store, order.number, parts=order.parts + len(parts))
    shown = []
    for part, form in zip(parts, forms, strict=True):
        kept = replace(
            part,
            form=mask_fields(line.form, form),
            fingerprints=fingerprints(work.fingerprint_key, part.number, line, form),
        )
        shown.append(await _begin(Case(kept, line), work))
    note(work, order.number, "split", parts=[part.number for part in shown])
    event = OrderSplit(number=order.number, order_id=order.order_id, line=split.line, by=work.actor, parts=shown)
    announce(order, event, work)
    return SplitReceipt(number=order.number, parts=[part.number for part in shown])


async def _may_split(case: Case, work: Work) -> Split:
    if case.line.split is None or case.order.part_of is not None:
        what = "a part is not split again" if case.order.part_of else f"the playbook splits no {case.order.line}"
        raise Conflict(f"{case.order.number} cannot be split: {what}", errors={"number": "cannot be split"})
    await require_one_of(case.line.split.by, case, work, what="split")
    return case.line.split


async def _line_of_parts(order: Order, split: Split, work: Work) -> Line:
    line = await line_named(work, order.playbook, order.playbook_version, split.line)
    if line is None:
        raise Conflict(
            f"no playbook of {work.site} has the internal line '{split.line}'; "
            f"bring back version {order.playbook_version}"
        )
    return line


def _room(order: Order, command: SplitOrder, split: Split) -> None:
    if order.parts + len(command.parts) > split.most:
        left = max(0, split.most - order.parts)
        raise Invalid(
            f"{order.number} has {order.parts} parts, and the playbook lets it have {split.most}",
            errors={"parts": f"at most {left} more"},
        )


def _forms(parts: list[NewPart], line: Line, work: Work) -> list[dict[str, Any]]:
    """The forms in their normal form. Raises Invalid naming every wrong field of every part."""
    errors: dict[str, str] = {}
    forms = []
    for place, part in enumerate(parts):
        if part.department not in work.playbook.departments:
            errors[f"parts.{place}.department"] = f"one of {', '.join(work.playbook.departments)}"
        try:
            forms.append(check_fields(line.form, part.form, work.playbook, "form"))
        except Invalid as problem:
            errors |= {f"parts.{place}.{path}": message for path, message in problem.errors.items()}
    if errors:
        raise Invalid("the parts are not complete; nothing was split", errors=errors)
    return forms


def _part(order: Order, split: Split, place: int, part: NewPart, *, work: Work) -> Order:
    """A part belongs to the same customer and stands as high as its order, and is promised from now on."""
    return Order(
        number=f"{order.number}.{place}",
        site=order.site,
        order_id=work.new_id(),
        line=split.line,
        severity=order.severity,
        state="open",
        department=part.department,
        assignee=None,
        received_by=order.received_by,
        cycle=1,
        round=1,
        form={},
        fingerprints={},
        revision=0,
        claims=[],
        budgets={},
        playbook=order.playbook,
        playbook_version=order.playbook_version,
        happened_at=work.now,
        recorded_at=work.now,
        confirmed_at=work.now,
        routed_at=work.now,
        round_started_at=work.now,
        rank=order.rank,
        tier=order.tier,
        customer_id=order.customer_id,
        part_of=order.number,
        title=part.title,
    )


async def _begin(case: Case, work: Work) -> SplitPart:
    """Store the part, start its clocks, tell whom the internal line names, else the department's head."""
    order = case.order
    repository.insert(work.store, order)
    promised = await move_clocks(None, case, work)
    facts = scope(case)
    routed = route_for(case.line.route, facts).notify if case.line.route else ()
    rules = [rule for rule in routed if rule.when is None or rule.when.truth(facts)] or [Notify(role="head")]
    return SplitPart(
        number=order.number,
        order_id=order.order_id,
        title=order.title or order.line,
        department=order.department,
        notified=told_by(rules, order.department, work),
        deadlines=promised,
    )
