"""The whole run of one node, from the launch file to the end event, which is printed on every path."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import time
import traceback

from switchyard_launcher.banner import hello_event
from switchyard_launcher.failure import LONGEST_TRACEBACK, Failure
from switchyard_launcher.faults import Interrupted, PreparationFailure, Refusal
from switchyard_launcher.interruption import Interruption
from switchyard_launcher.launch_file import (
    LAUNCH_FILE_NAME,
    LAUNCH_VERSION,
    LaunchFile,
    check_launch_file,
    is_filled_text,
    parse_launch_file,
)
from switchyard_launcher.locations import Locations, read_locations, read_text_file
from switchyard_launcher.log import Log
from switchyard_launcher.masking import Masker, find_secret_values
from switchyard_launcher.node_run import NodeRun
from switchyard_launcher.outcome import Outcome, end_event, masked, write_failure_file
from switchyard_launcher.plan import NodePlan, plan_node
from switchyard_launcher.progress import Progress
from switchyard_launcher.requests import fetch
from switchyard_launcher.secret_managers import Surroundings
from switchyard_launcher.secret_references import resolve_secrets
from switchyard_launcher.verdict import EXIT_CODES, FAILED, INTERRUPTED, REFUSED


class Launcher:
    """Collects what is known, so that the end event can tell it at whatever point the run ends."""

    def __init__(self, log: Log, interruption: Interruption) -> None:
        self._log = log
        self._interruption = interruption
        self._scratch: str | None = None
        self._started_at = time.monotonic()
        self._failure_file: str | None = None
        self._plan: NodePlan | None = None
        self._run: NodeRun | None = None

    def launch(self) -> int:
        """Returns the exit code: 0 completed, 75 interrupted, 2 refused, else the failed script's own."""
        outcome = self._outcome()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
        if self._run is not None:
            self._run.peers.close(outcome.verdict)
        node = self._plan.topology.rank if self._plan else 0
        world_size = self._plan.topology.nodes * self._plan.processes if self._plan else 1
        if outcome.failure is not None:
            outcome = Outcome(outcome.verdict, masked(outcome.failure, self._log))
            self._log.say(outcome.failure.error)
            if self._failure_file is not None:
                write_failure_file(self._failure_file, outcome.failure, node, world_size, self._log)
        if outcome.verdict == INTERRUPTED:
            asked = self._interruption.signal_name or "a signal to another node"
            self._log.say(f"interrupted by {asked}; the run can be started again")
        seconds = time.monotonic() - self._started_at
        self._log.say(f"{outcome.verdict} after {seconds:.1f} s, exit code {outcome.exit_code}")
        progress, state = (self._run.progress, self._run.state) if self._run else (Progress(), None)
        self._log.event(end_event(outcome, node, seconds, progress, state))
        return outcome.exit_code

    def _outcome(self) -> Outcome:
        try:
            return self._prepare_and_run()
        except Refusal as refusal:
            return Outcome(REFUSED, Failure(str(refusal), "", EXIT_CODES[REFUSED]))
        except PreparationFailure as failure:
            return Outcome(FAILED, Failure(str(failure), failure.detail, EXIT_CODES[FAILED]))
        except Interrupted:
            return Outcome(INTERRUPTED)
        except OSError as error:
            # A full disk, most often: the launcher writes little, and first.
            text = traceback.format_exc()[-LONGEST_TRACEBACK:]
            return Outcome(FAILED, Failure(f"The launcher cannot go on: {error}.", text, EXIT_CODES[FAILED]))
        except Exception as error:
            text = traceback.format_exc()[-LONGEST_TRACEBACK:]
            return Outcome(FAILED, Failure(f"The launcher itself failed: {error!r}", text, EXIT_CODES[FAILED]))

    def _prepare_and_run(self) -> Outcome:
        bundle = os.path.dirname(os.path.abspath(__file__))
        sha256 = _sha256_of(os.path.abspath(__file__))
        inherited = dict(os.environ)
        locations = read_locations(bundle, inherited)
        launch = self._read_launch_file(locations, sha256)
        guessed = find_secret_values({**inherited, **launch.environment}, [])
        self._log.masker = Masker(guessed)
        around = Surroundings(inherited, lambda path: read_text_file(locations.of(path)), fetch)
        secrets = resolve_secrets(launch.secrets, around)
        self._log.masker = Masker(guessed | find_secret_values({}, secrets.values()))
        self._plan = plan_node(launch, locations, inherited, sys.argv[1:], secrets)
        self._log.event(hello_event(sha256, self._plan.topology, self._plan.processes))
        self._log.say(f"launcher {LAUNCH_VERSION} {sha256[:12]}, kind {launch.kind}, grace {launch.grace_seconds:g} s")
        for name, reference in sorted(launch.secrets.items()):
            self._log.say(f"secret {name} from {reference['from']}")
        self._scratch = tempfile.mkdtemp(prefix="switchyard-")
        self._run = NodeRun(self._plan, bundle, self._scratch, self._log, self._interruption)
        self._interruption.check()
        self._run.prepare()
        return self._run.run(launch.grace_seconds)

    def _read_launch_file(self, locations: Locations, sha256: str) -> LaunchFile:
        path = os.path.join(locations.bundle, LAUNCH_FILE_NAME)
        text = read_text_file(path)
        if text is None:
            raise Refusal(f"There is no {LAUNCH_FILE_NAME} beside the launcher: looked for {path}.")
        content = parse_launch_file(text)
        failure_file = content.get("failureFile")
        if is_filled_text(failure_file):
            # Known as early as this, so that a refusal reaches the platform's own display too.
            self._failure_file = locations.of(failure_file)
        return check_launch_file(content, sha256)


def _sha256_of(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def main() -> int:
    log = Log(sys.stdout.fileno())
    interruption = Interruption()
    interruption.install()
    exit_code = Launcher(log, interruption).launch()
    log.close()
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
