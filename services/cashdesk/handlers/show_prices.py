"""The desk's price list as its playbook has it. Rules PD-19, PD-20."""

from chassis.work import Work
from contracts.cashdesk import GetPrices, PriceListView, PriceRow


async def show_prices(_: GetPrices, work: Work) -> PriceListView:
    return PriceListView(
        rows=[
            PriceRow(
                item=name,
                title=item.title.model_dump(),
                unit=item.unit,
                amount=item.amount,
                receipt=item.receipt,
                no_receipt_reason=item.no_receipt_reason.model_dump() if item.no_receipt_reason else None,
            )
            for name, item in work.playbook.prices.items()
        ]
    )
