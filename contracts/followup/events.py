"""What followup announces beside its subjects: handover reports and refusals."""

from typing import Any

from contracts.base import Actor, HandoverItem, Id
from contracts.followup.common import FollowupEvent


class FollowupHandoverReported(FollowupEvent):
    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]
    round: int = 1


class FollowupCommandRefused(FollowupEvent):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
