"""The repair workshop and its people."""

from collections.abc import AsyncIterator

import pytest

from chassis.deadletters import letters
from tests.acceptance.conftest import WORKSHOP
from tests.acceptance.desk import Desk, People
from tests.acceptance.workshop.shop import PEOPLE
from tests.stack import Stack


@pytest.fixture
def playbook() -> str:
    return WORKSHOP


@pytest.fixture
def people() -> People:
    return PEOPLE


@pytest.fixture(autouse=True)
async def nothing_is_given_up(desk: Desk, stack: Stack) -> AsyncIterator[None]:
    """Whatever a test does, no service gives a message of its site up."""
    yield
    await stack.settle()
    dead = [letter async for letter in letters(stack.client.js) if letter.site == desk.site]
    assert [(letter.service, letter.subject, letter.reason, letter.detail) for letter in dead] == []
