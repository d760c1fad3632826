"""Remember this version of the playbook, because a cycle keeps the one it began with; and see what it changes."""

from chassis.work import Work
from services.dispatch import repository
from services.dispatch.domain.timing import timing_of
from services.dispatch.handlers.recalculate import start_recalculation


async def keep_playbook(work: Work) -> None:
    """A playbook that reckons deadlines otherwise than the one the site last worked with has the open ones
    recalculated, unless it says ``open_deadlines: keep``. Of two replicas that start together the first does it."""
    book = work.playbook
    for name, line in book.lines.items():
        if line.steps:
            document = line.model_dump_json(by_alias=True)
            repository.keep_line(work.store, work.site, book.playbook, book.version, line=name, document=document)
    timing = timing_of(book)
    before = await repository.working(work.store, work.site)
    repository.put_timing(work.store, work.site, timing.digest, timing.document)
    repository.put_working(work.store, work.site, timing.digest, book.model_dump_json(by_alias=True))
    if before is None or book.open_deadlines == "keep":
        return
    unfinished = await repository.open_reckoned_otherwise(work.store, work.site, timing.digest, after=("", ""), limit=1)
    if before[0] != timing.digest or unfinished:
        await start_recalculation(work, anew=before[0] != timing.digest)
