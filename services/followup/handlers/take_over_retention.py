"""An account manager goes on where the first attempt failed."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import RetentionTakenOver, TakeOverRetention
from contracts.problems import Conflict, Forbidden
from services.followup.handlers.open_case import keep_history
from services.followup.handlers.open_retention import rules_of
from services.followup.handlers.retention_case import open_case
from services.followup.repository import retention


async def take_over_retention(command: TakeOverRetention, work: Work) -> Done:
    """From here on the account manager serves the customer, alone and to the end. Rule TH-31."""
    roles = rules_of(work).key_accounts.by
    if not work.person.has(roles):
        raise Forbidden(f"registered cases are taken over by {', '.join(roles)}")
    case = await open_case(command.case_id, work)
    if case.stage == "desk":
        raise Conflict(f"{case.assignee} is still at it; it is taken over after followup.record_failed_attempt")
    if case.stage == "key_account":
        raise Conflict(f"{case.assignee} took it over before", slug="taken-over")
    await retention.change(work.store, case.id, stage="key_account", assignee=work.actor, delegated_to=None)
    keep_history(case.id, "taken_over", {"previous": case.assignee}, work)
    event = RetentionTakenOver(case_id=case.id, number=case.number, previous=case.assignee, assignee=work.actor)
    work.announce(event, number=case.number or "")
    return Done(number=case.number)
