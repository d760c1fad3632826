"""What departments should know of what customers said. Pure. Rule TH-26."""

from collections.abc import Iterable
from typing import TypeVar

from contracts.base import Part
from contracts.followup import Finding, FindingRow
from contracts.playbook.grammar import Playbook
from contracts.problems import Invalid

P = TypeVar("P", bound=Part)
MOST = 200
"""Rows of one event."""
MOST_BYTES = 200_000
"""Of one event's rows as JSON, so that long texts stay below the broker's largest message."""


def must_name_departments(found: Iterable[Finding], book: Playbook) -> None:
    """Raises Invalid naming every finding for a department there is not."""
    there = ", ".join(book.departments)
    errors = {
        f"findings.{index}.department": f"choose one of {there}"
        for index, each in enumerate(found)
        if each.department not in book.departments
    }
    if errors:
        raise Invalid("a finding is for a department there is not", errors=errors)


def by_department(rows: Iterable[FindingRow]) -> dict[str, list[list[FindingRow]]]:
    """Of each department its findings, in parts that fit an event each."""
    found: dict[str, list[FindingRow]] = {}
    for row in rows:
        found.setdefault(row.department, []).append(row)
    return {department: in_parts(its) for department, its in found.items()}


def in_parts(rows: Iterable[P]) -> list[list[P]]:
    """The rows in pieces that fit an event each; one empty piece when there are none."""
    parts: list[list[P]] = [[]]
    size = 0
    for row in rows:
        length = len(row.model_dump_json().encode())
        if parts[-1] and (len(parts[-1]) == MOST or size + length > MOST_BYTES):
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += length
    return parts
