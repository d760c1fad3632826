"""Open a customer's file, or correct it."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import CustomerKept, CustomerReceipt, KeepCustomer
from contracts.playbook.forms import EMAIL, PHONE
from contracts.problems import Conflict, Invalid, NotFound
from services.intake.domain.customers import FIELDS, Contact, phone_key
from services.intake.handlers import shared, visiting
from services.intake.repository import customers

OTHERS = ("tier", "groups", "consents")


async def keep_customer(command: KeepCustomer, work: Work) -> CustomerReceipt:
    """By the desk's roles and managers; what was changed is announced, never its content. Rules HA-08, PC-07.

    Raises Forbidden, NotFound for an unknown id, Invalid naming each wrong field, Conflict when another file has the
    telephone number, or name and address.
    """
    shared.must_speak_for_the_desk(work)
    _check(command, work)
    row = None if command.customer_id is None else await customer_of(work, command.customer_id)
    said = {name: value for name in (*FIELDS, *OTHERS) if (value := getattr(command, name)) is not None}
    before = {name: getattr(row, name) for name in (*FIELDS, *OTHERS)} if row is not None else {}
    after = before | said | dict.fromkeys(command.clear)
    changed = [name for name, value in after.items() if value != before.get(name)]
    if not changed:
        raise Invalid("this changes nothing", errors={"": "name at least one field with a new value"})
    contact = _contact(after)
    await _must_be_the_only_one(work, contact, command.customer_id)
    customer_id = command.customer_id or work.new_id()
    others = {name: after[name] for name in OTHERS if name in after}
    if row is None:
        await visiting.open_file(work, customer_id, contact, **others)
        await _must_be_the_only_one(work, contact, customer_id)
    else:
        keys = {"key": contact.key, "person": contact.person}
        await customers.change_customer(work.store, work.site, customer_id, **asdict(contact), **others, **keys)
    kept = CustomerKept(
        customer_id=customer_id, opened=row is None, changed=changed, by=work.actor, reason=command.reason
    )
    shared.announce(work, kept)
    return CustomerReceipt(customer_id=customer_id)


async def customer_of(work: Work, customer_id: str, *, lock: bool = True) -> Row[Any]:
    """The file a command or view names. Raises NotFound."""
    row = await customers.find_customer(work.store, work.site, customer_id, lock=lock)
    if row is None:
        raise NotFound(f"{work.site} has no such customer", errors={"customer_id": "qry intake.customers finds them"})
    return row


def _check(command: KeepCustomer, work: Work) -> None:
    """Raises Invalid naming every wrong field."""
    errors: dict[str, str] = {}
    for name in ("phone", "fax"):
        value = getattr(command, name)
        if value is not None and not PHONE.match(value):
            errors[name] = "write a telephone number, for example 13812348000"
    if command.email is not None and not EMAIL.match(command.email):
        errors["email"] = "write a mail address, for example li@example.org"
    if command.tier is not None and command.tier not in work.playbook.tiers:
        errors["tier"] = f"one of {', '.join(work.playbook.tiers)}" if work.playbook.tiers else "this desk has no tiers"
    for name in command.clear:
        if getattr(command, name) is not None:
            errors[name] = "is both given and cleared; do one of them"
    if errors:
        raise Invalid(f"{len(errors)} field(s) are wrong", errors=errors)


def _contact(after: dict[str, Any]) -> Contact:
    """The contact as it will be. Raises Invalid when the file could not be found again."""
    if not after.get("name"):
        raise Invalid("a file needs the customer's name", errors={"name": "required"})
    said: dict[str, Any] = {name: after.get(name) for name in FIELDS}
    contact = Contact(**said)
    if contact.key is None:
        raise Invalid("nobody could find this file again", errors={"phone": "give it, or the address"})
    return contact


async def _must_be_the_only_one(work: Work, contact: Contact, customer_id: str | None) -> None:
    other = await customers.find_file(work.store, work.site, contact)
    if other is not None and other.customer_id != customer_id and other.key == contact.key:
        path = "phone" if contact.phone and other.key == phone_key(contact.phone) else "address"
        raise Conflict(
            f"customer {other.customer_id} has this {path} already; correct that file",
            errors={path: f"belongs to customer {other.customer_id}"},
        )
