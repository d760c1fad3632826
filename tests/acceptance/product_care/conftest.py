"""A manufacturer's product care and its people."""

import pytest

from tests.acceptance.desk import People
from tests.acceptance.product_care.care import PEOPLE


@pytest.fixture
def playbook() -> str:
    return "product-care"


@pytest.fixture
def people() -> People:
    return PEOPLE
