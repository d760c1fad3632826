"""Cron expressions of five fields, in a site's time zone, as Debian's cron reads them.

Daylight saving: a fixed time that the clocks skip comes at the first moment after the gap, one that they show twice
comes once, the first time. Expressions whose minute or hour begins with ``*`` follow the hours that really pass.
"""

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from pydantic import BeforeValidator, WithJsonSchema

RIGHT = "write minute, hour, day, month and weekday, such as '0 9 * * MON' or '30 17 * * 1-5'"
LONGEST = 200
FIELDS = 5
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def parse_cron(text: str) -> str:
    """The expression with single spaces. Raises ``ValueError`` that says what is right."""
    parts = text.split()
    if len(parts) != FIELDS or len(text) > LONGEST:
        raise ValueError(f"{text[:40]!r} is no cron expression of five fields: {RIGHT}")
    tidy = " ".join(parts)
    try:
        next(CronSim(tidy, SOME_DAY))
    except (CronSimError, TypeError, AssertionError) as error:
        reason = str(error) if isinstance(error, CronSimError) else "a range or step cannot be read"
        raise ValueError(f"{text[:40]!r} is no cron expression ({reason}): {RIGHT}") from error
    except StopIteration as error:
        raise ValueError(f"{text[:40]!r} names no day in fifty years: {RIGHT}") from error
    return tidy


def next_time(cron: str, timezone: str, after: datetime) -> datetime:
    """The first moment strictly after ``after`` that the expression names on the wall clock of ``timezone``, in UTC.

    ``after`` must be aware. Raises ``ValueError`` for an expression that ``parse_cron`` refuses.
    """
    # In the hour that clocks show twice the wall clock alone would lead back to the first showing.
    moments = (moment.astimezone(UTC) for moment in CronSim(parse_cron(cron), after.astimezone(ZoneInfo(timezone))))
    return next(moment for moment in moments if moment > after)


def _read(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no cron expression: {RIGHT}")
    return parse_cron(value)


Cron = Annotated[
    str, BeforeValidator(_read), WithJsonSchema({"type": "string", "examples": ["0 9 * * MON", "30 17 * * 1-5"]})
]
"""A pydantic field: a cron expression of five fields, with single spaces between them."""
