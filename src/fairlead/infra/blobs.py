"""Where file bytes lie: obstore over a local folder, S3, GCS or Azure; always sealed, under random names.

What is small is sealed as one. What is large is sealed in records, so that it is never held whole and any part of it can be
read by itself; each record is bound to its place, so that none can be left out, moved or taken from another blob.
"""

from collections.abc import AsyncIterator
from pathlib import Path

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from fairlead.infra.sealing import Sealer
from fairlead.kit.errors import Unavailable

RECORD = 1024 * 1024


class BlobMissing(Exception):
    """The database knows the blob, the store does not."""


class Blobs:
    def __init__(self, url: str, folder: Path, sealer: Sealer) -> None:
        self._url = url
        self._folder = folder
        self._sealer = sealer
        if url:
            self._store = from_url(url)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(folder)

    async def put(self, key: str, content: bytes) -> None:
        """Raises Unavailable("storage_unavailable") when the store is full or away."""
        try:
            await self._store.put_async(key, self._sealer.seal(content, key))
        except (BaseError, OSError) as error:
            raise Unavailable("storage_unavailable", retry_after=5) from error

    async def get(self, key: str) -> bytes:
        """Raises BlobMissing, or Unavailable("storage_unavailable")."""
        try:
            result = await self._store.get_async(key)
            plain = self._sealer.read(bytes(await result.bytes_async()), key)
        except (FileNotFoundError, NotFoundError) as error:
            raise BlobMissing(key) from error
        except (BaseError, OSError) as error:
            raise Unavailable("storage_unavailable", retry_after=5) from error
        if plain is None:
            raise BlobMissing(key)
        return plain

    async def put_records(self, key: str, size: int, content: AsyncIterator[bytes]) -> int:
        """Keeps `size` bytes that come little by little. What `read` wants to know: how long a sealed record is.

        Raises Unavailable("storage_unavailable"); what the content raises is told as that too.
        """
        stride = RECORD + len(self._sealer.seal(b"", key))

        async def sealed() -> AsyncIterator[bytes]:
            waiting, index = bytearray(), 0
            async for piece in content:
                waiting += piece
                while len(waiting) >= RECORD:
                    yield self._sealer.seal(bytes(waiting[:RECORD]), _record(key, index, size))
                    del waiting[:RECORD]
                    index += 1
            if waiting:
                yield self._sealer.seal(bytes(waiting), _record(key, index, size))

        try:
            await self._store.put_async(key, sealed(), max_concurrency=2)
        except (BaseError, OSError) as error:
            raise Unavailable("storage_unavailable", retry_after=5) from error
        return stride

    async def read(self, key: str, *, size: int, stride: int, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end` of what `put_records` kept, a record at a time. Raises as `get` does."""
        for index in range(start // RECORD, -(-end // RECORD)):
            begin = index * RECORD
            length = min(RECORD, size - begin) + stride - RECORD
            try:
                raw = await self._store.get_range_async(key, start=index * stride, length=length)
            except (FileNotFoundError, NotFoundError) as error:
                raise BlobMissing(key) from error
            except (BaseError, OSError) as error:
                raise Unavailable("storage_unavailable", retry_after=5) from error
            plain = self._sealer.read(bytes(raw), _record(key, index, size))
            if plain is None:
                raise BlobMissing(key)
            yield plain[max(0, start - begin) : end - begin]

    async def part(self, key: str, *, size: int, stride: int | None, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end` of what was kept whole (`stride` is None) or in records.

        The first of them are fetched already: what is lost is known before an answer has begun. Raises as `get` does.
        """
        if stride is None:
            return _once((await self.get(key))[start:end])
        parts = self.read(key, size=size, stride=stride, start=start, end=end)
        return _after(await anext(parts, b""), parts)

    async def delete(self, key: str) -> None:
        try:
            await self._store.delete_async(key)
        except (FileNotFoundError, NotFoundError):
            return
        except (BaseError, OSError) as error:
            raise Unavailable("storage_unavailable", retry_after=5) from error


def _record(key: str, index: int, size: int) -> str:
    return f"{key}:{index}:{size}"


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in rest:
        yield part
