"""Files of requests, from the client's side: look, upload, have it kept; and back."""

import asyncio
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

import nats.errors
import nats.js.errors

from chassis.files import Files, NoSuchFile, WrongFile
from chassis.ids import new_id
from contracts.intake import (
    AttachFile,
    AttachmentReceipt,
    AttachmentView,
    FilesReceipt,
    GetRequest,
    PrepareFiles,
    RequestView,
)
from contracts.problems import Invalid, NotFound, Unavailable

if TYPE_CHECKING:
    from frontdesk.client import DeskClient

OTHER = "application/octet-stream"


async def attach(
    client: "DeskClient", actor: str, number: str, path: Path, title: str | None, media_type: str | None
) -> AttachmentReceipt:
    """Upload the file and keep it with the request. Raises Invalid before anything is uploaded when the desk would not
    take it; RemoteProblem, Unavailable."""
    takes: FilesReceipt = await client.send(actor, PrepareFiles())
    kind = media_type or mimetypes.guess_type(path.name)[0] or OTHER
    content = await asyncio.to_thread(path.read_bytes)
    errors = {}
    if kind not in takes.types:
        errors["media_type"] = f"{path.name} is {kind}; one of {', '.join(takes.types)}"
    if not 0 < len(content) <= takes.largest:
        errors["size"] = f"{path.name} has {len(content)} bytes; at least 1 and at most {takes.largest}"
    if errors:
        raise Invalid("the desk does not take this file", errors=errors)
    name = new_id()
    try:
        digest = await Files(client.js, client.site).upload(f"{actor}.{name}", content)
    except (nats.js.errors.Error, nats.errors.Error, TimeoutError) as error:
        said = getattr(error, "description", None) or str(error) or type(error).__name__
        raise Unavailable(f"the broker has not stored the file: {said}", slug="not-stored") from error
    kept: AttachmentReceipt = await client.send(
        actor,
        AttachFile(
            number=number,
            object=name,
            title=title or path.name,
            media_type=kind,
            size=len(content),
            digest=digest,
        ),
    )
    return kept


async def fetch(client: "DeskClient", actor: str, number: str, attachment_id: str) -> tuple[AttachmentView, bytes]:
    """An attachment and its content, which is what was attached to the last bit. Raises NotFound, RemoteProblem."""
    request: RequestView = await client.ask(actor, GetRequest(number=number, limit=1))
    found = next((file for file in request.attachments if file.attachment_id == attachment_id), None)
    if found is None:
        raise NotFound(f"{number} has no such attachment", errors={"attachment_id": "qry intake.request lists them"})
    try:
        return found, await Files(client.js, client.site).fetch(found.object, found.size, found.digest)
    except (NoSuchFile, WrongFile) as error:
        raise NotFound(f"the content of '{found.title}' is lost: {error}") from error
