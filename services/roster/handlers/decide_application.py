"""Somebody of the deciding department agrees to an application or refuses it; its applicant may take it back."""

from dataclasses import replace

from chassis.work import Work
from contracts.base import Recipient
from contracts.problems import Forbidden, NotFound
from contracts.roster import (
    ApplicationDecided,
    ApplicationReceipt,
    ApplicationWithdrawn,
    DecideApplication,
    WithdrawApplication,
)
from services.roster.domain.accounts import Application, account_rules, must_hold
from services.roster.handlers.account_record import note_application
from services.roster.handlers.apply_for_account import told
from services.roster.repository import accounts as repository


async def decide_application(command: DecideApplication, work: Work) -> ApplicationReceipt:
    """Once, by the playbook's roles, never by the applicant. Raises Forbidden or Conflict. Rule TH-34."""
    rules = account_rules(work.playbook)
    must_hold(work.person.roles, rules.approved_by, "deciding on accounts")
    application = await application_of(command.application_id, work)
    application.must_be("applied", "it was decided already; see roster.applications")
    if application.applicant == work.actor:
        raise Forbidden("nobody decides on an application of their own", errors={"": "have a colleague decide"})
    application = replace(
        application,
        state="approved" if command.granted else "refused",
        decided_by=work.actor,
        decided_at=work.now,
        note=command.note,
    )
    repository.keep_application(work.store, work.site, application)
    note_application(work, application, application.state, command.note)
    applicant = work.staff.get(application.applicant)
    on_duty = applicant is not None and applicant.on_duty
    asked = [Recipient(actor=application.applicant, role="applicant", on_duty=on_duty)]
    work.announce(
        ApplicationDecided(
            application_id=application.id,
            kind=application.kind,
            person=application.person,
            granted=command.granted,
            by=work.actor,
            note=command.note,
            recipients=told(rules.configured_by, work) if command.granted else asked,
        )
    )
    return ApplicationReceipt(application_id=application.id, state=application.state)


async def withdraw_application(command: WithdrawApplication, work: Work) -> ApplicationReceipt:
    """Raises Forbidden for anybody but the applicant, Conflict once it was refused or configured."""
    application = await application_of(command.application_id, work)
    if application.applicant != work.actor:
        raise Forbidden(f"this application is {application.applicant}'s")
    if application.state != "approved":
        application.must_be("applied", "nothing is left to withdraw; see roster.applications")
    application = replace(application, state="withdrawn", note=command.reason)
    repository.keep_application(work.store, work.site, application)
    note_application(work, application, "withdrawn", command.reason)
    work.announce(ApplicationWithdrawn(application_id=application.id, by=work.actor, reason=command.reason))
    return ApplicationReceipt(application_id=application.id, state=application.state)


async def application_of(application_id: str, work: Work) -> Application:
    """Raises NotFound."""
    found = await repository.application_to_change(work.store, work.site, application_id)
    if found is None:
        raise NotFound("there is no such application", errors={"application_id": "unknown; see roster.applications"})
    return found
