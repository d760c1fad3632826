"""Takings on their way: deposit slips with three signatures, the bank, tail cash. Rules TH-06, TH-07, TH-08."""

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Recipient, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money

SlipState = Literal["drawn", "completed", "cancelled"]
SlipPart = Literal["clerk", "collector", "witness"]
PutAwayKind = Literal["bank", "tail"]
PutAwayState = Literal["drawn", "completed", "cancelled"]
HandInState = Literal["handed_in", "nothing", "waiting", "missing"]


class NoteCount(Part):
    """How many notes or coins of one value."""

    value: Money
    count: int = Field(ge=0)


class CountedKind(Part):
    """What was counted of one kind of takings; ``notes``, where given, must come to ``counted``."""

    kind: Name
    counted: Money
    notes: list[NoteCount] = Field(default_factory=list)


class SlipLine(Part):
    """``difference`` is counted less expected: below zero when something is missing."""

    kind: Name
    counted: Money
    expected: Money
    difference: Money
    notes: list[NoteCount] = Field(default_factory=list)


class Signature(Part):
    """``figures`` is the hash of what was signed; a void signature no longer counts."""

    part: SlipPart
    actor: Actor
    name: str
    at: AwareDatetime
    revision: int
    figures: str
    void: bool


class SlipReceipt(Part):
    """The clerk learns the difference only after the count. ``missing``: whose signatures are still missing."""

    slip_id: Id
    state: SlipState
    revision: int
    figures: str
    lines: list[SlipLine]
    counted: Money
    expected: Money
    difference: Money
    missing: list[SlipPart]


class DrawDepositSlip(Command):
    """Draw a deposit slip (交款单) over what was taken: a blind count by the clerk who took it, from the open drawer or
    else from the clerk's hands. ``keep`` stays in the drawer (default: its float). A difference needs ``reason``.
    Rule TH-06."""

    service, action, result = SERVICE, "draw_deposit_slip", SlipReceipt
    kinds: list[CountedKind] = Field(min_length=1)
    keep: Money | None = None
    reason: Text | None = None


class RecountDepositSlip(Command):
    """Count again before the slip is complete. Signatures given to other figures become void. Rule TH-06."""

    service, action, result = SERVICE, "recount_deposit_slip", SlipReceipt
    slip_id: Id
    kinds: list[CountedKind] = Field(min_length=1)
    keep: Money | None = None
    reason: Text | None = None


class SignDepositSlip(Command):
    """Sign the figures of ``revision``. The third signature moves the cash to the collector. ``part`` is needed only by
    somebody who may sign as collector and as witness. Rule TH-06."""

    service, action, result = SERVICE, "sign_deposit_slip", SlipReceipt
    slip_id: Id
    revision: int
    part: Literal["collector", "witness"] | None = None


class CancelDepositSlip(Command):
    """The clerk takes the slip back before it is complete; the cash stays where it is."""

    service, action, result = SERVICE, "cancel_deposit_slip", Done
    slip_id: Id
    reason: Text


class PutAwayReceipt(Part):
    put_away_id: Id
    kind: PutAwayKind
    state: PutAwayState
    amount: Money


class DepositAtBank(Command):
    """The collector gives cash to the bank, which answers with ``reference``; it leaves the collector's hands when the
    duty manager has witnessed it. Rule TH-07."""

    service, action, result = SERVICE, "deposit_at_bank", PutAwayReceipt
    amount: Money
    reference: Text


class TailCash(Part):
    """Tail cash (尾款) meant for one drawer of the next day."""

    drawer: Name
    counted: Money


class StoreTailCash(Command):
    """The collector counts all that is left in hand, by the drawer it opens next; it goes into the safe when the duty
    manager has audited it. A difference to the ledger needs ``reason``. Rule TH-08."""

    service, action, result = SERVICE, "store_tail_cash", PutAwayReceipt
    drawers: list[TailCash] = Field(min_length=1)
    reason: Text | None = None


class WitnessPutAway(Command):
    """The duty manager's signature under what goes to the bank or into the safe: ``counted`` must equal what the
    collector named, otherwise it is refused. Rules TH-07, TH-08."""

    service, action, result = SERVICE, "witness_put_away", PutAwayReceipt
    put_away_id: Id
    counted: Money


class CancelPutAway(Command):
    """Collector or witness end what is not yet witnessed; the cash stays in the collector's hands."""

    service, action, result = SERVICE, "cancel_put_away", PutAwayReceipt
    put_away_id: Id
    reason: Text


class DepositSlipView(Part):
    """A slip as it is printed. ``since``: when the last one was drawn, or the drawer
    opened; ``up_to``: the moment of its figures. ``lines``, ``expected`` and ``difference`` were told
    to the clerk only after the count; ``signatures`` has void ones too, in the order they were given."""

    slip_id: Id
    title: dict[str, str]
    clerk: Actor
    clerk_name: str
    drawer: Name | None
    state: SlipState
    revision: int
    figures: str
    since: AwareDatetime | None
    up_to: AwareDatetime
    drawn_at: AwareDatetime
    completed_at: AwareDatetime | None
    lines: list[SlipLine]
    kept: Money
    counted: Money
    expected: Money
    difference: Money
    reason: str | None
    collector: Actor | None
    witness: Actor | None
    missing: list[SlipPart]
    signatures: list[Signature]
    entry_id: Id | None
    note: str | None


class GetDepositSlip(Query):
    """One slip with its signatures. Rule TH-06."""

    service, view, result = SERVICE, "deposit_slip", DepositSlipView
    slip_id: Id


class DepositSlipPage(Page[DepositSlipView]):
    pass


class ListDepositSlips(Query):
    """Slips of a ``clerk``, in one ``state``, or those that wait for somebody to sign (``waits_for``); newest last."""

    service, view, result = SERVICE, "deposit_slips", DepositSlipPage
    clerk: Actor | None = None
    state: SlipState | None = None
    waits_for: Actor | None = None
    cursor: str | None = None
    limit: Limit = 50


class PutAwayRow(Part):
    put_away_id: Id
    kind: PutAwayKind
    state: PutAwayState
    collector: Actor
    amount: Money
    difference: Money
    reason: str | None
    reference: str | None
    drawers: list[TailCash]
    drawn_at: AwareDatetime
    witness: Actor | None
    decided_at: AwareDatetime | None
    note: str | None


class PutAwayPage(Page[PutAwayRow]):
    pass


class ListPutAways(Query):
    """What collectors brought to the bank or stored as tail cash; newest last. Rules TH-07, TH-08."""

    service, view, result = SERVICE, "put_aways", PutAwayPage
    kind: PutAwayKind | None = None
    state: PutAwayState | None = None
    cursor: str | None = None
    limit: Limit = 50


class HandIn(Part):
    """Whether somebody has handed in. ``waiting``: a slip is drawn and lacks the signatures of ``waits_for``;
    ``nothing``: nothing was taken. How much is not said: it is counted blind."""

    actor: Actor
    name: str
    on_duty: bool
    drawer: Name | None
    state: HandInState
    slip_id: Id | None
    waits_for: list[SlipPart]


class HandInsView(Part):
    """``due_at``: when the bank collects next, null where no bank does."""

    due_at: AwareDatetime | None
    rows: list[HandIn]


class GetHandIns(Query):
    """Who of those on duty with a drawer, or with takings, has handed in since the day began. Rule TH-07."""

    service, view, result = SERVICE, "hand_ins", HandInsView


class DepositSlipDrawn(CashdeskEvent):
    """``recipients`` may sign it as collector or witness. Rule TH-06."""

    fact = "deposit_slip.drawn"
    slip_id: Id
    clerk: Actor
    drawer: Name | None = None
    revision: int
    counted: Money
    difference: Money
    recipients: list[Recipient]


class DepositSlipSigned(CashdeskEvent):
    fact = "deposit_slip.signed"
    slip_id: Id
    clerk: Actor
    part: SlipPart
    by: Actor
    revision: int
    figures: str
    missing: list[SlipPart]


class DepositSlipChanged(CashdeskEvent):
    """Its figures changed: signatures given to the earlier ones are void (``voided``). Rule TH-06."""

    fact = "deposit_slip.changed"
    slip_id: Id
    clerk: Actor
    revision: int
    counted: Money
    expected: Money
    difference: Money
    voided: list[Actor]
    because: Literal["recounted", "corrected"]


class DepositSlipCompleted(CashdeskEvent):
    """Three signatures: the cash is the collector's. Rule TH-06."""

    fact = "deposit_slip.completed"
    slip_id: Id
    clerk: Actor
    collector: Actor
    witness: Actor
    drawer: Name | None = None
    counted: Money
    difference: Money
    reason: str | None = None


class DepositSlipCancelled(CashdeskEvent):
    fact = "deposit_slip.cancelled"
    slip_id: Id
    clerk: Actor
    by: Actor
    reason: str


class PutAwayDrawn(CashdeskEvent):
    """``recipients`` may witness it."""

    fact = "put_away.drawn"
    put_away_id: Id
    kind: PutAwayKind
    collector: Actor
    amount: Money
    recipients: list[Recipient]


class PutAwayCancelled(CashdeskEvent):
    fact = "put_away.cancelled"
    put_away_id: Id
    kind: PutAwayKind
    collector: Actor
    by: Actor
    reason: str


class BankDepositMade(CashdeskEvent):
    """The bank has the cash. Rule TH-07."""

    fact = "bank_deposit.made"
    put_away_id: Id
    collector: Actor
    witness: Actor
    amount: Money
    reference: str


class TailCashStored(CashdeskEvent):
    """Audited and in the safe, by the drawer it opens next. Rule TH-08."""

    fact = "tail_cash.stored"
    put_away_id: Id
    collector: Actor
    witness: Actor
    amount: Money
    difference: Money
    drawers: list[TailCash]


class CollectionMissing(CashdeskEvent):
    """These have not handed in; the bank collects at ``due_at``. ``last``: it does so now. Rule TH-07."""

    fact = "collection.missing"
    due_at: AwareDatetime
    last: bool
    names: list[str]
    missing: list[HandIn]
    recipients: list[Recipient]
