"""Whether one file of a checkpoint is whole, as far as the file itself can tell."""

from __future__ import annotations

import json
import os
import struct
import zipfile

_LONGEST_HEADER = 100_000_000


def read_json(path: str) -> object:
    """The content of a JSON file as Python writes it, NaN and Infinity included; None when it is not whole."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError, RecursionError):
        return None


def is_whole_json(path: str) -> bool:
    return isinstance(read_json(path), (dict, list))


def is_whole_torch_file(path: str) -> bool:
    """torch.save writes a zip, whose directory is at its end: a file that was cut has none."""
    try:
        with zipfile.ZipFile(path) as archive:
            return len(archive.namelist()) > 0
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return False


def is_whole_safetensors(path: str) -> bool:
    """The header says where the last tensor ends; there the file must end too."""
    try:
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > _LONGEST_HEADER:
                return False
            header = json.loads(file.read(length))
            ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
            return os.fstat(file.fileno()).st_size == 8 + length + max(ends, default=0)
    except (OSError, ValueError, struct.error, AttributeError, KeyError, IndexError, TypeError):
        return False


def is_whole(path: str) -> bool:
    """By the file's ending; a file of another kind is taken for whole."""
    if path.endswith(".json"):
        return is_whole_json(path)
    if path.endswith(".safetensors"):
        return is_whole_safetensors(path)
    if path.endswith((".pt", ".pth", ".bin")):
        return is_whole_torch_file(path)
    return True
