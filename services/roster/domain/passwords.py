"""Passwords of staff accounts: what they have to be, how long they hold, and their hashes (argon2id)."""

import secrets
from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from contracts.playbook.people import PasswordPolicy

HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
LETTERS, DIGITS, SYMBOLS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "!#$%&*+-=?@"
"""Of a random password: without characters that are taken for one another when read from a telephone."""
RANDOM_LENGTH = 12


def faults(password: str, policy: PasswordPolicy, account: str) -> list[str]:
    """What is wrong with a password a person chose, in words that say the remedy; empty when it is good. TH-35."""
    found = []
    if len(password) < policy.length:
        found.append(f"take at least {policy.length} characters")
    if policy.letters and not any(character.isalpha() for character in password):
        found.append("put a letter in")
    if policy.digits and not any(character.isdigit() for character in password):
        found.append("put a digit in")
    if policy.symbols and all(character.isalnum() or character.isspace() for character in password):
        found.append("put a symbol in, such as ! or #")
    if account.casefold() in password.casefold():
        found.append("leave the account's name out")
    return found


def random_password(policy: PasswordPolicy) -> str:
    """A first password that the policy allows, from the system's source of randomness."""
    length = max(policy.length, RANDOM_LENGTH)
    alphabets = [LETTERS, DIGITS, SYMBOLS]
    characters = [secrets.choice(each) for each in alphabets]
    characters += [secrets.choice("".join(alphabets)) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def hashed(password: str) -> str:
    """The argon2id hash with its parameters and salt. Slow on purpose: call it outside a transaction."""
    return HASHER.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether ``stored`` is the password's hash. Slow on purpose."""
    if stored is None:
        return False
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def fits_any(stored: Iterable[str], password: str) -> bool:
    return any(fits(each, password) for each in stored)


def holds_until(since: datetime, months: int, zone: str) -> datetime:
    """The same local time ``months`` later, or on that month's last day where it is shorter."""
    local = since.astimezone(ZoneInfo(zone))
    year, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + year, month + 1
    return local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1])).astimezone(
        since.tzinfo
    )
