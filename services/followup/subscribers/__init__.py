"""What followup listens to, a module a subject. Each function decodes nothing and calls one handler."""

from services.followup.subscribers import callbacks, care, opinions, retention
from services.followup.subscribers.base import on

__all__ = ["callbacks", "care", "on", "opinions", "retention"]
