"""The end of a run, as the end event and the failure file tell it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from switchyard_launcher.failure import LONGEST_ERROR, LONGEST_TRACEBACK, Failure, failure_file_text
from switchyard_launcher.log import Log
from switchyard_launcher.progress import Progress
from switchyard_launcher.trainer_state import TrainerState
from switchyard_launcher.verdict import EXIT_CODES


@dataclass(frozen=True)
class Outcome:
    verdict: str
    failure: Failure | None = None

    @property
    def exit_code(self) -> int:
        return self.failure.exit_code if self.failure else EXIT_CODES[self.verdict]


def end_event(
    outcome: Outcome, node: int, seconds: float, progress: Progress, state: TrainerState | None
) -> dict[str, object]:
    """Step and metrics come from the Trainer's own events, else from its state file; step 0 of 0 means unknown."""
    known = progress.latest or state
    event: dict[str, object] = {
        "event": "end",
        "verdict": outcome.verdict,
        "exitCode": outcome.exit_code,
        "node": node,
        "step": known.step if known else 0,
        "maxSteps": known.max_steps if known else 0,
        "metrics": progress.metrics or (state.metrics if state else {}),
        "seconds": round(seconds, 1),
    }
    if outcome.failure is None:
        return event
    rank = {} if outcome.failure.rank is None else {"rank": outcome.failure.rank}
    return {**event, **rank, "error": outcome.failure.error, "traceback": outcome.failure.traceback}


def masked(failure: Failure, log: Log) -> Failure:
    """The failure as it may be shown: secrets first, lengths after, so that no secret is cut in two."""
    error = log.masker.mask(failure.error)[:LONGEST_ERROR]
    traceback = log.masker.mask(failure.traceback)[-LONGEST_TRACEBACK:]
    return Failure(error, traceback, failure.exit_code, failure.rank)


def write_failure_file(path: str, failure: Failure, node: int, world_size: int, log: Log) -> None:
    """The run has failed already, so a failure file that cannot be written is only worth a line."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(failure_file_text(failure, node, world_size))
    except OSError as error:
        log.say(f"the failure file {path} could not be written: {error}")
