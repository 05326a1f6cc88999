"""Secrets stand in the launch file as references; their values go into the ranks' environment and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from switchyard_launcher.faults import Refusal
from switchyard_launcher.requests import RequestFailed
from switchyard_launcher.secret_managers import Surroundings, aws_secret, azure_secret, google_secret


def _of_environment(name: str, around: Surroundings) -> str:
    if name not in around.environment:
        raise Refusal("the variable is not in the launcher's environment: set it on the platform")
    return around.environment[name]


def _of_file(name: str, around: Surroundings) -> str:
    text = around.read(name)
    if text is None:
        raise Refusal("there is no such file")
    return text[:-1] if text.endswith("\n") else text


SECRET_SOURCES: dict[str, Callable[[str, Surroundings], str]] = {
    "env": _of_environment,
    "file": _of_file,
    "aws-secrets-manager": aws_secret,
    "gcp-secret-manager": google_secret,
    "azure-key-vault": azure_secret,
}


def resolve_secrets(references: dict[str, dict[str, str]], around: Surroundings) -> dict[str, str]:
    """The value of each variable.

    Raises Refusal that tells every secret without a value at once.
    """
    values: dict[str, str] = {}
    troubles: list[str] = []
    for variable, reference in sorted(references.items()):
        try:
            value = SECRET_SOURCES[reference["from"]](reference["name"], around)
            if value == "" or "\0" in value:
                raise Refusal("its value is empty, or none that a variable can hold")
            values[variable] = value
        except (Refusal, RequestFailed) as error:
            troubles.append(f"{_called(variable, reference)}: {error}.")
        except (ValueError, KeyError, TypeError) as error:
            # Without its text, which may hold a part of the answer.
            troubles.append(f"{_called(variable, reference)}: the answer is not understood ({type(error).__name__}).")
    if troubles:
        noun = "secret has" if len(troubles) == 1 else "secrets have"
        raise Refusal(f"{len(troubles)} {noun} no value. " + " ".join(troubles))
    return values


def _called(variable: str, reference: dict[str, str]) -> str:
    return f'"{variable}" from {reference["from"]} "{reference["name"]}"'
