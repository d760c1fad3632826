"""What roster listens to, a module a subject. Each function decodes nothing and calls one handler."""

from services.roster.subscribers import accounts, departures, handovers, meetings, months, rota, shifts
from services.roster.subscribers.base import on

__all__ = ["accounts", "departures", "handovers", "meetings", "months", "on", "rota", "shifts"]
