"""Who starts the ranks of a node: the launcher itself, or an agent that it starts (torchrun, accelerate, deepspeed)."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import dataclass

from switchyard_launcher.topology import Topology

SPAWN = "spawn"
INHERIT = "inherit"
TORCHRUN = "torchrun"
ACCELERATE = "accelerate"
DEEPSPEED = "deepspeed"
# The package that an agent belongs to.
AGENT_PACKAGES = {TORCHRUN: "torch", ACCELERATE: "accelerate", DEEPSPEED: "deepspeed"}
KINDS = (SPAWN, *AGENT_PACKAGES, INHERIT)


@dataclass(frozen=True)
class AgentStart:
    """`configured`: accelerate finds a configuration of its own that says how the ranks work together."""

    topology: Topology
    processes: int
    port: int
    timeout_seconds: float
    log_folder: str
    configured: bool


def agent_command(kind: str, start: AgentStart, script: list[str]) -> list[str]:
    """The agent's command line. It never restarts ranks: a restarted node cannot join a static rendezvous again."""
    module = {
        TORCHRUN: "torch.distributed.run",
        ACCELERATE: "accelerate.commands.launch",
        DEEPSPEED: "deepspeed.launcher.launch",
    }[kind]
    options = {TORCHRUN: _torchrun, ACCELERATE: _accelerate, DEEPSPEED: _deepspeed}[kind](start)
    return [sys.executable, "-m", module, *options, *script]


def _torchrun(start: AgentStart) -> list[str]:
    return [
        f"--nnodes={start.topology.nodes}",
        f"--node-rank={start.topology.rank}",
        f"--nproc-per-node={start.processes}",
        f"--master-addr={start.topology.address}",
        f"--master-port={start.port}",
        "--rdzv-backend=static",
        f"--rdzv-conf=timeout={start.timeout_seconds:.0f}",
        "--max-restarts=0",
        # One pipe for each rank: in a shared one the lines of two ranks run into each other.
        "--tee=3",
        f"--log-dir={start.log_folder}",
    ]


def _accelerate(start: AgentStart) -> list[str]:
    """accelerate counts the processes of all nodes, and takes one machine with one GPU for no group unless told."""
    ranks = start.topology.nodes * start.processes
    group = [
        f"--main_process_ip={start.topology.address}",
        f"--main_process_port={start.port}",
        "--rdzv_backend=static",
        f"--rdzv_conf=timeout={start.timeout_seconds:.0f}",
        "--max_restarts=0",
        "--tee=3",
        f"--log_dir={start.log_folder}",
    ]
    return [
        f"--num_processes={ranks}",
        f"--num_machines={start.topology.nodes}",
        f"--machine_rank={start.topology.rank}",
        *(group if ranks > 1 else []),
        *(["--multi_gpu"] if ranks > 1 and not start.configured else []),
    ]


def _deepspeed(start: AgentStart) -> list[str]:
    """Each node's own half of deepspeed's launcher: the other half would look for the nodes by ssh."""
    nodes = {f"node-{node}": list(range(start.processes)) for node in range(start.topology.nodes)}
    return [
        f"--world_info={base64.urlsafe_b64encode(json.dumps(nodes).encode()).decode()}",
        f"--node_rank={start.topology.rank}",
        f"--master_addr={start.topology.address}",
        f"--master_port={start.port}",
        "--no_local_rank",
    ]
