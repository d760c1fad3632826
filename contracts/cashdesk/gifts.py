"""Gifts: applied for, approved, given to a recipient within a promotion. Rule TH-33."""

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.cashdesk.common import SERVICE, CashdeskEvent
from contracts.cashdesk.stock import SerialRange

ApplicationState = Literal["applied", "approved", "refused"]


class ApplicationReceipt(Part):
    application_id: Id
    state: ApplicationState


class ApplyForGifts(Command):
    """Apply for gifts to leave the store for a promotion; the store issues them to the applicant once approved."""

    service, action, result = SERVICE, "apply_for_gifts", ApplicationReceipt
    promotion: Name
    type: Name
    count: int = Field(ge=1, le=1_000_000)
    reason: Text


class DecideGifts(Command):
    """By the playbook's roles, never by the applicant."""

    service, action, result = SERVICE, "decide_gifts", ApplicationReceipt
    application_id: Id
    granted: bool
    note: Text | None = None


class GiftReceipt(Part):
    gift_id: Id


class GiveGift(Command):
    """Give gifts of one's own holding to a recipient, by name and phone. Refused for the phone of a member of staff;
    for the name of one too, unless who decides on gifts gives it (a namesake)."""

    service, action, result = SERVICE, "give_gift", GiftReceipt
    promotion: Name
    type: Name
    count: int = Field(default=1, ge=1, le=1000)
    serials: list[SerialRange] = Field(default_factory=list, max_length=50)
    recipient: Text
    phone: Text
    number: RequestNumber | None = None


class ApplicationRow(Part):
    """``issued`` of ``count`` have left the store or are on their way."""

    application_id: Id
    promotion: Name
    type: Name
    count: int
    issued: int
    applicant: Actor
    reason: str
    state: ApplicationState
    applied_at: AwareDatetime
    decided_by: Actor | None
    decided_at: AwareDatetime | None
    note: str | None


class ApplicationPage(Page[ApplicationRow]):
    pass


class ListGiftApplications(Query):
    service, view, result = SERVICE, "gift_applications", ApplicationPage
    promotion: Name | None = None
    state: ApplicationState | None = None
    cursor: str | None = None
    limit: Limit = 50


class GiftRow(Part):
    gift_id: Id
    promotion: Name
    type: Name
    count: int
    serials: list[SerialRange]
    recipient: str
    phone: str
    given_by: Actor
    at: AwareDatetime
    number: RequestNumber | None


class GiftPage(Page[GiftRow]):
    pass


class ListGifts(Query):
    """The register of gifts; names and phones masked. With a ``purpose`` they are shown in full to those who may read
    personal data, and the reading is announced."""

    service, view, result = SERVICE, "gifts", GiftPage
    promotion: Name | None = None
    purpose: Text | None = None
    cursor: str | None = None
    limit: Limit = 50


class GiftsAppliedFor(CashdeskEvent):
    fact = "gifts.applied_for"
    application_id: Id
    promotion: Name
    type: Name
    count: int
    applicant: Actor
    reason: str
    approver_roles: list[str]


class GiftsDecided(CashdeskEvent):
    fact = "gifts.decided"
    application_id: Id
    promotion: Name
    type: Name
    count: int
    applicant: Actor
    granted: bool
    by: Actor
    note: str | None = None


class GiftGiven(CashdeskEvent):
    """``recipient`` and ``phone`` are masked."""

    fact = "gift.given"
    gift_id: Id
    promotion: Name
    type: Name
    count: int
    recipient: str
    phone: str
    given_by: Actor


class GiftRegisterRead(CashdeskEvent):
    """Recipients of gifts were read in full."""

    fact = "gift_register.read"
    reader: Actor
    purpose: str
    promotion: Name | None
    rows: int
