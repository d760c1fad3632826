"""Who a customer is: what a form says, and the key by which the same person is found again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from contracts.playbook import Line

SPACES = re.compile(r"\s+")
NO_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True)
class Contact:
    """A person as a form or a file names them."""

    name: str
    phone: str | None = None
    address: str | None = None
    fax: str | None = None
    email: str | None = None

    @property
    def person(self) -> str | None:
        """Name and address as one key; None without an address, since a name alone is shared by many."""
        return f"{_plain(self.name)}\n{_plain(self.address)}" if self.address else None

    @property
    def key(self) -> str | None:
        """What no two files share: the telephone number, else name and address. None when neither is known."""
        if self.phone:
            return phone_key(self.phone)
        return f"person:{self.person}" if self.person else None


FIELDS = tuple(field.name for field in fields(Contact))


def phone_key(phone: str) -> str:
    """The number without spaces, hyphens and brackets."""
    plus = "+" if phone.strip().startswith("+") else ""
    return f"phone:{plus}{NO_DIGIT.sub('', phone)}"


def contact_of(line: Line, form: Mapping[str, Any]) -> Contact | None:
    """Who the form is about; None when it does not say enough to find the file again."""
    if line.customer is None:
        return None
    said: dict[str, str] = {}
    for name in FIELDS:
        field = getattr(line.customer, name)
        value = form.get(field) if field is not None else None
        if value:
            said[name] = str(value)
    contact = Contact(**said) if "name" in said else None
    return contact if contact is not None and contact.key is not None else None


def _plain(text: str | None) -> str:
    return SPACES.sub(" ", (text or "").strip()).casefold()
