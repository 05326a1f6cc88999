"""Where a Trainer's folder lies in a store: the same place for every attempt of a run, on whatever machine."""

from __future__ import annotations

import os

_IN_BUNDLE = "@bundle"
_ELSEWHERE = "@root"


def key_of(folder: str, output: str, bundle: str) -> str:
    """`""` for the output folder, `a/b` below it, `@bundle/a/b` below the bundle, else `@root/` and the whole path."""
    full = os.path.realpath(folder)
    for root, prefix in ((output, ""), (bundle, _IN_BUNDLE)):
        inside = os.path.relpath(full, os.path.realpath(root)).replace(os.sep, "/")
        if inside.split("/")[0] != os.pardir:
            return "/".join(part for part in (prefix, inside) if part not in ("", "."))
    return _ELSEWHERE + full.replace(os.sep, "/")


def folder_of(key: str, output: str, bundle: str) -> str:
    """The reverse."""
    first, _, rest = key.partition("/")
    if first == _IN_BUNDLE:
        return os.path.normpath(os.path.join(bundle, rest))
    return "/" + rest if first == _ELSEWHERE else os.path.normpath(os.path.join(output, key))
