"""A department applies for a staff account, for another phone or other grants, or for its closing."""

from chassis.work import Work
from contracts.base import Recipient
from contracts.problems import Conflict, Forbidden
from contracts.roster import AccountAppliedFor, ApplicationReceipt, ApplyForAccount
from services.roster.domain.accounts import Account, Application, account_rules, check_application
from services.roster.handlers.account_record import note_application
from services.roster.repository import accounts as repository
from services.roster.repository.shifts import lock_staff


async def apply_for_account(command: ApplyForAccount, work: Work) -> ApplicationReceipt:
    """By those whom the playbook lets apply, for people of their own department. Raises Forbidden for others, Invalid
    for what makes no sense, Conflict for a phone that another account has, or while an application is under way.
    Rule TH-34."""
    rules = account_rules(work.playbook)
    person = work.colleague(command.person, "person")
    _must_apply_for(person.department, rules.applied_by, work)
    await lock_staff(work.store, work.site)
    present = await _account(command, work)
    phone = command.phone.replace(" ", "").replace("-", "") if command.phone else None
    check_application(command.kind, present, phone=phone, grants=command.grants, rules=rules)
    await _must_be_free(command, phone, present, work)
    application = Application(
        id=work.new_id(),
        kind=command.kind,
        state="applied",
        person=command.person,
        account=command.account,
        phone=phone,
        grants=command.grants,
        department=person.department,
        applicant=work.actor,
        applied_at=work.now,
        reason=command.reason,
    )
    repository.keep_application(work.store, work.site, application)
    note_application(work, application, f"applied to {command.kind}", command.reason)
    work.announce(
        AccountAppliedFor(
            application_id=application.id,
            kind=command.kind,
            person=command.person,
            department=person.department,
            applicant=work.actor,
            reason=command.reason,
            recipients=told(rules.approved_by, work),
        )
    )
    return ApplicationReceipt(application_id=application.id, state="applied")


def told(roles: list[str], work: Work) -> list[Recipient]:
    """People of these roles, each once."""
    found: dict[str, Recipient] = {}
    for role in roles:
        for recipient in work.staff.recipients(role):
            found.setdefault(recipient.actor, recipient)
    return list(found.values())


def _must_apply_for(department: str, allowed: list[str], work: Work) -> None:
    head = work.staff.head_role(work.playbook, department)
    roles = {head if role == "head" else role for role in allowed}
    if work.person.has([head] if "head" in allowed else []):
        return
    if not work.person.has(roles) or work.person.department != department:
        raise Forbidden(
            f"an account for somebody of '{department}' is applied for by that department",
            errors={"person": f"have it applied for by {', '.join(sorted(roles))} of {department}"},
        )


async def _account(command: ApplyForAccount, work: Work) -> Account | None:
    if command.account is None:
        return None
    found = await repository.find_account(work.store, work.site, command.account)
    if found is None or command.kind == "open":
        return found
    if found.person != command.person:
        raise Conflict(
            f"account {command.account} is {found.person}'s", errors={"person": f"write {found.person}, or another one"}
        )
    return found


async def _must_be_free(command: ApplyForAccount, phone: str | None, present: Account | None, work: Work) -> None:
    if command.kind == "open" and present is not None:
        raise Conflict(
            f"there is an account {command.account} already", errors={"account": "take another name, or leave it out"}
        )
    under_way = await repository.open_application(work.store, work.site, command.person, command.account)
    if under_way is not None:
        raise Conflict(
            f"an application to {under_way.kind} it is {under_way.state}",
            errors={"account": f"wait for application {under_way.id}, or have it withdrawn"},
        )
    bound = await repository.account_of_phone(work.store, work.site, phone) if phone else None
    if bound is not None and bound.account != command.account:
        raise Conflict(
            f"this phone is bound to account {bound.account}",
            errors={"phone": "name the person's own phone; one phone, one account"},
        )
