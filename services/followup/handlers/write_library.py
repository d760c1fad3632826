"""The case library is written: an entry is added, changed, withdrawn. Rule TH-32."""

from dataclasses import replace

from chassis.work import Work
from contracts.followup import AddCase, ChangeCase, LibraryChanged, LibraryReceipt, LibraryRevision, WithdrawCase
from contracts.playbook.grammar import Opinions
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from services.followup.domain.terms import labels_of, terms_of
from services.followup.handlers.answer_opinion import opinions_of, topics_known
from services.followup.repository import library, opinions
from services.followup.repository.library import Entry


async def add_case(command: AddCase, work: Work) -> LibraryReceipt:
    """Raises Invalid for unknown topics, or for a request of which no opinion is known."""
    book = _writable(work)
    topics_known(command.topics, book)
    if command.number is not None and not await opinions.of_number(work.store, work.site, command.number):
        remedy = "name a request with an opinion, see followup.opinions, or leave it out"
        raise Invalid(f"no opinion is known of {command.number}", errors={"number": remedy})
    revision = LibraryRevision(
        revision=1,
        at=work.now,
        by=work.actor,
        title=command.title,
        text=command.text,
        topics=command.topics,
        tags=command.tags,
    )
    entry = Entry(work.new_id(), 1, command.number, work.now, withdrawn=False)
    return await _keep(entry, revision, work)


async def change_case(command: ChangeCase, work: Work) -> LibraryReceipt:
    """A new revision; what is left out stays."""
    book = _writable(work)
    if command.topics is not None:
        topics_known(command.topics, book)
    entry, present = await _present(command.entry_id, command.revision, work)
    given = command.model_dump(include={"title", "text", "topics", "tags", "reason"}, exclude_none=True)
    revision = present.model_copy(update={**given, "revision": entry.revision + 1, "at": work.now, "by": work.actor})
    changed = replace(entry, revision=revision.revision, changed_at=work.now)
    return await _keep(changed, revision, work)


async def withdraw_case(command: WithdrawCase, work: Work) -> LibraryReceipt:
    """It is found no more; a last revision says why."""
    _writable(work)
    entry, present = await _present(command.entry_id, command.revision, work)
    given = {"revision": entry.revision + 1, "at": work.now, "by": work.actor, "reason": command.reason}
    revision = present.model_copy(update=given)
    withdrawn = replace(entry, revision=revision.revision, changed_at=work.now, withdrawn=True)
    return await _keep(withdrawn, revision, work)


def _writable(work: Work) -> Opinions:
    """Raises Forbidden for whoever does not write the library."""
    book = opinions_of(work)
    if not work.person.has(book.library_by):
        raise Forbidden(f"the case library is written by {', '.join(book.library_by)}")
    return book


async def _present(entry_id: str, revision: int, work: Work) -> tuple[Entry, LibraryRevision]:
    """The entry, locked. Raises NotFound, or Conflict when it was withdrawn or changed since it was read."""
    entry = await library.entry_by_id(work.store, work.site, entry_id, to_change=True)
    if entry is None:
        raise NotFound("there is no such case in the library", errors={"entry_id": "see followup.search_cases"})
    if entry.withdrawn:
        raise Conflict("this case was withdrawn; add another with followup.add_case")
    if entry.revision != revision:
        said = f"it was changed meanwhile and is revision {entry.revision}; read it again, then send that revision"
        raise Conflict("this is not the present revision", errors={"revision": said})
    return entry, (await library.present_of(work.store, [entry]))[entry.id]


async def _keep(entry: Entry, revision: LibraryRevision, work: Work) -> LibraryReceipt:
    library.keep_entry(work.store, work.site, entry)
    library.add_revision(work.store, work.site, entry.id, revision)
    labels = dict.fromkeys(labels_of(revision.topics, revision.tags), 0)
    terms = {} if entry.withdrawn else terms_of(revision.title, revision.text) | labels
    await library.index(work.store, work.site, entry.id, terms)
    work.announce(
        LibraryChanged(
            entry_id=entry.id,
            revision=entry.revision,
            title=revision.title,
            topics=revision.topics,
            withdrawn=entry.withdrawn,
            by=work.actor,
        )
    )
    return LibraryReceipt(entry_id=entry.id, revision=entry.revision)
