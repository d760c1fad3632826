"""A sealed day cannot be changed unseen: every entry has a digest, every seal a hash over them and the seal before.

The canonical form is JSON without spaces, fields in a fixed order, moments in UTC.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

START = ""
"""What stands for the hash before a site's first seal."""

ENTRY = ("id", "site", "kind", "at", "actor", "number", "reference", "message_id", "memo", "corrects")
POSTING = ("line", "site", "at", "account", "session_id", "debit_minor", "credit_minor", "currency")


class Balance(NamedTuple):
    """Sums of one account, in minor units."""

    account: str
    currency: str
    debit: int
    credit: int


class Digest(NamedTuple):
    entry_id: str
    digest: str


@dataclass(frozen=True)
class SealedDay:
    """All that a seal says. ``balances`` are those of all accounts up to ``up_to``, the rest is of the day itself."""

    site: str
    sequence: int
    day: date
    since: datetime | None
    up_to: datetime
    currency: str
    debit: int
    credit: int
    balances: tuple[Balance, ...]
    digests: tuple[Digest, ...]
    previous: str

    @property
    def hash(self) -> str:
        head = [
            self.previous,
            self.site,
            self.sequence,
            self.day.isoformat(),
            None if self.since is None else _moment(self.since),
            _moment(self.up_to),
            self.currency,
            self.debit,
            self.credit,
            [list(balance) for balance in self.balances],
        ]
        return sha256((_json(head) + "\n" + write_digests(self.digests)).encode()).hexdigest()


def digest_of(entry: Any, postings: Iterable[Any]) -> str:
    """SHA-256 of an entry and its postings, rows with the columns of the ledger."""
    lines = sorted(([_plain(getattr(row, name)) for name in POSTING] for row in postings), key=lambda line: line[0])
    return sha256(_json([[_plain(getattr(entry, name)) for name in ENTRY], lines]).encode()).hexdigest()


def write_digests(digests: Iterable[Digest]) -> str:
    """One line an entry: digest, space, id."""
    return "".join(f"{each.digest} {each.entry_id}\n" for each in digests)


def read_digests(text: str) -> tuple[Digest, ...]:
    lines = (line.partition(" ") for line in text.split("\n") if line)
    return tuple(Digest(entry_id, digest) for digest, _, entry_id in lines)


def add_up(balances: Iterable[Balance], postings: Iterable[Any]) -> tuple[Balance, ...]:
    """The balances after these postings, by account."""
    sums = {(each.account, each.currency): (each.debit, each.credit) for each in balances}
    for row in postings:
        key = (row.account, row.currency)
        debit, credit = sums.get(key, (0, 0))
        sums[key] = (debit + row.debit_minor, credit + row.credit_minor)
    return tuple(Balance(*key, *sums[key]) for key in sorted(sums))


def business_day(up_to: datetime, timezone: str, closes: time) -> date:
    """The local day that a seal up to this moment closes: one that ends at 03:00 is the day before."""
    last = up_to.astimezone(ZoneInfo(timezone)) - timedelta(microseconds=1)
    return (last - timedelta(hours=closes.hour, minutes=closes.minute)).date()


What = Literal["changed", "missing", "added", "orphaned", "seal"]


@dataclass(frozen=True)
class Break:
    """A place where the ledger is not what was sealed. ``entry_id`` is empty when it is the seal itself."""

    site: str
    day: date
    sequence: int
    entry_id: str
    what: What
    detail: str


def compare(sealed: Sequence[Digest], found: Sequence[Digest]) -> list[tuple[What, str]]:
    """What differs between the entries as sealed and as found, in their order."""
    now = {each.entry_id: each.digest for each in found}
    out: list[tuple[What, str]] = []
    for each in sealed:
        if each.entry_id not in now:
            out.append(("missing", each.entry_id))
        elif now[each.entry_id] != each.digest:
            out.append(("changed", each.entry_id))
    before = {each.entry_id for each in sealed}
    return out + [("added", each.entry_id) for each in found if each.entry_id not in before]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _plain(value: Any) -> Any:
    return _moment(value) if isinstance(value, datetime) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
