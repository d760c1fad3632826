"""The customer confirms the read-back."""

from chassis.work import Work
from contracts.intake import ConfirmRequest, RequestReceipt
from services.intake.domain import lifecycle, planning
from services.intake.handlers import shared
from services.intake.repository import requests


async def confirm_request(command: ConfirmRequest, work: Work) -> RequestReceipt:
    """Confirm the present revision; the request leaves the desk. Rules PD-01, PD-16."""
    row = await shared.request_of(work, command.number)
    lifecycle.may_be_confirmed(row.number, row.state, row.revision, command.revision)
    line = shared.line_of_row(work, row)
    plan = planning.plan_for(work.playbook, row.line, row.form, row.severity)
    draft = planning.Draft(row.line, line, row.severity, row.form, row.masked_form, plan)
    await requests.change_request(
        work.store,
        work.site,
        row.number,
        state="confirmed",
        confirmed_at=work.now,
        department=plan.department,
        awaits_payment=plan.awaits_payment,
    )
    shared.announce_confirmed(work, draft, shared.confirmed_facts(row, work.now, row.revision))
    return shared.receipt(row.number, draft, "confirmed", row.revision)
