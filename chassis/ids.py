"""Ids: UUIDv7, so that rows written together lie together and sort by the moment they were made."""

from collections.abc import Callable

from uuid_utils import uuid7

NewId = Callable[[], str]


def new_id() -> str:
    """A fresh UUIDv7 as text, 36 characters."""
    return str(uuid7())
