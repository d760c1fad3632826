"""Typical cases are looked for. Rule TH-32."""

from chassis.work import Work
from contracts.followup import FoundCases, GetLibraryCase, LibraryCase, LibraryRevision, SearchCases
from contracts.problems import Invalid, NotFound
from services.followup.domain.terms import enough, tag_term, terms_sought, topic_term
from services.followup.repository import library
from services.followup.repository.library import Entry


async def search_library(query: SearchCases, work: Work) -> FoundCases:
    """Cases that have most of what is looked for, the best first. Raises Invalid for a text without a single letter or
    digit, or a cursor that no page gave out."""
    sought = terms_sought(query.text) if query.text is not None else []
    if query.text is not None and not sought:
        raise Invalid("nothing can be looked for", errors={"text": "write a word"})
    labels = [topic_term(query.topic)] if query.topic is not None else []
    labels += [tag_term(query.tag)] if query.tag is not None else []
    skip = _skipped(query.cursor)
    least = enough(len(sought))
    found = await library.search(work.store, work.site, sought, least, labels, skip, query.limit + 1)
    rows = found[: query.limit]
    present = await library.present_of(work.store, rows)
    more = str(skip + query.limit) if len(found) > query.limit else None
    return FoundCases(rows=[_view(entry, present[entry.id]) for entry in rows], next=more)


async def show_library_case(query: GetLibraryCase, work: Work) -> LibraryCase:
    """A case with all its revisions, also a withdrawn one. Raises NotFound."""
    entry = await library.entry_by_id(work.store, work.site, query.entry_id)
    if entry is None:
        raise NotFound("there is no such case in the library", errors={"entry_id": "see followup.search_cases"})
    revisions = await library.revisions_of(work.store, entry.id)
    return _view(entry, revisions[-1]).model_copy(update={"revisions": revisions})


def _skipped(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise Invalid("unknown cursor", errors={"cursor": "send the 'next' of the page before, unchanged"})
    return int(cursor)


def _view(entry: Entry, revision: LibraryRevision) -> LibraryCase:
    return LibraryCase(
        entry_id=entry.id,
        revision=entry.revision,
        title=revision.title,
        text=revision.text,
        topics=revision.topics,
        tags=revision.tags,
        number=entry.number,
        changed_at=entry.changed_at,
        withdrawn=entry.withdrawn,
    )
