"""The first lines of a log: what the launcher found and decided."""

from __future__ import annotations

import json
import os
import platform
import shutil

from switchyard_launcher.launch_file import LAUNCH_VERSION
from switchyard_launcher.requirements import PINNED_PACKAGES, installed_version
from switchyard_launcher.topology import Topology

_MOST_FILES_COUNTED = 1_000


def hello_event(launcher_sha256: str, topology: Topology, processes: int) -> dict[str, object]:
    """A job's first event on each node. Whoever follows the job learns by it that a launcher runs, and which."""
    return {
        "event": "hello",
        "version": LAUNCH_VERSION,
        "launcher": launcher_sha256,
        "node": topology.rank,
        "nodes": topology.nodes,
        "processes": processes,
    }


def describe_versions() -> str:
    packages = (f"{name} {installed_version(name) or 'not installed'}" for name in PINNED_PACKAGES)
    return f"Python {platform.python_version()}, {', '.join(packages)}"


def describe_topology(topology: Topology) -> str:
    meeting = f"{topology.address}:{topology.port}" if topology.port else f"{topology.address}, any free port"
    noun = "node" if topology.nodes == 1 else "nodes"
    return f"{topology.nodes} {noun}, rank {topology.rank}, master {meeting}, from: {topology.source}"


def describe_input(name: str, path: str) -> str:
    """Counts files up to a limit: an input can be a mount with millions of them."""
    if os.path.isfile(path):
        return f"input {name}: the file {path}"
    count = 0
    for _, _, files in os.walk(path):
        count += len(files)
        if count >= _MOST_FILES_COUNTED:
            return f"input {name}: {path}, {_MOST_FILES_COUNTED} files or more"
    return f"input {name}: {path}, {count} {'file' if count == 1 else 'files'}"


def describe_arguments(script: str, arguments: object) -> str:
    """A list is the script's command line, an object what its JSON file holds."""
    return f"script {script}, arguments {json.dumps(arguments, ensure_ascii=False)}"


def describe_room(folder: str) -> str:
    """Some file systems and machines do not say."""
    try:
        disk = f"{shutil.disk_usage(folder).free / 1e9:.1f} GB"
    except OSError:
        disk = "an unknown amount"
    try:
        memory = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.1f} GB"
    except (AttributeError, ValueError, OSError):
        memory = "an unknown amount"
    return f"{disk} of disk free at {folder}, {memory} of memory"
