"""What is delivered, and what comes of it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person. ``id`` stays the same however often it is tried, so that the receiving side can tell
    a repetition. ``number`` is of the request it is about, empty when there is none."""

    id: str
    site: str
    channel: str
    address: str
    title: str
    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The next one on the way has taken the letter. ``reference``: what it is called there."""

    reference: str


class Undeliverable(Exception):
    """The letter was not taken. ``final``: it will not be, however often it is tried; otherwise try again later.

    ``reason`` is for the desk to read; the address is taken out of it, since reasons are shown and kept.
    """

    def __init__(self, reason: str, final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Gateway(Protocol):
    """One way out."""

    async def deliver(self, letter: Letter) -> Delivered:
        """Raises Undeliverable."""

    async def close(self) -> None:
        """Let go of connections."""
