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
MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}$")]


class AttachmentReceipt(Part):
    number: RequestNumber
    attachment_id: Id


class AttachFile(Command):
    """Keep an object of the site's bucket with a request. It is looked at first: it must be there, of this ``size`` in
    bytes and ``digest``, and of a ``media_type`` and size that the desk takes (422 naming the field)."""

    service, action, result = SERVICE, "attach_file", AttachmentReceipt
    number: RequestNumber
    object: ObjectName
    title: Text
    media_type: MediaType
    size: int = Field(ge=1)
    digest: Digest


class AttachmentView(Part):
    attachment_id: Id
    object: ObjectName
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
    object: ObjectName
    title: str
    media_type: MediaType
    size: int
    digest: Digest
    by: Actor
