"""Charges with their payments, newest last."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import ChargePage, ChargeView, ListCharges, PaymentRow
from contracts.money import Money
from services.cashdesk.repository.charges import charge_page
from services.cashdesk.repository.payments import payments_of


async def list_charges(query: ListCharges, work: Work) -> ChargePage:
    """``day`` is the site's local day. Payments that were corrected away are left out; the entries have them."""
    found, more = await charge_page(work.store, work.site, query)
    paid = await payments_of(work.store, [row.id for row in found])
    rows = [_view(row, paid[row.id]) for row in found]
    return ChargePage(rows=rows, next=found[-1].id if more else None)


def _view(row: Row[Any], paid: Iterable[Row[Any]]) -> ChargeView:
    outstanding = row.amount_minor - row.paid_minor if row.state == "open" else 0
    return ChargeView(
        charge_id=row.id,
        number=row.number,
        name=row.name,
        item=row.item,
        quantity=row.quantity,
        unit_amount=Money.of_minor(row.unit_minor, row.currency),
        amount=Money.of_minor(row.amount_minor, row.currency),
        outstanding=Money.of_minor(outstanding, row.currency),
        state=row.state,
        receipt=row.receipt,
        raised_at=row.raised_at,
        clerk=row.clerk,
        payments=[_payment(payment) for payment in paid],
    )


def _payment(row: Row[Any]) -> PaymentRow:
    return PaymentRow(
        payment_id=row.id,
        method=row.method,
        amount=Money.of_minor(row.amount_minor, row.currency),
        taken_by=row.taken_by,
        at=row.at,
        refunded=Money.of_minor(row.refunded_minor, row.currency),
    )
