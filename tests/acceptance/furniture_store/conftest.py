"""The furniture store and its people."""

import pytest

from tests.acceptance.desk import People
from tests.acceptance.furniture_store.store import PEOPLE


@pytest.fixture
def playbook() -> str:
    return "furniture-store"


@pytest.fixture
def people() -> People:
    return PEOPLE
