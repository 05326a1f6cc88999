"""The checkpoints in a store: which of them are complete, how they come back, and which of them go."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass

from switchyard_launcher.checkpoint import step_of
from switchyard_launcher.checkpoint_files import read_json
from switchyard_launcher.manifest import (
    MANIFEST,
    Manifest,
    is_manifest,
    manifest_name,
    read_manifest,
    sha256_of_file,
    write_seal,
)
from switchyard_launcher.stores import Store
from switchyard_launcher.trainer_state import STATE_FILE

# The newest may be the one whose copy a kill cuts short, so there is one before it.
KEPT_CHECKPOINTS = 2
RESULT_FILE = "result.json"


@dataclass(frozen=True)
class StoredCheckpoint:
    """Complete: every manifest is there, and every file has the size that it says."""

    folder: str
    step: int
    world: int
    transformers: str | None
    files: dict[str, tuple[int, str]]


def list_stored(store: Store, names: dict[str, int]) -> list[StoredCheckpoint]:
    """All complete ones, the newest of each folder first."""
    groups: dict[str, dict[str, int]] = {}
    for name, size in names.items():
        folder, inner = _checkpoint_of_name(name)
        if folder is not None:
            groups.setdefault(folder, {})[inner] = size
    found = (_read_stored(store, folder, sizes) for folder, sizes in groups.items())
    return sorted((stored for stored in found if stored), key=lambda stored: stored.step, reverse=True)


def restore(store: Store, stored: StoredCheckpoint, parent: str) -> str | None:
    """Brings a checkpoint to this disk as `parent`/checkpoint-N, which must not exist, and returns that path.

    None when a file is not as its manifest says; what was brought is gone then.
    """
    target = os.path.join(parent, os.path.basename(stored.folder))
    for name, (_, sha256) in stored.files.items():
        path = os.path.join(target, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        store.get(f"{stored.folder}/{name}", path)
        if sha256_of_file(path) != sha256:
            shutil.rmtree(target)
            return None
    files = dict(stored.files)
    if _point_best_model_here(target, parent):
        path = os.path.join(target, STATE_FILE)
        files[STATE_FILE] = (os.path.getsize(path), sha256_of_file(path))
    write_seal(target, Manifest(stored.step, stored.world, 1, 0, stored.transformers, files))
    return target


def best_of(checkpoint: str) -> str | None:
    """The name of the best checkpoint so far, which load_best_model_at_end wants back; None when this is it."""
    state = read_json(os.path.join(checkpoint, STATE_FILE))
    best = state.get("best_model_checkpoint") if isinstance(state, dict) else None
    name = os.path.basename(best.rstrip("/\\")) if isinstance(best, str) else None
    return name if name and name != os.path.basename(checkpoint) and step_of(name) is not None else None


def names_to_remove(names: dict[str, int], key: str, complete_steps: list[int], best: str | None) -> list[str]:
    """What is older than the kept ones: the manifests of all of them first, so that none looks complete without files."""
    kept = sorted(complete_steps, reverse=True)[:KEPT_CHECKPOINTS]
    old: list[str] = []
    for name in names:
        folder, _ = _checkpoint_of_name(name)
        if folder is None or os.path.dirname(folder) != key or os.path.basename(folder) == best:
            continue
        step = step_of(folder)
        if kept and step < kept[0] and step not in kept:
            old.append(name)
    return sorted(old, key=lambda name: (not is_manifest(os.path.basename(name)), name))


def _checkpoint_of_name(name: str) -> tuple[str | None, str]:
    """`teacher/checkpoint-10/a/b` → (`teacher/checkpoint-10`, `a/b`)."""
    parts = name.split("/")
    for depth, part in enumerate(parts[:-1]):
        if step_of(part) is not None:
            return "/".join(parts[: depth + 1]), "/".join(parts[depth + 1 :])
    return None, name


def _read_stored(store: Store, folder: str, sizes: dict[str, int]) -> StoredCheckpoint | None:
    manifests = _read_manifests(store, folder, sizes)
    if not manifests or any(manifest.step != step_of(folder) for manifest in manifests):
        return None
    files = {name: entry for manifest in manifests for name, entry in manifest.files.items()}
    if any(sizes.get(name) != size for name, (size, _) in files.items()):
        return None
    first = manifests[0]
    return StoredCheckpoint(folder, first.step, first.world, first.transformers, files)


def _read_manifests(store: Store, folder: str, sizes: dict[str, int]) -> list[Manifest]:
    """One for the whole, else one of each node; none when one is missing."""
    if MANIFEST in sizes:
        whole = _read_one(store, f"{folder}/{MANIFEST}")
        return [whole] if whole else []
    parts = [_read_one(store, f"{folder}/{name}") for name in sizes if is_manifest(name)]
    nodes = {part.nodes for part in parts if part}
    if len(nodes) != 1 or None in parts:
        return []
    (count,) = nodes
    wanted = {manifest_name(node, count) for node in range(count)}
    return [part for part in parts if part] if {part.name for part in parts if part} == wanted else []


def _read_one(store: Store, name: str) -> Manifest | None:
    try:
        return read_manifest(json.loads(store.read(name)))
    except (ValueError, UnicodeDecodeError):
        return None


def _point_best_model_here(checkpoint: str, parent: str) -> bool:
    """trainer_state.json names the best checkpoint by its path on the machine that wrote it."""
    path = os.path.join(checkpoint, STATE_FILE)
    state = read_json(path)
    best = state.get("best_model_checkpoint") if isinstance(state, dict) else None
    if not isinstance(best, str):
        return False
    here = os.path.join(parent, os.path.basename(best.rstrip("/\\")))
    if here == best:
        return False
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**state, "best_model_checkpoint": here}, file, indent=2, sort_keys=True)
    return True
