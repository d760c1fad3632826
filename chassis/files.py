"""Files in the object store of a site, so that any NATS client can read them.

The bucket's stream takes no roll-ups: by one anybody who may upload could empty it. The login that uploads writes the
content only, below its own name; ``keep`` looks at it and then writes the object's entry. Nothing of a file that is
kept can be changed by what comes later: exactly its first chunks are read, and their digest must be right.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256

from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from contracts import subjects

CHUNK = 128 * 1024
NAME_IN_USE = 10058


class NoSuchFile(Exception):
    """Nothing lies under this name."""


class WrongFile(Exception):
    """What lies there is not what was named: another size or another digest."""


class Files:
    """The bucket of one site."""

    def __init__(self, js: JetStreamContext, site: str) -> None:
        self._js = js
        self.bucket = subjects.files_bucket(site)
        self._stream = subjects.files_stream(site)
        self._site = site

    async def ensure(self, replicas: int) -> None:
        """Create the bucket unless it is there."""
        config = StreamConfig(
            name=self._stream,
            description="Files kept with requests",
            subjects=[f"$O.{self.bucket}.C.>", f"$O.{self.bucket}.M.>"],
            storage=StorageType.FILE,
            discard=DiscardPolicy.NEW,
            num_replicas=replicas,
            allow_rollup_hdrs=False,
            allow_direct=True,
        )
        try:
            await self._js.stream_info(self._stream)
        except NotFoundError:
            try:
                await self._js.add_stream(config)
            except APIError as error:
                if error.err_code != NAME_IN_USE:
                    raise

    async def upload(self, name: str, content: bytes) -> str:
        """Store the content of ``<login>.<object>``, a name not used before. Returns its SHA-256 in hexadecimal."""
        subject = subjects.file_chunks(self._site, name)
        for start in range(0, len(content), CHUNK):
            await self._js.publish(subject, content[start : start + CHUNK], stream=self._stream)
        return (await asyncio.to_thread(sha256, content)).hexdigest()

    async def fetch(self, name: str, size: int, digest: str) -> bytes:
        """The content. Raises NoSuchFile, WrongFile."""
        content = b"".join([chunk async for chunk in self._chunks(name, size)])
        self._compare(len(content), sha256(content).hexdigest(), size, digest)
        return content

    async def keep(self, name: str, size: int, digest: str, at: datetime) -> None:
        """Look at what was uploaded and enter it in the bucket; again for the same file does no harm.

        Raises NoSuchFile, WrongFile naming what differs.
        """
        found, total, chunks = sha256(), 0, 0
        async for chunk in self._chunks(name, size):
            found.update(chunk)
            total, chunks = total + len(chunk), chunks + 1
        self._compare(total, found.hexdigest(), size, digest)
        entry = {
            "name": name,
            "bucket": self.bucket,
            "nuid": name,
            "size": total,
            "chunks": chunks,
            "digest": f"SHA-256={base64.urlsafe_b64encode(found.digest()).decode()}",
            "mtime": at.isoformat(),
            "options": {"max_chunk_size": CHUNK},
        }
        encoded = base64.urlsafe_b64encode(name.encode()).decode()
        await self._js.publish(f"$O.{self.bucket}.M.{encoded}", json.dumps(entry).encode(), stream=self._stream)

    async def _chunks(self, name: str, size: int) -> AsyncIterator[bytes]:
        """The content in order until ``size`` bytes have come or no more is there. Raises NoSuchFile."""
        subject, sequence, total = subjects.file_chunks(self._site, name), 1, 0
        while total < size:
            try:
                found = await self._js.get_msg(self._stream, seq=sequence, subject=subject, next=True)
            except NotFoundError as error:
                if total == 0:
                    raise NoSuchFile(f"nothing lies under {name}") from error
                return
            data = found.data or b""
            total += len(data)
            sequence = (found.seq or sequence) + 1
            yield data

    def _compare(self, total: int, found: str, size: int, digest: str) -> None:
        if total != size:
            raise WrongFile(f"{total} bytes lie there, not {size}")
        if found != digest:
            raise WrongFile(f"its SHA-256 is {found}, not {digest}")
