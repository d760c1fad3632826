"""A security deposit is kept, all or part of it: one person applies, another one of the playbook's roles decides."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import (
    DecideSecurityDeposit,
    KeepReceipt,
    KeepSecurityDeposit,
    SecurityDepositKeepRefused,
    SecurityDepositKeepRequested,
    SecurityDepositKept,
)
from contracts.money import Money
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain import movements
from services.cashdesk.domain.security_deposits import check_handles_deposits, check_open, part_of, state_after
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.security_deposits import (
    add_part,
    asked_minor,
    get_part,
    get_security_deposit,
    save_part,
    save_security_deposit,
)


async def keep_security_deposit(command: KeepSecurityDeposit, work: Work) -> KeepReceipt:
    """At most what is held and nobody applied for yet. Raises Forbidden, NotFound, Invalid or Conflict."""
    cash = work.playbook.cash
    check_handles_deposits(work.actor, work.person.roles, cash)
    deposit = await get_security_deposit(work.store, work.site, command.deposit_id)
    check_open(deposit.state)
    held = deposit.amount_minor - deposit.returned_minor - deposit.kept_minor
    asked = await asked_minor(work.store, work.site, deposit.id)
    minor = part_of(command.amount, held, asked, deposit.currency)
    keep_id = work.new_id()
    add_part(
        work.store,
        id=keep_id,
        site=work.site,
        deposit_id=deposit.id,
        kind="keep",
        state="requested",
        amount_minor=minor,
        actor=work.actor,
        at=work.now,
        name=command.name,
        reason=command.reason,
    )
    amount = Money.of_minor(minor, deposit.currency)
    work.announce(
        SecurityDepositKeepRequested(
            **_about(deposit, amount, held),
            keep_id=keep_id,
            name=command.name,
            applicant=work.actor,
            reason=command.reason,
            approver_roles=list(cash.refund_approvers),
        ),
        number=deposit.number or "",
    )
    return KeepReceipt(keep_id=keep_id, deposit_id=deposit.id, state="requested", amount=amount)


async def decide_security_deposit(command: DecideSecurityDeposit, work: Work) -> KeepReceipt:
    """Raises Forbidden for the applicant and for other roles, NotFound, Conflict when it is decided."""
    roles = work.playbook.cash.refund_approvers
    if not work.person.has(roles):
        raise Forbidden(
            f"'{work.actor}' does not decide whether a security deposit is kept; roles that do: {', '.join(roles)}"
        )
    part = await get_part(work.store, work.site, command.keep_id, "keep")
    if part.actor == work.actor:
        raise Forbidden("whoever applies to keep a security deposit does not decide it; ask another approver")
    if part.state != "requested":
        raise Conflict(f"the application is already {part.state}, by '{part.decided_by}'")
    deposit = await get_security_deposit(work.store, work.site, part.deposit_id)
    if command.granted:
        await _keep(work, part, deposit, command.note)
    else:
        _refuse(work, part, deposit, command.note)
    return KeepReceipt(
        keep_id=part.id,
        deposit_id=deposit.id,
        state="kept" if command.granted else "refused",
        amount=Money.of_minor(part.amount_minor, deposit.currency),
    )


async def _keep(work: Work, part: Row[Any], deposit: Row[Any], note: str | None) -> None:
    movement = movements.keep_deposit(part.amount_minor, deposit.id, part.name, part.reason)
    entry_id = await post(work, movement, part.id, number=deposit.number)
    kept = deposit.kept_minor + part.amount_minor
    state = state_after(deposit.amount_minor, deposit.returned_minor, kept)
    save_part(work.store, part, state="kept", decided_by=work.actor, decided_at=work.now, note=note, entry_id=entry_id)
    save_security_deposit(work.store, deposit, kept_minor=kept, state=state)
    amount = Money.of_minor(part.amount_minor, deposit.currency)
    work.announce(
        SecurityDepositKept(
            **_about(deposit, amount, deposit.amount_minor - deposit.returned_minor - kept),
            keep_id=part.id,
            name=part.name,
            applicant=part.actor,
            reason=part.reason,
            by=work.actor,
        ),
        number=deposit.number or "",
    )


def _refuse(work: Work, part: Row[Any], deposit: Row[Any], note: str | None) -> None:
    save_part(work.store, part, state="refused", decided_by=work.actor, decided_at=work.now, note=note)
    amount = Money.of_minor(part.amount_minor, deposit.currency)
    work.announce(
        SecurityDepositKeepRefused(
            **_about(deposit, amount, deposit.amount_minor - deposit.returned_minor - deposit.kept_minor),
            keep_id=part.id,
            applicant=part.actor,
            by=work.actor,
            note=note,
        ),
        number=deposit.number or "",
    )


def _about(deposit: Row[Any], amount: Money, held: int) -> dict[str, Any]:
    """What every event of a security deposit says."""
    return {
        "deposit_id": deposit.id,
        "number": deposit.number,
        "item": deposit.item,
        "amount": amount,
        "held": Money.of_minor(held, deposit.currency),
    }
