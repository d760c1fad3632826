"""What a password has to be, and for how long it holds. Rule TH-35."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.playbook.people import PasswordPolicy
from services.roster.domain.passwords import faults, fits, hashed, holds_until, random_password

POLICY = PasswordPolicy()


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("abc12#", ["take at least 8 characters"]),
        ("12345678#", ["put a letter in"]),
        ("abcdefg#", ["put a digit in"]),
        ("abcdefg1", ["put a symbol in, such as ! or #"]),
        ("abcdefg 1", ["put a symbol in, such as ! or #"]),
        ("xgz0107!x", ["leave the account's name out"]),
        ("密码abc123！", []),
        ("Gx7#mnop", []),
    ],
)
def test_a_password_mixes_letters_digits_and_symbols(password: str, said: list[str]):
    assert faults(password, POLICY, "GZ0107") == said


@given(st.integers(min_value=8, max_value=40))
def test_a_random_password_keeps_the_policy(length: int):
    policy = PasswordPolicy(length=length)
    password = random_password(policy)
    assert faults(password, policy, "GZ0107") == []
    assert random_password(policy) != password


def test_a_hash_fits_its_password_alone_and_does_not_hold_it():
    stored = hashed("Gx7#mnop")
    assert stored.startswith("$argon2id$")
    assert "Gx7#mnop" not in stored
    assert fits(stored, "Gx7#mnop")
    assert not fits(stored, "Gx7#mnoP")
    assert not fits("no hash", "Gx7#mnop")
    assert not fits(None, "Gx7#mnop")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-11-21T15:00:00+08:00", "2026-12-21T15:00:00+08:00"),
        ("2027-01-31T23:30:00+08:00", "2027-02-28T23:30:00+08:00"),
        ("2026-12-15T00:10:00+08:00", "2027-01-15T00:10:00+08:00"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_months_last(since: str, until: str):
    assert holds_until(datetime.fromisoformat(since), 1, "Asia/Shanghai") == datetime.fromisoformat(until)
