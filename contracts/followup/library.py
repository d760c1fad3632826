"""The case library: typical opinions and how they were answered, to be found again."""

from pydantic import AwareDatetime, Field

from contracts.base import Actor, Command, Id, Limit, Name, Page, Part, Query, RequestNumber, Text
from contracts.followup.common import SERVICE, FollowupEvent


class LibraryReceipt(Part):
    entry_id: Id
    revision: int


class AddCase(Command):
    """Enter a typical opinion with its answer. ``number`` is the request it came from. Rule TH-32."""

    service, action, result = SERVICE, "add_case", LibraryReceipt
    title: Text = Field(max_length=200)
    text: Text
    topics: list[Name] = Field(min_length=1, max_length=20)
    tags: list[Text] = Field(default_factory=list, max_length=20)
    number: RequestNumber | None = None


class ChangeCase(Command):
    """What is left out stays. ``revision`` is the one that was read; after another change since then it is refused."""

    service, action, result = SERVICE, "change_case", LibraryReceipt
    entry_id: Id
    revision: int = Field(ge=1)
    title: Text | None = Field(default=None, max_length=200)
    text: Text | None = None
    topics: list[Name] | None = Field(default=None, min_length=1, max_length=20)
    tags: list[Text] | None = Field(default=None, max_length=20)
    reason: Text


class WithdrawCase(Command):
    """It is found no more; its revisions stay readable."""

    service, action, result = SERVICE, "withdraw_case", LibraryReceipt
    entry_id: Id
    revision: int = Field(ge=1)
    reason: Text


class LibraryRevision(Part):
    revision: int
    at: AwareDatetime
    by: Actor
    title: str
    text: str
    topics: list[Name]
    tags: list[str]
    reason: str | None = None


class LibraryCase(Part):
    """The present revision, and with ``get`` all ``revisions``, the first before the others."""

    entry_id: Id
    revision: int
    title: str
    text: str
    topics: list[Name]
    tags: list[str]
    number: RequestNumber | None
    changed_at: AwareDatetime
    withdrawn: bool
    revisions: list[LibraryRevision] = Field(default_factory=list)


class GetLibraryCase(Query):
    service, view, result = SERVICE, "library_case", LibraryCase
    entry_id: Id


class FoundCases(Page[LibraryCase]):
    pass


class SearchCases(Query):
    """Cases that have at least half of what ``text`` says, the best first: Chinese by pairs of characters, other words
    by their beginning; a word in the title counts more. Without ``text``, the latest first. Rule TH-32."""

    service, view, result = SERVICE, "search_cases", FoundCases
    text: Text | None = None
    topic: Name | None = None
    tag: Text | None = None
    cursor: str | None = None
    limit: Limit = 20


class LibraryChanged(FollowupEvent):
    """Revision 1 is a new case. Rule TH-32."""

    fact = "library.changed"
    entry_id: Id
    revision: int
    title: str
    topics: list[Name]
    withdrawn: bool
    by: Actor
