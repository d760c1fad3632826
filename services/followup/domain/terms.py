"""By which terms a text is found: Chinese by pairs of characters, other words by their beginnings. Pure.

Without a dictionary nobody can say where a Chinese word ends; two characters that stand together nearly always belong
together, and a text that shares most pairs with what is looked for is about the same thing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(rf"[{CHINESE}]+|[^\W_{CHINESE}]+")
SHORTEST, LONGEST = 2, 24
TITLE, TEXT = 3, 1
MOST = 60
"""Terms of one search: a text that is longer is searched by its first ones."""


def normal(text: str) -> str:
    """One form for what is written in another width or case."""
    return unicodedata.normalize("NFKC", text).casefold()


def terms_of(title: str, text: str) -> dict[str, int]:
    """What the text can be found by, with weights: a term of the title counts three times one of the text."""
    weights: Counter[str] = Counter()
    for part, weight in ((title, TITLE), (text, TEXT)):
        for term in set(_indexed(part)):
            weights[term] += weight
    return dict(weights)


def terms_sought(text: str) -> list[str]:
    """What is looked for, each once: all pairs of its Chinese, a single character by itself, words as far as they are
    written."""
    sought: list[str] = []
    for run in _runs(text):
        sought += ([run] if len(run) == 1 else _pairs(run)) if _is_chinese(run) else [run[:LONGEST]]
    return list(dict.fromkeys(sought))[:MOST]


def enough(sought: int) -> int:
    """How many of the terms sought must be there: half of them, rounded up."""
    return -(-sought // 2)


def topic_term(topic: str) -> str:
    return f"topic:{topic}"


def tag_term(tag: str) -> str:
    return f"tag:{normal(tag).strip()}"


def labels_of(topics: Iterable[str], tags: Iterable[str]) -> list[str]:
    """Terms for topics and tags; no text has any like them."""
    return list(dict.fromkeys([*map(topic_term, topics), *map(tag_term, tags)]))


def _indexed(text: str) -> Iterator[str]:
    for run in _runs(text):
        if _is_chinese(run):
            yield from run
            yield from _pairs(run)
        else:
            yield run[:LONGEST]
            yield from (run[:length] for length in range(SHORTEST, min(len(run), LONGEST)))


def _runs(text: str) -> list[str]:
    return RUN.findall(normal(text))


def _is_chinese(run: str) -> bool:
    return re.match(rf"[{CHINESE}]", run) is not None


def _pairs(run: str) -> list[str]:
    return [run[index : index + 2] for index in range(len(run) - 1)]
