"""Who holds what of the things that are lent, and the history of each."""

from chassis.work import Work
from contracts.cashdesk import ItemPage, ItemRow, ListItems, ListLoans, LoanPage, LoanRow
from services.cashdesk.repository.lending import item_page, loan_page


async def list_items(query: ListItems, work: Work) -> ItemPage:
    found, more = await item_page(work.store, work.site, query, work.now)
    rows = [
        ItemRow(
            item=row.item,
            kind=row.kind,
            title=row.title,
            state=row.state,
            holder=row.holder,
            loan_id=row.loan_id,
            due_at=row.due_at,
            overdue=row.holder is not None and row.due_at < work.now,
        )
        for row in found
    ]
    return ItemPage(rows=rows, next=found[-1].item if more else None)


async def list_loans(query: ListLoans, work: Work) -> LoanPage:
    found, more = await loan_page(work.store, work.site, query)
    rows = [
        LoanRow(
            loan_id=row.id,
            item=row.item,
            lender=row.lender,
            borrower=row.borrower,
            purpose=row.purpose,
            state=row.state,
            due_at=row.due_at,
            offered_at=row.offered_at,
            accepted_at=row.accepted_at,
            return_signed_at=row.return_signed_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
            note=row.note,
        )
        for row in found
    ]
    return LoanPage(rows=rows, next=found[-1].id if more else None)
