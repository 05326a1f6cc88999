"""Finds out which cluster this node belongs to."""

from __future__ import annotations

from dataclasses import replace

from switchyard_launcher.sagemaker_hosts import sagemaker_topology
from switchyard_launcher.topology import (
    LOOPBACK,
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
from switchyard_launcher.vertex_cluster import vertex_topology

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
        return Topology(1, 0, LOOPBACK, None, "no cluster was found")
    return alone_on_loopback(checked(replace(found, port=port) if port else found))
