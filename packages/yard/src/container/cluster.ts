import { networkInterfaces } from "node:os";
import { createServer, type AddressInfo } from "node:net";

import type { JsonObject } from "../json.ts";
import { instanceGroups, type TrainingRequest } from "../sagemaker/training-request.ts";

/** One instance of a job: its host name, its rank, and the group that it belongs to. */
export interface ClusterNode {
  readonly host: string;
  readonly rank: number;
  readonly group: string;
  readonly instanceType: string;
}

/** The instances that a request asks for; host names go on across groups. */
export function clusterOf(request: TrainingRequest): ClusterNode[] {
  const wanted = instanceGroups(request).flatMap(({ InstanceGroupName, InstanceType = "", InstanceCount = 1 }) =>
    Array.from({ length: InstanceCount }, () => ({ group: InstanceGroupName, instanceType: InstanceType })),
  );
  return wanted.map((node, rank) => ({ ...node, rank, host: `algo-${rank + 1}` }));
}

/** `resourceconfig.json` of one instance. */
export function resourceConfig(cluster: readonly ClusterNode[], node: ClusterNode): JsonObject {
  const groups = [...new Set(cluster.map(({ group }) => group))];
  return {
    current_host: node.host,
    current_instance_type: node.instanceType,
    current_group_name: node.group,
    hosts: cluster.map(({ host }) => host),
    instance_groups: groups.map((name) => {
      const members = cluster.filter(({ group }) => group === name);
      return {
        instance_group_name: name,
        instance_type: members[0]?.instanceType ?? "",
        hosts: members.map(({ host }) => host),
      };
    }),
    network_interface_name: loopbackName(),
  };
}

/** A TCP port that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** The instances of the yard meet on loopback; the real service says `eth0`. */
function loopbackName(): string {
  const found = Object.entries(networkInterfaces()).find(([, addresses]) =>
    addresses?.some(({ internal }) => internal),
  );
  return found?.[0] ?? "lo";
}
