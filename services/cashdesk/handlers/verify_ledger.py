"""The chain of seals, computed again from the rows of the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from chassis.store import Store
from services.cashdesk.domain.sealing import (
    START,
    Balance,
    Break,
    Digest,
    SealedDay,
    What,
    add_up,
    compare,
    digest_of,
)
from services.cashdesk.repository.sealing import (
    Booked,
    booked,
    count_entries,
    orphans,
    read_seal,
    seals_of,
    sites_with_entries,
)

Progress = Callable[[int], None]
UNBALANCED = "its debits do not equal its credits"


@dataclass
class Verified:
    """What was found at one site. ``breaks``: where it is not what was sealed, earliest day first. ``last_hash`` is the
    newest seal's: compare it with the one that was announced."""

    site: str
    seals: int = 0
    sealed: int = 0
    unsealed: int = 0
    last_hash: str = START
    breaks: list[Break] = field(default_factory=list)


async def sites_to_verify(store: Store) -> list[str]:
    return await sites_with_entries(store)


async def entries_to_verify(store: Store, site: str) -> int:
    return await count_entries(store, site)


async def verify_ledger(store: Store, site: str, progress: Progress) -> Verified:
    """Read all entries of a site and compare them with its seals. ``progress`` hears how many more were read."""
    report, last = Verified(site), None
    balances: tuple[Balance, ...] = ()
    for row in await seals_of(store, site):
        seal = read_seal(row)
        found: list[Digest] = []
        async for page in booked(store, site, seal.since, seal.up_to):
            found += [Digest(each.entry.id, digest_of(each.entry, each.postings)) for each in page]
            balances = add_up(balances, (line for each in page for line in each.postings))
            progress(len(page))
        broken = _of_entries(seal, found)
        report.breaks += broken + _of_seal(seal, row, last, seal.balances if broken else balances)
        balances = seal.balances
        report.seals += 1
        report.sealed += len(found)
        last = seal
        report.last_hash = row.hash
    await _unsealed(store, report, last, progress)
    return report


def _of_entries(seal: SealedDay, found: list[Digest]) -> list[Break]:
    says = {
        "changed": "the entry or one of its postings is not what was sealed",
        "missing": "the entry was sealed and is gone",
        "added": "the entry was not there when the day was sealed",
    }
    return [
        Break(seal.site, seal.day, seal.sequence, entry_id, what, says[what])
        for what, entry_id in compare(seal.digests, found)
    ]


def _of_seal(seal: SealedDay, row: Row[Any], last: SealedDay | None, balances: tuple[Balance, ...]) -> list[Break]:
    expected = START if last is None else last.hash
    wrong = []
    if seal.hash != row.hash or len(seal.digests) != row.entries:
        wrong.append("the seal itself was changed")
    if seal.previous != expected or seal.since != (None if last is None else last.up_to):
        wrong.append("it does not follow the seal before it")
    if seal.sequence != (1 if last is None else last.sequence + 1):
        wrong.append("a seal before it is gone")
    if seal.balances != balances:
        wrong.append("the balances in it are not those of the entries")
    return [Break(seal.site, seal.day, seal.sequence, "", "seal", "; ".join(wrong))] if wrong else []


async def _unsealed(store: Store, report: Verified, last: SealedDay | None, progress: Progress) -> None:
    async for page in booked(store, report.site, None if last is None else last.up_to, None):
        report.unsealed += len(page)
        progress(len(page))
        for each in page:
            if not _balances(each):
                report.breaks.append(_loose(report.site, each.entry.id, each.entry.at, "changed", UNBALANCED))
    for row in await orphans(store, report.site):
        report.breaks.append(_loose(report.site, row.entry_id, row.at, "orphaned", "postings without their entry"))


def _balances(each: Booked) -> bool:
    sums = [row.debit_minor - row.credit_minor for row in each.postings]
    return bool(sums) and sum(sums) == 0


def _loose(site: str, entry_id: str, at: datetime, what: What, detail: str) -> Break:
    """Of rows that no seal speaks of."""
    return Break(site=site, day=at.date(), sequence=0, entry_id=entry_id, what=what, detail=detail)
