"""What the script's words stand for: ``$name`` for what was remembered, ``@14:30`` for a moment of the day."""

import re
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from contracts.money import Money
from frontdesk.bodies import MONEY
from frontdesk.demo.script import BadScript, Script

MOMENT = re.compile(r"^@(\+(?P<days>\d+) )?(?P<time>\d\d:\d\d)$")


class Names:
    """Remembered values of one day."""

    def __init__(self, script: Script, zone: ZoneInfo) -> None:
        self._script = script
        self._zone = zone
        self.known: dict[str, Any] = {"day": script.day.isoformat()}

    def fill(self, value: Any) -> Any:
        """The value with every word replaced. Raises BadScript for a name nobody has remembered."""
        if isinstance(value, dict):
            return {key: self.fill(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        return self._word(value) if isinstance(value, str) else value

    def recall(self, value: Any) -> Any:
        """The value with only the remembered names replaced: what a check compares with."""
        if isinstance(value, dict):
            return {self.recall(key): self.recall(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.recall(each) for each in value]
        if not isinstance(value, str) or not value.startswith("$"):
            return value
        if value[1:] not in self.known:
            raise BadScript(f"nothing was remembered as '{value[1:]}'")
        return self.known[value[1:]]

    def _word(self, text: str) -> Any:
        if text.startswith("$"):
            return self.recall(text)
        if found := MOMENT.match(text):
            at = time.fromisoformat(found["time"])
            return self._script.moment(at, self._zone, int(found["days"] or 0)).isoformat()
        if MONEY.match(text):
            return Money.parse(text).model_dump(mode="json")
        return text
