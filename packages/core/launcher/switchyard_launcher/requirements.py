"""Installs the wanted transformers release and the user's requirements, without replacing what the image was built around."""

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
# Another transformers may need another of the others too; torch is what the image was built around.
PINNED_BESIDE_ANOTHER_RELEASE = ("torch",)


def installed_version(package: str) -> str | None:
    """The version from the package's metadata: nothing is imported."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def constraint_lines(packages: tuple[str, ...], version_of: Callable[[str], str | None]) -> list[str]:
    """One `name==version` for each of the packages that is installed."""
    versions = ((package, version_of(package)) for package in packages)
    return [f"{package}=={version}" for package, version in versions if version is not None]


def release_fits(installed: str | None, wanted: str) -> bool:
    """Whether the installed version is the wanted one or begins with it: `5.3.0` fits `5.3`, `5.30.0` does not."""
    return installed is not None and f"{installed}.".startswith(f"{wanted}.")


def release_requirement(release: str) -> str:
    """In pip's words. The extra brings an accelerate that this release's Trainer can use."""
    return f"transformers[torch]=={release}" if release.count(".") > 1 else f"transformers[torch]=={release}.*"


def install_packages(
    requirements: str | None,
    release: str | None,
    scratch: str,
    bundle: str,
    environment: dict[str, str],
    interruption: Interruption,
    log: Log,
) -> None:
    """Runs pip once, on the requirements file and on the transformers release where another one is installed.

    Does nothing when there is nothing to install. Raises PreparationFailure with pip's last lines when it fails,
    Interrupted when a signal ended it.
    """
    found = installed_version("transformers")
    replaces = release is not None and not release_fits(found, release)
    wanted, what = [], []
    if replaces:
        log.say(f"transformers {found or 'is not installed'}, and {release} is wanted: installing it")
        wanted.append(release_requirement(release))
        what.append(f"transformers {release}")
    if requirements is not None:
        name = os.path.relpath(requirements, bundle)
        log.say(f"installing {name}")
        wanted += ["-r", requirements]
        what.append(f"the requirements of {name}")
    if not wanted:
        return
    constraints = os.path.join(scratch, "constraints.txt")
    pinned = PINNED_BESIDE_ANOTHER_RELEASE if replaces else PINNED_PACKAGES
    with open(constraints, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in constraint_lines(pinned, installed_version))
    argv = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    argv += [*wanted, "-c", constraints]
    together = run_together(
        [lambda woken: Child("[pip] ", argv, environment, bundle, log, woken)], interruption, 0.0, lambda: None
    )
    interruption.check()
    pip = together.children[0]
    if pip.exit_code != 0:
        detail = "\n".join([*pip.output_tail, *pip.error_tail][-40:])
        sentence = f"pip could not install {' and '.join(what)}: it ended with exit code {pip.exit_code}."
        raise PreparationFailure(sentence, detail)
