"""Differences that a count has shown, and who approves them. Rules TH-06, TH-08."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, Recipient, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money

DifferenceKind = Literal["opening", "closing", "deposit_slip", "tail_cash"]
DifferenceState = Literal["open", "approved", "refused"]


class CashDifferenceReceipt(Part):
    difference_id: Id
    state: DifferenceState


class DecideDifference(Command):
    """Approve a difference, or refuse its explanation with a ``note``. For the playbook's approvers, never for the one
    who counted."""

    service, action, result = SERVICE, "decide_difference", CashDifferenceReceipt
    difference_id: Id
    approved: bool
    note: Text | None = None


class ExplainDifference(Command):
    """Whoever counted answers a refusal with another reason; the difference waits for approval again."""

    service, action, result = SERVICE, "explain_difference", CashDifferenceReceipt
    difference_id: Id
    reason: Text


class DifferenceRow(Part):
    """``amount`` is counted less expected. ``reference``: the drawer's session, the slip, or what was put away."""

    difference_id: Id
    kind: DifferenceKind
    reference: Id
    drawer: Name | None
    counted_by: Actor
    amount: Money
    reason: str
    state: DifferenceState
    recorded_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    note: str | None


class DifferencePage(Page[DifferenceRow]):
    pass


class ListDifferences(Query):
    """Differences in one ``state`` or of one person's counts; newest last."""

    service, view, result = SERVICE, "differences", DifferencePage
    state: DifferenceState | None = None
    counted_by: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


class DifferenceOpened(CashdeskEvent):
    """A difference waits for an approver; ``recipients`` may decide."""

    fact = "difference.opened"
    difference_id: Id
    kind: DifferenceKind
    drawer: Name | None = None
    counted_by: Actor
    amount: Money
    reason: str
    recipients: list[Recipient]


class DifferenceDecided(CashdeskEvent):
    fact = "difference.decided"
    difference_id: Id
    kind: DifferenceKind
    counted_by: Actor
    amount: Money
    approved: bool
    by: Actor
    note: str | None = None
