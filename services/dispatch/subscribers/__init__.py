"""What dispatch listens to."""

from services.dispatch.subscribers import commands, moments, people, requests, timers, views
from services.dispatch.subscribers.table import on

__all__ = ["commands", "moments", "on", "people", "requests", "timers", "views"]
