"""A shift was handed over: what becomes of the outgoing person's cases."""

from chassis.work import Work
from contracts.base import HandoverItem
from contracts.followup import RetentionDelegated, RetentionMoved
from contracts.roster import HandoverCompleted, HandoverOpened
from services.followup.handlers.open_case import keep_history
from services.followup.repository import retention
from services.followup.repository.retention import Case

KIND = "retention"


async def cases_held(event: HandoverOpened, work: Work) -> list[HandoverItem]:
    """The outgoing person's open cases, for the report. Rule TH-14."""
    book = work.playbook.retention
    if book is None:
        return []
    held = await retention.held_by(work.store, work.site, event.outgoing)
    triggers = await retention.triggers_of(work.store, [case.id for case in held])
    items = []
    for case in held:
        names = list(dict.fromkeys(trigger.trigger for trigger in triggers[case.id]))
        titles = [book.triggers[name].title for name in names if name in book.triggers]
        title = "; ".join(f"{title.zh} / {title.en}" for title in titles) or ", ".join(names)
        state = "delegated" if case.delegated_to else _stays(case)
        items.append(
            HandoverItem(
                kind=KIND, reference=case.id, title=title, number=case.number, state=state, due_at=case.next_at
            )
        )
    return items


async def hand_over_retention(event: HandoverCompleted, work: Work) -> None:
    """Cases move to whoever took over; those served one to one only when accepted. What stays with its owner stays, and
    when something is handed back nothing else moves. Rules TH-11, TH-14, TH-28."""
    if work.playbook.retention is None:
        return
    listed = {item.reference: item.stays for item in event.items if item.kind == KIND}
    for case in await retention.held_by(work.store, work.site, event.outgoing, to_change=True):
        if listed.get(case.id, event.listed_only):
            continue
        if case.assignee == event.incoming:
            await retention.change(work.store, case.id, delegated_to=None)
        elif case.assignee != event.outgoing or _personal(case):
            await _delegate(case, event, work)
        else:
            await _move(case, event, work)


def _personal(case: Case) -> bool:
    return case.one_to_one or case.stage == "key_account"


def _stays(case: Case) -> str:
    return "one_to_one" if _personal(case) else case.stage


async def _delegate(case: Case, event: HandoverCompleted, work: Work) -> None:
    if case.delegated_to == event.incoming:
        return
    await retention.change(work.store, case.id, delegated_to=event.incoming)
    keep_history(case.id, "delegated", {"to": event.incoming, "handover_id": event.handover_id}, work)
    told = RetentionDelegated(
        case_id=case.id, number=case.number, assignee=case.assignee, to=event.incoming, because="handover"
    )
    work.announce(told, number=case.number or "")


async def _move(case: Case, event: HandoverCompleted, work: Work) -> None:
    await retention.change(work.store, case.id, assignee=event.incoming, delegated_to=None)
    keep_history(case.id, "moved", {"previous": case.assignee, "handover_id": event.handover_id}, work)
    moved = RetentionMoved(
        case_id=case.id, number=case.number, previous=case.assignee, assignee=event.incoming, because="handover"
    )
    work.announce(moved, number=case.number or "")
