"""What every part of cashdesk's language shares."""

from typing import Literal

from contracts.base import Event

SERVICE = "cashdesk"
ChargeState = Literal["open", "settled", "voided", "refunded"]
PayoutState = Literal["open", "settled", "voided"]


class CashdeskEvent(Event):
    service = SERVICE
