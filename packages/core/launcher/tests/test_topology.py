import json
import unittest

import bundle  # noqa: F401

from switchyard_launcher.environment import RANK_VARIABLES, base_environment, rank_environment, sagemaker_environment
from switchyard_launcher.faults import Refusal
from switchyard_launcher.cluster import read_topology
from switchyard_launcher.meeting import free_port
from switchyard_launcher.sagemaker_hosts import SageMakerHosts, read_sagemaker_hosts
from switchyard_launcher.topology import Topology

PATH = "/opt/ml/input/config/resourceconfig.json"


def topology(environment=None, config=None):
    files = {} if config is None else {PATH: config if isinstance(config, str) else json.dumps(config)}
    return read_topology(environment or {}, files.get)


def explicit(**values):
    return {"SWITCHYARD_TOPOLOGY": json.dumps({"nodes": 2, "rank": 1, "address": "first", "port": 29400, **values})}


class TopologyTest(unittest.TestCase):
    def test_without_a_cluster_one_node_meets_itself(self):
        self.assertEqual(topology(), Topology(1, 0, "127.0.0.1", None, "no cluster was found"))

    def test_sagemaker_hosts_are_sorted_as_text_and_the_first_is_the_master(self):
        hosts = [f"algo-{number}" for number in range(1, 11)]
        found = topology(config={"current_host": "algo-10", "hosts": hosts[::-1]})
        self.assertEqual(found, Topology(10, 1, "algo-1", 7777, "resourceconfig.json"))
        self.assertEqual(topology(config={"current_host": "algo-2", "hosts": hosts}).rank, 2)

    def test_one_sagemaker_host_uses_loopback(self):
        found = topology(config={"current_host": "algo-1", "hosts": ["algo-1"]})
        self.assertEqual((found.address, found.port, found.source), ("127.0.0.1", None, "resourceconfig.json"))

    def test_only_the_hosts_of_the_own_instance_group_count(self):
        config = {
            "current_host": "algo-3",
            "hosts": ["algo-1", "algo-2", "algo-3"],
            "current_group_name": "train",
            "instance_groups": [
                {"instance_group_name": "data", "hosts": ["algo-1"]},
                {"instance_group_name": "train", "hosts": ["algo-3", "algo-2"]},
            ],
        }
        found = topology(config=config)
        self.assertEqual((found.nodes, found.rank, found.address), (2, 1, "algo-2"))

    def test_the_explicit_topology_comes_first(self):
        found = topology(explicit(), {"current_host": "algo-1", "hosts": ["algo-1"]})
        self.assertEqual(found, Topology(2, 1, "first", 29400, "SWITCHYARD_TOPOLOGY"))

    def test_an_explicit_topology_of_one_node_uses_loopback(self):
        self.assertEqual(topology(explicit(nodes=1, rank=0)).address, "127.0.0.1")

    def test_senseless_topologies_are_refused(self):
        cases = [
            ({"SWITCHYARD_TOPOLOGY": "{"}, None),
            ({"SWITCHYARD_TOPOLOGY": "[]"}, None),
            (explicit(rank=2), None),
            (explicit(rank=-1), None),
            (explicit(nodes=True), None),
            (explicit(port="1"), None),
            (explicit(port=0), None),
            (explicit(address=""), None),
            (explicit(size=1), None),
            ({}, "no json"),
            ({}, {"hosts": ["algo-1"]}),
            ({}, {"current_host": "algo-2", "hosts": ["algo-1"]}),
            ({}, {"current_host": "algo-1", "hosts": "algo-1"}),
        ]
        for environment, config in cases:
            with self.subTest(environment=environment, config=config), self.assertRaises(Refusal):
                topology(environment, config)

    def test_a_free_port_can_be_bound(self):
        self.assertTrue(1024 <= free_port() <= 65535)


class EnvironmentTest(unittest.TestCase):
    def test_ranks_of_the_second_of_two_nodes(self):
        two_nodes = Topology(2, 1, "algo-1", 7777, "")
        self.assertEqual(
            rank_environment(two_nodes, 1, 2, 7777),
            {
                "RANK": "3",
                "LOCAL_RANK": "1",
                "WORLD_SIZE": "4",
                "LOCAL_WORLD_SIZE": "2",
                "GROUP_RANK": "1",
                "GROUP_WORLD_SIZE": "2",
                "MASTER_ADDR": "algo-1",
                "MASTER_PORT": "7777",
            },
        )

    def test_two_nodes_with_one_process_each_are_a_group(self):
        self.assertEqual(rank_environment(Topology(2, 0, "a", 1, ""), 0, 1, 1)["WORLD_SIZE"], "2")

    def test_the_only_process_of_a_job_has_no_rank(self):
        self.assertEqual(rank_environment(Topology(1, 0, "127.0.0.1", None, ""), 0, 1, 5000), {})

    def test_stale_ranks_and_foreign_launchers_are_removed(self):
        stale = {name: "1" for name in RANK_VARIABLES}
        foreign = {"PET_NNODES": "2", "TORCHELASTIC_USE_AGENT_STORE": "True", "ROLE_RANK": "0"}
        own = {"SWITCHYARD_CONTAINER_ROOT": "/x", "SWITCHYARD_TOPOLOGY": "{}"}
        kept = base_environment({**stale, **foreign, **own, "HOME": "/root", "A": "old"}, {"A": "new"})
        self.assertEqual(kept, {"HOME": "/root", "A": "new", "PYTHONUNBUFFERED": "1"})

    def test_sagemaker_variables(self):
        hosts = read_sagemaker_hosts({PATH: '{"current_host":"algo-2","hosts":["algo-2","algo-1"]}'}.get)
        self.assertEqual(hosts, SageMakerHosts(["algo-1", "algo-2"], "algo-2"))
        self.assertEqual(
            sagemaker_environment({"train": "/d/train"}, "/m", "/o", hosts, 4),
            {
                "SM_MODEL_DIR": "/m",
                "SM_OUTPUT_DATA_DIR": "/o",
                "SM_NUM_GPUS": "4",
                "SM_CHANNEL_TRAIN": "/d/train",
                "SM_HOSTS": '["algo-1", "algo-2"]',
                "SM_CURRENT_HOST": "algo-2",
            },
        )


if __name__ == "__main__":
    unittest.main()
