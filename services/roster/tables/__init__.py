"""The tables of roster."""

from services.roster.tables.accounts import account_facts, accounts, applications
from services.roster.tables.base import chassis, metadata
from services.roster.tables.handovers import (
    departures,
    faults,
    handover_reports,
    handover_steps,
    handover_words,
    handovers,
    order_news,
    servings,
    shift_events,
    stand_ins,
)
from services.roster.tables.meetings import meeting_decisions, meeting_people, meetings
from services.roster.tables.months import (
    absences,
    month_changes,
    month_drafts,
    month_summaries,
    month_tasks,
    month_versions,
    staff_skills,
    swaps,
    wishes,
)
from services.roster.tables.shifts import (
    contacts,
    posts,
    roster_versions,
    shifts,
)

__all__ = [
    "absences",
    "account_facts",
    "accounts",
    "applications",
    "chassis",
    "contacts",
    "departures",
    "faults",
    "handover_reports",
    "handover_steps",
    "handover_words",
    "handovers",
    "meeting_decisions",
    "meeting_people",
    "meetings",
    "metadata",
    "month_changes",
    "month_drafts",
    "month_summaries",
    "month_tasks",
    "month_versions",
    "order_news",
    "posts",
    "roster_versions",
    "servings",
    "shift_events",
    "shifts",
    "staff_skills",
    "stand_ins",
    "swaps",
    "wishes",
]
