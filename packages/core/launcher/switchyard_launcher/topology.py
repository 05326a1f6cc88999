"""How many nodes a job has, which of them this is, and where they meet."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass

from switchyard_launcher.faults import PreparationFailure, Refusal

TOPOLOGY_VARIABLE = "SWITCHYARD_TOPOLOGY"
RESOURCE_CONFIG = "/opt/ml/input/config/resourceconfig.json"
SAGEMAKER_PORT = 7777
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Topology:
    """`port` is None where the ranks all run on this node: any free port will do."""

    nodes: int
    rank: int
    address: str
    port: int | None
    source: str


@dataclass(frozen=True)
class SageMakerHosts:
    """The hosts of this node's instance group, sorted as text: every node sorts alike, the first is the master."""

    hosts: list[str]
    current: str


def read_topology(environment: dict[str, str], read: Callable[[str], str | None]) -> Topology:
    """First match wins: SWITCHYARD_TOPOLOGY, SageMaker's resourceconfig.json, a single node.

    `read` gives the text of a container path, or None. Raises Refusal when a source is there but makes no sense.
    """
    explicit = environment.get(TOPOLOGY_VARIABLE)
    if explicit:
        return _alone_on_loopback(_read_explicit(explicit))
    sagemaker = read_sagemaker_hosts(read)
    if sagemaker is not None:
        rank = sagemaker.hosts.index(sagemaker.current)
        nodes = len(sagemaker.hosts)
        return _alone_on_loopback(Topology(nodes, rank, sagemaker.hosts[0], SAGEMAKER_PORT, "resourceconfig.json"))
    return Topology(1, 0, LOOPBACK, None, "no cluster was found")


def read_sagemaker_hosts(read: Callable[[str], str | None]) -> SageMakerHosts | None:
    """Reads /opt/ml/input/config/resourceconfig.json (SageMaker training toolkit, "Resource configuration")."""
    text = read(RESOURCE_CONFIG)
    if text is None:
        return None
    content = _parse_object(text, RESOURCE_CONFIG)
    current = content.get("current_host")
    hosts = content.get("hosts")
    for group in content.get("instance_groups") or []:
        if isinstance(group, dict) and group.get("instance_group_name") == content.get("current_group_name"):
            hosts = group.get("hosts", hosts)
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts) or current not in hosts:
        raise Refusal(f'{RESOURCE_CONFIG} must have "hosts", a list of texts, with "current_host" among them.')
    return SageMakerHosts(sorted(hosts), current)


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((LOOPBACK, 0))
        return listener.getsockname()[1]


def require_free_port(port: int) -> None:
    """Raises PreparationFailure when the meeting port is taken: the other nodes would talk to a stranger there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("", port))
        except OSError as error:
            raise PreparationFailure(f"The nodes are to meet at port {port}, which is not free: {error}.") from None


def _alone_on_loopback(topology: Topology) -> Topology:
    """One node meets itself: its host name need not resolve, and several jobs can share a machine."""
    if topology.nodes > 1:
        return topology
    return Topology(1, 0, LOOPBACK, None, topology.source)


def _read_explicit(text: str) -> Topology:
    content = _parse_object(text, TOPOLOGY_VARIABLE)
    unknown = sorted(set(content) - {"nodes", "rank", "address", "port"})
    if unknown:
        raise Refusal(f'{TOPOLOGY_VARIABLE} has the unknown key "{unknown[0]}". Known: nodes, rank, address, port.')
    nodes, rank = content.get("nodes"), content.get("rank")
    address, port = content.get("address"), content.get("port")
    if type(nodes) is not int or type(rank) is not int or not 0 <= rank < nodes:
        raise Refusal(f'{TOPOLOGY_VARIABLE} must have "nodes" of at least 1 and "rank" from 0 to nodes - 1.')
    if not isinstance(address, str) or address == "" or type(port) is not int or not 1 <= port <= 65535:
        raise Refusal(f'{TOPOLOGY_VARIABLE} must have "address", a host name, and "port" from 1 to 65535.')
    return Topology(nodes, rank, address, port, TOPOLOGY_VARIABLE)


def _parse_object(text: str, source: str) -> dict[str, object]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise Refusal(f"{source} is not valid JSON: {error}.") from None
    if not isinstance(content, dict):
        raise Refusal(f"{source} must be one JSON object.")
    return content
