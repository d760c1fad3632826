"""The views of what is to be called."""

from chassis.paging import write_cursor
from chassis.work import Work
from contracts.followup import (
    AttemptView,
    CallAgainPage,
    CallListView,
    CallRow,
    CareView,
    FindingPage,
    GetCallList,
    ListCallAgain,
    ListFindings,
)
from contracts.problems import Conflict
from services.followup.domain.calling import callback_hours, hours_within
from services.followup.handlers.show_care import with_attempts
from services.followup.repository import callbacks, care, findings
from services.followup.repository.callbacks import Callback


async def show_call_list(query: GetCallList, work: Work) -> CallListView:
    """What the agent can call now, what expires first before the rest. Rules TH-23, TH-24.

    Raises Conflict where the playbook has no care plan.
    """
    plan = work.playbook.care
    if plan is None:
        raise Conflict("this desk has no care plan; see followup.callbacks", slug="no-care")
    agent = query.agent or work.actor
    if query.agent is not None:
        work.colleague(query.agent, "agent")
    hours = callback_hours(work.playbook)
    special = plan.special is not None and (
        not plan.special.hours or hours_within(work.playbook, plan.special.hours).is_open(work.now)
    )
    open_now = hours.is_open(work.now)
    found = await _callable(query, agent, work, customers=open_now, special=special)
    attempts, cared = await with_attempts(found, work)
    return CallListView(
        agent=agent,
        at=work.now,
        opens_at=None if open_now else hours.next_open(work.now),
        rows=[_row(each, attempts[each.id], cared.get(each.id)) for each in found],
    )


async def _callable(query: GetCallList, agent: str, work: Work, *, customers: bool, special: bool) -> list[Callback]:
    """Calls of the care plan, and before them the agent's own callbacks of the lines' plans."""
    ids = await care.to_call(
        work.store, work.site, agent, work.now, customers=customers, special=special, limit=query.limit
    )
    own = [
        each
        for each in await callbacks.held_by(work.store, work.site, agent)
        if not each.plan.means and each.due_at <= work.now and (customers or each.plan.any_hour)
    ]
    return [*own, *await callbacks.by_ids(work.store, work.site, ids)][: query.limit]


def _row(callback: Callback, attempts: list[AttemptView], cared: CareView | None) -> CallRow:
    return CallRow(
        callback_id=callback.id,
        number=callback.number,
        line=callback.line,
        plan=callback.plan.name,
        title=callback.plan.label,
        assignee=callback.assignee,
        due_at=callback.due_at,
        late_at=callback.late_at,
        asks=list(callback.plan.rate),
        questions={name: spec.model_dump(mode="json") for name, spec in callback.plan.questions.items()},
        attempts=attempts,
        care=cared,
    )


async def list_call_again(query: ListCallAgain, work: Work) -> CallAgainPage:
    """Cases to be called again, until they are called. Rule TH-26."""
    found = await care.page_to_call_again(work.store, work.site, query.cursor, query.limit)
    last = found[query.limit - 1] if len(found) > query.limit else None
    return CallAgainPage(
        rows=found[: query.limit], next=write_cursor(last.due_at, last.callback_id) if last is not None else None
    )


async def list_findings(query: ListFindings, work: Work) -> FindingPage:
    """What was found in calls, the latest first. Rule TH-26."""
    found = await findings.page_of_findings(work.store, work.site, query)
    more = write_cursor(found[query.limit - 1][1].at, found[query.limit - 1][0]) if len(found) > query.limit else None
    return FindingPage(rows=[row for _, row in found[: query.limit]], next=more)
