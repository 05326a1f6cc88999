"""Puts the hook where the ranks' Python finds it."""

from __future__ import annotations

import os

from switchyard_launcher.injected_files import INJECTED_FILES

EVENTS_VARIABLE = "SWITCHYARD_EVENTS"
EXCEPTIONS_VARIABLE = "SWITCHYARD_EXCEPTIONS"
# A rank that has filled the disk removes this file beside its exceptions, and finds room to write one down.
ROOM_SUFFIX = ".room"
ROOM_BYTES = 131_072


def write_hook(folder: str) -> str:
    """Writes the hook's modules below `folder` and returns where they lie."""
    python_folder = os.path.join(folder, "python")
    os.makedirs(python_folder)
    for name, text in INJECTED_FILES.items():
        with open(os.path.join(python_folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return python_folder


def keep_room(exceptions_file: str) -> None:
    with open(exceptions_file + ROOM_SUFFIX, "wb") as file:
        file.write(bytes(ROOM_BYTES))
