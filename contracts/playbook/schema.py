"""The JSON Schema of playbooks, so that editors complete and check them while they are written.

    python -m contracts.playbook.schema           print it
    python -m contracts.playbook.schema --write   write contracts/playbook/playbook.schema.json
    python -m contracts.playbook.schema --check   say whether the written file is that of the grammar

It knows what types alone can say. Names that must exist and conditions that must be CEL are found by
``frontdesk playbook check``.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from contracts.playbook.grammar import Playbook

FILE = Path(__file__).with_name("playbook.schema.json")
ID = "frontdesk-playbook"
TITLE = "Frontdesk playbook"


class _ForEditors(GenerateJsonSchema):
    """Refuses misspelt names in mappings as the grammar does, and leaves out titles that only repeat the key."""

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        written = super().dict_schema(schema)
        if "patternProperties" in written:
            written.setdefault("additionalProperties", False)
        return written

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def playbook_schema() -> dict[str, Any]:
    """A JSON Schema document of the 2020-12 dialect."""
    schema = Playbook.model_json_schema(schema_generator=_ForEditors)
    return {"$schema": _ForEditors.schema_dialect, "$id": ID} | schema | {"title": TITLE}


def schema_text() -> str:
    """The document as it is written to the file."""
    return json.dumps(playbook_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main(arguments: Sequence[str], file: Path = FILE) -> int:
    text = schema_text()
    match list(arguments):
        case []:
            sys.stdout.write(text)
        case ["--write"]:
            file.write_text(text, encoding="utf-8")
        case ["--check"]:
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                sys.stdout.write(
                    f"stale: {file.name}; write it again with python -m contracts.playbook.schema --write\n"
                )
                return 1
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
