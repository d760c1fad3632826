"""The coming month has no guide yet."""

from chassis import recurring
from chassis.work import Timer, Work
from contracts.base import Recipient
from contracts.followup import RetentionGuideMissing
from services.followup.domain.months import after, month_of
from services.followup.repository import guides


async def remind_of_guide(timer: Timer, work: Work) -> None:
    """Tell those who publish it, and set the next reminder. Rule TH-30."""
    rules = work.playbook.retention.guide if work.playbook.retention is not None else None
    if rules is None or rules.reminder is None:
        return
    month = after(month_of(work.playbook, timer.due_at))
    if month > month_of(work.playbook, work.now) and await guides.guide_of(work.store, work.site, month) is None:
        told: dict[str, Recipient] = {}
        for role in rules.by:
            for person in work.staff.recipients(role):
                told.setdefault(person.actor, person)
        work.announce(RetentionGuideMissing(month=month, recipients=list(told.values())))
    recurring.schedule_next(work, timer)
