"""Clusters that tell a node its place by single variables: Azure ML, Kubeflow, Kubernetes Jobs, HF Jobs."""

from __future__ import annotations

from switchyard_launcher.faults import Refusal
from switchyard_launcher.topology import Topology, whole_number

AZURE_PORT = 6105
INDEXED_JOB_PORT = 29400
HUGGING_FACE_PORT = 29500
TORCH_PORT = 29500
# What our own plans set where a platform tells no number of nodes, no rank or no address.
NODES_VARIABLE = "SWITCHYARD_NODES"
NODE_RANK_VARIABLE = "SWITCHYARD_NODE_RANK"
MASTER_VARIABLE = "SWITCHYARD_MASTER"


def azure_topology(environment: dict[str, str]) -> Topology | None:
    """Azure Machine Learning's PyTorch distribution, one process on each node; without it one node.

    Raises Refusal in a process beyond a node's first, and where WORLD_SIZE counts processes.
    """
    if "AZUREML_RUN_ID" not in environment and "AZUREML_CR_NODE_RANK" not in environment:
        return None
    source = "Azure Machine Learning's variables"
    hosts = [host.strip() for host in environment.get("AZ_BATCH_HOST_LIST", "").split(",") if host.strip()]
    counted = whole_number(environment, "WORLD_SIZE", source, 1) if environment.get("WORLD_SIZE") else None
    started_by_processes = environment.get("LOCAL_RANK") not in (None, "", "0")
    if started_by_processes or (counted is not None and hosts and counted != len(hosts)):
        raise Refusal(
            "Azure starts the command once for each process of a node, and the launcher starts the ranks itself. "
            "Set distribution.processCountPerInstance to 1."
        )
    nodes = counted or len(hosts) or 1
    rank_variable = "NODE_RANK" if environment.get("NODE_RANK") else "AZUREML_CR_NODE_RANK"
    if nodes == 1:
        return Topology(1, 0, "", None, source)
    address = environment.get("MASTER_ADDR") or (hosts[0] if hosts else "")
    port = whole_number(environment, "MASTER_PORT", source, 1) if environment.get("MASTER_PORT") else AZURE_PORT
    return Topology(nodes, whole_number(environment, rank_variable, source, 0), address, port, source)


def kubeflow_topology(environment: dict[str, str]) -> Topology | None:
    """A TrainJob or PyTorchJob, by the PET_ variables that torchrun reads too. MIN:MAX nodes: all must come."""
    if not environment.get("PET_NNODES"):
        return None
    source = "Kubeflow's PET_ variables"
    text = environment["PET_NNODES"].rpartition(":")[2]
    nodes = whole_number({"PET_NNODES": text}, "PET_NNODES", source, 1)
    if nodes == 1:
        return Topology(1, 0, "", None, source)
    port = whole_number(environment, "PET_MASTER_PORT", source, 1) if environment.get("PET_MASTER_PORT") else TORCH_PORT
    address = environment.get("PET_MASTER_ADDR", "")
    return Topology(nodes, whole_number(environment, "PET_NODE_RANK", source, 0), address, port, source)


def indexed_job_topology(environment: dict[str, str]) -> Topology | None:
    """A Kubernetes Indexed Job or JobSet. The number of nodes and the first one's name come from our own variables.

    Raises Refusal where only the index is known: every pod would train alone.
    """
    source = "the Kubernetes Job's index"
    if not environment.get(NODES_VARIABLE):
        if environment.get("JOB_COMPLETION_INDEX", "0") != "0":
            raise Refusal(
                f"This is pod {environment['JOB_COMPLETION_INDEX']} of an Indexed Job that does not say how many nodes "
                f"it has. Set {NODES_VARIABLE} to the Job's completions and {MASTER_VARIABLE} to its first pod's name."
            )
        return None
    if "JOB_COMPLETION_INDEX" not in environment:
        return None
    nodes = whole_number(environment, NODES_VARIABLE, source, 1)
    # In a JobSet of several Jobs the index counts pods of one Job, so the plan tells the rank itself.
    rank_variable = NODE_RANK_VARIABLE if environment.get(NODE_RANK_VARIABLE) else "JOB_COMPLETION_INDEX"
    rank = whole_number(environment, rank_variable, source, 0)
    return Topology(nodes, rank, environment.get(MASTER_VARIABLE, ""), INDEXED_JOB_PORT, source)


def hugging_face_topology(environment: dict[str, str]) -> Topology | None:
    """HF Jobs in one network group: separate jobs, whose names and places are told by our own variables."""
    prefix = environment.get("HF_NETWORK_GROUP_PREFIX")
    if not prefix or not environment.get(NODES_VARIABLE):
        return None
    source = "the HF Jobs network group"
    nodes = whole_number(environment, NODES_VARIABLE, source, 1)
    rank = whole_number(environment, NODE_RANK_VARIABLE, source, 0)
    return Topology(nodes, rank, f"{prefix}n0", HUGGING_FACE_PORT, source)


def pytorch_job_topology(environment: dict[str, str]) -> Topology | None:
    """A classic PyTorchJob, which counts nodes in WORLD_SIZE and RANK. Outside of a pod such variables are stale."""
    names = ("KUBERNETES_SERVICE_HOST", "MASTER_ADDR", "MASTER_PORT", "WORLD_SIZE", "RANK")
    if "LOCAL_RANK" in environment or not all(environment.get(name) for name in names):
        return None
    source = "the PyTorchJob's variables"
    return Topology(
        whole_number(environment, "WORLD_SIZE", source, 1),
        whole_number(environment, "RANK", source, 0),
        environment["MASTER_ADDR"],
        whole_number(environment, "MASTER_PORT", source, 1),
        source,
    )
