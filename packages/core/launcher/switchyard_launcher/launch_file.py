"""The launch file: what it may say, and its reading. Every key is known; anything else is refused."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass

from switchyard_launcher.faults import Refusal
from switchyard_launcher.kinds import INHERIT, KINDS
from switchyard_launcher.locations import ContainerPath
from switchyard_launcher.secret_references import SECRET_SOURCES
from switchyard_launcher.tuned import TUNED_KINDS

LAUNCH_VERSION = 1
LAUNCH_FILE_NAME = "switchyard-launch.json"
DEFAULT_GRACE_SECONDS = 25.0
# Nodes of one job may start many minutes apart: each pulls its image by itself.
DEFAULT_RENDEZVOUS_SECONDS = 1_800.0


@dataclass(frozen=True)
class LaunchFile:
    """One node's instructions. Paths are as written: in terms of the container, or relative to the bundle."""

    platform: str
    kind: str
    script: str
    argv: list[str]
    arguments: str | None
    tuned: dict[str, str]
    output: str
    nodes: int | None
    processes_per_node: int | None
    environment: dict[str, str]
    secrets: dict[str, dict[str, str]]
    inputs: dict[str, ContainerPath]
    requirements: str | None
    transformers: str | None
    model: ContainerPath | None
    failure_file: str | None
    grace_seconds: float
    checkpoints: ContainerPath | None
    resumes: bool
    rendezvous_port: int | None
    rendezvous_seconds: float


def _is_text(value: object) -> bool:
    """Text that an argument or an environment variable can carry: no NUL, no lone surrogate."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return False
    return True


def _is_name(value: object) -> bool:
    return _is_text(value) and value != "" and "=" not in str(value)


def is_filled_text(value: object) -> bool:
    return _is_text(value) and value != ""


def _is_text_list(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _is_text_map(value: object) -> bool:
    return isinstance(value, dict) and all(_is_name(key) and _is_text(item) for key, item in value.items())


def _is_container_path(value: object) -> bool:
    if isinstance(value, dict):
        return list(value) == ["environment"] and _is_name(value["environment"])
    return is_filled_text(value)


def _is_path_map(value: object) -> bool:
    return isinstance(value, dict) and all(_is_name(key) and _is_container_path(item) for key, item in value.items())


def _is_release(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+){1,2}", value) is not None


def _is_tuned(value: object) -> bool:
    return isinstance(value, dict) and all(_is_name(key) and item in TUNED_KINDS for key, item in value.items())


def _is_kind(value: object) -> bool:
    return value in KINDS


def _is_secret_map(value: object) -> bool:
    return isinstance(value, dict) and all(_is_name(key) and _is_secret(item) for key, item in value.items())


def _is_secret(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"from", "name"}:
        return False
    return _is_text(value["from"]) and value["from"] in SECRET_SOURCES and is_filled_text(value["name"])


def _is_rendezvous(value: object) -> bool:
    if not isinstance(value, dict) or not set(value) <= {"port", "timeoutSeconds"}:
        return False
    port = value.get("port", 1)
    return _is_count(port) and port <= 65_535 and _is_seconds(value.get("timeoutSeconds", 0))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_seconds(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 86_400


# key: (required, what it must be in words, the check)
_KEYS = {
    "launchVersion": (True, "the number 1", _is_count),
    "launcher": (True, "the SHA-256 of the launcher file", is_filled_text),
    "platform": (True, "a platform's name", is_filled_text),
    "kind": (True, f"one of {', '.join(KINDS)}", _is_kind),
    "script": (True, "the path of a .py file in the bundle", is_filled_text),
    "argv": (False, "a list of texts", _is_text_list),
    "arguments": (False, "the path of a .json file in the bundle", is_filled_text),
    "tuned": (False, f"an object of names and one of {', '.join(TUNED_KINDS)}", _is_tuned),
    "output": (True, "a folder", is_filled_text),
    "nodes": (False, "an integer of at least 1", _is_count),
    "processesPerNode": (False, "an integer of at least 1", _is_count),
    "environment": (False, "an object of names and texts", _is_text_map),
    "secrets": (
        False,
        f'an object of variables and references, each with "name" and "from", one of {", ".join(SECRET_SOURCES)}',
        _is_secret_map,
    ),
    "inputs": (False, "an object of names and paths, each a text or an object with the one key \"environment\"", _is_path_map),
    "requirements": (False, "the path of a file in the bundle", is_filled_text),
    "transformers": (False, 'a release as text, such as "5.3" or "5.3.0"', _is_release),
    "model": (False, "a folder, as a text or an object with the one key \"environment\"", _is_container_path),
    "failureFile": (False, "a path", is_filled_text),
    "graceSeconds": (False, "a number of seconds from 0 to 86400", _is_seconds),
    "checkpoints": (False, "a folder or a URI, as a text or an object with the one key \"environment\"", _is_container_path),
    "resume": (False, '"auto" or "none"', lambda value: value in ("auto", "none")),
    "rendezvous": (
        False,
        'an object with "port", from 1 to 65535, and "timeoutSeconds", from 0 to 86400',
        _is_rendezvous,
    ),
}


def _refuse_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refusal(f"The launch file has the key {json.dumps(twice)} twice in one object. Keep one of them.")
    return entries


def parse_launch_file(text: str) -> dict[str, object]:
    """Reads the text as one JSON object.

    Raises Refusal when it is something else.
    """
    try:
        content = json.loads(text, object_pairs_hook=_refuse_duplicates)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"The launch file is not valid JSON: {error}.") from None
    if not isinstance(content, dict):
        raise Refusal("The launch file must be one JSON object.")
    return content


def check_launch_file(content: dict[str, object], launcher_sha256: str) -> LaunchFile:
    """Checks version, launcher hash, keys and types, in this order.

    Raises Refusal with one sentence that says what was found and what is allowed.
    """
    found_version = content.get("launchVersion")
    if found_version != LAUNCH_VERSION or isinstance(found_version, bool):
        raise Refusal(
            f"The launch file has launchVersion {json.dumps(found_version)}, this launcher reads launchVersion "
            f"{LAUNCH_VERSION}. Use the launcher that was shipped with the launch file."
        )
    if content.get("launcher") != launcher_sha256:
        raise Refusal(
            f"The launch file was written for the launcher {json.dumps(content.get('launcher'))}, this is "
            f'"{launcher_sha256}". Use the launcher that was shipped with the launch file.'
        )
    for key in content:
        if key not in _KEYS:
            raise Refusal(f"The launch file has the unknown key {json.dumps(key)}. Known keys: {', '.join(_KEYS)}.")
    for key, (required, wanted, check) in _KEYS.items():
        if key not in content:
            if required:
                raise Refusal(f'The launch file lacks the key "{key}". It must be {wanted}.')
        elif not check(content[key]):
            raise Refusal(f'The key "{key}" of the launch file must be {wanted}.')
    if ("argv" in content) == ("arguments" in content):
        raise Refusal('The launch file must have one of the keys "argv" and "arguments", and not both.')
    if content["kind"] == INHERIT and "nodes" in content:
        raise Refusal('The launch file must not have the key "nodes" with the kind "inherit": another launcher counts them.')
    return LaunchFile(
        platform=content["platform"],
        kind=content["kind"],
        script=content["script"],
        argv=content.get("argv", []),
        arguments=content.get("arguments"),
        tuned=content.get("tuned", {}),
        output=content["output"],
        nodes=content.get("nodes"),
        processes_per_node=content.get("processesPerNode"),
        environment=content.get("environment", {}),
        secrets=content.get("secrets", {}),
        inputs=content.get("inputs", {}),
        requirements=content.get("requirements"),
        transformers=content.get("transformers"),
        model=content.get("model"),
        failure_file=content.get("failureFile"),
        grace_seconds=float(content.get("graceSeconds", DEFAULT_GRACE_SECONDS)),
        checkpoints=content.get("checkpoints"),
        resumes=content.get("resume", "auto") == "auto",
        rendezvous_port=content.get("rendezvous", {}).get("port"),
        rendezvous_seconds=float(content.get("rendezvous", {}).get("timeoutSeconds", DEFAULT_RENDEZVOUS_SECONDS)),
    )
