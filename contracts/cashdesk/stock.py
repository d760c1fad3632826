"""Stock: goods by type and serial range, from the store to a clerk and back, sold, or missing."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Actor, Command, Done, Id, Limit, Name, Page, Part, Query, Recipient, RequestNumber, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.money import Money

Serial = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z0-9./-]{0,24}[0-9]{1,24}[A-Z./-]{0,8}$"),
    Field(
        description="Capital letters, digits, '.', '/' and '-'; the last digits count up within a range.",
        examples=["8986001234560042"],
    ),
]
OfferKind = Literal["issue", "return", "hand_over"]
OfferState = Literal["offered", "signed", "declined"]
DifferenceState = Literal["recorded", "approved", "refused"]


class SerialRange(Part):
    """Serial numbers ``first`` to ``last``, both included; one alone when ``last`` is left out. Both are of the same
    length and differ only in their last digits (18 at most)."""

    first: Serial
    last: Serial | None = None


class StockAmount(Part):
    """So much of one type. ``count`` is what was counted by hand; with serials it must be as many as they are."""

    type: Name
    count: int = Field(ge=1, le=1_000_000)
    serials: list[SerialRange] = Field(default_factory=list, max_length=500)


class ReceiveStock(Command):
    """Goods come into the store, from outside or found again. ``cost`` is of one piece. Serials that stand anywhere
    else are refused by name; lost ones and those a customer brought back are taken in again. By the store."""

    service, action, result = SERVICE, "receive_stock", Done
    goods: StockAmount
    supplier: Text
    cost: Money | None = None
    note: Text | None = None


class StockOfferReceipt(Part):
    offer_id: Id
    state: OfferState


class IssueStock(Command):
    """The store's count and signature under an issue to a clerk, before the shift or during it; nothing moves until
    the clerk has counted too. Gifts name the approved ``application_id``. Rules TH-03, TH-05, TH-33."""

    service, action, result = SERVICE, "issue_stock", StockOfferReceipt
    to: Actor
    lines: list[StockAmount] = Field(min_length=1, max_length=50)
    application_id: Id | None = None


class ReturnStock(Command):
    """The clerk's count and signature under what goes back to the store; ``to`` keeps the store. Rule TH-04."""

    service, action, result = SERVICE, "return_stock", StockOfferReceipt
    to: Actor
    lines: list[StockAmount] = Field(min_length=1, max_length=50)


class HandOverStock(Command):
    """Goods from one holder to another, counted and signed by both. Rule TH-04."""

    service, action, result = SERVICE, "hand_over_stock", StockOfferReceipt
    to: Actor
    lines: list[StockAmount] = Field(min_length=1, max_length=50)


class ConfirmStock(Command):
    """The receiver's own count and signature. It must be what was offered, piece for piece, otherwise it is refused
    and says what differs. Rules TH-03, TH-04."""

    service, action, result = SERVICE, "confirm_stock", StockOfferReceipt
    offer_id: Id
    counted: list[StockAmount] = Field(min_length=1, max_length=50)


class DeclineStock(Command):
    """The receiver declines an offer, or the giver takes it back; the goods stay where they are."""

    service, action, result = SERVICE, "decline_stock", StockOfferReceipt
    offer_id: Id
    reason: Text


class SellStock(Command):
    """Name the pieces of one's own holding that are sold with a charge, before it is paid; named again, the new ones
    replace the old. ``take_payment`` can name them itself."""

    service, action, result = SERVICE, "sell_stock", Done
    charge_id: Id
    serials: list[SerialRange] = Field(min_length=1, max_length=500)


class TakeBackStock(Command):
    """A customer brings pieces of a charge back. They are kept apart until the store receives them anew; the money is
    a matter of ``request_refund``. When a charge is refunded whole, all its pieces are back by that alone."""

    service, action, result = SERVICE, "take_back_stock", Done
    charge_id: Id
    serials: list[SerialRange] = Field(default_factory=list, max_length=500)
    count: int = Field(ge=1, le=1_000_000)
    reason: Text


class DifferenceReceipt(Part):
    difference_id: Id
    state: DifferenceState


class RecordStockDifference(Command):
    """What should be there and is not, as somebody counted it; ``holder`` is the clerk whose goods were counted, or
    null for the store. It counts once it is approved. Rule TH-04."""

    service, action, result = SERVICE, "record_stock_difference", DifferenceReceipt
    holder: Actor | None = None
    missing: StockAmount
    reason: Text


class DecideStockDifference(Command):
    """By the playbook's roles, never by who counted and never by who holds the goods. Rule TH-04."""

    service, action, result = SERVICE, "decide_stock_difference", DifferenceReceipt
    difference_id: Id
    approved: bool
    note: Text | None = None


class StockPositionRow(Part):
    """``place``: ``store``, ``staff:<login>``, ``returned`` (by customers, kept apart). ``free`` is what is neither
    offered to somebody nor named for a charge nor reported missing."""

    type: Name
    place: str
    count: int
    free: int
    serials: list[SerialRange]


class StockPositionView(Part):
    """``low``: types of which the store has no more than the playbook's ``reorder_at``."""

    rows: list[StockPositionRow]
    low: list[Name]


class StockPosition(Query):
    """What is where now, of one type or one place or all. Others than store and managers see their own."""

    service, view, result = SERVICE, "stock_position", StockPositionView
    type: Name | None = None
    holder: Actor | None = None


class StockPile(Part):
    count: int
    serials: list[SerialRange]


class StockAccountRow(Part):
    """The day of one clerk with one type. ``opening`` + ``issued`` + ``received`` (from colleagues) =
    ``sold`` + ``given`` (as gifts) + ``returned`` + ``handed_over`` (to colleagues) + ``difference`` + ``held``.
    ``balanced`` says that it does, the log of moves against the pieces themselves."""

    person: Actor
    type: Name
    opening: StockPile
    issued: StockPile
    received: StockPile
    sold: StockPile
    given: StockPile
    returned: StockPile
    handed_over: StockPile
    difference: StockPile
    held: StockPile
    balanced: bool


class StockAccountView(Part):
    day: date
    rows: list[StockAccountRow]


class StockAccount(Query):
    """Issued = sold + returned + difference, per clerk, type and serial range, for a local day (default today).
    Rule TH-04."""

    service, view, result = SERVICE, "stock_account", StockAccountView
    day: date | None = None
    person: Actor | None = None
    type: Name | None = None


class StockOfferRow(Part):
    offer_id: Id
    kind: OfferKind
    giver: Actor
    to: Actor
    lines: list[StockAmount]
    state: OfferState
    offered_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    reason: str | None


class StockOfferPage(Page[StockOfferRow]):
    pass


class ListStockOffers(Query):
    """Issues, returns and hand-overs with both signatures, of one ``person`` (giver or receiver) or of all; newest
    last."""

    service, view, result = SERVICE, "stock_offers", StockOfferPage
    person: Actor | None = None
    state: OfferState | None = None
    cursor: str | None = None
    limit: Limit = 50


class StockMoveRow(Part):
    """One move. ``source`` and ``target``: ``supplier``, ``store``, ``staff:<login>``, ``customer``, ``returned``,
    ``difference``. ``reference``: the offer, charge, difference or gift behind it."""

    move_id: Id
    at: AwareDatetime
    kind: str
    type: Name
    source: str
    target: str
    count: int
    serials: SerialRange | None
    actor: Actor
    reference: str
    number: RequestNumber | None
    note: str | None


class StockMovePage(Page[StockMoveRow]):
    pass


class ListStockMoves(Query):
    """Where goods went, oldest first: the history of one ``serial``, of a ``reference``, or of a type."""

    service, view, result = SERVICE, "stock_moves", StockMovePage
    type: Name | None = None
    serial: Serial | None = None
    reference: str | None = None
    cursor: str | None = None
    limit: Limit = 50


class StockDifferenceRow(Part):
    difference_id: Id
    holder: Actor | None
    missing: StockAmount
    counted_by: Actor
    reason: str
    state: DifferenceState
    recorded_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    note: str | None


class StockDifferencePage(Page[StockDifferenceRow]):
    pass


class ListStockDifferences(Query):
    service, view, result = SERVICE, "stock_differences", StockDifferencePage
    holder: Actor | None = None
    state: DifferenceState | None = None
    cursor: str | None = None
    limit: Limit = 50


class StockReceived(CashdeskEvent):
    fact = "stock.received"
    goods: StockAmount
    supplier: str
    by: Actor


class StockOffered(CashdeskEvent):
    """The giver has counted and signed; the receiver has not yet."""

    fact = "stock.offered"
    offer_id: Id
    kind: OfferKind
    giver: Actor
    to: Actor
    lines: list[StockAmount]


class StockMoved(CashdeskEvent):
    """Both have counted and signed."""

    offer_id: Id
    giver: Actor
    to: Actor
    lines: list[StockAmount]


class StockIssued(StockMoved):
    """From the store to a clerk. Rules TH-03, TH-05."""

    fact = "stock.issued"


class StockReturned(StockMoved):
    """From a clerk to the store. Rule TH-04."""

    fact = "stock.returned"


class StockHandedOver(StockMoved):
    """From one holder to another."""

    fact = "stock.handed_over"


class StockDeclined(CashdeskEvent):
    fact = "stock.declined"
    offer_id: Id
    kind: OfferKind
    giver: Actor
    to: Actor
    by: Actor
    reason: str


class StockSold(CashdeskEvent):
    """The charge is paid and the pieces are the customer's."""

    fact = "stock.sold"
    charge_id: Id
    number: RequestNumber
    seller: Actor
    goods: StockAmount


class StockTakenBack(CashdeskEvent):
    """Pieces a customer brought back; kept apart until the store receives them anew."""

    fact = "stock.taken_back"
    charge_id: Id
    number: RequestNumber
    goods: StockAmount
    by: Actor
    reason: str


class StockDifferenceRecorded(CashdeskEvent):
    fact = "stock.difference_recorded"
    difference_id: Id
    holder: Actor | None
    missing: StockAmount
    counted_by: Actor
    reason: str
    approver_roles: list[str]


class StockDifferenceDecided(CashdeskEvent):
    fact = "stock.difference_decided"
    difference_id: Id
    holder: Actor | None
    missing: StockAmount
    approved: bool
    by: Actor
    note: str | None = None


class StockLow(CashdeskEvent):
    """The store has ``left`` of a type, no more than ``reorder_at``; said when it falls to that."""

    fact = "stock.low"
    type: Name
    left: int
    reorder_at: int
    recipients: list[Recipient]
