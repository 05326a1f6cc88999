"""Finds out which cluster this node belongs to."""

from __future__ import annotations

from dataclasses import replace

from switchyard_launcher.faults import Refusal
from switchyard_launcher.sagemaker_hosts import RESOURCE_CONFIG, sagemaker_topology
from switchyard_launcher.topology import (
    LOOPBACK,
    TOPOLOGY_VARIABLE,
    ReadText,
    Topology,
    alone_on_loopback,
    checked,
    explicit_topology,
)
from switchyard_launcher.variable_clusters import (
    azure_topology,
    hugging_face_topology,
    indexed_job_topology,
    kubeflow_topology,
    pytorch_job_topology,
)
from switchyard_launcher.vertex_cluster import CLUSTER_VARIABLE, vertex_topology

_NO_CLUSTER = "no cluster was found"

# First match wins, behind SWITCHYARD_TOPOLOGY and SageMaker's file.
_BY_VARIABLES = (
    vertex_topology,
    azure_topology,
    kubeflow_topology,
    indexed_job_topology,
    hugging_face_topology,
    pytorch_job_topology,
)


def read_topology(environment: dict[str, str], read: ReadText, port: int | None = None) -> Topology:
    """`port` replaces the platform's own, never one that SWITCHYARD_TOPOLOGY names.

    Ray has no entry: it starts the ranks itself. Raises Refusal when a source is there but makes no sense.
    """
    explicit = explicit_topology(environment)
    if explicit is not None:
        return alone_on_loopback(explicit)
    found = sagemaker_topology(read)
    for reader in _BY_VARIABLES:
        found = found or reader(environment)
    if found is None:
        return Topology(1, 0, LOOPBACK, None, _NO_CLUSTER)
    return alone_on_loopback(checked(replace(found, port=port) if port else found))


def require_nodes(topology: Topology, wanted: int | None) -> None:
    """Raises Refusal when the platform tells of another number of nodes than the launch file, or of none at all.

    Nodes that do not know of each other would each train the whole model alone, and each be paid for.
    """
    if wanted is None or topology.nodes == wanted:
        return
    if topology.source == _NO_CLUSTER:
        raise Refusal(
            f"The launch file is for {_nodes(wanted)}, and nothing tells this one of the others. Looked for "
            f"{TOPOLOGY_VARIABLE}, {RESOURCE_CONFIG}, {CLUSTER_VARIABLE}, and the variables of Azure Machine Learning, "
            "Kubeflow, a Kubernetes Job and HF Jobs. Let the platform start the nodes as one job, or set "
            f'{TOPOLOGY_VARIABLE} on each: {{"nodes": {wanted}, "rank": 0, "address": "HOST", "port": 29400}}.'
        )
    raise Refusal(
        f"The launch file is for {_nodes(wanted)}, but by {topology.source} there {_are(topology.nodes)}. Start as many as "
        f"`resources.nodes` of the spec says, or set it to {topology.nodes} and plan the job again."
    )


def _nodes(count: int) -> str:
    return "1 node" if count == 1 else f"{count} nodes"


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
