"""The telecom hall and its people."""

import pytest

from tests.acceptance.desk import People
from tests.acceptance.telecom_hall.hall import PEOPLE


@pytest.fixture
def playbook() -> str:
    return "telecom-hall"


@pytest.fixture
def people() -> People:
    return PEOPLE
