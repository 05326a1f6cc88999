"""How many nodes a job has, which of them this is, and where they meet: said outright, or by the job's platform."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Protocol

from switchyard_launcher.faults import Refusal

TOPOLOGY_VARIABLE = "SWITCHYARD_TOPOLOGY"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Topology:
    """`port` is None where the ranks all run on this node: any free port will do."""

    nodes: int
    rank: int
    address: str
    port: int | None
    source: str


class ReadText(Protocol):
    """Gives the text of a container path, or None when there is no such file."""

    def __call__(self, path: str, /) -> str | None: ...


def explicit_topology(environment: dict[str, str]) -> Topology | None:
    """SWITCHYARD_TOPOLOGY, for clusters that nobody else describes: {"nodes", "rank", "address", "port"} as JSON."""
    text = environment.get(TOPOLOGY_VARIABLE)
    if not text:
        return None
    content = parse_object(text, TOPOLOGY_VARIABLE)
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


def inherited_topology(environment: dict[str, str]) -> Topology:
    """For the kind "inherit": another launcher has started this process as one rank, and its variables stay.

    Every rank counts as a node with one process, so that one of them alone speaks for the job.
    """
    source = "the variables of this rank"
    if "RANK" not in environment and "WORLD_SIZE" not in environment:
        return Topology(1, 0, LOOPBACK, None, source)
    ranks = whole_number(environment, "WORLD_SIZE", source, 1)
    rank = whole_number(environment, "RANK", source, 0)
    port = whole_number(environment, "MASTER_PORT", source, 1) if environment.get("MASTER_PORT") else None
    return checked(Topology(ranks, rank, environment.get("MASTER_ADDR") or LOOPBACK, port, source))


def alone_on_loopback(topology: Topology) -> Topology:
    """One node meets itself: its host name need not resolve, and several jobs can share a machine."""
    return topology if topology.nodes > 1 else replace(topology, address=LOOPBACK, port=None)


def checked(topology: Topology) -> Topology:
    """Raises Refusal when the rank is none of the nodes' or nobody says where several nodes meet."""
    if not 0 <= topology.rank < topology.nodes:
        raise Refusal(
            f"{topology.source} says that this is node {topology.rank} of {topology.nodes}. "
            f"It must be from 0 to {topology.nodes - 1}."
        )
    if topology.nodes > 1 and not topology.address:
        raise Refusal(f"{topology.source} tells of {topology.nodes} nodes, but not of the address of the first.")
    return topology


def whole_number(environment: dict[str, str], name: str, source: str, least: int) -> int:
    """Raises Refusal when the variable is missing or no integer of at least `least`."""
    text = environment.get(name, "")
    if not (text.isascii() and text.isdigit() and int(text) >= least):
        raise Refusal(f'{source}: {name} must be an integer of at least {least}. Found "{text}".')
    return int(text)


def parse_object(text: str, source: str) -> dict[str, object]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise Refusal(f"{source} is not valid JSON: {error}.") from None
    if not isinstance(content, dict):
        raise Refusal(f"{source} must be one JSON object.")
    return content
