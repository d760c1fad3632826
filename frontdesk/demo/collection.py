"""Takings on their way: slips, the bank, the safe, what was missing and who approved it."""

from typing import Any

from contracts.money import Money
from frontdesk.demo.player import Played


def collection_of_day(played: Played) -> dict[str, Any]:
    """From the events; empty where no takings were handed in. ``missing``: who was named before the bank came, each
    time; ``sealed``: the days of the ledger that were closed."""
    if not any(each.key == "cashdesk.deposit_slip.completed" for each in played.events):
        return {}
    return {
        "missing": [each["names"] for each in _of(played, "cashdesk.collection.missing")],
        "slips": [
            {"clerk": each["clerk"], "counted": _money(each["counted"]), "difference": _money(each["difference"])}
            for each in _of(played, "cashdesk.deposit_slip.completed")
        ],
        "voided": [each["voided"] for each in _of(played, "cashdesk.deposit_slip.changed")],
        "differences": [
            {"counted_by": each["counted_by"], "amount": _money(each["amount"]), "approved": each["approved"],
             "by": each["by"]}
            for each in _of(played, "cashdesk.difference.decided")
        ],
        "bank": [_money(each["amount"]) for each in _of(played, "cashdesk.bank_deposit.made")],
        "tail": {
            drawer["drawer"]: _money(drawer["counted"])
            for each in _of(played, "cashdesk.tail_cash.stored")
            for drawer in each["drawers"]
        },
        "sealed": [each["day"] for each in _of(played, "cashdesk.day.sealed")],
    }  # fmt: skip


def _of(played: Played, key: str) -> list[dict[str, Any]]:
    return [each.data for each in played.events if each.key == key]


def _money(value: dict[str, Any]) -> str:
    return str(Money.model_validate(value))
