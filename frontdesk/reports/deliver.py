"""Where a report goes: a form by its name or the file's ending, and the files that are written."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, get_args

from frontdesk.reports.as_csv import as_csv
from frontdesk.reports.as_html import as_html
from frontdesk.reports.as_json import as_json
from frontdesk.reports.as_xlsx import as_xlsx
from frontdesk.reports.asking import Unusable
from frontdesk.reports.model import Report

Form = Literal["json", "csv", "xlsx", "html"]
FORMS: tuple[Form, ...] = get_args(Form)
WHOLE: Mapping[Form, Callable[[Report], bytes]] = {"json": as_json, "xlsx": as_xlsx, "html": as_html}


def form_of(named: str | None, out: Path | None) -> Form | None:
    """The form that was named, else that of the file's ending; None: a table in the terminal. Raises Unusable."""
    wanted = named if named is not None else out.suffix.removeprefix(".").lower() if out is not None else None
    if wanted is None:
        return None
    for form in FORMS:
        if wanted == form:
            return form
    known = ", ".join(FORMS)
    if named is not None:
        raise Unusable(f"there is no form '{named}'; --format is one of {known}")
    raise Unusable(f"the ending of '{out}' says no form; end it with one of {known}, or give --format")


def rendered(report: Report, form: Form) -> dict[str, bytes]:
    """The files of a form by what is added to the name: of most forms one, of CSV the first table under the name
    itself and every further one, then the facts, under names of their own."""
    if form != "csv":
        return {"": WHOLE[form](report)}
    first = report.tables[0].name
    return {"" if name == first else f"-{name}": content for name, content in as_csv(report).items()}


def write(report: Report, form: Form, out: Path) -> list[Path]:
    """Write the files beside ``out`` and name them. A file is there whole or not at all. Raises OSError."""
    written = []
    for added, content in rendered(report, form).items():
        path = out.with_name(f"{out.stem}{added}{out.suffix}")
        _replace(path, content)
        written.append(path)
    return written


def piped(report: Report, form: Form) -> bytes:
    """The form as one stream: the files of CSV follow one another, an empty line between them."""
    first, *others = rendered(report, form).values()
    return first + b"".join(b"\r\n" + each.removeprefix(b"\xef\xbb\xbf") for each in others)


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
