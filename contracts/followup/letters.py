"""Letters owed to customers."""

from pydantic import AwareDatetime

from contracts.base import Id, Name, RequestNumber
from contracts.followup.common import FollowupEvent


class LetterScheduled(FollowupEvent):
    """Rule FS-13."""

    fact = "letter.scheduled"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    channel: Name
    due_at: AwareDatetime
    late_at: AwareDatetime | None = None


class LetterDue(FollowupEvent):
    """A letter to the customer goes out now by ``channel``; intake, which alone holds name and address, delivers it and
    answers with ``letter.sent`` or ``letter.failed``. ``title`` and ``text`` in ``zh`` and ``en``, with ``{number}``
    and ``{form.<field>}`` still to be filled in. Rule FS-13."""

    fact = "letter.due"
    callback_id: Id
    number: RequestNumber
    line: Name
    plan: Name
    title: dict[str, str]
    text: dict[str, str]
    channel: Name


class LetterCancelled(FollowupEvent):
    """A letter that is no longer owed, or that could not be delivered."""

    fact = "letter.cancelled"
    callback_id: Id
    number: RequestNumber
    plan: Name
    reason: str
