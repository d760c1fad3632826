"""What cashdesk listens to, a module a subject. Each function decodes nothing and calls one handler."""

from services.cashdesk.subscribers import closing, deposits, lending, money, promotions, security_deposits, stock
from services.cashdesk.subscribers.base import on

__all__ = ["closing", "deposits", "lending", "money", "on", "promotions", "security_deposits", "stock"]
