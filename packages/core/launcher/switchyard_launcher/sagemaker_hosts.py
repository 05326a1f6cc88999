"""SageMaker's cluster, as its file tells it."""

from __future__ import annotations

from dataclasses import dataclass

from switchyard_launcher.faults import Refusal
from switchyard_launcher.topology import ReadText, Topology, parse_object

RESOURCE_CONFIG = "/opt/ml/input/config/resourceconfig.json"
SAGEMAKER_PORT = 7777


@dataclass(frozen=True)
class SageMakerHosts:
    """The hosts of this node's instance group, sorted as text: every node sorts alike, the first is the master."""

    hosts: list[str]
    current: str


def sagemaker_topology(read: ReadText) -> Topology | None:
    found = read_sagemaker_hosts(read)
    if found is None:
        return None
    rank = found.hosts.index(found.current)
    return Topology(len(found.hosts), rank, found.hosts[0], SAGEMAKER_PORT, "resourceconfig.json")


def read_sagemaker_hosts(read: ReadText) -> SageMakerHosts | None:
    """Reads /opt/ml/input/config/resourceconfig.json (SageMaker training toolkit, "Resource configuration").

    A cluster of several instance groups lists all hosts; only those of this node's own group train together.
    """
    text = read(RESOURCE_CONFIG)
    if text is None:
        return None
    content = parse_object(text, RESOURCE_CONFIG)
    current = content.get("current_host")
    hosts = content.get("hosts")
    groups = content.get("instance_groups")
    for group in groups if isinstance(groups, list) else []:
        if isinstance(group, dict) and group.get("instance_group_name") == content.get("current_group_name"):
            hosts = group.get("hosts", hosts)
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts) or current not in hosts:
        raise Refusal(f'{RESOURCE_CONFIG} must have "hosts", a list of texts, with "current_host" among them.')
    return SageMakerHosts(sorted(hosts), current)
