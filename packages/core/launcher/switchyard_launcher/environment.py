"""The environment that the script's processes see."""

from __future__ import annotations

import json
import os

from switchyard_launcher.locations import CONTAINER_ROOT_VARIABLE
from switchyard_launcher.sagemaker_hosts import SageMakerHosts
from switchyard_launcher.topology import TOPOLOGY_VARIABLE, Topology
from switchyard_launcher.variable_clusters import MASTER_VARIABLE, NODE_RANK_VARIABLE, NODES_VARIABLE

RANK_VARIABLES = (
    "RANK",
    "LOCAL_RANK",
    "WORLD_SIZE",
    "LOCAL_WORLD_SIZE",
    "GROUP_RANK",
    "GROUP_WORLD_SIZE",
    "MASTER_ADDR",
    "MASTER_PORT",
)
# Left over from another launcher they would change how torch starts, or make it wait for a store nobody hosts.
_FOREIGN_PREFIXES = ("PET_", "TORCHELASTIC_", "ROLE_")
_OWN_VARIABLES = (CONTAINER_ROOT_VARIABLE, TOPOLOGY_VARIABLE, NODES_VARIABLE, NODE_RANK_VARIABLE, MASTER_VARIABLE)


def base_environment(inherited: dict[str, str], own: dict[str, str], keeps_ranks: bool = False) -> dict[str, str]:
    """The launcher's environment without stale ranks and without its own variables, then the launch file's.

    `keeps_ranks`: another launcher has started this process as a rank, and its variables are the right ones.
    """

    def stays(name: str) -> bool:
        is_rank = name in RANK_VARIABLES or name.startswith(_FOREIGN_PREFIXES)
        return name not in _OWN_VARIABLES and (keeps_ranks or not is_rank)

    kept = {name: value for name, value in {**inherited, **own}.items() if stays(name)}
    kept["PYTHONUNBUFFERED"] = "1"
    return kept


def rank_environment(topology: Topology, local_rank: int, processes: int, port: int) -> dict[str, str]:
    """The rendezvous variables of one rank; none when it is the only process of the whole job."""
    world_size = topology.nodes * processes
    if world_size == 1:
        return {}
    values = (
        topology.rank * processes + local_rank,
        local_rank,
        world_size,
        processes,
        topology.rank,
        topology.nodes,
        topology.address,
        port,
    )
    return {name: str(value) for name, value in zip(RANK_VARIABLES, values)}


def sagemaker_environment(
    inputs: dict[str, str], model: str, output_data: str, hosts: SageMakerHosts | None, gpus: int
) -> dict[str, str]:
    """The variables of the SageMaker training toolkit that training scripts read."""
    values = {"SM_MODEL_DIR": model, "SM_OUTPUT_DATA_DIR": output_data, "SM_NUM_GPUS": str(gpus)}
    for name, path in inputs.items():
        values[f"SM_CHANNEL_{name.upper()}"] = path
    if hosts is not None:
        values["SM_HOSTS"] = json.dumps(hosts.hosts)
        values["SM_CURRENT_HOST"] = hosts.current
    return values


def with_python_folder(environment: dict[str, str], folder: str) -> dict[str, str]:
    """Puts the folder of our sitecustomize first on PYTHONPATH."""
    existing = environment.get("PYTHONPATH")
    return {**environment, "PYTHONPATH": folder + os.pathsep + existing if existing else folder}
