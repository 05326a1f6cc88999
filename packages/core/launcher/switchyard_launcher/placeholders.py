"""Placeholders in arguments and environment values: {output}, {model} and {input:NAME}."""

from __future__ import annotations

import re

from switchyard_launcher.faults import Refusal

_PLACEHOLDER = re.compile(r"\{(output|model|input:([^{}]*))\}")


def fill_placeholders(text: str, output: str, model: str | None, inputs: dict[str, str]) -> str:
    """Replaces every placeholder once. All other braces stay, since arguments may hold JSON objects.

    Raises Refusal for an input that the launch file does not name, and for {model} without a model folder.
    """

    def path_of(found: re.Match[str]) -> str:
        if found.group(1) == "output":
            return output
        if found.group(1) == "model":
            if model is None:
                raise Refusal('The placeholder {model} is used, but the launch file has no "model" folder.')
            return model
        name = found.group(2)
        if name not in inputs:
            known = ", ".join(f"{{input:{known_name}}}" for known_name in sorted(inputs)) or "none"
            raise Refusal(f"The placeholder {{input:{name}}} names no input of the launch file. Known: {known}.")
        return inputs[name]

    return _PLACEHOLDER.sub(path_of, text)
