"""Reads the lines that other processes append to a local file."""

from __future__ import annotations

import json


class Tail:
    """Remembers how far it has read. A last line without its newline waits for the next reading."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._position = 0

    def read_new(self) -> list[dict[str, object]]:
        """The JSON objects written since the last reading; lines that are none are skipped."""
        try:
            with open(self._path, "rb") as file:
                file.seek(self._position)
                data = file.read()
        except FileNotFoundError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._position += len(whole)
        entries = (_parse(line) for line in whole.splitlines())
        return [entry for entry in entries if entry is not None]


def _parse(line: bytes) -> dict[str, object] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
