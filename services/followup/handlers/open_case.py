"""A sign that a customer is leaving: a case is opened, or the sign is added to the customer's open one."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Recipient
from contracts.followup import CaseReceipt, HistoryEntry, RetentionOpened, RetentionTriggered
from contracts.playbook.grammar import Retention
from services.followup.domain.leaving import Sign, group_of, higher, segment_of
from services.followup.handlers.serve_case import who_serves
from services.followup.handlers.watch_group import watch_group
from services.followup.repository import retention
from services.followup.repository.retention import Case, Trigger


async def note_sign(sign: Sign, work: Work) -> CaseReceipt | None:
    """One open case a customer, whatever the signs; the same sign counts once. None: the trigger is not about
    customers of this segment. Rules TH-27, TH-28, TH-29."""
    book = work.playbook.retention
    if book is None or not concerns(book, sign):
        return None
    await retention.lock(work.store, work.site, f"customer-{sign.customer.key}", work.now)
    known = await retention.case_of_sign(work.store, work.site, sign.reference, sign.trigger)
    if known is not None:
        case = await retention.case_by_id(work.store, work.site, known)
        return CaseReceipt(case_id=known, opened=False, assignee=case.assignee if case else sign.by)
    present = await retention.open_case_of(work.store, work.site, sign.customer.key)
    case = await _open(book, sign, work) if present is None else await _add(book, present, sign, work)
    if case.watched_at is not None and (present is None or present.watched_at is None):
        await watch_group(case, work)
    return CaseReceipt(case_id=case.id, opened=present is None, assignee=case.assignee)


def concerns(book: Retention, sign: Sign) -> bool:
    """Whether the trigger is about customers of this segment."""
    only = book.triggers[sign.trigger].segments
    return not only or segment_of(book, sign.customer) in only


async def _open(book: Retention, sign: Sign, work: Work) -> Case:
    segment = segment_of(book, sign.customer)
    assignee, told = await who_serves(book, segment, sign.by, work)
    case = Case(
        id=work.new_id(),
        customer=sign.customer.key,
        number=sign.customer.number,
        contact=dict(sign.customer.contact),
        segment=segment,
        one_to_one=book.segments[segment].one_to_one,
        group_key=None,
        group_name=None,
        watched_at=None,
        stage="desk",
        open=True,
        assignee=assignee,
        delegated_to=None,
        opened_at=sign.at,
    )
    case = _watched(book, case, sign)
    retention.add_case(work.store, work.site, case)
    _keep_sign(case, sign, work)
    keep_history(case.id, "opened", {"trigger": sign.trigger, "segment": segment, "assignee": assignee}, work)
    event = RetentionOpened(
        case_id=case.id,
        number=case.number,
        customer=case.customer,
        trigger=sign.trigger,
        title=book.triggers[sign.trigger].title.model_dump(),
        source=sign.source,
        segment=segment,
        one_to_one=case.one_to_one,
        assignee=assignee,
        recipients=told,
    )
    work.announce(event, number=case.number or "")
    return case


async def _add(book: Retention, present: Case, sign: Sign, work: Work) -> Case:
    """The customer's segment can only become a higher one; then whoever serves that goes on. Rule TH-28."""
    segment = higher(book, present.segment, segment_of(book, sign.customer))
    case, told = await _raised(book, present, segment, sign, work)
    case = _watched(book, case, sign)
    await retention.change(
        work.store,
        case.id,
        segment=case.segment,
        one_to_one=case.one_to_one,
        assignee=case.assignee,
        delegated_to=case.delegated_to,
        group_key=case.group_key,
        group_name=case.group_name,
        watched_at=case.watched_at,
    )
    _keep_sign(case, sign, work)
    keep_history(case.id, "trigger", {"trigger": sign.trigger, "segment": segment, "assignee": case.assignee}, work)
    event = RetentionTriggered(
        case_id=case.id,
        number=case.number,
        customer=case.customer,
        trigger=sign.trigger,
        title=book.triggers[sign.trigger].title.model_dump(),
        source=sign.source,
        segment=segment,
        previous_segment=present.segment,
        one_to_one=case.one_to_one,
        assignee=case.assignee,
        recipients=told,
    )
    work.announce(event, number=case.number or "")
    return case


async def _raised(book: Retention, present: Case, segment: str, sign: Sign, work: Work) -> tuple[Case, list[Recipient]]:
    """The case in its segment. Who serves one to one, or as account manager, goes on to the end."""
    stays = present.one_to_one or present.stage == "key_account"
    if segment == present.segment or stays:
        return replace(present, segment=segment), _assignee(present, work)
    assignee, told = await who_serves(book, segment, present.assignee, work)
    one_to_one = book.segments[segment].one_to_one
    moved = None if assignee != present.assignee else present.delegated_to
    return replace(present, segment=segment, one_to_one=one_to_one, assignee=assignee, delegated_to=moved), told


def _assignee(case: Case, work: Work) -> list[Recipient]:
    person = work.staff.get(case.assignee)
    return [Recipient(actor=person.actor, role="assignee", on_duty=person.on_duty)] if person else []


def _watched(book: Retention, case: Case, sign: Sign) -> Case:
    """The case as its group counts it, from the first sign on that its customer leaves. Rule TH-29."""
    group = group_of(book.together, sign.customer)
    if case.watched_at is not None or group is None:
        return case
    if not (book.triggers[sign.trigger].leaving and book.segments[case.segment].watched):
        return case
    return replace(case, group_key=group[0], group_name=group[1], watched_at=sign.at)


def _keep_sign(case: Case, sign: Sign, work: Work) -> None:
    trigger = Trigger(
        case_id=case.id,
        trigger=sign.trigger,
        source=sign.source,
        at=sign.at,
        by=sign.by,
        number=sign.customer.number,
        reason=sign.reason,
        facts=dict(sign.facts),
    )
    retention.add_trigger(work.store, work.site, work.new_id(), sign.reference, trigger)


def keep_history(case_id: str, what: str, data: dict[str, object], work: Work) -> None:
    """Enter what was done in the case's history."""
    entry = HistoryEntry(at=work.now, by=work.actor, what=what, data=data)
    retention.add_history(work.store, work.site, work.new_id(), case_id, entry)
