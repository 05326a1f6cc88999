"""FSDP and DeepSpeed are configured by TrainingArguments or by accelerate's environment, never by both."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from switchyard_launcher.faults import Refusal

# Settings that TrainingArguments do not pass on, so that the environment is their only way (accelerate 1.15).
_ONLY_BY_ENVIRONMENT = ("FSDP_ACTIVATION_CHECKPOINTING_OFFLOAD", "FSDP_IGNORED_MODULES")
_DISTRIBUTED_TYPE = re.compile(r"^distributed_type:\s*['\"]?(\w+)", re.MULTILINE)
_FALSE = ("", "0", "false", "no", "n", "f", "off")


def accelerate_type(environment: dict[str, str], read: Callable[[str], str | None]) -> str | None:
    """The distributed_type of the configuration that `accelerate launch` finds by itself; "NO" counts as none."""
    cache = environment.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    home = environment.get("HF_HOME") or os.path.join(cache, "huggingface")
    text = read(os.path.join(home, "accelerate", "default_config.yaml")) or ""
    found = _DISTRIBUTED_TYPE.search(text)
    return found.group(1) if found and found.group(1) != "NO" else None


def require_one_configuration(
    arguments: list[str], json_arguments: dict[str, object] | None, environment: dict[str, str], configured: str | None
) -> None:
    """Raises Refusal when TrainingArguments and the environment both configure FSDP or DeepSpeed."""
    by_arguments = [name for name in ("fsdp", "deepspeed") if _is_given(name, arguments, json_arguments or {})]
    by_environment = [
        name
        for name, value in sorted(environment.items())
        if (name in ("ACCELERATE_USE_FSDP", "ACCELERATE_USE_DEEPSPEED") and value.strip().lower() not in _FALSE)
        or (name.startswith(("FSDP_", "ACCELERATE_DEEPSPEED_")) and name not in _ONLY_BY_ENVIRONMENT)
    ]
    if configured in ("FSDP", "DEEPSPEED"):
        by_environment.append(f"accelerate's default_config.yaml ({configured})")
    if by_arguments and by_environment:
        raise Refusal(
            f"The argument {by_arguments[0]} and {', '.join(by_environment)} both say how the ranks share the model. "
            f"accelerate would mix the two: keep the argument {by_arguments[0]}, or keep the environment."
        )


def _is_given(name: str, arguments: list[str], json_arguments: dict[str, object]) -> bool:
    value = json_arguments.get(name)
    if value not in (None, False, "", [], {}):
        return True
    for index, argument in enumerate(arguments):
        if argument == f"--{name}":
            following = arguments[index + 1] if index + 1 < len(arguments) else "--"
            return following.startswith("-") or following.strip().lower() not in _FALSE
        if argument.startswith(f"--{name}="):
            return argument.partition("=")[2].strip().lower() not in _FALSE
    return False
