"""The processes that a node starts: its ranks, or the agent that starts them."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from switchyard_launcher.agent import AgentChild
from switchyard_launcher.environment import rank_environment
from switchyard_launcher.kinds import AGENT_PACKAGES, INHERIT, AgentStart, agent_command
from switchyard_launcher.log import Log
from switchyard_launcher.plan import NodePlan
from switchyard_launcher.processes import Child

# torchrun's lines carry the local rank, which is the same on every node, unless this says otherwise.
_PREFIX_VARIABLE = "TORCHELASTIC_LOG_LINE_PREFIX_TEMPLATE"


class Start(Protocol):
    """Starts one process, whose end wakes whoever waits."""

    def __call__(self, woken: threading.Event, /) -> Child: ...


def rank_starts(
    plan: NodePlan,
    port: int,
    arguments: list[str],
    environment: dict[str, str],
    scratch: str,
    bundle: str,
    log: Log,
    others_are_gone: Callable[[], bool],
) -> list[Start]:
    """One start for each rank of this node, or a single one for an agent or for a rank that another has started.

    `others_are_gone`: see AgentChild.
    """
    script = [plan.script, *arguments]
    if plan.kind in AGENT_PACKAGES:
        return [_agent_start(plan, port, script, environment, scratch, bundle, log, others_are_gone)]
    topology = plan.topology
    argv = [sys.executable, *script]

    def start(local_rank: int) -> Start:
        own = {} if plan.kind == INHERIT else rank_environment(topology, local_rank, plan.processes, port)
        alone = topology.nodes * plan.processes == 1
        prefix = "" if alone else f"[{topology.rank * plan.processes + local_rank}] "
        return lambda woken: Child(prefix, argv, {**environment, **own}, bundle, log, woken)

    return [start(local_rank) for local_rank in range(plan.processes)]


def _agent_start(
    plan: NodePlan,
    port: int,
    script: list[str],
    environment: dict[str, str],
    scratch: str,
    bundle: str,
    log: Log,
    others_are_gone: Callable[[], bool],
) -> Start:
    folder = os.path.join(scratch, plan.kind)
    os.makedirs(folder)
    start = AgentStart(plan.topology, plan.processes, port, plan.rendezvous_seconds, folder, plan.configured)
    argv = agent_command(plan.kind, start, script)
    own = {**environment, _PREFIX_VARIABLE: "[${rank}] "}
    return lambda woken: AgentChild("", argv, own, bundle, log, woken, plan.script, others_are_gone)
