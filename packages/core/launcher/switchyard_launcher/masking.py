"""Secret values, and their replacement by *** in everything that leaves the launcher."""

from __future__ import annotations

import base64
import json
import re
import urllib.parse
from collections.abc import Iterable

MASK = "***"
SHORTEST_GUESSED_SECRET = 8

_SECRET_NAME = re.compile(r"(^|_)(TOKEN|SECRET|PASSWORD|PASSPHRASE|(API|ACCESS|PRIVATE|SECRET)_?KEY)(_|$)")
_NAME_OF_A_PLACE = re.compile(r"_(FILE|PATH|DIR|URI|URL)$")


class Masker:
    """Replaces the values and their usual encodings, the longest first, so that a value that contains another goes as
    a whole."""

    def __init__(self, values: set[str]) -> None:
        wanted = values.union(*(_encodings(value) for value in values))
        ordered = sorted((value for value in wanted if value.strip("*")), key=lambda value: (-len(value), value))
        self.longest = len(ordered[0]) if ordered else 0
        self._pattern = re.compile("|".join(re.escape(value) for value in ordered)) if ordered else None

    def mask(self, text: str) -> str:
        return self._pattern.sub(MASK, text) if self._pattern else text

    def safe_cut(self, text: str, position: int) -> int:
        """The place nearest before `position` that splits no secret value; after the value if that place is 0."""
        if self._pattern is None:
            return position
        for found in self._pattern.finditer(text):
            if found.start() >= position:
                return position
            if found.end() > position:
                return found.start() or found.end()
        return position


def find_secret_values(environment: dict[str, str], secrets: Iterable[str]) -> set[str]:
    """The values to mask: the secrets', and those of variables whose name says that they are secret.

    A value of several lines is masked line by line too, since output is read by lines.
    """
    values: set[str] = set()
    for value in secrets:
        values.update({value, value.strip()}, _long_lines(value))
    for name, value in environment.items():
        if _SECRET_NAME.search(name.upper()) and not _NAME_OF_A_PLACE.search(name.upper()):
            values.update(_long_lines(value))
    return {value for value in values if value.strip() != ""}


def _long_lines(value: str) -> set[str]:
    pieces = [value, *(line.strip() for line in value.splitlines())]
    return {piece for piece in pieces if len(piece) >= SHORTEST_GUESSED_SECRET}


def _encodings(value: str) -> set[str]:
    """As base64 at any place of a longer text, as part of a URL, and inside of JSON."""
    data = value.encode("utf-8", "surrogateescape")
    encoded = {urllib.parse.quote(data, safe=""), urllib.parse.quote(data), urllib.parse.quote_plus(data)}
    encoded.update(json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + data).decode().rstrip("=")
        # Characters that carry bits of a neighbour differ from text to text.
        first = (offset * 8 + 5) // 6
        inner = whole[first : (offset + len(data)) * 8 // 6]
        encoded.update({inner, inner.replace("+", "-").replace("/", "_")})
    return {text for text in encoded if len(text) >= SHORTEST_GUESSED_SECRET}
