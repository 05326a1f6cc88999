"""One node's run: prepare, start the ranks, wait, judge, place the model."""

from __future__ import annotations

import hashlib
import json
import os
import time

from switchyard_launcher.agent import agent_ranks
from switchyard_launcher.arguments_file import map_texts, write_json_arguments
from switchyard_launcher.banner import (
    describe_arguments,
    describe_input,
    describe_room,
    describe_topology,
    describe_versions,
)
from switchyard_launcher.checkpoint_keeper import CheckpointKeeper
from switchyard_launcher.environment import with_python_folder
from switchyard_launcher.failure import EndedRank, Failure, describe_failure, first_failed, trouble_began
from switchyard_launcher.faults import Interrupted, PreparationFailure
from switchyard_launcher.hook import EVENTS_VARIABLE, EXCEPTIONS_VARIABLE, keep_room, write_hook
from switchyard_launcher.interruption import Interruption
from switchyard_launcher.kinds import AGENT_PACKAGES, INHERIT
from switchyard_launcher.launch_file import LAUNCH_FILE_NAME
from switchyard_launcher.log import Log
from switchyard_launcher.meeting import Meeting, free_port, meet
from switchyard_launcher.memory import out_of_memory_kills
from switchyard_launcher.model import choose_source, place_model
from switchyard_launcher.outcome import Outcome
from switchyard_launcher.peers import Peers
from switchyard_launcher.plan import NodePlan, make_folders, require_inputs
from switchyard_launcher.processes import Child, run_together
from switchyard_launcher.progress import Progress
from switchyard_launcher.requirements import install_packages, installed_version
from switchyard_launcher.resume import RESUME_VARIABLE
from switchyard_launcher.starts import Start, rank_starts
from switchyard_launcher.tail import Tail
from switchyard_launcher.trainer_state import TrainerState, read_trainer_state
from switchyard_launcher.verdict import COMPLETED, FAILED, judge


class NodeRun:
    """Holds what the end event needs, however far the run got."""

    def __init__(self, plan: NodePlan, bundle: str, scratch: str, log: Log, interruption: Interruption) -> None:
        self.progress = Progress()
        self.peers = Peers(plan.topology, log)
        self.state: TrainerState | None = None
        self._plan = plan
        self._bundle = bundle
        self._scratch = scratch
        self._log = log
        self._interruption = interruption
        self._events_file = os.path.join(scratch, "events.jsonl")
        self._exceptions_file = os.path.join(scratch, "exceptions.jsonl")
        self._events = Tail(self._events_file)
        self._checkpoints: dict[str, str] = {}
        self._kills_before = 0
        self._keeper = CheckpointKeeper(plan, bundle, log)

    def prepare(self) -> None:
        """Raises PreparationFailure or Interrupted before any rank has started."""
        plan, log = self._plan, self._log
        log.say(describe_topology(plan.topology))
        self.peers.open()
        noun = "process" if plan.processes == 1 else "processes"
        log.say(f"{plan.processes} {noun} on this node: {plan.processes_source}; {plan.threads}")
        require_inputs(plan.inputs)
        for name, path in plan.inputs.items():
            log.say(describe_input(name, path))
        make_folders(plan)
        log.say(describe_room(plan.output))
        wanted = (plan.requirements, plan.transformers)
        install_packages(*wanted, self._scratch, self._bundle, plan.environment, self._interruption, log)
        package = AGENT_PACKAGES.get(plan.kind)
        if package is not None and installed_version(package) is None:
            raise PreparationFailure(
                f"The kind {plan.kind} needs the package {package}, which is not installed. "
                "Name it in the requirements, or use an image that has it."
            )
        log.say(describe_versions())
        self._checkpoints = self._keeper.prepare()
        arguments = plan.arguments if plan.json_arguments is None else plan.json_arguments
        masked = map_texts(arguments, log.masker.mask)
        log.say(describe_arguments(os.path.relpath(plan.script, self._bundle), masked))
        self._meet()

    def _meet(self) -> None:
        """Nodes of one job agree on everything that the launch file says; the address and the secrets may differ."""
        plan, topology = self._plan, self._plan.topology
        if topology.nodes == 1 or topology.port is None or plan.kind == INHERIT:
            return
        with open(os.path.join(self._bundle, LAUNCH_FILE_NAME), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        greeting = f"switchyard {digest} {topology.nodes}"
        meet(Meeting(topology, topology.port, greeting, plan.rendezvous_seconds, self._log.say, self._check_others))

    def _check_others(self) -> None:
        """Raises where there is nobody to wait for any more."""
        self._interruption.check()
        end = self.peers.end
        if end is not None:
            raise Interrupted() if end.interrupted else PreparationFailure(end.sentence)

    def run(self, grace_seconds: float) -> Outcome:
        """Raises PreparationFailure when a rank cannot be started or the model cannot be placed."""
        outcome = self._run_ranks(grace_seconds)
        known = self.progress.latest or self.state
        self._keeper.tell_result(outcome.verdict, known.step if known else 0, known.max_steps if known else 0)
        return outcome

    def _run_ranks(self, grace_seconds: float) -> Outcome:
        started_at = time.time()
        self._kills_before = out_of_memory_kills()
        together = run_together(self._rank_starts(), self._interruption, grace_seconds, self._print_new_events)
        since = self._interruption.ending_since
        self._keeper.finish(None if since is None else since + grace_seconds - time.monotonic())
        children = together.children
        first_rank = self._plan.topology.rank * self._plan.processes
        for local_rank, child in enumerate(children):
            who = self._plan.kind if self._is_agent else f"rank {first_rank + local_rank}"
            self._log.say(f"{who} ended with {_describe_exit(child.exit_code)}")
        training = self.progress.latest
        trained_in = training.output_dir if training and training.output_dir else self._plan.output
        self.state = read_trainer_state(trained_in, started_at)
        exit_codes = [child.exit_code for child in children]
        stopped = self.progress.stopped
        verdict = judge(exit_codes, together.failed_first, together.interrupted, stopped, training, self.state)
        if verdict.name == COMPLETED and self._plan.model is not None and self._plan.topology.rank == 0:
            self._place_model(trained_in, self._plan.model)
        if verdict.name != FAILED:
            return Outcome(verdict.name)
        if verdict.reason:
            return Outcome(FAILED, Failure(verdict.reason, "", 1, first_rank))
        return Outcome(FAILED, self._failure_of(self._ended_ranks(children, first_rank)))

    def _failure_of(self, ranks: list[EndedRank]) -> Failure:
        """The first rank's failure, unless another node's end came before it."""
        failed = [rank for rank in ranks if rank.exit_code != 0]
        first = first_failed(failed) if failed else None
        end = self.peers.end
        if end is not None and (first is None or end.time < trouble_began(first)):
            return Failure(end.sentence, describe_failure(first).traceback if first else "", 1)
        return describe_failure(first, out_of_memory_kills() > self._kills_before)

    @property
    def _is_agent(self) -> bool:
        return self._plan.kind in AGENT_PACKAGES

    def _rank_starts(self) -> list[Start]:
        plan = self._plan
        environment = with_python_folder(plan.environment, write_hook(self._scratch))
        environment.update({EVENTS_VARIABLE: self._events_file, EXCEPTIONS_VARIABLE: self._exceptions_file})
        keep_room(self._exceptions_file)
        environment[RESUME_VARIABLE] = json.dumps(self._checkpoints)
        arguments = plan.arguments
        if plan.json_arguments is not None:
            arguments = [write_json_arguments(plan.json_arguments, self._scratch)]
        port = plan.topology.port or free_port()
        log, gone = self._log, lambda: self.peers.end is not None and self._training_has_ended
        return rank_starts(plan, port, arguments, environment, self._scratch, self._bundle, log, gone)

    @property
    def _training_has_ended(self) -> bool:
        training = self.progress.latest
        return training is not None and training.ended

    def _print_new_events(self) -> None:
        for entry in self._events.read_new():
            if "values" in entry:
                entry["values"] = {self._log.masker.mask(name): value for name, value in entry["values"].items()}
            event = self.progress.apply(entry)
            if entry["event"] == "saved":
                self._keeper.saved(entry["path"])
            if entry["first"]:
                self._log.event(event)
        if self.progress.stopped:
            self._interruption.agree()
        if self.peers.end is not None and not self._training_has_ended:
            self._interruption.leave_alone(self.peers.end.interrupted)

    def _place_model(self, trained_in: str, target: str) -> None:
        source = choose_source(self._plan.output, trained_in)
        if os.path.commonpath([self._bundle, source]) == source:
            self._log.say(f"warning: the script trained into {source}, which holds the bundle itself; use {{output}}")
            return
        try:
            place_model(source, target, self._log.say)
        except OSError as error:
            raise PreparationFailure(f"The model could not be placed in {target}: {error}.") from None

    def _ended_ranks(self, children: list[Child], first_rank: int) -> list[EndedRank]:
        """Only a rank's own exception counts; its helper processes write to the same file."""
        mask = self._log.masker.mask
        recorded = [
            {**entry, "error": mask(entry["error"]), "traceback": mask(entry["traceback"])}
            for entry in Tail(self._exceptions_file).read_new()
        ]
        if self._is_agent and children:
            return agent_ranks(children[0], recorded, first_rank if self._plan.processes == 1 else None)
        exceptions = {entry["pid"]: entry for entry in recorded}
        return [
            EndedRank(
                first_rank + local_rank,
                child.exit_code,
                child.ended_at,
                child.terminated_by_us,
                list(child.error_tail),
                list(child.output_tail),
                exceptions.get(child.pid),
            )
            for local_rank, child in enumerate(children)
        ]


def _describe_exit(exit_code: int) -> str:
    return f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
