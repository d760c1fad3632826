"""Where a customer is reached by a channel."""

from collections.abc import Mapping
from typing import Any

from contracts.playbook import Line

NEEDS = {"sms": "phone", "phone": "phone", "email": "email", "letter": "address", "fax": "fax"}
"""What of a customer a channel needs; any other goes to the telephone number."""
NAMED = {"phone": "telephone number", "email": "mail address", "address": "address", "fax": "fax number"}


def needed(channel: str) -> str:
    return NEEDS.get(channel, "phone")


def in_form(line: Line | None, form: Mapping[str, Any], channel: str) -> str | None:
    """What the form says: in the field that the line names for it, else in the first of that type."""
    need = needed(channel)
    if line is None:
        return None
    named = getattr(line.customer, need) if line.customer is not None else None
    fields = [named] if named is not None else [name for name, spec in line.form.items() if spec.type == need]
    return next((str(form[name]) for name in fields if form.get(name)), None)


def lacking(channel: str) -> str:
    """Why it cannot be delivered."""
    return f"the desk has no {NAMED[needed(channel)]} of this customer; keep it with intake.keep_customer and try again"
