"""A place that outlives the job, by its URI or path, and what every such place can do."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Protocol

from switchyard_launcher.faults import PreparationFailure, Refusal
from switchyard_launcher.manifest import PART_SUFFIX, pieces_of, write_whole


class MissingPackage(Exception):
    """The image lacks the client of a store."""


class Store(Protocol):
    """Names are relative paths with `/`. A file that has its name is whole. Every method may raise what its client raises."""

    def list(self) -> dict[str, int]:
        """All names, with their sizes in bytes."""

    def put(self, path: str, name: str) -> tuple[int, str]:
        """Copies a local file and returns the size and the SHA-256 of what was copied."""

    def write(self, name: str, data: bytes) -> None: ...

    def read(self, name: str) -> bytes: ...

    def get(self, name: str, path: str) -> None:
        """Writes a local file, whose folder exists."""

    def remove(self, names: list[str]) -> None:
        """In this order. A name that is gone is no error."""


class FolderStore:
    """A folder: a mount of an object store, a shared disk, or what the platform keeps by itself."""

    def __init__(self, root: str) -> None:
        self._root = root
        os.makedirs(root, exist_ok=True)

    def list(self) -> dict[str, int]:
        """With what a copy that was cut short has left, so that it can be removed."""
        found: dict[str, int] = {}
        for folder, _, names in os.walk(self._root):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    found[os.path.relpath(path, self._root).replace(os.sep, "/")] = os.path.getsize(path)
                except FileNotFoundError:
                    continue
        return found

    def put(self, path: str, name: str) -> tuple[int, str]:
        return write_whole(self._prepared(name), pieces_of(path))

    def write(self, name: str, data: bytes) -> None:
        write_whole(self._prepared(name), [data])

    def read(self, name: str) -> bytes:
        with open(os.path.join(self._root, name), "rb") as file:
            return file.read()

    def get(self, name: str, path: str) -> None:
        write_whole(path, pieces_of(os.path.join(self._root, name)))

    def remove(self, names: list[str]) -> None:
        for name in names:
            path = os.path.join(self._root, name)
            for left in (path, path + PART_SUFFIX):
                if os.path.lexists(left):
                    os.remove(left)
        for folder in sorted({os.path.dirname(name) for name in names}, reverse=True):
            self._remove_empty(folder)

    def _remove_empty(self, folder: str) -> None:
        """And the folders around it, as far as they are empty and below the root."""
        while folder:
            try:
                os.rmdir(os.path.join(self._root, folder))
            except OSError:
                return
            folder = os.path.dirname(folder)

    def _prepared(self, name: str) -> str:
        path = os.path.join(self._root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path


def need(package: str, module: str) -> object:
    """Imports a client that not every image has. Raises MissingPackage with the name to put into a requirements file."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingPackage(package) from None


def open_store(place: str, openers: dict[str, Callable[[str], Store]], environment: dict[str, str]) -> Store:
    """A path, or a URI whose scheme is one of the openers'; any other scheme is left to fsspec (opener "*").

    Raises Refusal for a scheme that nothing here can open, PreparationFailure for a package that is missing.
    """
    # A requirements file may just have installed the client, and the clients read the process's own environment.
    importlib.invalidate_caches()
    os.environ.update({name: value for name, value in environment.items() if name not in os.environ})
    scheme, found, rest = place.partition("://")
    if not found:
        return FolderStore(place)
    try:
        return openers.get(scheme, openers["*"])(place)
    except MissingPackage as missing:
        raise PreparationFailure(
            f"Checkpoints are to be kept at {place}, which needs the Python package {missing}; this image has none. "
            f"Add {missing} to the requirements file."
        ) from None
    except ValueError as error:
        raise Refusal(f"Checkpoints cannot be kept at {place}: {error}.") from None
