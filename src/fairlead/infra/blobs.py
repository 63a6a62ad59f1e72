"""Where file bytes lie: obstore over a local folder, S3, GCS or Azure; always sealed, under random names."""

from pathlib import Path

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from fairlead.infra.sealing import Sealer
from fairlead.kit.errors import Unavailable


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
            return self._sealer.open(bytes(await result.bytes_async()), key)
        except (FileNotFoundError, NotFoundError) as error:
            raise BlobMissing(key) from error
        except (BaseError, OSError) as error:
            raise Unavailable("storage_unavailable", retry_after=5) from error

    async def delete(self, key: str) -> None:
        try:
            await self._store.delete_async(key)
        except (FileNotFoundError, NotFoundError):
            return
        except (BaseError, OSError) as error:
            raise Unavailable("storage_unavailable", retry_after=5) from error
