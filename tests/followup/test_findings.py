"""Findings are cut into events that the broker takes."""

from datetime import UTC, datetime

from contracts.followup import FindingRow
from services.followup.domain.findings import MOST, MOST_BYTES, by_department, in_parts


def row(text: str, department: str = "network") -> FindingRow:
    facts = {"number": "HQ-20261121-0001", "callback_id": "c1", "important": True, "by": "hui"}
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return FindingRow.model_validate(facts | {"department": department, "text": text, "at": at})


def test_each_department_has_its_own() -> None:
    found = by_department([row("a"), row("b", "billing"), row("c")])
    assert {name: [[one.text for one in part] for part in parts] for name, parts in found.items()} == {
        "network": [["a", "c"]],
        "billing": [["b"]],
    }


def test_no_part_has_too_many_or_is_too_large_and_none_is_lost() -> None:
    long = [row("信" * 4000) for _ in range(50)]
    short = [row("x") for _ in range(450)]
    for rows in (long, short):
        parts = in_parts(rows)
        assert [one for part in parts for one in part] == rows
        assert len(parts) > 1
        for part in parts:
            assert len(part) <= MOST
            assert sum(len(one.model_dump_json().encode()) for one in part) <= MOST_BYTES
    assert in_parts([]) == [[]]
