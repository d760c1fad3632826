"""What followup announces of customers about to leave. ``number`` is the request that opened the case, if one did."""

from typing import Literal

from pydantic import AwareDatetime

from contracts.base import Actor, Id, Name, Recipient, RequestNumber
from contracts.followup.common import FollowupEvent
from contracts.followup.retention import GroupMember, Month, OfferAnswer, RegisterRow, Source
from contracts.money import Money


class RetentionOpened(FollowupEvent):
    """``recipients``: who serves the customer, and whom the segment names. Rules TH-27, TH-28."""

    fact = "retention.opened"
    case_id: Id
    number: RequestNumber | None = None
    customer: str
    trigger: Name
    title: dict[str, str]
    source: Source
    segment: Name
    one_to_one: bool
    assignee: Actor
    recipients: list[Recipient]


class RetentionTriggered(FollowupEvent):
    """Another sign on an open case. The segment may have become a higher one, and the case gone to whoever serves it;
    ``recipients`` are those of the segment then. Rules TH-27, TH-28."""

    fact = "retention.triggered"
    case_id: Id
    number: RequestNumber | None = None
    customer: str
    trigger: Name
    title: dict[str, str]
    source: Source
    segment: Name
    previous_segment: Name
    one_to_one: bool
    assignee: Actor
    recipients: list[Recipient]


class GroupLeaving(FollowupEvent):
    """Two or more customers of one group leave together; told again whenever another one joins. Rule TH-29."""

    fact = "group.leaving"
    group: str
    members: list[GroupMember]
    since: AwareDatetime
    recipients: list[Recipient]


class OfferMade(FollowupEvent):
    """Rule TH-30."""

    fact = "retention.offer_made"
    case_id: Id
    number: RequestNumber | None = None
    offer_id: Id
    month: Month
    offer: Name
    title: dict[str, str]
    cost: Money
    by: Actor


class OfferAnswered(FollowupEvent):
    """Rule TH-30."""

    fact = "retention.offer_answered"
    case_id: Id
    number: RequestNumber | None = None
    offer_id: Id
    offer: Name
    answer: OfferAnswer
    until: AwareDatetime | None = None
    by: Actor


class AnswerDue(FollowupEvent):
    """A customer who wanted to think is asked again."""

    fact = "retention.answer_due"
    case_id: Id
    number: RequestNumber | None = None
    offer_id: Id
    offer: Name
    recipients: list[Recipient]


class AttemptFailed(FollowupEvent):
    """Registered for the key-account room. Rule TH-31."""

    fact = "retention.attempt_failed"
    case_id: Id
    number: RequestNumber | None = None
    reason: str
    next_at: AwareDatetime | None = None
    by: Actor


class RegisterSent(FollowupEvent):
    """First attempts that failed since the last register, and those before that nobody has taken over yet: part
    ``part`` of ``parts``. Nothing is sent when there are none. Rule TH-31."""

    fact = "retention.register_sent"
    at: AwareDatetime
    part: int
    parts: int
    rows: list[RegisterRow]
    recipients: list[Recipient]


class RetentionTakenOver(FollowupEvent):
    """Rule TH-31."""

    fact = "retention.taken_over"
    case_id: Id
    number: RequestNumber | None = None
    previous: Actor
    assignee: Actor


class RetentionDelegated(FollowupEvent):
    """Not yet moved: the colleague must accept."""

    fact = "retention.delegated"
    case_id: Id
    number: RequestNumber | None = None
    assignee: Actor
    to: Actor
    because: Literal["asked", "handover"]


class RetentionMoved(FollowupEvent):
    """``because``: the colleague accepted, or a shift was handed over."""

    fact = "retention.moved"
    case_id: Id
    number: RequestNumber | None = None
    previous: Actor
    assignee: Actor
    because: Literal["accepted", "handover"]


class RetentionDeclined(FollowupEvent):
    """It stays with its assignee."""

    fact = "retention.declined"
    case_id: Id
    number: RequestNumber | None = None
    assignee: Actor
    by: Actor
    reason: str


class RetentionClosed(FollowupEvent):
    fact = "retention.closed"
    case_id: Id
    number: RequestNumber | None = None
    customer: str
    segment: Name
    outcome: Name
    kept: bool
    reason: str
    by: Actor


class RetentionGuidePublished(FollowupEvent):
    """Told to everybody who serves cases. Rule TH-30."""

    fact = "retention.guide_published"
    month: Month
    revision: int
    offers: list[Name]
    by: Actor
    recipients: list[Recipient]


class RetentionGuideMissing(FollowupEvent):
    """The coming month has no guide yet. Rule TH-30."""

    fact = "retention.guide_missing"
    month: Month
    recipients: list[Recipient]
