"""What cashdesk listens to, a module a subject. Each function decodes nothing and calls one handler."""

from services.cashdesk.subscribers import money
from services.cashdesk.subscribers.base import on

__all__ = ["money", "on"]
