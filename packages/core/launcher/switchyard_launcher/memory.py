"""Whether the kernel killed something of this container for its memory."""

from __future__ import annotations

import re
from collections.abc import Callable

# cgroup 2 counts in the first file, cgroup 1 in the second, both by the line "oom_kill N".
_COUNTERS = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")
_KILLS = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)


def read_if_possible(path: str) -> str | None:
    try:
        with open(path, encoding="ascii") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None


def out_of_memory_kills(read: Callable[[str], str | None] = read_if_possible) -> int:
    """How many so far; 0 where nobody counts."""
    for path in _COUNTERS:
        found = _KILLS.search(read(path) or "")
        if found:
            return int(found.group(1))
    return 0
