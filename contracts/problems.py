"""Refusals as RFC 9457 problem documents.

A problem names the field and the remedy; whoever gets one may be sure that nothing was changed.
"""

from pydantic import BaseModel, ConfigDict, Field


class FieldError(BaseModel):
    """One wrong place: ``path`` is dotted from the message's root (``form.phone``)."""

    model_config = ConfigDict(frozen=True)
    path: str
    message: str


class ProblemDocument(BaseModel):
    """The body of a refusal. ``status`` follows HTTP: 400 unreadable, 403 not allowed, 404 unknown,
    409 against the present state, 413 too large, 422 not valid, 429 too many, 503 try again later."""

    model_config = ConfigDict(frozen=True)
    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = Field(default_factory=list)


class Problem(Exception):
    """Raised by handlers to refuse. ``slug`` becomes the problem's type ``frontdesk:problem:<slug>``."""

    slug = "conflict"
    title = "Not possible in the present state"
    status = 409

    def __init__(self, detail: str, *, errors: dict[str, str] | None = None, slug: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = dict(errors or {})
        if slug is not None:
            self.slug = slug

    def document(self) -> ProblemDocument:
        return ProblemDocument(
            type=f"frontdesk:problem:{self.slug}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            errors=[FieldError(path=path, message=message) for path, message in self.errors.items()],
        )


class Conflict(Problem):
    """The message is well formed but the present state does not allow it."""


class NotFound(Problem):
    slug, title, status = "not-found", "Unknown", 404


class Forbidden(Problem):
    slug, title, status = "forbidden", "Not allowed", 403


class Invalid(Problem):
    slug, title, status = "invalid", "Not valid", 422


class Unreadable(Problem):
    slug, title, status = "unreadable", "Unreadable", 400


class TooLarge(Problem):
    slug, title, status = "too-large", "Too large", 413


class Busy(Problem):
    slug, title, status = "busy", "Too many at once", 429


class Unavailable(Problem):
    slug, title, status = "unavailable", "Not available at the moment", 503
