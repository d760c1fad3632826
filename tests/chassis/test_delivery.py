"""How often a message is tried before it is given up."""

from types import SimpleNamespace
from typing import Any

from chassis.delivery import HARD_LIMIT, KEPT, Delivery, Retries
from chassis.settings import Settings


def delivered(count: int, sequence: int = 1) -> Delivery:
    """The delivery number ``count`` of a message, as the broker's metadata tell it."""
    place = SimpleNamespace(stream=sequence)
    message: Any = SimpleNamespace(metadata=SimpleNamespace(stream="DESK_EVENTS", sequence=place, num_delivered=count))
    return Delivery(message)


def test_a_message_is_given_up_after_the_attempts_set() -> None:
    retries = Retries(Settings(max_attempts=3, retry_backoff=[0.5, 2]))
    assert [retries.next_wait(delivered(n)) for n in (1, 2, 3)] == [0.5, 2, None]
    assert retries.next_wait(delivered(4)) == 0.5


def test_a_message_that_fails_elsewhere_too_is_given_up_all_the_same() -> None:
    retries = Retries(Settings(max_attempts=100))
    assert retries.next_wait(delivered(HARD_LIMIT - 1)) is not None
    assert retries.next_wait(delivered(HARD_LIMIT)) is None


def test_a_long_outage_of_the_database_takes_no_attempt_from_a_message_that_comes_too_early() -> None:
    retries = Retries(Settings(max_attempts=3))
    for count in range(1, 4 * HARD_LIMIT):
        retries.excuse(delivered(count))
    assert retries.next_wait(delivered(4 * HARD_LIMIT)) is not None
    assert retries.next_wait(delivered(4 * HARD_LIMIT + 1)) is not None
    assert retries.next_wait(delivered(4 * HARD_LIMIT + 2)) is None


def test_what_another_replica_finished_is_forgotten_in_time() -> None:
    retries = Retries(Settings(max_attempts=2))
    retries.next_wait(delivered(1, sequence=0))
    for sequence in range(1, KEPT + 1):
        retries.next_wait(delivered(1, sequence))
    assert retries.next_wait(delivered(2, sequence=0)) is not None
    assert retries.next_wait(delivered(2, sequence=KEPT)) is None
