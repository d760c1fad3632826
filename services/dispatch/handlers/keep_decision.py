"""What a decision table said of a request: a gate, or the end of its order. Rules FS-02, FS-10."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chassis.work import Work
from contracts.cashdesk import DecisionMade
from services.dispatch import repository
from services.dispatch.domain.model import Case
from services.dispatch.handlers._case import case_of, note
from services.dispatch.handlers._clocks import move_clocks
from services.dispatch.handlers._ending import announce_ended, end_order


async def keep_decision(event: DecisionMade, work: Work) -> None:
    """It may come before the order does: then it waits for it."""
    await repository.one_at_a_time(work.store, event.number)
    order = await repository.order(work.store, work.site, event.number, lock=True)
    if order is None:
        await _keep_early(event, work)
        return
    if not order.undone:
        return
    before = await case_of(order, work)
    after = replace(before, order=replace(order, decisions={**order.decisions, event.name: _said(event)}))
    await repository.change_order(work.store, order.number, decisions=dict(after.order.decisions))
    note(work, order.number, "decided", name=event.name, row=event.row, allowed=event.allowed)
    await move_clocks(before, after, work, cause=f"decision '{event.name}': {event.row}")
    await end_if_refused(after, work)


async def early_decisions(number: str, work: Work) -> dict[str, Mapping[str, Any]]:
    """What was decided before the order came."""
    await repository.one_at_a_time(work.store, number)
    return await repository.early_decisions(work.store, number)


async def end_if_refused(case: Case, work: Work) -> None:
    """A refusal ends the order with the reason of the row that decided."""
    refused = next((name for name, said in case.order.decisions.items() if not said["allowed"]), None)
    if refused is None:
        return
    reason = str(case.order.decisions[refused]["reason"])
    await announce_ended(await end_order(case, "ended", reason, work), refused, reason, work)


async def _keep_early(event: DecisionMade, work: Work) -> None:
    line = work.playbook.lines.get(event.line)
    if line is None or line.steps:
        repository.put_early_decision(work.store, work.site, event.number, event.name, _said(event))


def _said(event: DecisionMade) -> dict[str, Any]:
    words = f"{event.reason['zh']} / {event.reason['en']}" if event.reason else event.row
    fee = event.fee.model_dump(mode="json") if event.fee else None
    return {"allowed": event.allowed, "row": event.row, "fee": fee, "reason": words}
