"""Vertex AI's cluster, as its variable CLUSTER_SPEC tells it."""

from __future__ import annotations

from switchyard_launcher.faults import Refusal
from switchyard_launcher.topology import Topology, parse_object

CLUSTER_VARIABLE = "CLUSTER_SPEC"
VERTEX_PORT = 2222
# A pool's place is its role; the package executor calls the same pools by older names.
_FIRST_POOL = ("workerpool0", "chief", "master")
_SECOND_POOL = ("workerpool1", "worker")


def vertex_topology(environment: dict[str, str]) -> Topology | None:
    """Nodes are pool 0, which has one replica, and pool 1. Reduction servers and evaluators are none.

    Raises Refusal for a variable without sense, and on a machine that is no node.
    """
    text = environment.get(CLUSTER_VARIABLE)
    if not text:
        return None
    content = parse_object(text, CLUSTER_VARIABLE)
    cluster, task = content.get("cluster"), content.get("task")
    if not isinstance(cluster, dict) or not isinstance(task, dict):
        raise Refusal(f'{CLUSTER_VARIABLE} must have the objects "cluster" and "task".')
    first, second = _pool(cluster, _FIRST_POOL), _pool(cluster, _SECOND_POOL)
    if len(first) != 1:
        raise Refusal(f"{CLUSTER_VARIABLE} must have one machine in workerpool0. Found {len(first)}.")
    rank = _rank(task, len(first))
    if rank >= 1 + len(second):
        raise Refusal(f"{CLUSTER_VARIABLE} has no machine {task.get('index')} in {task.get('type')}.")
    address, _, port = first[0].partition(":")
    return Topology(1 + len(second), rank, address, int(port) if port.isdigit() else VERTEX_PORT, CLUSTER_VARIABLE)


def _pool(cluster: dict[str, object], names: tuple[str, ...]) -> list[str]:
    machines = next((cluster[name] for name in names if cluster.get(name)), [])
    if not isinstance(machines, list) or not all(isinstance(machine, str) and machine for machine in machines):
        raise Refusal(f"{CLUSTER_VARIABLE} must have a list of addresses for {names[0]}.")
    return machines


def _rank(task: dict[str, object], first_of_second: int) -> int:
    kind, index = task.get("type"), task.get("index", 0)
    if kind not in _FIRST_POOL + _SECOND_POOL:
        raise Refusal(
            f'{CLUSTER_VARIABLE} says that this machine is a "{kind}", which takes no part in the training: only '
            "workerpool0 and workerpool1 do. Give that pool an image of its own, such as the reduction server's."
        )
    try:
        place = int(str(index))
    except ValueError:
        place = -1
    if place < 0 or (kind in _FIRST_POOL and place > 0):
        raise Refusal(f'{CLUSTER_VARIABLE} must have the place of this machine as "index". Found {index!r}.')
    return place if kind in _FIRST_POOL else first_of_second + place
