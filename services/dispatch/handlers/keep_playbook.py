"""Remember this version of the playbook, because a cycle keeps the one it began with."""

from chassis.work import Work
from services.dispatch import repository


async def keep_playbook(work: Work) -> None:
    book = work.playbook
    for name, line in book.lines.items():
        if line.steps:
            document = line.model_dump_json(by_alias=True)
            repository.keep_line(work.store, work.site, book.playbook, book.version, line=name, document=document)
