"""What one node does for its checkpoints: opens the store, resumes, keeps new ones, and tells the end."""

from __future__ import annotations

import json
import os

from switchyard_launcher.checkpoint_keys import key_of
from switchyard_launcher.faults import PreparationFailure, Refusal
from switchyard_launcher.log import Log
from switchyard_launcher.manifest import files_below, sha256_of_file
from switchyard_launcher.mirror import Mirror
from switchyard_launcher.plan import NodePlan
from switchyard_launcher.resume import find_checkpoints
from switchyard_launcher.store_openers import STORE_OPENERS
from switchyard_launcher.stored import RESULT_FILE
from switchyard_launcher.stores import Store, open_store

# Nobody waits longer for a last copy when no signal sets the limit.
MOST_SECONDS_FOR_THE_LAST_COPY = 900.0
SECONDS_KEPT_AFTER_THE_LAST_COPY = 2.0


class CheckpointKeeper:
    def __init__(self, plan: NodePlan, bundle: str, log: Log) -> None:
        self._plan = plan
        self._bundle = bundle
        self._log = log
        self._store: Store | None = None
        self._mirror: Mirror | None = None

    def prepare(self) -> dict[str, str]:
        """Folder of a Trainer → the checkpoint that it resumes from.

        Raises PreparationFailure or Refusal when the store cannot be used: now, not after an hour.
        """
        plan, log = self._plan, self._log
        if plan.checkpoints is not None:
            log.say(f"checkpoints are kept at {plan.checkpoints}")
        elif plan.topology.nodes > 1:
            log.say(
                f"warning: {plan.topology.nodes} nodes and no store for checkpoints: they are only complete, and "
                f"resumed from, where all nodes share the disk of {plan.output}"
            )
        try:
            if plan.checkpoints is not None:
                self._store = open_store(plan.checkpoints, STORE_OPENERS, plan.environment)
                if plan.topology.rank == 0:
                    # What an earlier attempt said of its end holds no more. And it shows now whether we may write.
                    self._store.write(RESULT_FILE, b"{}\n")
                    self._store.remove([RESULT_FILE])
            chosen = find_checkpoints(plan, self._bundle, self._store, log)
        except (PreparationFailure, Refusal):
            raise
        except Exception as error:
            raise PreparationFailure(f"The checkpoints at {plan.checkpoints or plan.output} cannot be used: {error}") from None
        self._mirror = Mirror(plan.topology, plan.processes, self._store, log)
        self._mirror.start()
        return chosen

    def saved(self, checkpoint: str) -> None:
        if self._mirror is not None:
            self._mirror.saved(checkpoint, key_of(os.path.dirname(checkpoint), self._plan.output, self._bundle))

    def finish(self, seconds_left: float | None) -> None:
        """Waits for the last copy; `seconds_left` of the grace period, None when there is no hurry."""
        limit = MOST_SECONDS_FOR_THE_LAST_COPY
        if seconds_left is not None:
            limit = max(0.0, seconds_left - SECONDS_KEPT_AFTER_THE_LAST_COPY)
        if self._mirror is not None:
            self._mirror.finish(limit)

    def tell_result(self, verdict: str, step: int, max_steps: int) -> None:
        """The last thing that the store gets, from the first node alone: how the run ended, and what the model is."""
        if self._store is None or self._plan.topology.rank != 0:
            return
        model = self._plan.model if verdict == "completed" else None
        files = {name: _described(os.path.join(model, name)) for name in files_below(model)} if model else {}
        result = {
            "version": 1,
            "verdict": verdict,
            "step": step,
            "maxSteps": max_steps,
            "checkpoint": self._mirror.last_step if self._mirror else None,
            "model": files,
        }
        try:
            self._store.write(RESULT_FILE, json.dumps(result, indent=1).encode("utf-8"))
        except Exception as error:
            self._log.say(f"warning: {RESULT_FILE} could not be written: {error!r}")


def _described(path: str) -> tuple[int, str]:
    return os.path.getsize(path), sha256_of_file(path)
