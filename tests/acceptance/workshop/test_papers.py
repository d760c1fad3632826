"""Papers before a request leaves the desk; files that go with it from the request to the order."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from chassis.files import Files
from chassis.ids import new_id
from contracts.dispatch import GetOrder, OrderRouted
from contracts.intake import (
    AttachFile,
    AttachmentKept,
    DocumentReceived,
    GetRequest,
    ReceiveDocument,
    RequestConfirmed,
    RequestIncomplete,
)
from contracts.problems import Problem
from tests.acceptance.desk import Desk
from tests.acceptance.workshop.shop import OVERHAUL, overhaul

PICTURE = b"\x89PNG a dent in the door"


async def test_a_request_waits_at_the_desk_for_its_papers(desk: Desk) -> None:
    number = await desk.record("overhaul", OVERHAUL | {"insured": True})
    incomplete = await desk.event(RequestIncomplete, number)
    assert [(m.document, m.original, m.copies) for m in incomplete.missing] == [
        ("licence", True, 1),
        ("insurance", False, 2),
    ]
    receipt = await desk.does("li", ReceiveDocument(number=number, document="licence", original=True, copies=1))
    assert [m.document for m in receipt.missing] == ["insurance"]
    await desk.does("chen", ReceiveDocument(number=number, document="insurance", copies=1))
    assert await desk.events(RequestConfirmed, number) == []
    await desk.refuses("li", ReceiveDocument(number=number, document="passport", copies=1), status=422)
    await desk.refuses("li", ReceiveDocument(number=number, document="insurance"), status=422)
    await desk.does("chen", ReceiveDocument(number=number, document="insurance", copies=1))
    assert (await desk.event(OrderRouted, number)).department == "bench"
    again = ReceiveDocument(number=number, document="licence", original=True)
    await desk.refuses("li", again, status=409)
    ticked = [(d.document, d.complete, d.received_by) for d in await desk.events(DocumentReceived, number)]
    assert ticked == [("licence", True, "li"), ("insurance", False, "chen"), ("insurance", True, "chen")]


async def test_a_paper_is_asked_for_only_while_its_condition_holds(desk: Desk) -> None:
    number = await overhaul(desk)
    assert (await desk.event(OrderRouted, number)).line == "overhaul"
    await desk.refuses("li", ReceiveDocument(number=number, document="insurance", copies=2), status=409)


async def attach(desk: Desk, number: str, path: Path, **more: Any) -> str:
    """What ``DeskClient.attach`` does, at this site."""
    client = desk.client
    before, client.site = client.site, desk.site
    try:
        receipt = await client.attach("li", number, path, **more)
    finally:
        client.site = before
    await desk.stack.settle()
    return receipt.attachment_id


async def test_a_file_goes_from_the_request_to_the_order(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "door.png"
    picture.write_bytes(PICTURE)
    number = await desk.record("overhaul", OVERHAUL)
    early = await attach(desk, number, picture, title="车门")
    await desk.does("li", ReceiveDocument(number=number, document="licence", original=True, copies=1))
    late = await attach(desk, number, picture)
    kept = await desk.events(AttachmentKept, number)
    assert [(k.attachment_id, k.title, k.size) for k in kept] == [
        (early, "车门", len(PICTURE)),
        (late, "door.png", len(PICTURE)),
    ]
    files = (await desk.ask("mu", GetOrder(number=number))).attachments
    assert [(f.attachment_id, f.title, f.by) for f in files] == [(early, "车门", "li"), (late, "door.png", "li")]
    assert {f.object.partition(".")[0] for f in files} == {"li"}
    content = await Files(desk.client.js, desk.site).fetch(files[0].object, kept[0].size, kept[0].digest)
    assert content == PICTURE
    rows = (await desk.ask("li", GetRequest(number=number))).attachments
    assert [r.digest for r in rows] == [hashlib.sha256(PICTURE).hexdigest()] * 2


async def test_files_the_desk_does_not_take(desk: Desk, tmp_path: Path) -> None:
    number = await overhaul(desk)
    large, film, empty = tmp_path / "large.png", tmp_path / "film.mp4", tmp_path / "empty.txt"
    large.write_bytes(bytes(2001))
    film.write_bytes(b"film")
    empty.write_bytes(b"")
    for path, field in ((large, "size"), (film, "media_type"), (empty, "size")):
        with pytest.raises(Problem) as caught:
            await attach(desk, number, path)
        assert set(caught.value.errors) == {field}
    assert (await desk.ask("mu", GetOrder(number=number))).attachments == []


async def test_a_file_that_is_not_what_its_sender_says(desk: Desk, tmp_path: Path) -> None:
    number = await overhaul(desk)
    picture = tmp_path / "door.png"
    picture.write_bytes(PICTURE)
    await attach(desk, number, picture)
    name, digest = new_id(), hashlib.sha256(PICTURE).hexdigest()
    await Files(desk.client.js, desk.site).upload(f"li.{name}", PICTURE)
    sound = AttachFile(number=number, object=name, title="门", media_type="image/png", size=len(PICTURE), digest=digest)

    def but(**wrong: Any) -> AttachFile:
        return sound.model_copy(update=wrong)

    for command, field in (
        (but(digest="0" * 64), "digest"),
        (but(size=len(PICTURE) - 1), "size"),
        (but(size=2001), "size"),
        (but(media_type="video/mp4"), "media_type"),
        (but(object=new_id()), "object"),
    ):
        assert set((await desk.refuses("li", command, status=422)).errors) == {field}
    assert set((await desk.refuses("mu", sound, status=422)).errors) == {"object"}, "it is another one's upload"
    assert len((await desk.ask("mu", GetOrder(number=number))).attachments) == 1
