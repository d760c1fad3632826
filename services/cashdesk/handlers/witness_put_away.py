"""The duty manager counts what the collector puts away and signs for it. Rules TH-07, TH-08."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    BankDepositMade,
    CancelPutAway,
    PutAwayCancelled,
    PutAwayReceipt,
    TailCash,
    TailCashStored,
    WitnessPutAway,
)
from contracts.money import Money
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain import movements
from services.cashdesk.domain.ledger import holder_account
from services.cashdesk.domain.pricing import in_currency
from services.cashdesk.handlers.put_away import receipt_of
from services.cashdesk.handlers.record_difference import record_difference
from services.cashdesk.handlers.slip_figures import deposit_rules
from services.cashdesk.repository.deposits import get_put_away, save_put_away
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.reading import serialise


async def witness_put_away(command: WitnessPutAway, work: Work) -> PutAwayReceipt:
    """Raises Forbidden for the collector and for other roles, Conflict when the count is not what the collector named
    or somebody was faster."""
    roles = deposit_rules(work).witness_roles
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not witness it; roles that do: {', '.join(roles)}")
    row = await _drawn(work, command.put_away_id)
    if row.collector == work.actor:
        raise Forbidden("whoever puts cash away does not witness it")
    amount = Money.of_minor(row.amount_minor, row.currency)
    if in_currency(command.counted, row.currency, "counted") != row.amount_minor:
        raise Conflict(
            f"{command.counted} was counted and {amount} was named; the cash stays with '{row.collector}'",
            slug="count-differs",
            errors={"counted": "count again together, or cancel with cancel_put_away"},
        )
    await serialise(work.store, f"{work.site}:{holder_account(row.collector)}")
    await (_to_bank(row, work) if row.kind == "bank" else _into_safe(row, work))
    return receipt_of(row, "completed")


async def cancel_put_away(command: CancelPutAway, work: Work) -> PutAwayReceipt:
    """Raises Forbidden for anybody but its collector and a witness, Conflict for one that is decided."""
    row = await _drawn(work, command.put_away_id)
    if row.collector != work.actor and not work.person.has(deposit_rules(work).witness_roles):
        raise Forbidden(f"only '{row.collector}' and a witness end this")
    _decide(work, row, "cancelled", note=command.reason)
    facts = {"put_away_id": row.id, "kind": row.kind, "collector": row.collector}
    work.announce(PutAwayCancelled(**facts, by=work.actor, reason=command.reason))
    return receipt_of(row, "cancelled")


async def _drawn(work: Work, put_away_id: str) -> Row[Any]:
    row = await get_put_away(work.store, work.site, put_away_id)
    if row.state != "drawn":
        raise Conflict(f"this is already {row.state}, by '{row.witness or row.collector}'", slug="already-decided")
    return row


async def _to_bank(row: Row[Any], work: Work) -> None:
    movement = movements.bring_to_bank(row.collector, row.amount_minor, row.reference)
    entry_id = await post(work, movement, row.id, actor=row.collector)
    _decide(work, row, "completed", witness=work.actor, entry_id=entry_id)
    work.announce(
        BankDepositMade(
            put_away_id=row.id,
            collector=row.collector,
            witness=work.actor,
            amount=Money.of_minor(row.amount_minor, row.currency),
            reference=row.reference,
        )
    )


async def _into_safe(row: Row[Any], work: Work) -> None:
    drawers = {drawer: int(minor) for drawer, minor in row.drawers.items()}
    movement = movements.store_tail(row.collector, row.expected_minor, drawers)
    entry_id = await post(work, movement, row.id, actor=row.collector)
    _decide(work, row, "completed", witness=work.actor, entry_id=entry_id)
    difference = row.amount_minor - row.expected_minor
    work.announce(
        TailCashStored(
            put_away_id=row.id,
            collector=row.collector,
            witness=work.actor,
            amount=Money.of_minor(row.amount_minor, row.currency),
            difference=Money.of_minor(difference, row.currency),
            drawers=tail_of(row),
        )
    )
    record_difference(work, "tail_cash", row.id, difference, row.reason, counted_by=row.collector, drawer=None)


def tail_of(row: Row[Any]) -> list[TailCash]:
    """What is put away for each drawer."""
    return [
        TailCash(drawer=drawer, counted=Money.of_minor(int(minor), row.currency))
        for drawer, minor in row.drawers.items()
    ]


def _decide(work: Work, row: Row[Any], state: str, **changes: Any) -> None:
    save_put_away(work.store, row, state=state, decided_at=work.now, **changes)
