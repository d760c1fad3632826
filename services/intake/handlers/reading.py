"""Reading personal data: by role, for a purpose, and logged."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import CustomerDataRead, PersonalDataRead
from contracts.masking import mask_address, mask_email, mask_name, mask_phone
from contracts.playbook import Line
from contracts.playbook.forms import is_personal
from contracts.problems import Forbidden, Invalid
from services.intake.handlers import shared
from services.intake.repository import customers, records

MASKED = {
    "name": mask_name,
    "phone": mask_phone,
    "fax": mask_phone,
    "address": mask_address,
    "email": mask_email,
}


def must_state_purpose(work: Work, line: Line | None, purpose: str | None) -> str:
    """Personal data is read by the playbook's roles for it, single fields by those their line names; always for a
    purpose. Raises Forbidden, Invalid."""
    roles = dict.fromkeys(work.playbook.personal_data_read_by)
    for spec in line.form.values() if line is not None else ():
        roles |= dict.fromkeys(spec.read_by)
    if not work.person.has(roles):
        raise Forbidden(f"personal data is read by {', '.join(roles)} only", errors={"personal": "leave it out"})
    if purpose is None:
        raise Invalid("say what the personal data is read for", errors={"purpose": "required with personal: true"})
    return purpose


def form_for_reader(work: Work, row: Row[Any]) -> dict[str, Any]:
    """The form with what the reader may see of it in full; the rest stays masked."""
    line = work.playbook.lines.get(row.line)
    shown = dict(row.masked_form)
    for name, value in row.form.items():
        spec = line.form.get(name) if line is not None else None
        roles = (spec.read_by if spec is not None else []) or work.playbook.personal_data_read_by
        if work.person.has(roles):
            shown[name] = value
    return shown


def hides_something(work: Work, row: Row[Any], shown: dict[str, Any]) -> bool:
    """Whether a personal field of the form is still masked."""
    line = work.playbook.lines.get(row.line)
    return any(shown[name] != value for name, value in row.form.items() if line is None or is_personal(line.form, name))


def log_reading(work: Work, number: str, purpose: str) -> None:
    """Who read the personal data of a request, when and why."""
    records.add_reading(work.store, work.site, number, work.now, work.new_id(), actor=work.actor, purpose=purpose)
    shared.announce(work, PersonalDataRead(number=number, reader=work.actor, purpose=purpose))


def log_customer_reading(work: Work, customer_id: str, purpose: str) -> None:
    """Who read the personal data of a customer's file, when and why."""
    reading = {"actor": work.actor, "purpose": purpose}
    customers.add_reading(work.store, work.site, customer_id, work.now, work.new_id(), **reading)
    shared.announce(work, CustomerDataRead(customer_id=customer_id, reader=work.actor, purpose=purpose))


def contact_for_reader(row: Row[Any], *, personal: bool) -> dict[str, str | None]:
    """Name, address and numbers of a customer, masked unless ``personal``."""
    said = {name: getattr(row, name) for name in MASKED}
    return said if personal else {name: MASKED[name](value) if value else value for name, value in said.items()}
