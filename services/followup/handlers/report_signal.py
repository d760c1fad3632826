"""Figures of a customer that may be a sign of leaving."""

from dataclasses import replace

from chassis.work import Work
from contracts.followup import ReportSignal, SignalReceipt
from contracts.playbook.forms import check_fields, context, mask_fields
from contracts.problems import Invalid
from services.followup.domain.leaving import Sign
from services.followup.handlers.open_case import note_sign
from services.followup.handlers.open_retention import must_be_tier, of_file, rules_of, trigger_named


async def report_signal(command: ReportSignal, work: Work) -> SignalReceipt:
    """Open a case when the figures fit the trigger. Raises Invalid naming every figure that is missing or wrong.
    Figures that are no sign change nothing. Rule TH-27."""
    book = rules_of(work)
    trigger_named(book, command.trigger)
    must_be_tier(command.tier, work)
    rule = book.triggers[command.trigger].signal
    if rule is None:
        with_figures = ", ".join(name for name, trigger in book.triggers.items() if trigger.signal) or "none"
        said = f"takes no figures; those that do: {with_figures}"
        raise Invalid(f"'{command.trigger}' takes no figures", errors={"trigger": said})
    figures = check_fields(rule.figures, command.figures, work.playbook, "figures")
    seen = context(rule.figures, figures)
    customer = await of_file(command.customer_id, command.tier, work)
    if rule.when is not None and not rule.when.truth({"figures": seen, "tier": customer.tier}):
        return SignalReceipt(fits=False)
    given = {name: value for name, value in seen.items() if value is not None}
    customer = replace(customer, seen={**customer.seen, **given})
    facts = mask_fields(rule.figures, figures)
    sign = Sign(command.trigger, "signal", work.message_id, work.now, work.actor, customer, facts=facts)
    receipt = await note_sign(sign, work)
    if receipt is None:
        return SignalReceipt(fits=False)
    return SignalReceipt(fits=True, case_id=receipt.case_id, opened=receipt.opened)
