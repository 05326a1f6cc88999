"""A child's bytes as lines that are safe to print."""

from __future__ import annotations

import codecs
import re

from switchyard_launcher.masking import Masker

LONGEST_PIECE = 8_000
EVENT_PREFIX = "::switchyard:: "

# Some readers end a line at these characters too, so what follows one could be taken for our own line.
_LINE_START = re.compile("(^|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029])(?=::switchyard::)")


class LineSplitter:
    """Cuts a stream at its newlines and very long lines into pieces, with secrets masked also across a cut."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""

    def feed(self, data: bytes) -> list[str]:
        *lines, pending = (self._pending + self._decoder.decode(data)).split("\n")
        pieces = [piece for line in lines for piece in self._pieces(line)]
        self._pending = _without_overwritten(pending)
        while len(self._pending) >= LONGEST_PIECE + self._masker.longest:
            cut = self._masker.safe_cut(self._pending, LONGEST_PIECE)
            pieces.extend(self._pieces(self._pending[:cut]))
            self._pending = self._pending[cut:]
        return pieces

    def finish(self) -> list[str]:
        """What is left when the stream has ended without a newline."""
        rest = self._pending + self._decoder.decode(b"", True)
        self._pending = ""
        return self._pieces(rest) if rest.strip("\r") else []

    def _pieces(self, line: str) -> list[str]:
        masked = self._masker.mask(_without_overwritten(line).strip("\r"))
        starts = range(0, max(len(masked), 1), LONGEST_PIECE)
        return [guard_event_prefix(masked[start : start + LONGEST_PIECE]) for start in starts]


def guard_event_prefix(line: str) -> str:
    """A child's line that begins like one of our own events gets a space in front."""
    return _LINE_START.sub(r"\1 ", line)


def _without_overwritten(text: str) -> str:
    """A terminal shows what follows the last carriage return; a return at the very end overwrites nothing yet."""
    shown = text.rstrip("\r")
    return shown[shown.rfind("\r") + 1 :] + text[len(shown) :]
