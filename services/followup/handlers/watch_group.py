"""Customers of one group that leave together."""

from chassis.work import Work
from contracts.base import Recipient
from contracts.followup import GroupLeaving, GroupMember
from services.followup.domain.leaving import Leaving, together
from services.followup.repository import guides, retention
from services.followup.repository.retention import Case


async def watch_group(case: Case, work: Work) -> None:
    """Report them the moment there are two, and again with each one more, whatever became of the others. Rule TH-29.

    Whoever comes second waits for the first, so that two at once are not missed and are reported once.
    """
    rules = work.playbook.retention.together if work.playbook.retention is not None else None
    if rules is None or case.group_key is None or case.group_name is None or case.watched_at is None:
        return
    await retention.lock(work.store, work.site, f"group-{case.group_key}", work.now)
    since, until = case.watched_at - rules.within, case.watched_at + rules.within
    near = await retention.watched_between(work.store, work.site, case.group_key, since, until)
    leaving = together(near, Leaving(case.id, case.customer, case.watched_at), rules.within)
    ids = [one.case_id for one in leaving]
    if not ids or set(ids) <= set(await guides.reported_members(work.store, work.site, case.group_key)):
        return
    guides.keep_report(work.store, work.site, case.group_key, case.group_name, ids, work.now)
    members = await members_of(ids, work)
    told: dict[str, Recipient] = {}
    for role in rules.to:
        for person in work.staff.recipients(role):
            told.setdefault(person.actor, person)
    event = GroupLeaving(group=case.group_name, members=members, since=leaving[0].at, recipients=list(told.values()))
    work.announce(event)


async def members_of(case_ids: list[str], work: Work) -> list[GroupMember]:
    """The cases as members of their group, in the order given."""
    found = await retention.cases_by_ids(work.store, work.site, case_ids)
    return [_member(found[case_id]) for case_id in case_ids if case_id in found]


def _member(case: Case) -> GroupMember:
    return GroupMember(
        case_id=case.id,
        customer=case.customer,
        number=case.number,
        segment=case.segment,
        since=case.watched_at or case.opened_at,
        open=case.open,
        outcome=case.outcome,
    )
