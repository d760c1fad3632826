"""Publish a month's draft to all staff."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from chassis.work import Work
from contracts.base import Recipient
from contracts.problems import Conflict, Invalid
from contracts.roster import MonthPublished, MonthReceipt, PublishMonth
from services.roster.domain.drafts import faults
from services.roster.domain.months import days_of, planned
from services.roster.domain.shifts import Shift, identify, plan_day
from services.roster.handlers import telling
from services.roster.handlers.draft_month import must_be_revision
from services.roster.handlers.month_plan import MonthPlan, must_have_rota, plan_of, read_draft
from services.roster.handlers.month_tasks import finish_task
from services.roster.handlers.permissions import must_be_manager
from services.roster.handlers.write_day import Cause, NewDay, announce_changes, write_day
from services.roster.repository import months as repository
from services.roster.repository import shifts as shift_repository


async def publish_month(command: PublishMonth, work: Work) -> MonthReceipt:
    """Every day that has changed gets its next version; what has begun stays. By managers. Rule TH-01."""
    must_be_manager(work)
    must_have_rota(command.month, work)
    month = command.month
    await shift_repository.lock_staff(work.store, work.site)
    revision, drafted = await repository.draft_of(work.store, work.site, month)
    must_be_revision(command.revision, revision)
    if not drafted:
        raise Conflict(f"{month} has no draft; make one with roster.draft_month", errors={"month": "no draft"})
    prepared = await plan_of(month, read_draft(month, drafted, work), work, to_change=True)
    if wrong := faults(prepared.plan):
        raise Invalid(f"{len(wrong)} faults: mend them with roster.amend_draft", errors=wrong)
    before = await repository.last_month_version(work.store, work.site, month)
    days = list(_new_days(prepared, await repository.day_versions(work.store, work.site, month), work))
    for new in days:
        if new.changes:
            await write_day(new, work)
            announce_changes(new, Cause("published_again", before), work)
    await _keep(month, before + 1, days, work)
    await repository.drop_draft(work.store, work.site, month)
    await finish_task(month, "publish", work)
    shifts = sum(len(new.fresh) for new in days)
    return MonthReceipt(month=month, revision=0, version=before + 1, shifts=shifts)


def _new_days(prepared: MonthPlan, versions: Mapping[date, int], work: Work) -> Iterator[NewDay]:
    plan = prepared.plan
    for day in days_of(plan.month):
        current = [shift for shift in prepared.current if shift.day == day]
        wanted = [shift for shift in plan.shifts if plan.day_of(shift) == day]
        if not (current or wanted):
            continue
        version = versions.get(day, 0) + 1
        ids, _ = identify(wanted, current, (work.new_id() for _ in wanted))
        stays = [replace(shift, version=version) for shift in plan.kept if shift.day == day]
        fresh = [*plan_day(day, version, wanted, ids, current), *stays]
        yield NewDay(day, version if _differs(current, fresh) else version - 1, current, fresh)


def _differs(current: Sequence[Shift], fresh: Sequence[Shift]) -> bool:
    return {(s.id, s.plan) for s in current} != {(s.id, s.plan) for s in fresh}


async def _keep(month: str, version: int, days: Sequence[NewDay], work: Work) -> None:
    task = work.playbook.rota.publish if work.playbook.rota else None
    on_it = {shift.staff for new in days for shift in new.fresh}
    recipients: list[Recipient] = telling.everybody(task.to if task else [], on_it, work)
    repository.add_month_version(
        work.store,
        work.site,
        month,
        version=version,
        published_by=work.actor,
        published_at=work.now,
        shifts=[planned(shift).model_dump(mode="json") for new in days for shift in new.fresh],
        recipients=[recipient.actor for recipient in recipients],
    )
    work.announce(
        MonthPublished(
            month=month,
            roster_version=version,
            shifts=sum(len(new.fresh) for new in days),
            days={new.day: new.version for new in days},
            recipients=recipients,
        )
    )
