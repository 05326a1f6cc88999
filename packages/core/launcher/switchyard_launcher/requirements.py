"""Installs the user's requirements without letting them replace what the image was built around."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Callable

from switchyard_launcher.faults import PreparationFailure
from switchyard_launcher.interruption import Interruption
from switchyard_launcher.log import Log
from switchyard_launcher.processes import Child, run_together

PINNED_PACKAGES = ("torch", "transformers", "accelerate", "tokenizers")


def installed_version(package: str) -> str | None:
    """The version from the package's metadata: nothing is imported."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def constraint_lines(version_of: Callable[[str], str | None]) -> list[str]:
    """One `name==version` for each pinned package that is installed."""
    versions = ((package, version_of(package)) for package in PINNED_PACKAGES)
    return [f"{package}=={version}" for package, version in versions if version is not None]


def install_requirements(
    path: str, scratch: str, bundle: str, environment: dict[str, str], interruption: Interruption, log: Log
) -> None:
    """Runs pip on the file, its output going to the log.

    Raises PreparationFailure with pip's last lines when it fails, Interrupted when a signal ended it.
    """
    constraints = os.path.join(scratch, "constraints.txt")
    with open(constraints, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in constraint_lines(installed_version))
    argv = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    argv += ["-r", path, "-c", constraints]
    together = run_together(
        [lambda woken: Child("[pip] ", argv, environment, bundle, log, woken)], interruption, 0.0, lambda: None
    )
    interruption.check()
    pip = together.children[0]
    if pip.exit_code != 0:
        detail = "\n".join([*pip.output_tail, *pip.error_tail][-40:])
        name = os.path.relpath(path, bundle)
        raise PreparationFailure(
            f"The requirements of {name} could not be installed: pip ended with exit code {pip.exit_code}.", detail
        )
