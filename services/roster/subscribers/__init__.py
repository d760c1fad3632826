"""What roster listens to, a module a subject. Each function decodes nothing and calls one handler."""

from services.roster.subscribers import shifts
from services.roster.subscribers.base import on

__all__ = ["on", "shifts"]
