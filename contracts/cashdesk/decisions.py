"""What decision tables said about requests."""

from pydantic import AwareDatetime, Field

from contracts.base import Form, Name, Part, Query, RequestNumber
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money


class TableAnswer(Part):
    """What a decision table says and why: ``row`` decided on ``inputs`` (readable, by name), ``reason`` refuses,
    ``fee`` is what the customer pays when it allows."""

    table: Name
    title: dict[str, str]
    row: Name
    allowed: bool
    reason: dict[str, str] | None
    note: dict[str, str] | None
    fee: Money | None
    inputs: dict[str, str]


class DecisionRow(TableAnswer):
    """A decision as it was made, under the ``playbook_version`` of that moment."""

    name: Name
    playbook_version: int
    at: AwareDatetime


class DecisionView(Part):
    """``rows`` is empty for a request of a line that asks no table."""

    number: RequestNumber
    rows: list[DecisionRow]


class GetDecision(Query):
    """What was decided about a request, and why. Rules FS-02, FS-10."""

    service, view, result = SERVICE, "decision", DecisionView
    number: RequestNumber


class Consult(Query):
    """What a table would say now, before anything is recorded; nothing is kept. ``form`` holds the fields known so
    far of ``line``, which may be left out where one line alone asks the table. Rules FS-02, FS-10."""

    service, view, result = SERVICE, "consult", TableAnswer
    table: Name
    line: Name | None = None
    form: Form
    severity: Name | None = None
    tier: Name | None = None
    happened_at: AwareDatetime | None = None


class DecisionMade(CashdeskEvent):
    """A decision table was asked about a confirmed request. ``row`` is the row that decided, ``reason`` its words in
    Chinese and English when it refuses; ``fee`` is what the customer pays when it allows. Rules FS-02, FS-10."""

    fact = "decision.made"
    number: RequestNumber
    line: Name
    name: Name
    table: Name
    row: Name
    allowed: bool
    reason: dict[str, str] | None = None
    note: dict[str, str] | None = None
    fee: Money | None = None
    inputs: dict[str, str] = Field(default_factory=dict)
