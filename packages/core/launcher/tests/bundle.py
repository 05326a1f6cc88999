"""A bundle in a temporary folder with the joined launcher, as a node sees it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS.parent))

import build  # noqa: E402

SOURCE = build.joined_source()
SHA256 = hashlib.sha256(SOURCE.encode("utf-8")).hexdigest()
LIMIT_SECONDS = 180
PREFIX = "::switchyard:: "


class Bundle:
    """Use as a context manager; `root` stands for the container's "/"."""

    def __enter__(self) -> Bundle:
        self._temporary = tempfile.TemporaryDirectory(prefix="switchyard-test-")
        self.root = Path(self._temporary.name) / "root"
        self.folder = self.root / "bundle"
        self.scratch = Path(self._temporary.name) / "tmp"
        self.folder.mkdir(parents=True)
        self.scratch.mkdir()
        (self.folder / "switchyard_launcher.py").write_text(SOURCE, encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    def path(self, container_path: str) -> Path:
        return self.root / container_path.lstrip("/")

    def script(self, text: str, name: str = "train.py") -> None:
        (self.folder / name).write_text(textwrap.dedent(text), encoding="utf-8")

    def launch_file(self, **changes: object) -> dict[str, object]:
        content = {
            "launchVersion": 1,
            "launcher": SHA256,
            "platform": "local",
            "kind": "spawn",
            "script": "train.py",
            "argv": [],
            "processesPerNode": 1,
            "output": "/output",
            "failureFile": "/failure",
            **changes,
        }
        return {key: value for key, value in content.items() if value is not None}

    def start(
        self,
        inherited: dict[str, str] | None = None,
        command_line: tuple[str, ...] = (),
        program: list[str] | None = None,
        **changes: object,
    ) -> subprocess.Popen[bytes]:
        text = json.dumps(self.launch_file(**changes))
        (self.folder / "switchyard-launch.json").write_text(text, encoding="utf-8")
        return subprocess.Popen(
            program or [sys.executable, "switchyard_launcher.py", *command_line],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "SWITCHYARD_CONTAINER_ROOT": str(self.root),
                "TMPDIR": str(self.scratch),
                **(inherited or {}),
            },
        )

    def run(
        self, inherited: dict[str, str] | None = None, command_line: tuple[str, ...] = (), **changes: object
    ) -> Ended:
        return finish(self.start(inherited, command_line, **changes))


class Ended:
    """What a launcher printed and how it ended."""

    def __init__(self, exit_code: int, output: bytes) -> None:
        self.exit_code = exit_code
        self.text = output.decode("utf-8")
        self.lines = self.text.split("\n")[:-1]
        self.events = [json.loads(line[len(PREFIX) :]) for line in self.lines if line.startswith(PREFIX)]

    @property
    def end(self) -> dict[str, object]:
        last = self.lines[-1]
        assert last.startswith(PREFIX), f"the last line is no event: {last}"
        event = json.loads(last[len(PREFIX) :])
        assert event["event"] == "end", event
        return event

    def named(self, name: str) -> list[dict[str, object]]:
        return [event for event in self.events if event["event"] == name]


def finish(process: subprocess.Popen[bytes]) -> Ended:
    try:
        output, _ = process.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        raise AssertionError(f"the launcher did not end: {output.decode('utf-8', 'replace')}") from None
    return Ended(process.returncode, output)


def from_environment(*names: str) -> dict[str, dict[str, str]]:
    """The references of secrets that the platform sets as variables."""
    return {name: {"from": "env", "name": name} for name in names}


def meeting_port() -> int:
    """Free, like the one behind it, where the launchers talk; below those that systems give to outgoing connections."""
    candidates = range(20_000, 32_000, 2)
    return next(port for port in random.sample(candidates, len(candidates)) if _is_free(port) and _is_free(port + 1))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def run_nodes(bundle: Bundle, nodes: int, **changes: object) -> list[Ended]:
    """Starts all nodes of one job on loopback and waits for them, the first node first."""
    port = meeting_port()
    started = []
    for rank in range(nodes):
        topology = {"nodes": nodes, "rank": rank, "address": "127.0.0.1", "port": port}
        started.append(bundle.start({"SWITCHYARD_TOPOLOGY": json.dumps(topology)}, nodes=nodes, **changes))
    return [finish(process) for process in started]


class BundleTest(unittest.TestCase):
    """A test with a bundle of its own, which must leave no temporary files behind."""

    def setUp(self) -> None:
        self.bundle = Bundle().__enter__()
        self.addCleanup(self.bundle.__exit__)

    def tearDown(self) -> None:
        left = [name for name in os.listdir(self.bundle.scratch) if not name.startswith("torchinductor")]
        self.assertEqual(left, [])

    def failure_file(self) -> str:
        return self.bundle.path("/failure").read_text(encoding="utf-8")


def wait_until_ready(process: subprocess.Popen[bytes], ranks: int = 1) -> None:
    """Reads up to the line in which the last rank says that it waits."""
    seen = b""
    while seen.count(b"ready\n") < ranks:
        line = process.stdout.readline()
        assert line, seen.decode()
        seen += line
