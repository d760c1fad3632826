"""What a deposit slip says: the count against the ledger, and what becomes of its signatures when that changes."""

from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import DepositSlipChanged, NoteCount, SlipLine, SlipReceipt
from contracts.money import Money
from contracts.playbook.cash import Deposit
from contracts.problems import Conflict
from services.cashdesk.domain.deposits import Figures, Line, missing
from services.cashdesk.domain.ledger import holder_account, taken_account
from services.cashdesk.domain.paying import CASH
from services.cashdesk.repository.deposits import drawn_slips, save_slip, signatures_of
from services.cashdesk.repository.ledger import account_position, session_position


class Place(NamedTuple):
    """Where a clerk's cash is: an open drawer, or without one the clerk's hands."""

    account: str
    session_id: str | None
    drawer: str | None


def deposit_rules(work: Work) -> Deposit:
    """Raises Conflict where takings are not handed in with slips."""
    deposit = work.playbook.cash.deposit
    if deposit is None:
        raise Conflict("this desk has no deposit slips; its playbook has no cash.deposit")
    return deposit


async def expected_of(work: Work, clerk: str, place: Place, kept: int) -> dict[str, int]:
    """What the ledger says a clerk has taken and not handed in, in minor units by kind."""
    expected = {}
    for kind in deposit_rules(work).kinds:
        if kind != CASH:
            expected[kind] = await account_position(work.store, work.site, taken_account(kind, clerk))
        elif place.session_id is not None:
            expected[kind] = await session_position(work.store, place.session_id) - kept
        else:
            expected[kind] = await account_position(work.store, work.site, holder_account(clerk))
    return expected


def figures_of(slip: Row[Any]) -> Figures:
    return Figures(tuple(Line.of(each) for each in slip.lines), slip.kept_minor, slip.reason)


def columns(figures: Figures) -> dict[str, Any]:
    """The figures as the table keeps them."""
    return {
        "figures": figures.hash,
        "lines": [line.document for line in figures.lines],
        "kept_minor": figures.kept,
        "reason": figures.reason,
        "cash_minor": sum(max(line.counted, line.expected) for line in figures.lines if line.kind == CASH),
        "counted_minor": figures.counted,
        "expected_minor": figures.expected,
    }


def shown_lines(figures: Figures, currency: str) -> list[SlipLine]:
    return [
        SlipLine(
            kind=line.kind,
            counted=Money.of_minor(line.counted, currency),
            expected=Money.of_minor(line.expected, currency),
            difference=Money.of_minor(line.counted - line.expected, currency),
            notes=[NoteCount(value=Money.of_minor(value, currency), count=count) for value, count in line.notes],
        )
        for line in figures.lines
    ]


def receipt(
    slip_id: str, figures: Figures, currency: str, *, revision: int, signed: Collection[str], done: bool = False
) -> SlipReceipt:
    return SlipReceipt(
        slip_id=slip_id,
        state="completed" if done else "drawn",
        revision=revision,
        figures=figures.hash,
        lines=shown_lines(figures, currency),
        counted=Money.of_minor(figures.counted, currency),
        expected=Money.of_minor(figures.expected, currency),
        difference=Money.of_minor(figures.counted - figures.expected, currency),
        missing=missing(signed),
    )


async def valid_signatures(work: Work, slip: Row[Any]) -> dict[str, str]:
    """Who has signed the slip's present figures, by part."""
    found = await signatures_of(work.store, slip.id)
    return {row.part: row.actor for row in found if row.revision == slip.revision}


async def change_figures(
    work: Work, slip: Row[Any], figures: Figures, because: Literal["recounted", "corrected"]
) -> int:
    """The figures are others now: what was signed is void. Returns the new revision."""
    signed = await valid_signatures(work, slip)
    revision = int(slip.revision) + 1
    save_slip(work.store, slip, revision=revision, up_to=work.now, **columns(figures))
    work.announce(
        DepositSlipChanged(
            slip_id=slip.id,
            clerk=slip.clerk,
            revision=revision,
            counted=Money.of_minor(figures.counted, slip.currency),
            expected=Money.of_minor(figures.expected, slip.currency),
            difference=Money.of_minor(figures.counted - figures.expected, slip.currency),
            voided=sorted(signed.values()),
            because=because,
        )
    )
    return revision


async def refigure_slips(work: Work, accounts: Collection[str]) -> None:
    """A correction has touched these accounts: slips over them say what the ledger says now."""
    if work.playbook.cash.deposit is None:
        return
    for slip in await drawn_slips(work.store, work.site, lock=True):
        place = Place(slip.source, slip.session_id, slip.drawer)
        expected = await expected_of(work, slip.clerk, place, slip.kept_minor)
        touched = {slip.source, *(taken_account(kind, slip.clerk) for kind in expected)}
        if touched.isdisjoint(accounts):
            continue
        figures = _anew(figures_of(slip), expected)
        if figures.hash != slip.figures:
            await change_figures(work, slip, figures, "corrected")


def _anew(figures: Figures, expected: Mapping[str, int]) -> Figures:
    """The same count against other expectations."""
    counted = {line.kind: line for line in figures.lines}
    lines = []
    for kind, due in expected.items():
        line = counted.get(kind, Line(kind, 0, 0))
        lines.append(Line(kind, line.counted, due, line.notes))
    return Figures(tuple(line for line in lines if line.counted or line.expected), figures.kept, figures.reason)
