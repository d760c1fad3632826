"""A customer's opinion cannot be answered yet: the customer hears why and until when, and then the answer."""

from datetime import datetime

from chassis.work import Work
from contracts.base import Done
from contracts.followup import AnswerPromised, AnswerPutOff, PutOffAnswer
from contracts.problems import Conflict, Forbidden
from services.followup.domain.care import Wanted, end_of_day, promised_day
from services.followup.handlers.lease_calls import must_be_free
from services.followup.handlers.open_callback import hours_of, open_callback
from services.followup.handlers.open_care import add_call
from services.followup.handlers.timers import set_late_timer, set_timer
from services.followup.repository import callbacks, care, requests
from services.followup.repository.callbacks import Callback
from services.followup.repository.care import Case


async def put_off_answer(command: PutOffAnswer, work: Work) -> Done:
    """The customer is to be told the same day; the call falls due at once. Rule TH-22."""
    callback, _ = await open_callback(command.callback_id, work)
    case = await care.case_of(work.store, work.site, callback.id)
    case = _must_wait_for_an_answer(case, work)
    promised_day(work.playbook, work.now, command.until, hours_of(callback, work))
    await must_be_free(callback.number, work)
    tell_by = end_of_day(work.playbook, work.now)
    if case.latest > work.now:
        tell_by = min(tell_by, case.latest)
    due_at = _soonest(callback, work)
    await callbacks.change(work.store, callback.id, late_at=tell_by, overdue_at=None, due_at=due_at, state="scheduled")
    said = {"why": command.why, "until": command.until.isoformat(), "by": work.actor, "at": work.now.isoformat()}
    await care.change_case(work.store, callback.id, put_off=said, latest=min(tell_by, case.latest))
    set_timer(callback, due_at, work)
    set_late_timer(callback, work, tell_by)
    work.announce(
        AnswerPutOff(
            callback_id=callback.id,
            number=callback.number,
            why=command.why,
            until=command.until,
            tell_by=tell_by,
            by=work.actor,
        )
    )
    return Done(number=callback.number)


def _must_wait_for_an_answer(case: Case | None, work: Work) -> Case:
    """The case. Raises Conflict where no answer is owed or it was put off already, Forbidden for who does not call."""
    plan = work.playbook.care
    segment = plan.segments.get(case.segment) if plan is not None and case is not None else None
    if plan is None or case is None or segment is None or not segment.answers:
        raise Conflict("no answer is owed with this callback; agree another time with record_attempt", slug="no-answer")
    if not work.person.has([*plan.callers, *work.playbook.desk_roles]):
        raise Forbidden(f"answers are put off by {', '.join([*plan.callers, *work.playbook.desk_roles])}")
    if case.put_off is not None:
        raise Conflict("the customer is to be told already why and until when; tell the customer first")
    return case


def _soonest(callback: Callback, work: Work) -> datetime:
    hours = hours_of(callback, work)
    return hours.next_open(work.now) if hours else work.now


async def promise_answer(told: Callback, case: Case, work: Work) -> None:
    """The customer was told: the call that brings the answer is planned, on the day that was named at the latest."""
    request = await requests.request_of(work.store, work.site, told.number)
    if request is None or case.put_off is None:
        return
    until = datetime.fromisoformat(case.put_off["until"])
    want = Wanted(
        segment=case.segment,
        special=case.special,
        priority=case.priority,
        earliest=work.now,
        latest=max(until, work.now),
        plan=told.plan,
        due_from=work.playbook.calendar.at_local(work.playbook.calendar.local_date(until), "00:00"),
    )
    following = await add_call(want, request, case.accepted_at, work, after=case)
    work.announce(
        AnswerPromised(
            callback_id=following.id,
            number=told.number,
            why=case.put_off["why"],
            until=until,
            told_by=work.actor,
        )
    )
