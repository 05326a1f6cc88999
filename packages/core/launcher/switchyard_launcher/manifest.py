"""What says that a checkpoint is finished: its files with sizes and hashes, written after all of them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from switchyard_launcher.checkpoint_files import read_json

MANIFEST = "switchyard-complete.json"
PART_SUFFIX = ".part"
PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """`files`: relative path → (bytes, SHA-256). `world`: processes that wrote the checkpoint.

    Where nodes share no disk each of `nodes` has a manifest of what lies on its own; together they are the checkpoint.
    """

    step: int
    world: int
    nodes: int
    node: int
    transformers: str | None
    files: dict[str, tuple[int, str]]

    @property
    def name(self) -> str:
        return manifest_name(self.node, self.nodes)

    def text(self) -> str:
        return json.dumps({"version": 1, **asdict(self)}, indent=1)


def manifest_name(node: int, nodes: int) -> str:
    return MANIFEST if nodes == 1 else f"manifest-{node}.json"


def is_manifest(name: str) -> bool:
    return name == MANIFEST or (name.startswith("manifest-") and name.endswith(".json"))


def read_manifest(content: object) -> Manifest | None:
    """None when the content is no manifest of this version."""
    try:
        if content["version"] != 1:
            return None
        files = {str(name): (int(size), str(sha256)) for name, (size, sha256) in content["files"].items()}
        numbers = [int(content[key]) for key in ("step", "world", "nodes", "node")]
        return Manifest(*numbers, content["transformers"], files)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def read_seal(folder: str) -> Manifest | None:
    """The manifest inside a checkpoint on this disk."""
    return read_manifest(read_json(os.path.join(folder, MANIFEST)))


def why_seal_is_broken(folder: str, seal: Manifest) -> str | None:
    """Compares sizes first, then contents."""
    for name, (size, _) in seal.files.items():
        path = os.path.join(folder, name)
        if not os.path.isfile(path) or os.path.getsize(path) != size:
            return f"{name} is not as its {MANIFEST} says"
    for name, (_, sha256) in seal.files.items():
        if sha256_of_file(os.path.join(folder, name)) != sha256:
            return f"{name} has another content than its {MANIFEST} says"
    return None


def write_seal(folder: str, manifest: Manifest) -> None:
    write_whole(os.path.join(folder, MANIFEST), [manifest.text().encode("utf-8")])


def files_below(folder: str) -> Iterator[str]:
    """Relative paths with `/`, without manifests and what a copy that was cut short has left."""
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not is_manifest(name) and not name.endswith(PART_SUFFIX):
                yield os.path.relpath(os.path.join(path, name), folder).replace(os.sep, "/")


def pieces_of(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while True:
            piece = file.read(PIECE_BYTES)
            if not piece:
                return
            yield piece


def sha256_of_file(path: str) -> str:
    hashed = hashlib.sha256()
    for piece in pieces_of(path):
        hashed.update(piece)
    return hashed.hexdigest()


def write_whole(path: str, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Returns size and SHA-256. The file has its name only once all of it is on the disk."""
    size, hashed = 0, hashlib.sha256()
    with open(path + PART_SUFFIX, "wb") as file:
        for piece in pieces:
            file.write(piece)
            hashed.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + PART_SUFFIX, path)
    return size, hashed.hexdigest()
