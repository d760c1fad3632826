"""What departments should know of what customers said. Pure. Rule TH-26."""

from collections.abc import Iterable

from contracts.followup import Finding, FindingRow
from contracts.playbook.grammar import Playbook
from contracts.problems import Invalid

MOST = 200
"""Findings of one event, so that long texts stay below the broker's largest message."""


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
    """Of each department its findings, in parts of ``MOST``."""
    found: dict[str, list[list[FindingRow]]] = {}
    for row in rows:
        parts = found.setdefault(row.department, [[]])
        if len(parts[-1]) == MOST:
            parts.append([])
        parts[-1].append(row)
    return found
