"""A thing is registered, lent with two signatures, and told about when it is not back in time."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Timer, Work
from contracts.base import Done, Recipient
from contracts.cashdesk import (
    AcceptItem,
    DeclineItem,
    ItemDeclined,
    ItemEvent,
    ItemLent,
    ItemOffered,
    ItemOverdue,
    ItemRegistered,
    LendItem,
    LoanReceipt,
    RegisterItem,
)
from contracts.playbook.stock import Lending
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from services.cashdesk.domain.lending import DECLINED, HELD, IN, LENT, OFFERED, check_period, check_signer, check_state
from services.cashdesk.domain.stock import rules_of
from services.cashdesk.handlers.recipients import all_of_roles
from services.cashdesk.repository.lending import (
    add_item,
    add_loan,
    find_item,
    find_loan,
    get_item,
    get_loan,
    save_item,
    save_loan,
)

OVERDUE = "item_overdue"


def lending_rules(work: Work) -> Lending:
    """Raises NotFound for a desk that lends nothing."""
    rule = rules_of(work.playbook).lending
    if rule is None:
        raise NotFound("this desk lends nothing; its playbook has no section 'stock.lending'")
    return rule


def must_lend(work: Work) -> Lending:
    """Raises Forbidden for who does not lend."""
    rule = lending_rules(work)
    if not work.person.has(rule.lent_by):
        raise Forbidden(f"'{work.actor}' lends nothing; roles that do: {', '.join(rule.lent_by)}")
    return rule


def about(row: Row[Any]) -> dict[str, Any]:
    """What every event of a loan says."""
    return {"loan_id": row.id, **{name: row._mapping[name] for name in ItemEvent.model_fields if name != "loan_id"}}


async def register_item(command: RegisterItem, work: Work) -> Done:
    """Raises Forbidden, NotFound for an unknown kind, Conflict for a name that is taken."""
    rule = must_lend(work)
    if command.kind not in rule.kinds:
        raise NotFound(f"no kind '{command.kind}'", errors={"kind": f"one of {', '.join(rule.kinds)}"})
    if await find_item(work.store, work.site, command.item) is not None:
        raise Conflict(f"there is a thing called '{command.item}' already", errors={"item": "give it another name"})
    more = {"registered_by": work.actor, "registered_at": work.now}
    add_item(work.store, site=work.site, **command.model_dump(), state=IN, **more)
    work.announce(ItemRegistered(**command.model_dump(), by=work.actor))
    return Done()


async def lend_item(command: LendItem, work: Work) -> LoanReceipt:
    """The lender signs. Raises Forbidden, NotFound, Invalid, or Conflict when somebody has it."""
    rule = must_lend(work)
    if command.to == work.actor:
        raise Invalid("a thing is lent to somebody else", errors={"to": "name a colleague"})
    work.colleague(command.to, "to")
    check_period(work.now, command.due_at, rule.longest)
    item = await get_item(work.store, work.site, command.item)
    if item.state != IN:
        who = f", with '{item.holder}'" if item.holder else ""
        raise Conflict(f"'{command.item}' is {item.state}{who}", errors={"item": "not there to be lent"})
    loan_id = work.new_id()
    values: dict[str, Any] = {
        "item": command.item,
        "lender": work.actor,
        "borrower": command.to,
        "due_at": command.due_at,
    }
    add_loan(
        work.store,
        id=loan_id,
        site=work.site,
        **values,
        purpose=command.purpose,
        state=OFFERED,
        offered_at=work.now,
    )
    save_item(work.store, item, state=OFFERED, loan_id=loan_id, due_at=command.due_at)
    work.announce(ItemOffered(loan_id=loan_id, **values))
    return LoanReceipt(loan_id=loan_id, state="offered")


async def accept_item(command: AcceptItem, work: Work) -> LoanReceipt:
    """The borrower signs. Raises Forbidden for anybody else, Conflict when it is decided or already due back."""
    loan = await get_loan(work.store, work.site, command.loan_id)
    check_signer(work.actor, [loan.borrower], "accept it")
    check_state(loan.state, [OFFERED])
    if loan.due_at <= work.now:
        raise Conflict("it would be due back already; decline it and have it lent anew")
    item = await get_item(work.store, work.site, loan.item)
    save_loan(work.store, loan, state=LENT, accepted_at=work.now)
    save_item(work.store, item, state=LENT, holder=loan.borrower)
    work.schedule(f"loan-{loan.id}", loan.due_at, OVERDUE, {"loan": loan.id})
    work.announce(ItemLent(**about(loan), due_at=loan.due_at))
    return LoanReceipt(loan_id=loan.id, state="lent")


async def decline_item(command: DeclineItem, work: Work) -> LoanReceipt:
    """Raises Forbidden for anybody but borrower and lender, Conflict when it is decided."""
    loan = await get_loan(work.store, work.site, command.loan_id)
    check_signer(work.actor, [loan.borrower, loan.lender], "end this offer")
    check_state(loan.state, [OFFERED])
    item = await get_item(work.store, work.site, loan.item)
    save_loan(work.store, loan, state=DECLINED, ended_at=work.now, ended_by=work.actor, note=command.reason)
    save_item(work.store, item, state=IN, loan_id=None, due_at=None)
    work.announce(ItemDeclined(**about(loan), by=work.actor, reason=command.reason))
    return LoanReceipt(loan_id=loan.id, state="declined")


async def item_overdue(timer: Timer, work: Work) -> None:
    """Not back in time: borrower, lender and the playbook's roles hear it, again until it is."""
    loan = await find_loan(work.store, work.site, timer.data["loan"])
    stock = work.playbook.stock
    rule = stock.lending if stock is not None else None
    if loan is None or loan.state not in HELD or rule is None:
        return
    told = {each.actor: each for each in all_of_roles(work, rule.overdue_to)}
    for actor, role in ((loan.borrower, "borrower"), (loan.lender, "lender")):
        person = work.staff.get(actor)
        if person is not None:
            told[actor] = Recipient(actor=actor, role=role, on_duty=person.on_duty)
    work.announce(ItemOverdue(**about(loan), due_at=loan.due_at, recipients=[told[name] for name in sorted(told)]))
    work.schedule(timer.id, timer.due_at + rule.remind_every, OVERDUE, timer.data)
