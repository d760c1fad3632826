"""Customers' files: who they are, what was marked, what they came for. Rules FS-17, HA-08, PC-07."""

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.intake.common import SERVICE, IntakeEvent, ShownMark, State

CustomerField = Literal["phone", "address", "fax", "email", "tier"]


# ------------------------------------------------------------------ commands
class CustomerReceipt(Part):
    customer_id: Id


class KeepCustomer(Command):
    """Open a customer's file, or correct the one of ``customer_id``. For the desk's roles and managers.

    What is left out stays as it is; ``clear`` takes fields out. A new file needs the name and a telephone number or
    address; no two files have the same number. ``consents`` names what the customer agreed to receive.
    """

    service, action, result = SERVICE, "keep_customer", CustomerReceipt
    customer_id: Id | None = None
    name: Text | None = None
    phone: Text | None = None
    address: Text | None = None
    fax: Text | None = None
    email: Text | None = None
    tier: Name | None = None
    groups: list[Name] | None = None
    consents: list[Name] | None = None
    clear: list[CustomerField] = Field(default_factory=list)
    reason: Text | None = None


class MarkCustomer(Command):
    """Mark a customer; it shows at the next contact until it is cleared or ``until`` has passed. Rule FS-17."""

    service, action, result = SERVICE, "mark_customer", CustomerReceipt
    customer_id: Id
    mark: Name
    reason: Text
    number: RequestNumber | None = None
    until: AwareDatetime | None = None


class ClearMark(Command):
    service, action, result = SERVICE, "clear_mark", CustomerReceipt
    customer_id: Id
    mark: Name
    reason: Text


# ------------------------------------------------------------------ views
class CustomerRow(Part):
    customer_id: Id
    name: str
    phone: str | None
    address: str | None
    tier: Name | None
    marks: list[Name]
    masked: bool


class CustomerPage(Page[CustomerRow]):
    pass


class ListCustomers(Query):
    """Customers by exact telephone number, by how the name begins, or by a mark; by name. Personal data is masked
    unless ``personal`` is asked for by a role that may, with a ``purpose``; each reading is logged."""

    service, view, result = SERVICE, "customers", CustomerPage
    phone: Text | None = None
    name: Text | None = None
    mark: Name | None = None
    personal: bool = False
    purpose: Text | None = None
    cursor: str | None = None
    limit: Limit = 50


class WorkDone(Part):
    """A step of an order as its record has it: who did what, and what was written down."""

    step: Name
    by: Actor
    at: AwareDatetime
    records: dict[str, Any] = Field(default_factory=dict)
    decision: Name | None = None


class CustomerRequest(Part):
    """One request in a customer's file. ``kind`` is what the desk files it as; ``done_by`` the people assigned to it;
    ``satisfied`` the last word of the customer. Rule PC-07."""

    number: RequestNumber
    kind: Name
    line: Name
    state: State
    severity: Name | None
    recorded_at: AwareDatetime
    closed_at: AwareDatetime | None
    form: dict[str, Any]
    done_by: list[Actor]
    work: list[WorkDone]
    satisfied: bool | None
    ratings: dict[str, int] = Field(default_factory=dict)
    remarks: str | None = None
    outcome: str | None = None


class CustomerView(Part):
    """A customer's service file. ``counts`` has the number of requests of each kind (repairs, complaints) over all
    time, ``requests`` one page of them, oldest first. Rule PC-07."""

    customer_id: Id
    name: str
    phone: str | None
    address: str | None
    fax: str | None
    email: str | None
    tier: Name | None
    groups: list[Name]
    consents: list[Name]
    masked: bool
    since: AwareDatetime
    marks: list[ShownMark]
    counts: dict[str, int]
    requests: Page[CustomerRequest]


class GetCustomer(Query):
    """One service file. ``personal`` asks for unmasked data: allowed by role, and logged with ``purpose``."""

    service, view, result = SERVICE, "customer", CustomerView
    customer_id: Id
    personal: bool = False
    purpose: Text | None = None
    cursor: str | None = None
    limit: Limit = 50


class CustomerReadingRow(Part):
    at: AwareDatetime
    actor: Actor
    customer_id: Id
    purpose: str


class CustomerReadingPage(Page[CustomerReadingRow]):
    pass


class CustomerReadings(Query):
    """Who read personal data of a customer's file, when and why."""

    service, view, result = SERVICE, "customer_readings", CustomerReadingPage
    customer_id: Id
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class CustomerKept(IntakeEvent):
    """A file was opened (``opened``) or corrected; ``changed`` names the fields, never their content. Rule HA-08."""

    fact = "customer.kept"
    customer_id: Id
    opened: bool
    changed: list[str]
    by: str
    reason: str | None = None


class CustomerMarked(IntakeEvent):
    """Shows at the next contact. ``number`` is the request that caused it. Rule FS-17."""

    fact = "customer.marked"
    customer_id: Id
    mark: Name
    title: dict[str, str]
    number: RequestNumber | None = None
    until: AwareDatetime | None = None
    reason: str | None = None


class MarkCleared(IntakeEvent):
    fact = "customer.mark_cleared"
    customer_id: Id
    mark: Name
    by: Actor
    reason: str


class CustomerDataRead(IntakeEvent):
    fact = "customer_data.read"
    customer_id: Id
    reader: Actor
    purpose: str
