"""Secret values, and their replacement by *** in everything that leaves the launcher."""

from __future__ import annotations

import re

from switchyard_launcher.faults import Refusal

MASK = "***"
SHORTEST_GUESSED_SECRET = 8

_SECRET_NAME = re.compile(r"(^|_)(TOKEN|SECRET|PASSWORD|PASSPHRASE|(API|ACCESS|PRIVATE|SECRET)_?KEY)(_|$)")
_NAME_OF_A_PLACE = re.compile(r"_(FILE|PATH|DIR|URI|URL)$")


class Masker:
    """Replaces the values, the longest first, so that a value that contains another goes as a whole."""

    def __init__(self, values: set[str]) -> None:
        ordered = sorted((value for value in values if value.strip("*")), key=lambda value: (-len(value), value))
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


def find_secret_values(environment: dict[str, str], named: list[str]) -> set[str]:
    """The values to mask: of the named variables, and of those whose name says that they are secret.

    A value of several lines is masked line by line too, since output is read by lines.
    Raises Refusal when a named variable is not in the environment.
    """
    values = set()
    for name in named:
        if name not in environment:
            raise Refusal(f'The secret "{name}" is not in the launcher\'s environment. Set it on the platform.')
        values.update({environment[name], environment[name].strip()}, _long_lines(environment[name]))
    for name, value in environment.items():
        if _SECRET_NAME.search(name.upper()) and not _NAME_OF_A_PLACE.search(name.upper()):
            values.update(_long_lines(value))
    return {value for value in values if value.strip() != ""}


def _long_lines(value: str) -> set[str]:
    pieces = [value, *(line.strip() for line in value.splitlines())]
    return {piece for piece in pieces if len(piece) >= SHORTEST_GUESSED_SECRET}
