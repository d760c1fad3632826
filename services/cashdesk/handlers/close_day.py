"""The ledger's day is sealed at the playbook's time, or earlier by a manager."""

from datetime import datetime, time

from chassis import recurring
from chassis.work import SYSTEM, Timer, Work
from contracts.cashdesk import CloseDay, DaySealed, SealReceipt
from contracts.cron import next_time
from contracts.money import Money
from contracts.problems import Conflict, Forbidden
from services.cashdesk.domain.sealing import START, Balance, Digest, SealedDay, add_up, business_day, digest_of
from services.cashdesk.repository.sealing import add_seal, booked, last_seal

CHAIN = "close-day"
KIND = "close_day"


def closing_time(work: Work) -> time | None:
    """When the site's day ends, local time; None where days are not sealed."""
    closes = work.playbook.cash.day_closes
    return None if closes is None else time.fromisoformat(closes)


async def expect_closings(work: Work) -> None:
    """See that the day's closing is on the clock."""
    closes = closing_time(work)
    if closes is not None:
        await recurring.expect(work, CHAIN, f"{closes.minute} {closes.hour} * * *", KIND, {})


async def close_days_due(timer: Timer, work: Work) -> None:
    """Seal the day that is over, and those that ended while nothing ran."""
    closes = closing_time(work)
    if closes is None:
        return
    moment = timer.due_at
    while moment <= work.now:
        await _seal(work, moment, closes, by=SYSTEM)
        moment = next_time(timer.data["cron"], work.playbook.calendar.timezone, moment)
    recurring.schedule_next(work, timer)


async def close_day(_: CloseDay, work: Work) -> SealReceipt:
    """Raises Forbidden for anybody but a manager, Conflict where days are not sealed or nothing is left to seal."""
    if not work.person.has(work.playbook.managers):
        raise Forbidden(f"a manager closes the day: {', '.join(work.playbook.managers)}")
    closes = closing_time(work)
    if closes is None:
        raise Conflict("the days of this desk are not sealed; its playbook has no cash.day_closes")
    seal = await _seal(work, work.now, closes, by=work.actor)
    if seal is None:
        raise Conflict("the day is sealed already and nothing was booked since", slug="already-sealed")
    currency = seal.currency
    return SealReceipt(
        sequence=seal.sequence,
        day=seal.day,
        up_to=seal.up_to,
        entries=len(seal.digests),
        debit=Money.of_minor(seal.debit, currency),
        credit=Money.of_minor(seal.credit, currency),
        hash=seal.hash,
    )


async def _seal(work: Work, up_to: datetime, closes: time, *, by: str) -> SealedDay | None:
    """None when the day is sealed already and nothing came after it."""
    last = await last_seal(work)
    day = business_day(up_to, work.playbook.calendar.timezone, closes)
    if last is not None and up_to <= last.up_to:
        return None
    since = None if last is None else last.up_to
    balances: tuple[Balance, ...] = () if last is None else last.balances
    digests: list[Digest] = []
    debit = credit = 0
    async for page in booked(work.store, work.site, since, up_to):
        lines = [row for each in page for row in each.postings]
        balances = add_up(balances, lines)
        debit += sum(row.debit_minor for row in lines)
        credit += sum(row.credit_minor for row in lines)
        digests += [Digest(each.entry.id, digest_of(each.entry, each.postings)) for each in page]
    if last is not None and last.day == day and not digests:
        return None
    seal = SealedDay(
        site=work.site,
        sequence=1 if last is None else last.sequence + 1,
        day=day,
        since=since,
        up_to=up_to,
        currency=work.playbook.currency,
        debit=debit,
        credit=credit,
        balances=balances,
        digests=tuple(digests),
        previous=START if last is None else last.hash,
    )
    add_seal(work, seal, by)
    _announce(work, seal)
    return seal


def _announce(work: Work, seal: SealedDay) -> None:
    work.announce(
        DaySealed(
            sequence=seal.sequence,
            day=seal.day,
            up_to=seal.up_to,
            entries=len(seal.digests),
            debit=Money.of_minor(seal.debit, seal.currency),
            credit=Money.of_minor(seal.credit, seal.currency),
            previous=seal.previous,
            hash=seal.hash,
        )
    )
