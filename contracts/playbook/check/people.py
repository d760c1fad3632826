"""Meetings and staff accounts: roles and rooms that must exist."""

from collections.abc import Iterator

from contracts.playbook.check.names import Finding, people, unknown
from contracts.playbook.grammar import Playbook
from contracts.playbook.people import Accounts, Meetings


def people_findings(book: Playbook) -> Iterator[Finding]:
    if book.people is None:
        return
    if book.people.meetings is not None:
        yield from _meetings(book.people.meetings, book)
    if book.people.accounts is not None:
        yield from _accounts(book.people.accounts, book)


def _meetings(meetings: Meetings, book: Playbook) -> Iterator[Finding]:
    for name, kind in meetings.kinds.items():
        path = f"people.meetings.kinds.{name}"
        yield from people(f"{path}.called_by", kind.called_by, book)
        yield from people(f"{path}.attend", kind.attend, book)
        if kind.room is not None and kind.room not in meetings.rooms:
            yield f"{path}.room", unknown("room", kind.room, meetings.rooms, "add it to 'rooms'")


def _accounts(accounts: Accounts, book: Playbook) -> Iterator[Finding]:
    path = "people.accounts"
    yield from people(f"{path}.applied_by", accounts.applied_by, book, ("head",))
    yield from people(f"{path}.approved_by", accounts.approved_by, book)
    yield from people(f"{path}.configured_by", accounts.configured_by, book)
    yield from people(f"{path}.locked_by", accounts.locked_by, book)
