"""Register or change a person."""

from chassis.directory import keep_staff
from chassis.work import Work
from contracts.base import Done
from contracts.fingerprints import phone_fingerprint
from contracts.problems import Conflict, Invalid
from contracts.roster import RegisterStaff, StaffRegistered
from services.roster.handlers.leaving import has_left, must_have_handed_over
from services.roster.handlers.lock_account import lock_those_of
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import shifts as repository
from services.roster.repository.stand_ins import Departure


async def register_staff(command: RegisterStaff, work: Work) -> Done:
    """Every service hears it. A phone that is left out stays as it was. By the administrator or a manager."""
    must_be_manager(work)
    _must_be_known(command, work)
    await repository.lock_staff(work.store, work.site)
    known = await repository.revisions_of(work.store, work.site, command.actor)
    if not command.active and await repository.running_shift(work.store, work.site, command.actor):
        raise Conflict(f"{command.actor} is on duty; the shift must be handed over first", errors={"active": "on duty"})
    departure = await _departure_of(command, work)
    event = StaffRegistered(
        actor=command.actor,
        name=command.name,
        roles=command.roles,
        department=command.department,
        active=command.active,
        revision=known.staff + 1,
        phone_fingerprint=_mark(command.phone, work),
    )
    if command.phone is not None:
        repository.keep_phone(work.store, work.site, command.actor, command.phone)
    work.announce(event)
    await keep_staff(event, work)
    if departure is not None:
        await has_left(departure, work)
    if not command.active:
        await lock_those_of(command.actor, work)
    return Done()


async def _departure_of(command: RegisterStaff, work: Work) -> Departure | None:
    """Where the playbook asks for it, nobody leaves or moves without a completed handover. Rule TH-12."""
    person = work.staff.get(command.actor)
    if person is None or not work.playbook.handover.leaving:
        return None
    if not command.active:
        return await must_have_handed_over(command.actor, "active", work)
    if command.department != person.department:
        return await must_have_handed_over(command.actor, "department", work, ["transfer"])
    return None


def _mark(phone: str | None, work: Work) -> str | None:
    return None if phone is None else phone_fingerprint(work.fingerprint_key, work.site, phone)


def _must_be_known(command: RegisterStaff, work: Work) -> None:
    book = work.playbook
    errors = {
        f"roles.{i}": f"unknown role '{role}'; choose from {', '.join(book.roles)}"
        for i, role in enumerate(command.roles)
        if role not in book.roles
    }
    if command.department not in book.departments:
        errors["department"] = f"unknown department; choose one of {', '.join(book.departments)}"
    if errors:
        raise Invalid("the playbook does not know these", errors=errors)
