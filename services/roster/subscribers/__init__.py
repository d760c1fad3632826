"""What roster listens to, a module a subject. Each function decodes nothing and calls one handler."""

from services.roster.subscribers import accounts, meetings, months, rota, shifts
from services.roster.subscribers.base import on

__all__ = ["accounts", "meetings", "months", "on", "rota", "shifts"]
