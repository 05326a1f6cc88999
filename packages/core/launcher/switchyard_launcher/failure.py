"""What a failed run tells: the rank that failed first, its exception, and where it came from."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_TRACEBACK = 16_000
LONGEST_FAILURE_FILE = 1_024
LONGEST_ERROR = 1_000
LINES_WITHOUT_TRACEBACK = 20

_TRACEBACK_START = "Traceback (most recent call last)"
_EXCEPTION_LINE = re.compile(r"^[A-Za-z_][\w.]*(Error|Exception|Interrupt|Exit|Warning|Iteration|Group)\b(:|$)")
_SYNTAX_ERROR_START = re.compile(r'^ +File ".*", line \d+$')


@dataclass(frozen=True)
class EndedRank:
    """One rank after its end: the exit code as subprocess gives it, its last lines, its recorded exception.

    `rank` is None for an agent that does not say which of its ranks failed.
    """

    rank: int | None
    exit_code: int
    ended_at: float
    terminated_by_us: bool
    error_lines: list[str]
    output_lines: list[str]
    exception: dict[str, object] | None


@dataclass(frozen=True)
class Failure:
    """`rank` is None when the run failed before or after its ranks ran."""

    error: str
    traceback: str
    exit_code: int
    rank: int | None = None


def trouble_began(rank: EndedRank) -> float:
    """Seconds since the epoch."""
    return float(rank.exception["time"]) if rank.exception else rank.ended_at


def first_failed(ranks: list[EndedRank]) -> EndedRank:
    """The rank whose trouble began first. A recorded exception is older than the end of its process:
    a peer that loses its connection can end before the rank that raised has finished ending."""
    failed = [rank for rank in ranks if rank.exit_code != 0]
    own = [rank for rank in failed if rank.exception or not rank.terminated_by_us]
    return min(own or failed, key=trouble_began)


def describe_failure(rank: EndedRank, out_of_memory: bool = False) -> Failure:
    """The exception of the rank, from its own record, else from its last lines.

    `out_of_memory`: the kernel has counted a process of this container that it killed for its memory.
    """
    if rank.exception:
        # A process that we had to end on its way out of an exception would have ended with 1.
        exit_code = 1 if rank.exit_code < 0 and rank.terminated_by_us else _shell_exit_code(rank.exit_code)
        error = _first_line(str(rank.exception["error"]))
        return Failure(error, str(rank.exception["traceback"]), exit_code, rank.rank)
    last_lines = "\n".join((rank.error_lines or rank.output_lines)[-LINES_WITHOUT_TRACEBACK:])
    if rank.exit_code < 0:
        return Failure(_killed_by(-rank.exit_code, out_of_memory), last_lines, _shell_exit_code(rank.exit_code), rank.rank)
    for lines in (rank.error_lines, rank.output_lines):
        traceback = traceback_in(lines)
        if traceback:
            error = next((line for line in traceback if _EXCEPTION_LINE.match(line)), traceback[-1])
            return Failure(_first_line(error), "\n".join(traceback), rank.exit_code, rank.rank)
    said = next((line.strip() for line in reversed(rank.error_lines) if line.strip()), "")
    error = f"exit code {rank.exit_code}: {said}" if said else f"exit code {rank.exit_code}"
    return Failure(_first_line(error), last_lines, rank.exit_code, rank.rank)


def traceback_in(lines: Iterable[str]) -> list[str]:
    """The lines from the last traceback on; a syntax error prints its place without that heading."""
    kept = list(lines)
    starts = [index for index, line in enumerate(kept) if _TRACEBACK_START in line]
    if starts:
        return kept[starts[-1] :]
    places = [index for index, line in enumerate(kept) if _SYNTAX_ERROR_START.match(line)]
    errors = [index for index, line in enumerate(kept) if _EXCEPTION_LINE.match(line)]
    return kept[places[-1] :] if places and errors and errors[-1] > places[-1] else []


def failure_file_text(failure: Failure, node: int, world_size: int) -> str:
    """At most 1,024 characters, the most telling ones first: the platform shows no more."""
    place = f"rank {failure.rank} of {world_size} on node {node}" if failure.rank is not None else f"node {node}"
    head = f"{failure.error[:LONGEST_ERROR // 2]}\n{place}, exit code {failure.exit_code}\n"
    room = LONGEST_FAILURE_FILE - len(head)
    return head + failure.traceback[max(0, len(failure.traceback) - room) :]


def _shell_exit_code(exit_code: int) -> int:
    """128 + n for death by signal n, as shells say it."""
    return exit_code if exit_code >= 0 else 128 - exit_code


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0]


def _killed_by(number: int, out_of_memory: bool) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = "an unnamed signal"
    hint = ""
    if name == "SIGKILL":
        hint = "; the kernel's out-of-memory killer was at work" if out_of_memory else "; often the kernel's out-of-memory killer"
    return f"killed by signal {number} ({name}){hint}"
