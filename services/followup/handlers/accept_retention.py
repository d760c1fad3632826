"""The named colleague takes a case over, or cannot."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import AcceptRetention, DeclineRetention, RetentionDeclined, RetentionMoved
from contracts.problems import Conflict, Forbidden
from services.followup.handlers.open_case import keep_history
from services.followup.handlers.retention_case import open_case
from services.followup.repository import retention
from services.followup.repository.retention import Case


async def accept_retention(command: AcceptRetention, work: Work) -> Done:
    """From here on the case is the colleague's. Rule TH-28."""
    case = await open_case(command.case_id, work)
    _must_be_named(case, work)
    await retention.change(work.store, case.id, assignee=work.actor, delegated_to=None)
    keep_history(case.id, "accepted", {"previous": case.assignee}, work)
    event = RetentionMoved(
        case_id=case.id, number=case.number, previous=case.assignee, assignee=work.actor, because="accepted"
    )
    work.announce(event, number=case.number or "")
    return Done(number=case.number)


async def decline_retention(command: DeclineRetention, work: Work) -> Done:
    """It stays with its assignee, who hears the reason."""
    case = await open_case(command.case_id, work)
    _must_be_named(case, work)
    await retention.change(work.store, case.id, delegated_to=None)
    keep_history(case.id, "declined", {"reason": command.reason}, work)
    event = RetentionDeclined(
        case_id=case.id, number=case.number, assignee=case.assignee, by=work.actor, reason=command.reason
    )
    work.announce(event, number=case.number or "")
    return Done(number=case.number)


def _must_be_named(case: Case, work: Work) -> None:
    """Raises Conflict when nobody was named, Forbidden for anyone but the one who was."""
    if case.delegated_to is None:
        raise Conflict(f"this case is {case.assignee}'s and was not delegated; see followup.delegate_retention")
    if work.actor != case.delegated_to:
        raise Forbidden(f"it was delegated to {case.delegated_to}, who alone accepts or declines it")
