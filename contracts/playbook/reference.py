"""``docs/playbooks.md``: every key of a playbook, generated from the grammar, with one complete worked desk.

python -m contracts.playbook.reference --write
python -m contracts.playbook.reference --check    # exit code 1 when the file is not what the grammar says
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from contracts.playbook import reference_texts as texts
from contracts.playbook import reference_values as values
from contracts.playbook.basics import PERSONAL_TYPES, FieldType
from contracts.playbook.check.places import PLACES, ROOTS
from contracts.playbook.reference_words import heading, intro_and_keys, markdown, rows
from contracts.playbook.steps import Announcement

FILE = Path("docs") / "playbooks.md"
WORKED = Path("docs") / "examples" / "lost-property.yaml"
PROSE = "#: "
"""Begins a line of the worked desk that explains it."""


def render(worked: str) -> str:
    """The whole document; ``worked`` is the text of the worked desk."""
    parts = [texts.HEAD, _contents(), texts.WORDS]
    for title, intro, models in texts.SECTIONS:
        parts += [f"## {title}\n", f"{intro}\n"]
        parts += [_model(model) for model in models]
        parts += [written() for written in AFTER.get(title, ())]
    parts += [_expressions(), texts.CHECKED, _worked(worked)]
    return "\n".join(parts)


def _contents() -> str:
    titles = [
        "Words used everywhere",
        *(title for title, _, _ in texts.SECTIONS),
        "Expressions",
        "What the check finds",
    ]
    titles.append("A worked desk")
    return "\n".join(f"- [{title}](#{title.lower().replace(' ', '-').replace(',', '')})" for title in titles) + "\n"


def _model(model: type[BaseModel]) -> str:
    intro, _ = intro_and_keys(model)
    lines = [f"### {heading(model)}", ""]
    if model in texts.INSTEAD:
        intro = texts.INSTEAD[model]
    if intro:
        lines += [markdown(intro), ""]
    return (
        "\n".join(lines) + "\n" + _table(("key", "takes", "default", "meaning"), rows(model, texts.KEYS.get(model, {})))
    )


def _table(heads: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in body]
    return "\n".join(lines) + "\n"


def _field_types() -> str:
    personal = {name: "yes" if name in PERSONAL_TYPES else "" for name in get_args(FieldType)}
    body = [(f"`{name}`", values.FIELD_TYPES[name], kept) for name, kept in personal.items()]
    return f"### Field types\n\n{values.PERSONAL}\n\n" + _table(("type", "holds", "personal"), body)


def _values(title: str, intro: str, said: Iterable[tuple[str, str]]) -> str:
    body = [(f"`{name}`", meaning) for name, meaning in said]
    return f"### {title}\n\n{intro}\n\n" + _table(("value", "meaning"), body)


def _announcements() -> str:
    said = [(name, values.ANNOUNCEMENTS[name]) for name in get_args(Announcement)]
    return _values("Announcements", "Milestones of an order that other services and client apps hear of.", said)


AFTER: Mapping[str, Sequence[Callable[[], str]]] = {
    "Forms": (_field_types,),
    "Steps": (
        lambda: _values("Signers", "Who may sign a step, and who may be told something.", values.SIGNERS),
        lambda: _values("Gates", "What a step `requires` before it can be taken.", values.GATES),
        _announcements,
    ),
    "Promises": (
        lambda: _values("Moments", "What a deadline or a check counts from (`of`).", values.MOMENTS),
        lambda: _values("Clocks", "What is counted.", values.CLOCKS),
    ),
    "Decision tables": (lambda: texts.CELLS,),
}


def _expressions() -> str:
    names = _table(("name", "is"), [(f"`{name}`", said) for name, said in ROOTS.items()])
    seen: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for place in PLACES:
        seen.setdefault((place.sees, values.YIELDS[place.yields]), []).append(f"`{place.pattern}`")
    body = [
        ("<br>".join(where), ", ".join(f"`{name}`" for name in sees), yields) for (sees, yields), where in seen.items()
    ]
    return f"{texts.CEL}\n{names}\n{texts.PLACES}\n" + _table(("key", "sees", "yields"), body)


def _worked(worked: str) -> str:
    """Lines that begin with ``#: `` as text, what stands between them as YAML."""
    out: list[str] = [texts.WORKED]
    code: list[str] = []
    for line in [*worked.splitlines(), PROSE]:
        if not line.startswith(PROSE.rstrip()):
            code.append(line)
            continue
        if written := "\n".join(code).strip("\n"):
            out.append(f"\n```yaml\n{written}\n```\n")
        code = []
        out.append(line.removeprefix(PROSE.rstrip()).strip())
    return "\n".join(out).rstrip("\n") + "\n"


def main(arguments: Sequence[str], file: Path = FILE, worked: Path = WORKED) -> int:
    text = render(worked.read_text(encoding="utf-8"))
    match list(arguments):
        case []:
            sys.stdout.write(text)
        case ["--write"]:
            file.write_text(text, encoding="utf-8")
        case ["--check"]:
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                sys.stdout.write(f"stale: {file}; write it again with python -m contracts.playbook.reference --write\n")
                return 1
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
