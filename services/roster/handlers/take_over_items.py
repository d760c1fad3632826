"""What the incoming person says of single items."""

from collections.abc import Iterable

from chassis.work import Work
from contracts.roster import ItemAcknowledged, ItemWord
from services.roster.handlers.handover_log import note_step
from services.roster.repository import handover_record as record
from services.roster.repository.handovers import Handover


def keep_words(handover: Handover, words: Iterable[ItemWord], work: Work) -> None:
    """Kept with who said it and when, and announced one by one. Rule TH-16."""
    for word in words:
        record.keep_word(work.store, work.site, handover.id, word, work.actor, work.now)
        said = f"{word.decision}: {word.kind} {word.reference}" + (f"; {word.note}" if word.note else "")
        note_step(handover.id, "acknowledged", work, said)
        work.announce(ItemAcknowledged(handover_id=handover.id, by=work.actor, item=word))
