"""What ended a run: the script's own error, workers that were lost, or machines that never came."""

from __future__ import annotations

import re

from switchyard_ray_output import last_line
from switchyard_ray_worker import ScriptFailed

# Ray's and Ray Train's names, which say more than their modules: these have moved from release to release.
LOSSES = {
    "ActorDiedError",
    "ActorUnavailableError",
    "BroadcastCollectiveTimeoutError",
    "CollectiveTimeoutError",
    "NCCLHangError",
    "NodeDiedError",
    "OutOfMemoryError",
    "PreemptionError",
    "RayActorError",
    "SynchronizationBarrierResetError",
    "WorkerCrashedError",
    "WorkerGroupStartupFailedError",
    "WorkerHealthCheckFailedError",
    "WorkerHealthCheckTimeoutError",
}
NO_PLACE = {"InsufficientClusterResourcesError", "WorkerGroupStartupTimeoutError"}
# How gloo and NCCL say in a script that another rank is gone.
LOST_PEER = re.compile(
    r"(?i)closed by (?:remote )?peer|reset by peer|broken pipe|remote process (?:exited|has terminated)"
    r"|DistBackendError|unhandled system error|socket timeout"
)


def script_error(error: BaseException) -> str | None:
    """The script's own error, of the first rank that has one; None where every rank only lost another one."""
    failures = getattr(error, "worker_failures", None) or {0: error}
    texts = [text for rank in sorted(failures) if (text := failure_text(failures[rank]))]
    return next((text for text in texts if not LOST_PEER.search(last_line(text))), None)


def is_loss(error: BaseException) -> bool:
    """Whether nothing but lost workers ended the run, so that it may go on elsewhere."""
    failures = getattr(error, "worker_failures", None)
    return all(map(was_lost, failures.values())) if failures else was_lost(error)


def found_no_place(error: BaseException) -> bool:
    return bool(names_in(error) & NO_PLACE)


def was_lost(failure: BaseException) -> bool:
    text = failure_text(failure) or repr(failure)
    return bool(names_in(failure) & LOSSES) or LOST_PEER.search(last_line(text)) is not None


def failure_text(error: BaseException | None) -> str | None:
    """What the script raised, found in what Ray wrapped around it."""
    return next((str(each) for each in inside(error) if isinstance(each, ScriptFailed)), None)


def names_in(error: BaseException) -> set[str]:
    return {kind.__name__ for each in inside(error) for kind in type(each).__mro__}


def inside(error: BaseException | None) -> list[BaseException]:
    """An error and those that Ray wrapped it around."""
    if error is None:
        return []
    inner = (getattr(error, name, None) for name in ("_base_exc", "cause", "controller_failure", "__cause__"))
    return [error, *(each for one in inner if isinstance(one, BaseException) and one is not error for each in inside(one))]
