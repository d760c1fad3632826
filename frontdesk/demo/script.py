"""The form of a day's script: who says what at which time, what is remembered of it, and how the day must end."""

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.base import COMMANDS, EVENTS
from contracts.playbook.grammar import Label
from contracts.roster import RegisterStaff


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Refusal(Strict):
    """The command must be refused with this status and a text that contains ``says``."""

    status: int
    says: str = ""


class Seen(Strict):
    """The field ``take`` of the newest event of that key, of request ``number`` if given, whose fields are as ``where``
    says."""

    event: str
    take: str
    number: str | None = None
    where: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> "Seen":
        if self.event not in EVENTS:
            raise ValueError(f"there is no event '{self.event}'")
        return self


class Entry(Strict):
    """One command. ``remember`` names fields of its answer, ``notice`` fields of events that it has caused."""

    by: str
    send: str
    body: dict[str, Any] = Field(default_factory=dict, alias="with")
    says: Label | None = None
    remember: dict[str, str] = Field(default_factory=dict)
    notice: dict[str, Seen] = Field(default_factory=dict)
    refused: Refusal | None = None

    @model_validator(mode="after")
    def _known(self) -> "Entry":
        if self.send not in COMMANDS:
            raise ValueError(f"there is no command '{self.send}'")
        return self


class Scene(Strict):
    """What happens at a local wall time, ``day`` days after the first. Without entries only the clock moves."""

    at: time
    day: int = Field(default=0, ge=0, le=60)
    title: Label
    play: list[Entry] = Field(default_factory=list)


class Check(Strict):
    """The fact at the dotted path must equal ``equals``, or contain every one of ``contains``."""

    title: Label
    fact: str
    equals: Any = None
    contains: list[Any] | None = None


class Script(Strict):
    """A whole day, or several. ``observer`` is the person whose views are shown at the end."""

    title: Label
    playbook: str
    site: str
    day: date
    begins: time
    observer: str
    people: dict[str, RegisterStaff]
    scenes: list[Scene] = Field(min_length=1)
    checks: list[Check] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, raw: Any) -> Any:
        people = raw.get("people") if isinstance(raw, Mapping) else None
        if not isinstance(people, Mapping):
            return raw
        return {**raw, "people": {actor: {"actor": actor, **person} for actor, person in people.items()}}

    @model_validator(mode="after")
    def _in_order(self) -> "Script":
        before = (0, self.begins)
        for scene in self.scenes:
            if (scene.day, scene.at) < before:
                days, at = before
                raise ValueError(
                    f"the scene at {scene.at:%H:%M} of day {scene.day} comes after {at:%H:%M} of day {days}"
                )
            before = (scene.day, scene.at)
        return self

    @property
    def days(self) -> list[date]:
        """From the first day to that of the last scene."""
        return [date.fromordinal(self.day.toordinal() + day) for day in range(self.scenes[-1].day + 1)]

    def moment(self, at: time, zone: ZoneInfo, days: int = 0) -> datetime:
        """That wall time of the day, ``days`` later."""
        return datetime.combine(date.fromordinal(self.day.toordinal() + days), at, zone)


class BadScript(ValueError):
    """A script that cannot be played; the text says where it is wrong."""


def days() -> dict[str, Path]:
    """The days that come with Frontdesk, by the name of their desk."""
    return {file.stem: file for file in sorted(Path(__file__).parent.glob("*.yaml"))}


def load_script(path: Path) -> Script:
    """Raises BadScript."""
    try:
        return Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadScript(f"{path}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise BadScript(f"{path}: {error}") from error
    except ValidationError as error:
        found = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise BadScript("\n".join([f"{path}:", *found])) from error
