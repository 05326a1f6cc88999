"""Arguments whose values the platform chooses anew for each trial of a search."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass

from switchyard_launcher.faults import Refusal

# Where SageMaker puts the values of a trial (SageMaker training toolkit, "hyperparameters.json").
HYPERPARAMETERS = "/opt/ml/input/config/hyperparameters.json"
TUNED_KINDS = ("integer", "number", "boolean", "text")

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Tuned:
    """One chosen value: as the script's command line takes it, and as JSON does."""

    text: str
    value: int | float | bool | str


def read_tuned(kinds: dict[str, str], command_line: list[str], read_file: Callable[[], str | None]) -> dict[str, Tuned]:
    """The values by name, in the order of `kinds`: from the launcher's command line, else from SageMaker's file.

    Raises Refusal for a missing or unreadable value, and for an argument that is none of these.
    """
    found = _read_command_line(command_line, kinds)
    if any(name not in found for name in kinds):
        found = {**_read_hyperparameters(read_file() or "{}"), **found}
    return {name: _convert(name, kind, found.get(name)) for name, kind in kinds.items()}


def tuned_arguments(tuned: dict[str, Tuned]) -> list[str]:
    """`--NAME=VALUE` for each."""
    return [f"--{name}={chosen.text}" for name, chosen in tuned.items()]


def _read_command_line(tokens: list[str], kinds: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = iter(tokens)
    for token in rest:
        flag, equals, value = token.partition("=")
        name = flag[2:] if flag.startswith("--") else ""
        if name not in kinds:
            known = ", ".join(f"--{each}" for each in kinds) or "none"
            raise Refusal(f"The launcher has the unknown argument {json.dumps(flag)}. Known: {known}.")
        if name in found:
            raise Refusal(f"The launcher has the argument --{name} twice. Keep one of them.")
        given = value if equals else next(rest, None)
        if given is None:
            raise Refusal(f"The launcher's argument --{name} has no value. Write --{name}=VALUE.")
        found[name] = given
    return found


def _read_hyperparameters(text: str) -> dict[str, object]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise Refusal(f"{HYPERPARAMETERS} is not valid JSON: {error}.") from None
    if not isinstance(content, dict):
        raise Refusal(f"{HYPERPARAMETERS} must be one JSON object.")
    return {name: _plain_text(value) for name, value in content.items()}


def _plain_text(value: object) -> object:
    """Clients write each value as text, some of them as text of JSON: "cosine" or "\\"cosine\\""."""
    if not isinstance(value, str):
        return json.dumps(value)
    if not value.startswith('"'):
        return value
    try:
        inner = json.loads(value)
    except ValueError:
        return value
    return inner if isinstance(inner, str) else value


def _convert(name: str, kind: str, text: object) -> Tuned:
    if not isinstance(text, str):
        raise Refusal(
            f'The platform chose no value for "{name}": it is neither an argument of the launcher '
            f"(--{name}=VALUE) nor in {HYPERPARAMETERS}."
        )
    if kind == "text":
        return Tuned(text, text)
    if kind == "boolean":
        if text.lower() not in _BOOLEANS:
            raise Refusal(f'The value of "{name}" is {json.dumps(text)}. It must be true or false.')
        value = _BOOLEANS[text.lower()]
        return Tuned("true" if value else "false", value)
    number = _read_number(text)
    if number is None:
        raise Refusal(f'The value of "{name}" is {json.dumps(text)}. It must be a finite number.')
    if kind == "number":
        return Tuned(text.strip(), float(number))
    # Samplers of real numbers write a whole one as 8.0, which no int argument of a script takes.
    if number != int(number):
        raise Refusal(f'The value of "{name}" is {json.dumps(text)}. It must be a whole number.')
    return Tuned(str(int(number)), int(number))


def _read_number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    try:
        return int(text)
    except ValueError:
        return number
