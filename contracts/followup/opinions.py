"""What customers say: opinions, their answers, the month's topics."""

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, Recipient, RequestNumber, Text
from contracts.followup.common import SERVICE, FollowupEvent
from contracts.followup.retention import Month

OpinionSource = Literal["request", "call"]
Topics = list[Name]


class OpinionReceipt(Part):
    opinion_id: Id


class AnswerOpinion(Command):
    """What the customer was answered; may be added to later. ``topics`` replaces those the opinion has; without any it
    cannot be answered. ``opinion_id`` is needed where a request has several. Rule TH-32."""

    service, action, result = SERVICE, "answer_opinion", OpinionReceipt
    number: RequestNumber
    reply: Text
    topics: Topics = Field(default_factory=list, max_length=20)
    opinion_id: Id | None = None


class OpinionAnswer(Part):
    at: AwareDatetime
    by: Actor
    reply: str


class OpinionView(Part):
    opinion_id: Id
    number: RequestNumber
    line: Name
    source: OpinionSource
    text: str
    topics: Topics
    received_at: AwareDatetime
    received_by: Actor
    answers: list[OpinionAnswer]


class OpinionPage(Page[OpinionView]):
    pass


class ListOpinions(Query):
    """The oldest first. ``answered``: only those that were, or were not. Rule TH-32."""

    service, view, result = SERVICE, "opinions", OpinionPage
    number: RequestNumber | None = None
    topic: Name | None = None
    answered: bool | None = None
    month: Month | None = None
    cursor: str | None = None
    limit: Limit = 50


class HotTopic(Part):
    """``count`` of the month's opinions on the topic, ``previous`` of the month before."""

    topic: Name
    title: dict[str, str]
    count: int
    previous: int


class HotTopicsView(Part):
    """``topics``: every topic of the playbook, the most spoken of first. ``opinions`` counts each once, ``unsorted``
    those without a topic, ``unanswered`` those nobody has answered yet."""

    month: Month
    topics: list[HotTopic]
    opinions: int
    unsorted: int
    unanswered: int


class GetHotTopics(Query):
    """Of ``month``, by default the present one. Rule TH-32."""

    service, view, result = SERVICE, "hot_topics", HotTopicsView
    month: Month | None = None


class OpinionReceived(FollowupEvent):
    """Rule TH-32."""

    fact = "opinion.received"
    opinion_id: Id
    number: RequestNumber
    line: Name
    source: OpinionSource
    topics: Topics
    received_by: Actor


class OpinionAnswered(FollowupEvent):
    """``at``: when the customer was answered. Rule TH-32."""

    fact = "opinion.answered"
    opinion_id: Id
    number: RequestNumber
    topics: Topics
    reply: str
    at: AwareDatetime
    by: Actor


class TopicsPublished(FollowupEvent):
    """The topics most spoken of in ``month``, those of no opinion left out. Rule TH-32."""

    fact = "topics.published"
    month: Month
    topics: list[HotTopic]
    opinions: int
    unsorted: int
    unanswered: int
    recipients: list[Recipient]
