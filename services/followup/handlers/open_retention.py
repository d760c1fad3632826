"""A colleague opens a case by hand."""

from dataclasses import replace

from chassis.work import Work
from contracts.followup import CaseReceipt, OpenRetention
from contracts.playbook.grammar import Retention
from contracts.problems import Conflict, Invalid, NotFound
from services.followup.domain.leaving import Customer, Sign, customer_of
from services.followup.handlers.open_case import concerns, note_sign
from services.followup.repository import requests


async def open_retention(command: OpenRetention, work: Work) -> CaseReceipt:
    """Raises Invalid for an unknown trigger or customer, Conflict when the trigger is not about such customers.
    Rule TH-27."""
    book = rules_of(work)
    trigger_named(book, command.trigger)
    if (command.number is None) == (command.customer_id is None):
        remedy = "name either the request or the customer's file"
        raise Invalid("whose case is it?", errors={"number": remedy, "customer_id": remedy})
    must_be_tier(command.tier, work)
    if command.number is not None:
        customer = await _of_request(command.number, command.tier, work)
    else:
        customer = await of_file(str(command.customer_id), command.tier, work)
    sign = Sign(command.trigger, "hand", work.message_id, work.now, work.actor, customer, reason=command.reason)
    if not concerns(book, sign):
        only = ", ".join(book.triggers[command.trigger].segments)
        raise Conflict(f"'{command.trigger}' is about customers of {only} alone; choose another trigger")
    receipt = await note_sign(sign, work)
    if receipt is None:
        raise Conflict(f"'{command.trigger}' is not about this customer")
    return receipt


def rules_of(work: Work) -> Retention:
    """The playbook's section. Raises Conflict when this desk keeps no customers."""
    if work.playbook.retention is None:
        raise Conflict("this desk keeps no cases of leaving customers; its playbook has no 'retention'")
    return work.playbook.retention


def trigger_named(book: Retention, name: str) -> None:
    if name not in book.triggers:
        known = ", ".join(book.triggers)
        raise Invalid(f"there is no trigger '{name}'", errors={"trigger": f"choose one of {known}"})


def must_be_tier(tier: str | None, work: Work) -> None:
    if tier is not None and tier not in work.playbook.tiers:
        known = ", ".join(work.playbook.tiers) or "none"
        raise Invalid(f"there is no tier '{tier}'", errors={"tier": f"known are {known}; or leave it out"})


async def _of_request(number: str, tier: str | None, work: Work) -> Customer:
    request = await requests.request_of(work.store, work.site, number)
    if request is None or request.line is None:
        remedy = "name a confirmed request of a line with customers' files, or the customer_id"
        raise NotFound(f"{number} is not known here", errors={"number": remedy})
    line = work.playbook.lines.get(request.line)
    return customer_of(line, number, request.customer_id, tier or request.tier, request.form)


async def of_file(customer_id: str, tier: str | None, work: Work) -> Customer:
    """The customer as the latest request of the file tells; one without any is known by the file alone."""
    request = await requests.latest_of(work.store, work.site, customer_id)
    if request is None or request.line is None:
        return Customer(customer_id, tier=tier)
    line = work.playbook.lines.get(request.line)
    found = customer_of(line, request.number, customer_id, tier or request.tier, request.form)
    return replace(found, number=None)
