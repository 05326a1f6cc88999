"""Arguments in a JSON file, for what a command line cannot say: HfArgumentParser.parse_json_file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from switchyard_launcher.faults import Refusal
from switchyard_launcher.tuned import Tuned


def read_json_arguments(text: str, fill: Callable[[str], str], tuned: dict[str, Tuned]) -> dict[str, object]:
    """The object with its placeholders filled and the chosen values added. An integer stays one, 1.0 a real number.

    Raises Refusal when it is no JSON object, or names an argument that the platform chooses.
    """
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"The arguments file is not valid JSON: {error}.") from None
    if not isinstance(content, dict):
        raise Refusal("The arguments file must be one JSON object.")
    for name in tuned:
        if name in content:
            raise Refusal(f'The arguments file fixes "{name}", whose value the platform chooses. Keep one of the two.')
    return {**map_texts(content, fill), **{name: chosen.value for name, chosen in tuned.items()}}


def write_json_arguments(content: dict[str, object], folder: str) -> str:
    """Returns the file's path, which ends in .json: by that scripts tell it from other arguments."""
    path = os.path.join(folder, "arguments.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, allow_nan=False)
    return path


def map_texts(value: object, change: Callable[[str], str]) -> object:
    """The same value with every text inside it changed, names left out."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_texts(item, change) for item in value]
    if isinstance(value, dict):
        return {name: map_texts(item, change) for name, item in value.items()}
    return value


def _refuse_constant(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")
