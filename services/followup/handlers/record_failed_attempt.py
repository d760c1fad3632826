"""The first attempt to keep a customer failed."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import AttemptFailed, RecordFailedAttempt
from contracts.problems import Conflict, Invalid
from services.followup.handlers.open_case import keep_history
from services.followup.handlers.retention_case import own_case
from services.followup.repository import retention


async def record_failed_attempt(command: RecordFailedAttempt, work: Work) -> Done:
    """Keep how the customer can be reached; the next register tells the key-account room. Rule TH-31."""
    case = await own_case(command.case_id, work)
    if case.stage == "registered":
        raise Conflict("it is registered for the key-account room already; an account manager takes it over")
    if case.stage == "key_account":
        raise Conflict("an account manager has gone on; close the case with its outcome", slug="taken-over")
    if command.next_at is not None and command.next_at <= work.now:
        raise Invalid("the agreed time is past", errors={"next_at": "agree a time that is still to come"})
    await retention.change(
        work.store,
        case.id,
        stage="registered",
        failed_at=work.now,
        failed_by=work.actor,
        failure=command.reason,
        reach=command.reach,
        next_at=command.next_at,
    )
    said = command.model_dump(mode="json", exclude={"case_id"}, exclude_none=True)
    keep_history(case.id, "failed", said, work)
    event = AttemptFailed(
        case_id=case.id, number=case.number, reason=command.reason, next_at=command.next_at, by=work.actor
    )
    work.announce(event, number=case.number or "")
    return Done(number=case.number)
