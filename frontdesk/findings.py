"""The findings of a playbook on a terminal, as compilers show theirs: the place, what is wrong, the line, a caret."""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from contracts.playbook import PlaybookError
from contracts.playbook.positions import Finding


def finding_lines(error: PlaybookError) -> Iterator[Text]:
    """For each finding ``file:line:column: path: message``, then the line of the file with a caret below."""
    source = error.source.split("\n")
    for each in error.findings:
        yield _said(each)
        if each.line is not None and each.column is not None and each.line <= len(source):
            yield from _pointed_at(source[each.line - 1], each.line, each.column)


def summary(errors: Iterable[PlaybookError], checked: int) -> str:
    """``3 findings in 1 of 2 playbooks``."""
    counts = [len(error.findings) for error in errors]
    found = sum(counts)
    return f"{found} finding{'s' * (found != 1)} in {len(counts)} of {checked} playbook{'s' * (checked != 1)}"


def _said(finding: Finding) -> Text:
    where = finding.file if finding.line is None else f"{finding.file}:{finding.line}:{finding.column}"
    path = (f"{finding.path}: ", "cyan") if finding.path else ""
    return Text.assemble((f"{where}: ", "bold"), path, (finding.message, "red"))


def _pointed_at(line: str, number: int, column: int) -> Iterator[Text]:
    written = line.replace("\t", " ")
    margin = f"{number:>5} | "
    # Chinese characters are two columns wide.
    before = cell_len(written[: column - 1])
    yield Text.assemble((margin, "dim"), written)
    yield Text.assemble((" " * (len(margin) - 2) + "| ", "dim"), " " * before, ("^", "bold green"))
