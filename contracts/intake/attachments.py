"""Files kept with a request. Their content lies in the site's object store bucket ``files-<site>``."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Actor, Command, Id, Part, RequestNumber, Text
from contracts.intake.common import SERVICE, IntakeEvent

Digest = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Field(description="SHA-256 of the content in hexadecimal.", examples=["9f86d081884c7d65" * 4]),
]
ObjectName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$")]
KeptObject = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}\.[A-Za-z0-9][A-Za-z0-9_-]{0,127}$"),
    Field(description="The object's name in the bucket: the login that uploaded it, a dot, the name it gave."),
]
MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}$")]


class FilesReceipt(Part):
    """``bucket`` is there; ``largest`` (bytes) and ``types`` say what the desk takes."""

    bucket: str
    largest: int
    types: list[str]


class PrepareFiles(Command):
    """See that the site's bucket exists, and learn what it takes, before uploading."""

    service, action, result = SERVICE, "prepare_files", FilesReceipt


class AttachmentReceipt(Part):
    number: RequestNumber
    attachment_id: Id


class AttachFile(Command):
    """Keep an uploaded file with a request. Its content lies in ``$O.files-<site>.C.<login>.<object>``, where only its
    sender could write it, in order.

    It is looked at first: it must be there, of this ``size`` in bytes and ``digest``, and of a ``media_type`` and size
    that the desk takes (422 naming the field).
    """

    service, action, result = SERVICE, "attach_file", AttachmentReceipt
    number: RequestNumber
    object: ObjectName
    title: Text
    media_type: MediaType
    size: int = Field(ge=1)
    digest: Digest


class AttachmentView(Part):
    attachment_id: Id
    object: KeptObject
    title: str
    media_type: MediaType
    size: int
    digest: Digest
    by: Actor
    at: AwareDatetime


class AttachmentKept(IntakeEvent):
    fact = "attachment.kept"
    number: RequestNumber
    attachment_id: Id
    object: KeptObject
    title: str
    media_type: MediaType
    size: int
    digest: Digest
    by: Actor
