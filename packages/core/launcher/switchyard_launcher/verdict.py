"""How a run ended. Exit code 0 alone does not say that a training is complete."""

from __future__ import annotations

from dataclasses import dataclass

from switchyard_launcher.progress import TrainerProgress
from switchyard_launcher.trainer_state import TrainerState

COMPLETED = "completed"
INTERRUPTED = "interrupted"
FAILED = "failed"
REFUSED = "refused"
EXIT_CODES = {COMPLETED: 0, INTERRUPTED: 75, FAILED: 1, REFUSED: 2}


@dataclass(frozen=True)
class Verdict:
    """`reason` is a sentence where the exit codes alone do not explain the verdict."""

    name: str
    reason: str = ""


def judge(
    exit_codes: list[int],
    failed_first: bool,
    interrupted: bool,
    stopped: bool,
    training: TrainerProgress | None,
    state: TrainerState | None,
) -> Verdict:
    """Decides from the ranks' exit codes, the platform's signal, the reported trainings and trainer_state.json.

    A failure before the end was asked for is a failure. After a signal only a training that reported its last step,
    with every rank ending in 0, is complete. A training that was `stopped` is interrupted, also on a node without a
    signal, whatever the script did afterwards. Else exit code 0 is complete, early stopping and scripts without a
    Trainer included, unless a training began, never ended, and no state file shows its last step.
    """
    if failed_first:
        return Verdict(FAILED)
    if stopped:
        return Verdict(INTERRUPTED)
    clean = all(code == 0 for code in exit_codes)
    if interrupted:
        done = training is not None and training.ended and training.step >= training.max_steps
        return Verdict(COMPLETED) if clean and done and exit_codes else Verdict(INTERRUPTED)
    if training is not None and training.begun and not training.ended:
        if state is None or state.step < state.max_steps:
            return Verdict(
                FAILED,
                f"The script ended with exit code 0, but its training began and did not end: "
                f"step {training.step} of {training.max_steps}.",
            )
    return Verdict(COMPLETED)
