"""Drawers, counts, and cash from hand to hand."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money


class OpenDrawer(Command):
    """Open a drawer with a counted float. One open session a drawer, one drawer a clerk. Where tail cash was stored for
    the drawer, the float is that cash, and a difference to it needs ``reason``. Rule TH-08."""

    service, action, result = SERVICE, "open_drawer", Done
    drawer: Name
    counted: Money
    reason: Text | None = None


class DrawerReceipt(Part):
    """The clerk learns the difference only after the count."""

    drawer: Name
    counted: Money
    expected: Money
    difference: Money


class CloseDrawer(Command):
    """A blind count. A difference needs ``reason``; it is recorded, never smoothed away."""

    service, action, result = SERVICE, "close_drawer", DrawerReceipt
    drawer: Name
    counted: Money
    reason: Text | None = None


class TransferReceipt(Part):
    transfer_id: Id
    state: Literal["offered", "handed_over", "declined"]


class HandOverCash(Command):
    """Hand cash to a named colleague; it moves when that colleague confirms the count. Rule PD-18."""

    service, action, result = SERVICE, "hand_over_cash", TransferReceipt
    to: Actor
    amount: Money


class ConfirmCash(Command):
    """The receiver's signature: ``counted`` must equal what was offered, otherwise it is refused."""

    service, action, result = SERVICE, "confirm_cash", TransferReceipt
    transfer_id: Id
    counted: Money


class DeclineCash(Command):
    """The receiver declines an offer of cash, or the giver takes it back; the cash stays where it is. Rule PD-18."""

    service, action, result = SERVICE, "decline_cash", TransferReceipt
    transfer_id: Id
    reason: Text


class DrawerView(Part):
    """A drawer's position. ``expected`` is null for the clerk who still has to count it blind."""

    drawer: Name
    open: bool
    clerk: Actor | None
    opened_at: AwareDatetime | None
    opening_float: Money | None
    expected: Money | None
    last_difference: Money | None


class GetDrawer(Query):
    service, view, result = SERVICE, "drawer", DrawerView
    drawer: Name


class TransferRow(Part):
    """``decided_by`` is who counted or declined the cash."""

    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money
    state: Literal["offered", "handed_over", "declined"]
    offered_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    reason: str | None


class TransferPage(Page[TransferRow]):
    pass


class ListTransfers(Query):
    """Cash from hand to hand, of one ``person`` (giver or receiver) or of all; newest last. Rule PD-18."""

    service, view, result = SERVICE, "transfers", TransferPage
    person: Actor | None = None
    state: Literal["offered", "handed_over", "declined"] | None = None
    cursor: str | None = None
    limit: Limit = 50


class DrawerOpened(CashdeskEvent):
    fact = "drawer.opened"
    drawer: Name
    clerk: Actor
    opening_float: Money


class DrawerClosed(CashdeskEvent):
    fact = "drawer.closed"
    drawer: Name
    clerk: Actor
    counted: Money
    difference: Money


class DiscrepancyRecorded(CashdeskEvent):
    fact = "discrepancy.recorded"
    drawer: Name
    clerk: Actor
    difference: Money
    reason: str


class CashOffered(CashdeskEvent):
    fact = "cash.offered"
    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money


class CashHandedOver(CashdeskEvent):
    """Two signatures: the giver's offer and the receiver's count."""

    fact = "cash.handed_over"
    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money


class CashDeclined(CashdeskEvent):
    fact = "cash.declined"
    transfer_id: Id
    giver: Actor
    to: Actor
    amount: Money
    by: Actor
    reason: str
