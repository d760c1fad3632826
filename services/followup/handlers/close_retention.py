"""A case comes to its end."""

from chassis.work import Work
from contracts.base import Done
from contracts.followup import CloseRetention, RetentionClosed
from contracts.problems import Conflict, Invalid
from services.followup.handlers.open_case import keep_history
from services.followup.handlers.open_retention import rules_of
from services.followup.handlers.retention_case import answer_timer, own_case
from services.followup.repository import retention


async def close_retention(command: CloseRetention, work: Work) -> Done:
    """Raises Conflict when a customer would be given up before an account manager went on. Rule TH-31."""
    book = rules_of(work)
    case = await own_case(command.case_id, work)
    outcome = book.outcomes.get(command.outcome)
    if outcome is None:
        remedy = f"choose one of {', '.join(book.outcomes)}"
        raise Invalid(f"there is no outcome '{command.outcome}'", errors={"outcome": remedy})
    if not outcome.kept and case.stage != "key_account":
        step = "followup.record_failed_attempt" if case.stage == "desk" else "followup.take_over_retention"
        said = "the customer is not given up yet: an account manager goes on after the first attempt"
        raise Conflict(f"{said}; next is {step}", slug="not-given-up")
    await retention.change(
        work.store,
        case.id,
        open=False,
        delegated_to=None,
        closed_at=work.now,
        outcome=command.outcome,
        kept=outcome.kept,
        reason=command.reason,
    )
    for offer in (await retention.offers_of(work.store, [case.id]))[case.id]:
        if offer.answer == "thinking":
            await work.cancel_timer(answer_timer(offer.offer_id))
    keep_history(case.id, "closed", {"outcome": command.outcome, "reason": command.reason}, work)
    event = RetentionClosed(
        case_id=case.id,
        number=case.number,
        customer=case.customer,
        segment=case.segment,
        outcome=command.outcome,
        kept=outcome.kept,
        reason=command.reason,
        by=work.actor,
    )
    work.announce(event, number=case.number or "")
    return Done(number=case.number)
