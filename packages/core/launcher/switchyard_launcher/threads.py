"""How many threads each rank computes with: torch would take all cores in every rank, and ranks would fight for them."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

THREADS_VARIABLE = "OMP_NUM_THREADS"
CPU_MAX = "/sys/fs/cgroup/cpu.max"
CPU_QUOTA = "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"
CPU_PERIOD = "/sys/fs/cgroup/cpu/cpu.cfs_period_us"


def default_threads(processes: int, read: Callable[[str], str | None]) -> tuple[int, int]:
    """Threads of one rank, and the cores that they were divided from."""
    cores = usable_cores(_cores_of_this_process(), read)
    return max(1, cores // processes), cores


def usable_cores(cores: int, read: Callable[[str], str | None]) -> int:
    """The machine's cores, or the part of them that the container's group may use (cgroup 2, else 1)."""
    quota, _, period = (read(CPU_MAX) or f"{read(CPU_QUOTA) or ''} {read(CPU_PERIOD) or ''}").strip().partition(" ")
    try:
        allowed = int(quota) / int(period)
    except (ValueError, ZeroDivisionError):
        return cores
    return min(cores, max(1, math.ceil(allowed))) if allowed > 0 else cores


def _cores_of_this_process() -> int:
    """Hardware threads of one core count once: two threads of torch on one core only wait for each other."""
    try:
        usable = os.sched_getaffinity(0)
    except AttributeError:
        return os.cpu_count() or 1
    return len({_siblings(number) for number in usable})


def _siblings(number: int) -> str:
    try:
        with open(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list", encoding="ascii") as file:
            return file.read()
    except OSError:
        return str(number)
