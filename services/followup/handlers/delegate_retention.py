"""Name a colleague for a case."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import DelegateRetention, RetentionDelegated
from contracts.problems import Conflict, Forbidden, Invalid
from services.followup.handlers.open_case import keep_history
from services.followup.handlers.open_retention import rules_of
from services.followup.handlers.retention_case import open_case
from services.followup.repository import retention
from services.followup.repository.retention import Case


async def delegate_retention(command: DelegateRetention, work: Work) -> Done:
    """The case stays where it is until the colleague accepts; naming another withdraws the first. Rule TH-28."""
    case = await open_case(command.case_id, work)
    _must_be_fit(command, case, work)
    await retention.change(work.store, case.id, delegated_to=command.to)
    keep_history(case.id, "delegated", {"to": command.to, "reason": command.reason}, work)
    event = RetentionDelegated(
        case_id=case.id, number=case.number, assignee=case.assignee, to=command.to, because="asked"
    )
    work.announce(event, number=case.number or "")
    return Done(number=case.number)


def _must_be_fit(command: DelegateRetention, case: Case, work: Work) -> None:
    managers = work.playbook.managers
    if work.actor != case.assignee and not work.person.has(managers):
        raise Forbidden(f"this case is {case.assignee}'s; its assignee or one of {', '.join(managers)} delegates it")
    book = rules_of(work)
    colleague = work.colleague(command.to, "to")
    roles = book.key_accounts.by if case.stage == "key_account" else book.served_by
    if not colleague.has(roles):
        remedy = f"name a colleague who is one of {', '.join(roles)}"
        raise Invalid(f"{command.to} does not serve such cases", errors={"to": remedy})
    if command.to == case.assignee:
        raise Invalid("this case is theirs already", errors={"to": "name somebody else"})
    if command.to == case.delegated_to:
        raise Conflict(f"it was delegated to {command.to} before; now {command.to} accepts or declines it")
