"""Guards the wire form of messages against changes that break whoever talks to Frontdesk.

``contracts/schemas`` holds the JSON Schema of every message as it was published. Events and results are read by
others: what is written now must be readable by who knows the published form. Commands and queries are sent by
others: what was right in the published form must be accepted now. Readers ignore fields they do not know.

Usage::

    python -m contracts.compat check      # what would break whom; exit code 1 when anything would
    python -m contracts.compat publish    # write the present schemas; refused while something breaks
"""

import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel

from contracts.base import COMMANDS, EVENTS, QUERIES, SERVICES
from contracts.schema_fit import Misfit, Schema, misfits

PUBLISHED = Path(__file__).parent / "schemas"
Direction = Literal["sent", "accepted"]


class Message(NamedTuple):
    """``sent``: we write it, others read it. ``accepted``: others write it, we read it."""

    name: str
    direction: Direction
    model: type[BaseModel]

    @property
    def schema(self) -> Schema:
        mode: Literal["serialization", "validation"] = "serialization" if self.direction == "sent" else "validation"
        return self.model.model_json_schema(mode=mode)


@dataclass(frozen=True)
class Change:
    """A difference between the present and the published form; ``breaking`` ones need a new version beside it."""

    message: str
    path: str
    breaking: bool
    text: str

    def __str__(self) -> str:
        word = "BREAKS" if self.breaking else "warning"
        return f"{word}: {self.message}: {self.path or 'the message'}: {self.text}"


def messages() -> Iterator[Message]:
    """Every message of the five services; a result is named after its command or query."""
    for service in SERVICES:
        importlib.import_module(f"contracts.{service}")
    for event in EVENTS.values():
        yield Message(event.type_name(), "sent", event)
    for table in (COMMANDS, QUERIES):
        for asked in table.values():
            yield Message(asked.type_name(), "accepted", asked)
            yield Message(f"{asked.type_name()}.result", "sent", asked.result)


def compare(name: str, published: Schema, present: Schema, direction: Direction) -> list[Change]:
    """What the change from ``published`` to ``present`` means for the other side."""
    if direction == "sent":
        found = misfits(present, published, closed=False)
        return [Change(name, it.path, it.kind != "values", _said_to_reader(it)) for it in found]
    found = misfits(published, present, closed=True)
    return [Change(name, it.path, breaking=True, text=_said_to_sender(it)) for it in found]


def check(folder: Path = PUBLISHED) -> list[Change]:
    """The present contracts against the published ones."""
    published = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")}
    present = {message.name: message for message in messages()}
    changes = [
        Change(name, "", breaking=True, text="was published and is gone; keep it until nobody uses it")
        for name in sorted(published.keys() - present.keys())
    ]
    for name, message in present.items():
        if name in published:
            changes += compare(name, published[name], message.schema, message.direction)
    return changes


def unpublished(folder: Path = PUBLISHED) -> list[str]:
    """Messages whose present form differs from the published one in any way, or that have none."""
    return [name for name, text in _present().items() if _read(folder / f"{name}.json") != text]


def publish(folder: Path = PUBLISHED) -> None:
    """Write the present schemas. Raises ValueError naming what would break; nothing is written then."""
    if broken := [str(change) for change in check(folder) if change.breaking]:
        raise ValueError("\n".join([*broken, "make a v2 beside the v1, or add an optional field instead"]))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _present().items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _present() -> Mapping[str, str]:
    return {it.name: json.dumps(it.schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n" for it in messages()}


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _said_to_reader(misfit: Misfit) -> str:
    return {
        "type": f"readers know another type: it {misfit.detail}",
        "null": "readers do not expect null",
        "values": f"readers may not know these values: {misfit.detail}",
        "limit": f"readers expect tighter limits: {misfit.detail}",
        "missing": "readers know this field; it was removed",
        "optional": "readers rely on this field; it is no longer required",
        "unknown": "readers refuse this field",
    }[misfit.kind]


def _said_to_sender(misfit: Misfit) -> str:
    return {
        "type": f"senders may send another type: it {misfit.detail}",
        "null": "senders may send null, which is now refused",
        "values": f"senders may send values that are now refused: {misfit.detail}",
        "limit": f"the limits were tightened: {misfit.detail}",
        "missing": "senders do not know this field, and it is required",
        "optional": "senders may leave this field out, and it is required now",
        "unknown": "senders may send this field, which is now refused; it was removed",
    }[misfit.kind]


def main(arguments: Sequence[str]) -> int:
    if list(arguments) == ["check"]:
        changes = check()
        sys.stdout.writelines(f"{change}\n" for change in changes)
        sys.stdout.writelines(f"not yet published as it is: {name}\n" for name in unpublished())
        return int(any(change.breaking for change in changes))
    if list(arguments) == ["publish"]:
        try:
            publish()
        except ValueError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        return 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
