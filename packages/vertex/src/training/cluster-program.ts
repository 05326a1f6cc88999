/** The file of a bundle that tells the launcher of several nodes where it stands. */
export const clusterProgram = "switchyard_cluster.py";

/**
 * Reads Vertex AI's CLUSTER_SPEC, sets SWITCHYARD_TOPOLOGY, and becomes the launcher. The pools in their order, and their
 * replicas, are the nodes. Vertex AI's own RANK and its kin count nodes and not accelerators, and are taken away. Source:
 * "Distributed training" of Vertex AI's documentation, and what its samples read.
 */
export const clusterProgramText = `"""Tells Switchyard's launcher which node of a Vertex AI job this is, and becomes it."""

import json
import os
import sys

POOLS = ("workerpool0", "workerpool1")
CHIEFS = ("chief", "master")


def read_topology(text):
    spec = json.loads(text)
    nodes = [(pool, index) for pool in POOLS for index in range(len(spec["cluster"].get(pool, [])))]
    task = spec["task"]
    pool = POOLS[0] if task["type"] in CHIEFS else task["type"]
    address, _, port = spec["cluster"][POOLS[0]][0].rpartition(":")
    rank = nodes.index((pool, int(task["index"])))
    return {"nodes": len(nodes), "rank": rank, "address": address, "port": int(port)}


def main():
    text = os.environ.get("CLUSTER_SPEC")
    if not text:
        sys.exit("CLUSTER_SPEC is not set: this job has several nodes, and Vertex AI tells them by it.")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
    }
    environment["SWITCHYARD_TOPOLOGY"] = json.dumps(read_topology(text))
    os.execve(sys.executable, [sys.executable, "switchyard_launcher.py", *sys.argv[1:]], environment)


if __name__ == "__main__":
    main()
`;
