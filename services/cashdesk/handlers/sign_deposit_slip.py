"""Three people sign the same figures; with the third signature the takings are the collector's. Rule TH-06."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import DepositSlipCompleted, DepositSlipSigned, SignDepositSlip, SlipReceipt
from contracts.money import Money
from contracts.problems import Conflict
from services.cashdesk.domain.deposits import RECOUNT, Figures, Line, choose_part, missing, parts_of
from services.cashdesk.domain.ledger import bank_account, holder_account, taken_account
from services.cashdesk.domain.movements import HandedIn, hand_in
from services.cashdesk.domain.paying import CASH
from services.cashdesk.handlers.record_difference import record_difference
from services.cashdesk.handlers.slip_figures import deposit_rules, figures_of, receipt, valid_signatures
from services.cashdesk.repository.deposits import add_signature, get_slip, save_slip
from services.cashdesk.repository.drawers import session_of_clerk
from services.cashdesk.repository.ledger import post
from services.cashdesk.repository.reading import serialise


async def sign_deposit_slip(command: SignDepositSlip, work: Work) -> SlipReceipt:
    """In any order, nobody twice. Raises Forbidden for who has no part in it, Conflict when the figures are not those
    that were seen."""
    deposit, person = deposit_rules(work), work.person
    slip = await get_slip(work.store, work.site, command.slip_id)
    if slip.state != "drawn":
        raise Conflict(f"the slip is already {slip.state}", slug="slip-decided")
    signed = await valid_signatures(work, slip)
    part = choose_part(person.actor, parts_of(person.actor, person.roles, slip.clerk, deposit), signed, command.part)
    figures = figures_of(slip)
    _check_seen(command, slip, figures)
    signed = signed | {part: person.actor}
    add_signature(
        work.store,
        slip_id=slip.id,
        revision=slip.revision,
        part=part,
        position=len(signed),
        site=work.site,
        actor=person.actor,
        name=person.name,
        figures=slip.figures,
        at=work.now,
    )
    work.announce(
        DepositSlipSigned(
            slip_id=slip.id,
            clerk=slip.clerk,
            part=part,
            by=person.actor,
            revision=slip.revision,
            figures=slip.figures,
            missing=missing(signed),
        )
    )
    done = not missing(signed)
    if done:
        await _complete(work, slip, figures, signed)
    return receipt(slip.id, figures, slip.currency, revision=slip.revision, signed=signed, done=done)


def _check_seen(command: SignDepositSlip, slip: Row[Any], figures: Figures) -> None:
    if command.revision != slip.revision:
        raise Conflict(
            f"the figures have changed: revision {slip.revision} stands now",
            slug="figures-changed",
            errors={"revision": "look at the slip again with cashdesk.deposit_slip and sign what it says now"},
        )
    if figures.differs and not figures.reason:
        raise Conflict(
            "the ledger has changed since the count, and the slip differs without a reason",
            slug="figures-changed",
            errors={"slip_id": f"'{slip.clerk}' has to {RECOUNT}"},
        )


async def _complete(work: Work, slip: Row[Any], figures: Figures, signed: dict[str, str]) -> None:
    collector, currency = signed["collector"], slip.currency
    await session_of_clerk(work.store, work.site, slip.clerk)
    await serialise(work.store, f"{work.site}:{holder_account(collector)}")
    movement = hand_in((_moves(line, slip, collector) for line in figures.lines), slip.clerk)
    sessions = {} if slip.session_id is None else {slip.source: slip.session_id}
    entry_id = await post(work, movement, slip.id, actor=slip.clerk, sessions=sessions)
    people = {"collector": collector, "witness": signed["witness"]}
    save_slip(work.store, slip, state="completed", completed_at=work.now, entry_id=entry_id, **people)
    difference = figures.counted - figures.expected
    work.announce(
        DepositSlipCompleted(
            slip_id=slip.id,
            clerk=slip.clerk,
            **people,
            drawer=slip.drawer,
            counted=Money.of_minor(figures.counted, currency),
            difference=Money.of_minor(difference, currency),
            reason=slip.reason,
        )
    )
    counted_by = {"counted_by": slip.clerk, "drawer": slip.drawer}
    for line in figures.lines:
        record_difference(work, "deposit_slip", slip.id, line.counted - line.expected, slip.reason, **counted_by)


def _moves(line: Line, slip: Row[Any], collector: str) -> HandedIn:
    """Cash goes into the collector's hands; a cheque is at the bank's from then on."""
    if line.kind == CASH:
        return HandedIn(slip.source, holder_account(collector), line.expected, line.counted)
    return HandedIn(taken_account(line.kind, slip.clerk), bank_account(line.kind), line.expected, line.counted)
