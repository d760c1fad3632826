"""The housekeeping centre of a hotel and its people."""

import pytest

from tests.acceptance.desk import People
from tests.acceptance.hotel_housekeeping.hotel import PEOPLE


@pytest.fixture
def playbook() -> str:
    return "hotel-housekeeping"


@pytest.fixture
def people() -> People:
    return PEOPLE
