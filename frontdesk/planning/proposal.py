"""A proposed month as it is kept and shown: shifts, what falls short by name, who has how much of what."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.planning.problem import Month


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class StageResult(Part):
    """``objective`` and ``bound``: of ``coverage`` hours of a person missing of the least, of ``quality`` points.
    ``gap``: how much better it could be at most, a share of the objective. ``proved``: there is nothing better."""

    stage: str
    objective: float
    bound: float
    gap: float
    proved: bool
    seconds: float


class PlannedShift(Part):
    """``fixed``: it was decided before."""

    day: date
    person: str
    name: str
    pattern: str
    post: str
    starts_at: datetime
    ends_at: datetime
    fixed: bool = False


class Shortfall(Part):
    """From ``starts_at`` to ``ends_at`` ``there`` people are at the post (those with all ``skills`` count), ``short``
    fewer than ``needed``. ``because``: where everybody is who could be there; ``people`` names them."""

    day: date
    post: str
    title: str
    starts_at: datetime
    ends_at: datetime
    skills: list[str]
    pattern: str | None
    there: int
    needed: int
    short: int
    because: str = ""
    people: dict[str, list[str]] = Field(default_factory=dict)


class BrokenRule(Part):
    """A rule that shifts decided before break; the proposal adds none."""

    day: date
    person: str
    name: str
    rule: str
    detail: str


class PersonMonth(Part):
    """One person's month, in shifts and hours. ``longest_row``: days in a row."""

    person: str
    name: str
    shifts: int
    hours: float
    overtime_hours: float
    weekends: int
    nights: int
    absent_days: int
    longest_row: int
    wishes: int
    granted: int


class Evenness(Part):
    """``least`` and ``most`` that anybody of ``people`` has, absent days credited; ``difference`` beyond ``tolerance``
    costs points."""

    what: str
    people: int
    least: float
    most: float
    difference: float
    tolerance: float


class WishResult(Part):
    """``because``: why it was not granted, where there is one reason."""

    person: str
    name: str
    day: date
    wish: str
    weight: int
    granted: bool
    because: str = ""


class Figures(Part):
    """The month in figures, each in hours of a person."""

    planned_hours: float
    short_hours: float
    below_wanted_hours: float
    surplus_hours: float
    overtime_hours: float


class Proposal(Part):
    """A proposed month. ``met``: every least number is reached and no rule is broken."""

    site: str
    month: str
    timezone: str
    met: bool
    stages: list[StageResult]
    seconds: float
    seed: int | None
    figures: Figures
    shifts: list[PlannedShift]
    shortfalls: list[Shortfall]
    below_wanted: list[Shortfall]
    broken: list[BrokenRule]
    people: list[PersonMonth]
    evenness: list[Evenness]
    wishes: list[WishResult]


def local(month: Month, at: int) -> datetime:
    """A moment of the problem by the site's clock."""
    return datetime.fromtimestamp(at * 60, UTC).astimezone(ZoneInfo(month.timezone))
