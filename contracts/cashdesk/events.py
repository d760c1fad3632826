"""What cashdesk announces beside its subjects: handover reports and refusals."""

from typing import Any

from contracts.base import Actor, HandoverItem, Id
from contracts.cashdesk.common import CashdeskEvent


class CashdeskHandoverReported(CashdeskEvent):
    fact = "handover.reported"
    handover_id: Id
    person: Actor
    items: list[HandoverItem]
    round: int = 1


class CashdeskCommandRefused(CashdeskEvent):
    fact = "command.refused"
    action: str
    command_id: str
    problem: dict[str, Any]
