"""Problems that arise on this side of the broker, in the form in which services send theirs."""

from contracts.playbook import PlaybookError
from contracts.problems import FieldError, ProblemDocument


def local_problem(slug: str, title: str, detail: str) -> ProblemDocument:
    """``status`` 0: no service said it."""
    return ProblemDocument(type=f"frontdesk:problem:{slug}", title=title, status=0, detail=detail)


def playbook_problem(error: PlaybookError) -> ProblemDocument:
    found = [FieldError(path=path, message=message) for path, message in error.problems]
    document = local_problem("playbook", "This playbook cannot be used", error.file)
    return document.model_copy(update={"errors": found})
