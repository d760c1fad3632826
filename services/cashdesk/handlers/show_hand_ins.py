"""Who has handed in, and who is named before the bank collects. Rule TH-07."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from chassis.work import Work
from contracts.cashdesk import GetHandIns, HandIn, HandInsView
from contracts.cron import next_time
from services.cashdesk.domain.deposits import missing
from services.cashdesk.domain.handing_in import Takings, state_of
from services.cashdesk.domain.ledger import holder_account
from services.cashdesk.repository.deposits import completed_since, drawn_slips, signatures_of_many
from services.cashdesk.repository.drawers import open_sessions
from services.cashdesk.repository.ledger import session_position, sums

TAKEN = "taken:"


async def show_hand_ins(_: GetHandIns, work: Work) -> HandInsView:
    bank = work.playbook.cash.bank_collection
    due_at = None
    if bank is not None:
        due_at = next_time(bank.cron(), work.playbook.calendar.timezone, work.now - timedelta(microseconds=1))
    return HandInsView(due_at=due_at, rows=await hand_ins(work))


async def hand_ins(work: Work) -> list[HandIn]:
    """Everybody with a drawer or takings, by login; the collectors' cash is where it belongs."""
    store, site = work.store, work.site
    sessions = {row.clerk: row for row in await open_sessions(store, site)}
    in_hand = await _in_hand(work)
    slips = {row.clerk: row for row in await drawn_slips(store, site)}
    done = {row.clerk: row for row in await completed_since(store, site, _midnight(work))}
    signed = await signatures_of_many(store, [row.id for row in slips.values()])
    out = []
    for actor in sorted(sessions.keys() | in_hand.keys() | slips.keys()):
        session, slip = sessions.get(actor), slips.get(actor)
        takings = Takings(await _beyond_float(work, session), in_hand.get(actor, 0))
        state = state_of(takings, waits=slip is not None, handed_in=actor in done)
        person, shown = work.staff.people.get(actor), slip or done.get(actor)
        given = [] if slip is None else [row.part for row in signed[slip.id] if row.revision == slip.revision]
        out.append(
            HandIn(
                actor=actor,
                name=actor if person is None else person.name,
                on_duty=person is not None and person.on_duty,
                drawer=None if session is None else session.drawer,
                state=state,
                slip_id=None if shown is None else shown.id,
                waits_for=[] if slip is None else missing(given),
            )
        )
    return out


def _midnight(work: Work) -> datetime:
    local = work.now.astimezone(ZoneInfo(work.playbook.calendar.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


async def _beyond_float(work: Work, session: Row[Any] | None) -> int:
    if session is None:
        return 0
    return await session_position(work.store, session.id) - int(session.float_minor)


async def _in_hand(work: Work) -> dict[str, int]:
    """Cash and the like in people's hands, collectors left out, by login."""
    deposit = work.playbook.cash.deposit
    collects = [] if deposit is None else deposit.collector_roles
    found: dict[str, int] = {}
    for row in await sums(work.store, work.site, None, work.playbook.currency):
        actor = _holder(row.account)
        person = work.staff.people.get(actor)
        if actor and row.debit != row.credit and not (person is not None and person.has(collects)):
            found[actor] = found.get(actor, 0) + abs(row.debit - row.credit)
    return found


def _holder(account: str) -> str:
    """Whose hands an account is; empty for others."""
    if account.startswith(TAKEN):
        return account.rpartition(":")[2]
    prefix = holder_account("")
    return account.removeprefix(prefix) if account.startswith(prefix) else ""
