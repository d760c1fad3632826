"""Keep a file with a request, once its content was looked at."""

from chassis.aid import Aid
from chassis.files import Files, NoSuchFile, WrongFile
from chassis.work import Work
from contracts.intake import AttachFile, AttachmentKept, AttachmentReceipt, FilesReceipt, PrepareFiles
from contracts.problems import Invalid
from contracts.subjects import files_bucket
from services.intake.domain import lifecycle
from services.intake.handlers import shared
from services.intake.repository import papers


async def ensure_bucket(command: PrepareFiles, aid: Aid) -> None:
    """Outside any transaction: the broker answers when it can."""
    await Files(aid.js, aid.site).ensure(aid.settings.stream_replicas)


async def prepare_files(command: PrepareFiles, work: Work) -> FilesReceipt:
    """What the desk takes, by its playbook."""
    takes = work.playbook.attachments
    return FilesReceipt(bucket=files_bucket(work.site), largest=takes.largest, types=takes.types)


async def look_at_file(command: AttachFile, aid: Aid) -> str:
    """The object's name in the bucket. Raises Invalid naming the field for a file the desk does not take, that is not
    there, or that is another one."""
    takes = aid.playbook.attachments
    errors: dict[str, str] = {}
    if command.media_type not in takes.types:
        errors["media_type"] = f"one of {', '.join(takes.types)}"
    if command.size > takes.largest:
        errors["size"] = f"at most {takes.largest} bytes; send a smaller picture, or the pages one by one"
    if errors:
        raise Invalid("the desk does not take this file", errors=errors)
    name = f"{aid.actor}.{command.object}"
    try:
        await Files(aid.js, aid.site).keep(name, command.size, command.digest, aid.now)
    except NoSuchFile as error:
        said = "upload it first, in your own name, and wait until it is stored"
        raise Invalid(f"there is no such upload: {error}", errors={"object": said}) from error
    except WrongFile as error:
        path = "size" if "bytes" in str(error) else "digest"
        raise Invalid(
            f"what was uploaded is another file: {error}", errors={path: "upload it again under a new name"}
        ) from error
    return name


async def attach_file(command: AttachFile, work: Work) -> AttachmentReceipt:
    """Enter the file in the request's record. Raises NotFound, Conflict for an archived request. Rule PD-08."""
    row = await shared.request_of(work, command.number)
    lifecycle.must_not_be_archived(row.number, row.state)
    attachment_id = work.new_id()
    said = {
        "object": str(work.prepared),
        "title": command.title,
        "media_type": command.media_type,
        "size": command.size,
        "digest": command.digest,
        "by": work.actor,
    }
    papers.add_attachment(work.store, work.site, row.number, attachment_id, **said, at=work.now)
    kept = AttachmentKept.model_validate({"number": row.number, "attachment_id": attachment_id, **said})
    shared.note(work, kept)
    return AttachmentReceipt(number=row.number, attachment_id=attachment_id)
