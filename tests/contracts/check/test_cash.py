"""Mistakes in how takings are collected."""

from typing import Any

from tests.contracts.check.changes import Case, assert_found, cases, complaints

DEPOSIT = {"collector_roles": ["clerk"], "witness_roles": ["desk_manager"]}
BANK = {"at": "16:30", "warn": [{"before": "30m"}], "tell": ["desk_manager"]}


def cash(**changes: Any) -> dict[str, Any]:
    """The desk with deposit slips and a bank that collects."""
    bank = {"cash/bank_collection": BANK} if "deposit" not in changes else {}
    return {"cash/deposit": DEPOSIT} | bank | {f"cash/{path}": value for path, value in changes.items()}


def test_the_desk_that_is_changed_is_sound() -> None:
    assert complaints(cash() | {"cash/tail_cash": True, "cash/day_closes": "03:00"}) == []


@cases(
    Case("approver", {"cash/difference_approvers": ["butler"]}, "cash.difference_approvers.0", "unknown role"),
    Case("bank without slips", {"cash/bank_collection": BANK}, "cash.bank_collection", "add 'deposit'"),
    Case("tail cash without slips", {"cash/tail_cash": True}, "cash.tail_cash", "add 'deposit'"),
    Case(
        "collector",
        {"cash/deposit": DEPOSIT | {"collector_roles": ["butler"]}},
        "cash.deposit.collector_roles.0",
        "unknown role",
    ),
    Case("no witness", {"cash/deposit": DEPOSIT | {"witness_roles": []}}, "cash.deposit.witness_roles", "names nobody"),
    Case("kind", {"cash/deposit": DEPOSIT | {"kinds": ["cash", "shells"]}}, "cash.deposit.kinds.1", "unknown method"),
    Case("no cash", {"cash/deposit": DEPOSIT | {"kinds": ["card"]}}, "cash.deposit.kinds", "always handed in"),
    Case(
        "who is told",
        cash() | {"cash/bank_collection": BANK | {"tell": ["butler"]}},
        "cash.bank_collection.tell.0",
        "unknown role",
    ),
    Case(
        "warned the day before",
        cash() | {"cash/bank_collection": BANK | {"warn": [{"before": "17h"}]}},
        "cash.bank_collection.warn.0.before",
        "between midnight and 16:30",
    ),
    Case(
        "warned by the second",
        cash() | {"cash/bank_collection": BANK | {"warn": [{"before": "30s"}]}},
        "cash.bank_collection.warn.0.before",
        "whole minutes",
    ),
)
def test_takings(case: Case) -> None:
    assert_found(case)
