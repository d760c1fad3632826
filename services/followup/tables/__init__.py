"""The tables of followup."""

from services.followup.tables.base import chassis, metadata
from services.followup.tables.callbacks import attempts, callbacks, cancellations, cycles, moves, requests, summaries
from services.followup.tables.care import care_cases, coverage_warnings, findings, leases
from services.followup.tables.opinions import (
    library_entries,
    library_revisions,
    library_terms,
    opinion_answers,
    opinion_topics,
    opinions,
)
from services.followup.tables.retention import (
    retention_cases,
    retention_groups,
    retention_guides,
    retention_history,
    retention_locks,
    retention_offers,
    retention_triggers,
)

__all__ = [
    "attempts",
    "callbacks",
    "cancellations",
    "care_cases",
    "chassis",
    "coverage_warnings",
    "cycles",
    "findings",
    "leases",
    "library_entries",
    "library_revisions",
    "library_terms",
    "metadata",
    "moves",
    "opinion_answers",
    "opinion_topics",
    "opinions",
    "requests",
    "retention_cases",
    "retention_groups",
    "retention_guides",
    "retention_history",
    "retention_locks",
    "retention_offers",
    "retention_triggers",
    "summaries",
]
