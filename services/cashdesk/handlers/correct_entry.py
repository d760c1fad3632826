"""Undo a ledger entry by its counter-entry, and with it what the entry had brought about."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import CorrectEntry, EntryCorrected, EntryReceipt
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain.ledger import (
    Posting,
    counter,
    drawer_account,
    drawers_of,
    holder_account,
    position,
)
from services.cashdesk.domain.movements import CORRECTABLE
from services.cashdesk.handlers.find_cash import CashPlace, cash_in_hand, cash_of_session
from services.cashdesk.handlers.slip_figures import refigure_slips
from services.cashdesk.handlers.undo_consequences import UNDO, Undo
from services.cashdesk.repository.drawers import session_of_drawer
from services.cashdesk.repository.ledger import counter_entry, get_entry, post, postings_of


async def correct_entry(command: CorrectEntry, work: Work) -> EntryReceipt:
    """Once an entry, never a counter-entry, never by who made it. Raises Forbidden, NotFound or Conflict."""
    roles = work.playbook.cash.correction_roles
    if not work.person.has(roles):
        raise Forbidden(f"'{work.actor}' does not correct entries; roles that do: {', '.join(roles)}")
    entry = await get_entry(work.store, work.site, command.entry_id)
    await _check_correctable(work, entry)
    undone = counter(await postings_of(work.store, entry.id), command.reason)
    undo: Undo = await UNDO[entry.kind](work, entry.reference, command.reason)
    sessions = await _check_cash(work, undone.postings)
    counter_id = await post(work, undone, entry.reference, number=entry.number, corrects=entry.id, sessions=sessions)
    await undo(counter_id)
    await refigure_slips(work, {posting.account for posting in undone.postings})
    work.announce(
        EntryCorrected(entry_id=entry.id, counter_entry_id=counter_id, by=work.actor, reason=command.reason),
        number=entry.number or "",
    )
    return EntryReceipt(entry_id=counter_id)


async def _check_correctable(work: Work, entry: Row[Any]) -> None:
    if entry.corrects is not None:
        raise Conflict("this is a counter-entry, which stands; book what is right anew")
    if entry.kind not in CORRECTABLE:
        raise Conflict(
            f"an entry of kind {entry.kind} stands as it was counted or signed",
            errors={"entry_id": "the next count of the drawer, or handing the cash back, says what is different"},
        )
    if entry.actor == work.actor:
        raise Forbidden("whoever made an entry does not correct it; ask another person with that right")
    before = await counter_entry(work.store, work.site, entry.id)
    if before is not None:
        raise Conflict(f"the entry is already corrected, by {before}", errors={"entry_id": "already corrected"})


async def _check_cash(work: Work, lines: tuple[Posting, ...]) -> dict[str, str]:
    """The open sessions the counter-entry touches. Cash that it takes away must be there, so that the next count and
    not the correction shows what is missing."""
    places = [await _drawer(work, drawer) for drawer in drawers_of(lines)]
    prefix = holder_account("")
    holders = [line.account.removeprefix(prefix) for line in lines if line.account.startswith(prefix)]
    places += [await cash_in_hand(work, holder) for holder in holders]
    for place in places:
        if place.free + position(lines, place.account) < 0:
            raise Conflict(
                f"{place.account} no longer holds that cash; have it handed back first", slug="not-enough-cash"
            )
    return {account: session for place in places for account, session in place.sessions.items()}


async def _drawer(work: Work, drawer: str) -> CashPlace:
    session = await session_of_drawer(work.store, work.site, drawer)
    if session is None:
        raise Conflict(
            f"{drawer_account(drawer)} is closed; the correction shows in its next count, so open it first",
            slug="no-open-drawer",
        )
    return await cash_of_session(work, session)
