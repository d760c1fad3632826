"""What goes out to people: notices to groups, notifications and letters, and what could not be delivered."""

from pydantic import AwareDatetime, Field

from contracts.base import Command, Done, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.intake.common import SERVICE, DeliveryState, IntakeEvent


# ------------------------------------------------------------------ commands
class NoticeReceipt(Part):
    """``undeliverable`` counts those of the ``recipients`` who gave no address for the channel."""

    notice_id: Id
    recipients: int
    undeliverable: int = 0


class PublishNotice(Command):
    """Tell a group of the playbook something, one delivery for each of its members. For the desk's roles and managers.

    ``channel`` decides the address: the telephone number for sms, the mail address for email, the address for letter.
    """

    service, action, result = SERVICE, "publish_notice", NoticeReceipt
    group: Name
    channel: Name
    title: Text
    text: Text
    number: RequestNumber | None = None


class RetryDelivery(Command):
    """Try again what could not be delivered, now and as often as the first time; to ``address`` when it was wrong."""

    service, action, result = SERVICE, "retry_delivery", Done
    delivery_id: Id
    address: Text | None = None


# ------------------------------------------------------------------ views
class DeliveryRow(Part):
    """``recipient`` is a login or a customer's id, empty for a customer without a file; addresses are not shown."""

    delivery_id: Id
    recipient: str
    channel: Name
    title: str
    number: RequestNumber | None
    state: DeliveryState
    attempts: int
    created_at: AwareDatetime
    next_at: AwareDatetime | None
    done_at: AwareDatetime | None
    reason: str | None


class DeliveryPage(Page[DeliveryRow]):
    pass


class NoticeRow(Part):
    """``waiting``, ``delivered`` and ``undeliverable`` add up to ``recipients``."""

    notice_id: Id
    group: Name
    channel: Name
    title: str
    number: RequestNumber | None
    published_by: str
    published_at: AwareDatetime
    completed_at: AwareDatetime | None
    recipients: int
    waiting: int
    delivered: int
    undeliverable: int


class NoticeView(Part):
    notice: NoticeRow
    text: str
    deliveries: DeliveryPage


class GetNotice(Query):
    """One notice with the state of each delivery."""

    service, view, result = SERVICE, "notice", NoticeView
    notice_id: Id
    cursor: str | None = None
    limit: Limit = 100


class NoticePage(Page[NoticeRow]):
    pass


class ListNotices(Query):
    """Notices, oldest first."""

    service, view, result = SERVICE, "notices", NoticePage
    cursor: str | None = None
    limit: Limit = 50


class ListUndelivered(Query):
    """What could not be delivered, oldest first; with ``number`` of one request."""

    service, view, result = SERVICE, "undelivered", DeliveryPage
    number: RequestNumber | None = None
    cursor: str | None = None
    limit: Limit = 50


class ListDeliveries(Query):
    """What was sent about one request, oldest first: notifications, notices and letters, how each delivery stands.
    Rule IR-08."""

    service, view, result = SERVICE, "deliveries", DeliveryPage
    number: RequestNumber
    cursor: str | None = None
    limit: Limit = 50


# ------------------------------------------------------------------ events
class NoticePublished(IntakeEvent):
    fact = "notice.published"
    notice_id: Id
    group: Name
    channel: Name
    title: str
    text: str
    number: RequestNumber | None = None
    published_by: str
    recipients: int


class NoticeCompleted(IntakeEvent):
    """No delivery of the notice waits any more; again after a retry."""

    fact = "notice.completed"
    notice_id: Id
    number: RequestNumber | None = None
    delivered: int
    undeliverable: int


class DeliveryFailed(IntakeEvent):
    """A message that could not be delivered and will not be tried again by itself. ``notification`` names the rule of
    the playbook, ``notice_id`` the notice, ``plan`` the letter of follow-up it was."""

    fact = "delivery.failed"
    delivery_id: Id
    number: RequestNumber | None = None
    recipient: str
    channel: Name
    reason: str
    attempts: int
    notification: Name | None = None
    notice_id: Id | None = None
    plan: Name | None = None


class LetterSent(IntakeEvent):
    """The letter of a follow-up plan is on its way. Rule FS-13."""

    fact = "letter.sent"
    number: RequestNumber
    plan: Name
    delivery_id: Id
    attempts: int = Field(default=1, ge=1)


class LetterFailed(IntakeEvent):
    """The letter of a follow-up plan could not be delivered."""

    fact = "letter.failed"
    number: RequestNumber
    plan: Name
    delivery_id: Id
    reason: str
