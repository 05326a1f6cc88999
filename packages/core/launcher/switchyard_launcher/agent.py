"""An agent (torchrun, accelerate, deepspeed) as a child: its workers are who gets signals, and who is judged."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable

from switchyard_launcher.failure import EndedRank, traceback_in
from switchyard_launcher.log import Log
from switchyard_launcher.processes import Child

# Long enough for an agent that has only to tell how its workers ended.
SECONDS_WITHOUT_WORKERS = 15.0
_FIRST_FAILURE = "Root Cause (first observed failure)"
_REPORTED_RANK = re.compile(r"\brank\s*: (\d+) \(local_rank")
_REPORTED_EXIT = re.compile(r"\bexitcode\s*: (-?\d+)")
_SINGLE_EXIT = re.compile(r"^subprocess\.CalledProcessError: Command .* (?:status (\d+)|died with <Signals\.\w+: (\d+)>)\.$")
_DEEPSPEED_EXIT = re.compile(r"exits with return code = (-?\d+)")


class AgentChild(Child):
    """SIGTERM goes to the workers: torchrun would report failure after one, and kill the workers 30 s later.

    `others_are_gone`: whether the training is over and another node has gone, for which torchrun would wait 300 s.
    """

    def __init__(
        self,
        prefix: str,
        argv: list[str],
        environment: dict[str, str],
        folder: str,
        log: Log,
        woken: threading.Event,
        script: str,
        others_are_gone: Callable[[], bool],
    ) -> None:
        self._script = script
        self._told: set[int] = set()
        self._others_are_gone = others_are_gone
        self._without_workers_since: float | None = None
        self._waited_in_vain = False
        super().__init__(prefix, argv, environment, folder, log, woken)

    def terminate(self, again: bool = False) -> None:
        if self.exit_code is not None:
            return
        if again:
            self._told.clear()
        self.terminated_by_us = True
        for pid in self._workers() - self._told:
            self._told.add(pid)
            _send(pid, signal.SIGTERM)

    def watch_over(self) -> None:
        """Workers that the agent starts after the signal get it too."""
        if self.terminated_by_us:
            self.terminate()
        if not self._waited_in_vain and self._others_are_gone():
            self._end_a_vain_wait()

    def _end_a_vain_wait(self) -> None:
        """An agent waits for other nodes' agents only after its own workers have all ended well."""
        if self._workers():
            self._without_workers_since = None
        elif self._without_workers_since is None:
            self._without_workers_since = time.monotonic()
        elif time.monotonic() > self._without_workers_since + SECONDS_WITHOUT_WORKERS:
            self._waited_in_vain = True
            super().kill_group()

    def judged(self, exit_code: int) -> int:
        return 0 if self._waited_in_vain else exit_code

    def kill_group(self) -> None:
        """torchrun's workers lead groups of their own."""
        for pid in self._workers():
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
        super().kill_group()

    def _workers(self) -> set[int]:
        return worker_pids(self.pid, self._script)


def worker_pids(agent: int, script: str) -> set[int]:
    """The agent's children that run the script."""
    return _from_proc(agent, script) if os.path.exists("/proc/self/stat") else _from_ps(agent, script)


def agent_ranks(child: Child, exceptions: list[dict[str, object]], only: int | None = None) -> list[EndedRank]:
    """What is known of an agent's ranks: their own exceptions, else the rank of the agent's report, else the agent.

    `only` is the one rank that the agent has started, which some agents give no number.
    """

    def ended(rank: int | None, exit_code: int, exception: dict[str, object] | None) -> EndedRank:
        lines = (_printed_by(rank, list(tail)) for tail in (child.error_tail, child.output_tail))
        known = only if rank is None else rank
        return EndedRank(known, exit_code, child.ended_at, child.terminated_by_us, *lines, exception)

    reported_rank, reported_exit = _reported(list(child.error_tail))
    exit_code = child.exit_code if reported_exit is None else reported_exit
    own = [entry for entry in exceptions if entry.get("parent") == child.pid]
    if own:
        return [ended(entry.get("rank"), exit_code, entry) for entry in own]
    return [ended(reported_rank, exit_code, None)]


def _printed_by(rank: int | None, lines: list[str]) -> list[str]:
    """What the rank itself printed: the agent's own traceback is about the agent. All other lines where no rank is known."""
    if rank is None:
        return lines[: -len(traceback_in(lines))] if lines and _SINGLE_EXIT.match(lines[-1]) else lines
    prefix = f"[{rank}] "
    return [line[len(prefix) :] for line in lines if line.startswith(prefix)]


def _reported(lines: list[str]) -> tuple[int | None, int | None]:
    """Rank and exit code of the first failure, as torchrun's closing report or the last line of another agent tells them.

    accelerate starts a single process by itself and ends with an exception that has the exit code in its text.
    """
    single = _SINGLE_EXIT.match(lines[-1]) if lines else None
    if single:
        return None, int(single.group(1)) if single.group(1) else -int(single.group(2))
    starts = [index for index, line in enumerate(lines) if _FIRST_FAILURE in line]
    report = "\n".join(lines[starts[-1] :]) if starts else ""
    rank, code = _REPORTED_RANK.search(report), _REPORTED_EXIT.search(report)
    code = code or _DEEPSPEED_EXIT.search("\n".join(lines))
    return (int(rank.group(1)) if rank else None, int(code.group(1)) if code else None)


def _from_proc(agent: int, script: str) -> set[int]:
    found = set()
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                parent = int(file.read().rpartition(b")")[2].split()[1])
            if parent != agent:
                continue
            with open(f"/proc/{name}/cmdline", "rb") as file:
                arguments = file.read().split(b"\0")
        except (OSError, ValueError):
            continue
        if os.fsencode(script) in arguments:
            found.add(int(name))
    return found


def _from_ps(agent: int, script: str) -> set[int]:
    answer = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,command="], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    rows = (line.split(None, 2) for line in answer.stdout.decode("utf-8", "replace").splitlines())
    return {int(row[0]) for row in rows if len(row) == 3 and row[1] == str(agent) and script in row[2]}


def _send(pid: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, number)
