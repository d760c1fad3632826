"""Draft a month, as a whole or shift by shift. Nothing of it is published."""

from collections.abc import Sequence

from chassis.work import Work
from contracts.problems import Conflict, Invalid
from contracts.roster import AmendDraft, DraftMonth, DraftShift, MonthDrafted, MonthReceipt
from services.roster.domain.drafts import faults
from services.roster.handlers.month_plan import must_have_rota, plan_of, read_draft
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import months as repository
from services.roster.repository import shifts as shift_repository

MOST_SHIFTS = 10_000


async def draft_month(command: DraftMonth, work: Work) -> MonthReceipt:
    """In place of the draft there was. By managers."""
    must_be_manager(work)
    must_have_rota(command.month, work)
    read_draft(command.month, command.shifts, work)
    await shift_repository.lock_staff(work.store, work.site)
    revision, _ = await repository.draft_of(work.store, work.site, command.month)
    must_be_revision(command.revision, revision)
    return await _keep(command.month, revision + 1, command.shifts, work)


async def amend_draft(command: AmendDraft, work: Work) -> MonthReceipt:
    """Shifts put, added and dropped by their ``draft_id``. By managers."""
    must_be_manager(work)
    must_have_rota(command.month, work)
    read_draft(command.month, command.put, work, "put")
    await shift_repository.lock_staff(work.store, work.site)
    revision, drafted = await repository.draft_of(work.store, work.site, command.month)
    must_be_revision(command.revision, revision)
    known = {shift.draft_id for shift in drafted}
    errors = {f"drop.{i}": "the draft has no such shift" for i, each in enumerate(command.drop) if each not in known}
    for i, shift in enumerate(command.put):
        if shift.draft_id is not None and shift.draft_id not in known:
            errors[f"put.{i}.draft_id"] = "the draft has no such shift; leave it out for a new one"
    if errors:
        raise Invalid("the draft cannot be changed like this", errors=errors)
    put = {shift.draft_id: shift for shift in command.put if shift.draft_id is not None}
    left = [put.get(str(shift.draft_id), shift) for shift in drafted if shift.draft_id not in command.drop]
    added = [shift for shift in command.put if shift.draft_id is None]
    return await _keep(command.month, revision + 1, [*left, *added], work)


def must_be_revision(asked: int | None, revision: int) -> None:
    """Raises Conflict when the draft is not the one that was looked at."""
    if asked is not None and asked != revision:
        raise Conflict(
            f"the draft is at revision {revision} by now; look at it again with roster.month",
            errors={"revision": f"is {revision}, not {asked}"},
        )


async def _keep(month: str, revision: int, drafted: Sequence[DraftShift], work: Work) -> MonthReceipt:
    if len(drafted) > MOST_SHIFTS:
        raise Invalid("the draft is too long", errors={"shifts": f"a month has {MOST_SHIFTS} shifts at most"})
    named = [_named(shift, work) for shift in drafted]
    prepared = await plan_of(month, read_draft(month, named, work), work)
    wrong = faults(prepared.plan)
    version = await repository.last_month_version(work.store, work.site, month)
    by = {"drafted_by": work.actor, "drafted_at": work.now}
    repository.keep_draft(work.store, work.site, month, revision, named, **by)
    work.announce(MonthDrafted(month=month, revision=revision, shifts=len(named), faults=len(wrong)))
    return MonthReceipt(
        month=month,
        revision=revision,
        version=version,
        shifts=len(named),
        draft_ids=[str(shift.draft_id) for shift in named],
        faults=wrong,
    )


def _named(shift: DraftShift, work: Work) -> DraftShift:
    return shift if shift.draft_id is not None else shift.model_copy(update={"draft_id": work.new_id()})
