"""Deposit slips with all that is printed on them. Rule TH-06."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import DepositSlipPage, DepositSlipView, GetDepositSlip, ListDepositSlips, Signature
from contracts.money import Money
from services.cashdesk.domain.deposits import missing, parts_of
from services.cashdesk.handlers.slip_figures import deposit_rules, figures_of, shown_lines
from services.cashdesk.repository.deposits import drawn_slips, get_slip, signatures_of_many, slip_page

TITLE = {"zh": "交款单", "en": "Deposit slip"}


async def show_deposit_slip(query: GetDepositSlip, work: Work) -> DepositSlipView:
    """Raises NotFound."""
    slip = await get_slip(work.store, work.site, query.slip_id, lock=False)
    return (await _views([slip], work))[0]


async def list_deposit_slips(query: ListDepositSlips, work: Work) -> DepositSlipPage:
    """Newest last. Those that wait for somebody's signature are few: they come on one page."""
    if query.waits_for is not None:
        return DepositSlipPage(rows=await _views(await slips_waiting_for(query.waits_for, work), work))
    found, more = await slip_page(work.store, work.site, query)
    return DepositSlipPage(rows=await _views(found, work), next=found[-1].id if more else None)


async def slips_waiting_for(actor: str, work: Work) -> list[Row[Any]]:
    """Slips that somebody may sign and has not signed."""
    person = work.staff.get(actor)
    if person is None or work.playbook.cash.deposit is None:
        return []
    slips = await drawn_slips(work.store, work.site)
    signatures = await signatures_of_many(work.store, [slip.id for slip in slips])
    waiting = []
    for slip in slips:
        signed = {row.part: row.actor for row in signatures[slip.id] if row.revision == slip.revision}
        free = set(parts_of(actor, person.roles, slip.clerk, deposit_rules(work))) - signed.keys()
        if free and actor not in signed.values():
            waiting.append(slip)
    return waiting


async def _views(slips: Sequence[Row[Any]], work: Work) -> list[DepositSlipView]:
    signatures = await signatures_of_many(work.store, [slip.id for slip in slips])
    return [_view(slip, signatures[slip.id], work) for slip in slips]


def _view(slip: Row[Any], signatures: list[Row[Any]], work: Work) -> DepositSlipView:
    figures, currency = figures_of(slip), slip.currency
    clerk = work.staff.people.get(slip.clerk)
    return DepositSlipView(
        slip_id=slip.id,
        title=TITLE,
        clerk=slip.clerk,
        clerk_name=slip.clerk if clerk is None else clerk.name,
        drawer=slip.drawer,
        state=slip.state,
        revision=slip.revision,
        figures=slip.figures,
        since=slip.since,
        up_to=slip.up_to,
        drawn_at=slip.drawn_at,
        completed_at=slip.completed_at,
        lines=shown_lines(figures, currency),
        kept=Money.of_minor(figures.kept, currency),
        counted=Money.of_minor(figures.counted, currency),
        expected=Money.of_minor(figures.expected, currency),
        difference=Money.of_minor(figures.counted - figures.expected, currency),
        reason=slip.reason,
        collector=slip.collector,
        witness=slip.witness,
        missing=missing([row.part for row in signatures if row.revision == slip.revision]),
        signatures=[_signature(row, slip) for row in signatures],
        entry_id=slip.entry_id,
        note=slip.note,
    )


def _signature(row: Row[Any], slip: Row[Any]) -> Signature:
    return Signature(
        part=row.part,
        actor=row.actor,
        name=row.name,
        at=row.at,
        revision=row.revision,
        figures=row.figures,
        void=row.revision != slip.revision,
    )
