"""A request brings a customer into the care plan, or is corrected afterwards."""

from datetime import datetime

from chassis.work import SYSTEM, Work
from contracts.intake import RequestAmended, RequestConfirmed
from services.followup.domain.care import Asked, Wanted, cares_for, plan_hours, wanted
from services.followup.handlers.end_callbacks import cancel_callbacks
from services.followup.handlers.schedule_plans import announce_scheduled
from services.followup.handlers.timers import set_late_timer, set_timer
from services.followup.repository import callbacks, care, leases, requests
from services.followup.repository.callbacks import Callback
from services.followup.repository.care import Case
from services.followup.repository.requests import Request


async def open_care(event: RequestConfirmed, work: Work) -> None:
    """Plan the call that the request asks for; nobody's until somebody takes it. Rules TH-20, TH-22, TH-23."""
    if work.playbook.care is None:
        return
    leases.know_customer(work.store, work.site, event.number, event.customer_id or event.number)
    if not cares_for(work.playbook, event.line):
        return
    if (await requests.known_of(work.store, work.site, event.number)).cancelled:
        return
    request = await requests.request_of(work.store, work.site, event.number)
    if request is None or await care.cases_of_request(work.store, work.site, event.number):
        return
    want = wanted(work.playbook, _asked(request), event.confirmed_at)
    if want is not None:
        await add_call(want, request, event.confirmed_at, work)


async def correct_care(event: RequestAmended, work: Work) -> None:
    """The call follows what the request says now, as long as it was not made. Rule TH-20.

    A request that asked for none before is counted from its correction.
    """
    if work.playbook.care is None or not event.confirmed:
        return
    request = await requests.request_of(work.store, work.site, event.number)
    if request is None or request.line is None or request.revision != event.revision:
        return
    if (await requests.known_of(work.store, work.site, event.number)).cancelled:
        return
    first = [case for case in await care.cases_of_request(work.store, work.site, event.number) if case.round == 0]
    last = first[-1] if first else None
    since = last.accepted_at if last else work.now
    want = wanted(work.playbook, _asked(request), since)
    if last is not None:
        if want is not None and (want.segment, want.special) == (last.segment, last.special):
            return
        found, _ = await callbacks.with_siblings(work.store, work.site, last.callback_id)
        if found is None or not (found.is_open or found.outcome == "cancelled"):
            return
        if found.is_open:
            await cancel_callbacks([found], "the request was corrected", work)
    if want is not None:
        await add_call(want, request, since, work)


async def add_call(
    want: Wanted, request: Request, accepted_at: datetime, work: Work, *, after: Case | None = None
) -> Callback:
    """A call of the care plan; ``after``: the one in which this one was promised."""
    plan = want.plan
    planned = await callbacks.cycles_of_plans(work.store, work.site, request.number, [plan.name])
    hours, soonest = plan_hours(plan, work.playbook), max(want.due_from or want.earliest, work.now)
    found = Callback(
        id=work.new_id(),
        number=request.number,
        line=request.line or "",
        cycle=planned.get(plan.name, -1) + 1,
        plan=plan,
        department=request.department or work.playbook.desk_department,
        state="scheduled",
        outcome=None,
        assignee=SYSTEM,
        delegated_to=None,
        worker=None,
        due_at=hours.next_open(soonest) if hours else soonest,
        late_at=want.latest,
        overdue_at=None,
        attempts=0,
        ratings={},
        answers={},
        satisfied=None,
        summary=None,
        remarks=None,
        ended_by=None,
        ended_at=None,
    )
    callbacks.add_callback(work.store, work.site, found)
    care.add_case(
        work.store,
        work.site,
        Case(
            callback_id=found.id,
            number=request.number,
            segment=want.segment,
            special=want.special,
            priority=want.priority,
            round=after.round + 1 if after else 0,
            accepted_at=accepted_at,
            earliest=want.earliest,
            latest=want.latest,
            promised=after.put_off if after else None,
        ),
    )
    set_timer(found, found.due_at, work)
    set_late_timer(found, work)
    announce_scheduled(found, found.due_at, 1, work)
    return found


def _asked(request: Request) -> Asked:
    return Asked(request.line or "", request.form, request.severity, request.tier)
