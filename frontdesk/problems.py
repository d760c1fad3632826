"""Problems that arise on this side of the broker, in the form in which services send theirs."""

from contracts.playbook import PlaybookError
from contracts.playbook.positions import Finding
from contracts.problems import FieldError, ProblemDocument


def local_problem(slug: str, title: str, detail: str) -> ProblemDocument:
    """``status`` 0: no service said it."""
    return ProblemDocument(type=f"frontdesk:problem:{slug}", title=title, status=0, detail=detail)


def playbook_problem(error: PlaybookError) -> ProblemDocument:
    found = [FieldError(path=it.path, message=f"{it.message}{_place(it)}") for it in error.findings]
    document = local_problem("playbook", "This playbook cannot be used", error.file)
    return document.model_copy(update={"errors": found})


def _place(finding: Finding) -> str:
    return f" (line {finding.line}, column {finding.column})" if finding.line is not None else ""
