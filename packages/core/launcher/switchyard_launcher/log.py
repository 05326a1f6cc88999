"""The launcher's own standard output: human lines, the children's lines, and events."""

from __future__ import annotations

import json
import math
import os
import threading
import time

from switchyard_launcher.lines import EVENT_PREFIX
from switchyard_launcher.masking import Masker

LONGEST_EVENT = 200_000


class Log:
    """One writer for all threads: whole lines only, and nothing after `close`."""

    def __init__(self, descriptor: int) -> None:
        self.masker = Masker(set())
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._open = True

    def say(self, text: str) -> None:
        """Prints what the launcher found or decided."""
        masked = self.masker.mask(text)
        self.print_lines("switchyard: ", masked.splitlines() or [""])

    def print_lines(self, prefix: str, lines: list[str]) -> None:
        """Prints lines that are masked already."""
        self._write("".join(f"{prefix}{line}\n" for line in lines))

    def event(self, fields: dict[str, object]) -> None:
        self._write(encode_event({"time": round(time.time(), 3), **fields}))

    def close(self) -> None:
        with self._lock:
            self._open = False

    def _write(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        with self._lock:
            try:
                while data and self._open:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:
                # Nobody reads any more. The training is worth more than its log.
                self._open = False


def encode_event(fields: dict[str, object]) -> str:
    """One event as one line of ASCII JSON. Too long a line loses its traceback's beginning, then its metrics."""
    line = _encode(fields)
    if len(line) > LONGEST_EVENT and "traceback" in fields:
        traceback = str(fields["traceback"])
        # Every character takes at least one byte, so dropping as many characters as there are bytes too many suffices.
        keep = max(0, len(traceback) - (len(line) - LONGEST_EVENT))
        line = _encode({**fields, "traceback": traceback[len(traceback) - keep :]})
    if len(line) > LONGEST_EVENT and "metrics" in fields:
        line = _encode({**fields, "traceback": "", "metrics": {}})
    return line


def plain_number(value: float) -> float | str:
    """JSON has no words for these three, so they travel as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _encode(fields: dict[str, object]) -> str:
    return EVENT_PREFIX + json.dumps(fields, allow_nan=False, separators=(",", ":")) + "\n"
