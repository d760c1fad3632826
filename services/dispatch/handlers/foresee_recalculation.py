"""A dry run: what a new playbook would move."""

from functools import lru_cache

from pydantic_core import from_json

from chassis.work import Work
from contracts.dispatch import GetPlaybook, MovedDeadline, PlaybookView, Recalculation, RecalculationPage
from contracts.playbook.grammar import Playbook
from contracts.playbook.load import PlaybookError, validate
from contracts.problems import Invalid
from services.dispatch import repository
from services.dispatch.domain.deadlines import Cause
from services.dispatch.domain.recalculation import has_moved, reads_facts, recalculated
from services.dispatch.domain.timing import timing_of
from services.dispatch.handlers._timings import kept_timings
from services.dispatch.handlers.recalculate import facts_of, show_moved

SHOWN = 20


async def foresee_recalculation(query: Recalculation, work: Work) -> RecalculationPage:
    """The same arithmetic as the real one, writing nothing. Raises Invalid for a document that is no sound playbook,
    or an unknown cursor."""
    book = _read(query.document)
    found = await repository.open_deadlines(work.store, work.site, after=_cursor(query.cursor), limit=query.limit + 1)
    page = found[: query.limit]
    departments = await repository.departments_of(work.store, {row.number for row in page}, lock=False)
    kept = await kept_timings(page, work)
    rows: list[MovedDeadline] = []
    dropped = 0
    for row in page:
        if row.number not in departments:
            continue
        facts = await facts_of(row, work) if reads_facts(row, book) else {}
        old = kept.get(row.reckoned, timing_of(work.playbook))
        new = recalculated(row, departments[row.number], book, old, Cause(work.now, work.actor), facts)
        dropped += new is None
        if new is not None and has_moved(row, new):
            rows.append(show_moved(row, new))
    last = page[-1] if len(found) > query.limit else None
    return RecalculationPage(
        rows=rows,
        looked_at=len(page),
        kept=dropped,
        open=await repository.count_open(work.store, work.site) if query.cursor is None else None,
        next=f"{last.reckoned}~{last.id}" if last else None,
    )


async def show_playbook(query: GetPlaybook, work: Work) -> PlaybookView:
    book = work.playbook
    return PlaybookView(playbook=book.playbook, version=book.version, document=book.model_dump_json(by_alias=True))


@lru_cache(maxsize=4)
def _parse(document: str) -> Playbook:
    return validate("document", from_json(document))


def _read(document: str) -> Playbook:
    try:
        return _parse(document)
    except PlaybookError as error:
        raise Invalid(
            "the document is no sound playbook; frontdesk playbook check says what is wrong",
            errors={f"document.{path}": message for path, message in error.problems[:SHOWN]},
        ) from error
    except ValueError as error:
        raise Invalid("the document is no JSON", errors={"document": str(error)[:200]}) from error


def _cursor(cursor: str | None) -> tuple[str, str]:
    if cursor is None:
        return "", ""
    digest, tilde, row_id = cursor.partition("~")
    if not tilde or not row_id:
        raise Invalid("unknown cursor", errors={"cursor": "send the 'next' of the page before, unchanged"})
    return digest, row_id
