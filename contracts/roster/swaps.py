"""Swaps of shifts between two people: asked, accepted by the colleague, approved by a manager."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Command, Id, Limit, Page, Part, Query, Recipient, Text
from contracts.roster.common import SERVICE, RosterEvent
from contracts.roster.shifts import PlannedShift

SwapState = Literal["asked", "accepted", "approved", "declined", "withdrawn"]


class SwapReceipt(Part):
    swap_id: Id
    state: SwapState


class AskSwap(Command):
    """Ask a colleague to take over one's own shift, for one of theirs or for none."""

    service, action, result = SERVICE, "ask_swap", SwapReceipt
    shift_id: Id
    colleague: Actor
    their_shift_id: Id | None = None
    reason: Text | None = None


class AcceptSwap(Command):
    """The colleague agrees; a manager has to approve it still."""

    service, action, result = SERVICE, "accept_swap", SwapReceipt
    swap_id: Id


class ApproveSwap(Command):
    """The shifts change hands. By a manager who is neither of the two."""

    service, action, result = SERVICE, "approve_swap", SwapReceipt
    swap_id: Id


class DeclineSwap(Command):
    """By the colleague who was asked, or by a manager who is neither of the two."""

    service, action, result = SERVICE, "decline_swap", SwapReceipt
    swap_id: Id
    reason: Text


class WithdrawSwap(Command):
    """By the one who asked, until it is approved."""

    service, action, result = SERVICE, "withdraw_swap", SwapReceipt
    swap_id: Id


class SwapRow(Part):
    swap_id: Id
    state: SwapState
    asked_by: Actor
    colleague: Actor
    gives: PlannedShift
    takes: PlannedShift | None
    reason: str | None
    asked_at: AwareDatetime
    accepted_at: AwareDatetime | None
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    decision_reason: str | None


class SwapPage(Page[SwapRow]):
    pass


class ListSwaps(Query):
    """Swaps, newest first. Managers see all, others those they are one of the two in."""

    service, view, result = SERVICE, "swaps", SwapPage
    state: SwapState | None = None
    actor: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


class SwapEvent(RosterEvent):
    """``recipients``: who has to do something next, or wants to know."""

    swap_id: Id
    asked_by: Actor
    colleague: Actor
    shift_id: Id
    their_shift_id: Id | None
    recipients: list[Recipient]


class SwapAsked(SwapEvent):
    fact = "swap.asked"
    reason: str | None


class SwapAccepted(SwapEvent):
    fact = "swap.accepted"


class SwapApproved(SwapEvent):
    """A ``roster.changed`` for each shift goes with it."""

    fact = "swap.approved"


class SwapDeclined(SwapEvent):
    fact = "swap.declined"
    by: Actor
    reason: str


class SwapWithdrawn(SwapEvent):
    fact = "swap.withdrawn"
