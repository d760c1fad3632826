"""How often customers spoke of what. Pure. Rule TH-32."""

from collections.abc import Mapping

from contracts.followup import HotTopic
from contracts.playbook.grammar import Opinions


def by_frequency(book: Opinions, counts: Mapping[str, int], previous: Mapping[str, int]) -> list[HotTopic]:
    """Every topic of the playbook and every one that is only counted, the most spoken of first; equal ones in the
    playbook's order."""
    names = list(dict.fromkeys([*book.topics, *sorted({*counts, *previous})]))
    names.sort(key=lambda name: -counts.get(name, 0))
    return [
        HotTopic(topic=name, title=_title(book, name), count=counts.get(name, 0), previous=previous.get(name, 0))
        for name in names
    ]


def hottest(topics: list[HotTopic], top: int) -> list[HotTopic]:
    """At most ``top`` of those that anybody spoke of."""
    return [topic for topic in topics if topic.count][:top]


def _title(book: Opinions, name: str) -> dict[str, str]:
    label = book.topics.get(name)
    return label.model_dump() if label is not None else {"zh": name, "en": name}
