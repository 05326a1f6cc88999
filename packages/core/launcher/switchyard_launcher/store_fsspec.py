"""Whatever else fsspec, which transformers brings, has a file system for."""

from __future__ import annotations

import os

from switchyard_launcher.manifest import sha256_of_file
from switchyard_launcher.stores import MissingPackage, need


class FsspecStore:
    """Raises MissingPackage when the file system itself needs one."""

    def __init__(self, uri: str) -> None:
        fsspec = need("fsspec", "fsspec")
        try:
            self._files, self._root = fsspec.core.url_to_fs(uri)
        except ImportError as error:
            raise MissingPackage(str(error).split("`")[1] if "`" in str(error) else str(error)) from None

    def list(self) -> dict[str, int]:
        self._files.invalidate_cache()
        found = self._files.find(self._root, detail=True)
        return {path[len(self._root) :].lstrip("/"): entry["size"] for path, entry in found.items()}

    def put(self, path: str, name: str) -> tuple[int, str]:
        size, sha256 = os.path.getsize(path), sha256_of_file(path)
        self._files.makedirs(self._place(name).rsplit("/", 1)[0], exist_ok=True)
        self._files.put_file(path, self._place(name))
        return size, sha256

    def write(self, name: str, data: bytes) -> None:
        self._files.makedirs(self._place(name).rsplit("/", 1)[0], exist_ok=True)
        self._files.pipe_file(self._place(name), data)

    def read(self, name: str) -> bytes:
        return self._files.cat_file(self._place(name))

    def get(self, name: str, path: str) -> None:
        self._files.get_file(self._place(name), path)

    def remove(self, names: list[str]) -> None:
        for name in names:
            if self._files.exists(self._place(name)):
                self._files.rm_file(self._place(name))

    def _place(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"
