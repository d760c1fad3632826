"""The information desk of an estate and its people."""

import pytest

from tests.acceptance.desk import People
from tests.acceptance.information_relay.relay import PEOPLE


@pytest.fixture
def playbook() -> str:
    return "information-relay"


@pytest.fixture
def people() -> People:
    return PEOPLE
