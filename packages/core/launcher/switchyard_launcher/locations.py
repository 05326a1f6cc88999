"""Where the paths of a launch file lie on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Union

from switchyard_launcher.faults import Refusal

# A path as it stands, or {"environment": NAME}: the value of that variable, which the platform sets.
ContainerPath = Union[str, dict]
CONTAINER_ROOT_VARIABLE = "SWITCHYARD_CONTAINER_ROOT"


@dataclass(frozen=True)
class Locations:
    """The bundle's folder, and the folder that stands for the container's root ("/" in a real container)."""

    bundle: str
    root: str

    def of(self, path: str) -> str:
        """An absolute path lies below the container's root, a relative one in the bundle."""
        if not path.startswith("/"):
            return os.path.normpath(os.path.join(self.bundle, path))
        inside = os.path.normpath(path).lstrip("/")
        return os.path.normpath(os.path.join(self.root, inside))

    def told_by(self, path: ContainerPath, environment: dict[str, str]) -> str:
        """The place of a path that may stand in a variable. A variable may hold a place below the root itself.

        Raises Refusal when the variable is missing or empty.
        """
        if isinstance(path, str):
            return self.of(path)
        name = path["environment"]
        value = environment.get(name)
        if not value:
            state = "not set" if value is None else "empty"
            raise Refusal(f'The launch file takes a path from the variable "{name}", which is {state}.')
        full = os.path.normpath(value)
        is_below_root = os.path.isabs(full) and os.path.commonpath([self.root, full]) == os.path.normpath(self.root)
        return full if is_below_root else self.of(value)

    def store(self, place: ContainerPath, environment: dict[str, str]) -> str:
        """Like `told_by`; a URI stays as it is."""
        value = place if isinstance(place, str) else environment.get(place["environment"], "")
        return value if "://" in value else self.told_by(place, environment)

    def file_in_bundle(self, key: str, path: str, suffix: str) -> str:
        """A file that the user shipped.

        Raises Refusal when it lies elsewhere, has another suffix or does not exist.
        """
        full = self.of(path)
        if path.startswith("/") or os.path.relpath(full, self.bundle).split(os.sep)[0] == os.pardir:
            raise Refusal(f'The {key} "{path}" lies outside the bundle. Give a path relative to the bundle\'s folder.')
        if suffix and not path.endswith(suffix):
            raise Refusal(f'The {key} "{path}" must be a {suffix} file.')
        if not os.path.isfile(full):
            raise Refusal(f'The {key} "{path}" is not in the bundle: there is no file {full}.')
        return full


def read_locations(bundle: str, environment: dict[str, str]) -> Locations:
    """Takes the container's root from SWITCHYARD_CONTAINER_ROOT; without it, "/".

    Raises Refusal when the variable is not an absolute path.
    """
    root = environment.get(CONTAINER_ROOT_VARIABLE, "/")
    if not os.path.isabs(root):
        raise Refusal(f'{CONTAINER_ROOT_VARIABLE} is "{root}". It must be an absolute path.')
    return Locations(bundle=bundle, root=root)


def read_text_file(path: str) -> str | None:
    """The text of a UTF-8 file, or None when there is no such file.

    Raises Refusal when it exists but cannot be read.
    """
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"The file {path} cannot be read as UTF-8 text: {error}.") from None
