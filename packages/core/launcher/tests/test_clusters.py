"""Every platform's own variables, and what they are mistaken for."""

import json
import unittest

import bundle  # noqa: F401

from switchyard_launcher.cluster import read_topology, require_nodes
from switchyard_launcher.faults import Refusal
from switchyard_launcher.sagemaker_hosts import RESOURCE_CONFIG
from switchyard_launcher.topology import Topology, inherited_topology


def nothing(_path):
    return None


def found(environment, port=None):
    topology = read_topology(environment, nothing, port)
    return (topology.nodes, topology.rank, topology.address, topology.port)


def vertex(task, index=0, **pools):
    cluster = pools or {"workerpool0": ["first-0:2222"], "workerpool1": ["second-0:2222", "second-1:2222"]}
    content = {"cluster": cluster, "environment": "cloud", "task": {"type": task, "index": index, "trial": ""}}
    return {"CLUSTER_SPEC": json.dumps({**content, "job": '{"job_args":[]}', "open_ports": [3333]})}


ALONE = (1, 0, "127.0.0.1", None)
AZURE = {
    "AZUREML_RUN_ID": "run",
    "AZ_BATCH_HOST_LIST": "10.0.0.4,10.0.0.5",
    "AZUREML_CR_NODE_RANK": "1",
    "WORLD_SIZE": "2",
    "NODE_RANK": "1",
    "RANK": "1",
    "LOCAL_RANK": "0",
    "MASTER_ADDR": "10.0.0.4",
    "MASTER_PORT": "6105",
}
KUBEFLOW = {
    "PET_NNODES": "3",
    "PET_NPROC_PER_NODE": "8",
    "PET_NODE_RANK": "2",
    "PET_MASTER_ADDR": "job-node-0-0.job",
    "PET_MASTER_PORT": "29500",
}
INDEXED = {"JOB_COMPLETION_INDEX": "1", "SWITCHYARD_NODES": "2", "SWITCHYARD_MASTER": "job-0.job"}
HUGGING_FACE = {"HF_NETWORK_GROUP_PREFIX": "abc-", "SWITCHYARD_NODES": "2", "SWITCHYARD_NODE_RANK": "1"}
PYTORCH_JOB = {
    "KUBERNETES_SERVICE_HOST": "10.0.0.1",
    "MASTER_ADDR": "job-master-0",
    "MASTER_PORT": "23456",
    "WORLD_SIZE": "2",
    "RANK": "1",
}


def without(environment, *names):
    return {name: value for name, value in environment.items() if name not in names}


class ClusterTest(unittest.TestCase):
    def test_each_platform_is_read(self):
        for name, environment, wanted in [
            ("Vertex AI, the chief", vertex("workerpool0"), (3, 0, "first-0", 2222)),
            ("Vertex AI, the last worker", vertex("workerpool1", 1), (3, 2, "first-0", 2222)),
            ("Vertex AI, an index as text", vertex("workerpool1", "1"), (3, 2, "first-0", 2222)),
            ("Vertex AI, another port", vertex("workerpool0", 0, workerpool0=["a:3333"], workerpool1=["b:3333"]), (2, 0, "a", 3333)),
            ("Vertex AI, no port", vertex("workerpool0", 0, workerpool0=["a"], workerpool1=["b"]), (2, 0, "a", 2222)),
            ("Vertex AI, the executor's name", vertex("chief"), (3, 0, "first-0", 2222)),
            ("Vertex AI, old names", vertex("worker", 0, master=["m:2222"], worker=["w:2222"]), (2, 1, "m", 2222)),
            ("Vertex AI, one node", vertex("workerpool0", 0, workerpool0=["first-0:2222"]), ALONE),
            ("Vertex AI counts nodes in RANK", {**vertex("workerpool1"), "RANK": "9"}, (3, 1, "first-0", 2222)),
            ("Azure ML", AZURE, (2, 1, "10.0.0.4", 6105)),
            ("Azure ML without a port", without(AZURE, "MASTER_PORT"), (2, 1, "10.0.0.4", 6105)),
            ("Azure ML's other rank", without(AZURE, "NODE_RANK"), (2, 1, "10.0.0.4", 6105)),
            (
                "Azure ML without a distribution",
                without(AZURE, "WORLD_SIZE", "MASTER_ADDR", "NODE_RANK", "MASTER_PORT"),
                (2, 1, "10.0.0.4", 6105),
            ),
            ("Azure ML, one node", {"AZUREML_RUN_ID": "run"}, ALONE),
            ("Kubeflow", KUBEFLOW, (3, 2, "job-node-0-0.job", 29500)),
            ("Kubeflow, all of MIN:MAX", {**KUBEFLOW, "PET_NNODES": "1:3"}, (3, 2, "job-node-0-0.job", 29500)),
            ("Kubeflow, one node without a rank", {"PET_NNODES": "1"}, ALONE),
            ("an Indexed Job", INDEXED, (2, 1, "job-0.job", 29400)),
            ("a JobSet of single pods", {**INDEXED, "JOB_COMPLETION_INDEX": "0", "SWITCHYARD_NODE_RANK": "1"},
             (2, 1, "job-0.job", 29400)),
            ("an Indexed Job's first pod alone", {"JOB_COMPLETION_INDEX": "0"}, ALONE),
            ("HF Jobs", HUGGING_FACE, (2, 1, "abc-n0", 29500)),
            ("HF Jobs, one job", {"HF_NETWORK_GROUP_PREFIX": "abc-"}, ALONE),
            ("a classic PyTorchJob", PYTORCH_JOB, (2, 1, "job-master-0", 23456)),
            ("stale ranks outside of a pod", without(PYTORCH_JOB, "KUBERNETES_SERVICE_HOST"), ALONE),
            ("a rank of another launcher in a pod", {**PYTORCH_JOB, "LOCAL_RANK": "0"}, ALONE),
            ("nothing", {}, ALONE),
        ]:
            with self.subTest(name):
                self.assertEqual(found(environment), wanted)

    def test_what_makes_no_sense_is_refused_with_the_name_of_what_is_wrong(self):
        for words, environment in [
            (["workerpool2", "reduction server"], vertex("workerpool2", 0)),
            (["ps"], vertex("ps", 0)),
            (["CLUSTER_SPEC", "JSON"], {"CLUSTER_SPEC": "{"}),
            (['"task"'], {"CLUSTER_SPEC": '{"cluster": {}}'}),
            (["one machine"], vertex("workerpool0", 0, workerpool0=["a:1", "b:1"])),
            (["no machine 2"], vertex("workerpool1", 2)),
            (["index"], vertex("workerpool1", -1)),
            (["index"], vertex("workerpool0", 1)),
            (["processCountPerInstance"], {**AZURE, "LOCAL_RANK": "1"}),
            (["processCountPerInstance"], {**AZURE, "WORLD_SIZE": "16"}),
            (["AZUREML_CR_NODE_RANK"], without(AZURE, "NODE_RANK", "AZUREML_CR_NODE_RANK")),
            (["node 5 of 2"], {**AZURE, "NODE_RANK": "5"}),
            (["PET_NNODES"], {**KUBEFLOW, "PET_NNODES": "many"}),
            (["PET_NODE_RANK"], without(KUBEFLOW, "PET_NODE_RANK")),
            (["address"], without(KUBEFLOW, "PET_MASTER_ADDR")),
            (["SWITCHYARD_NODES"], {"JOB_COMPLETION_INDEX": "1"}),
            (["address"], without(INDEXED, "SWITCHYARD_MASTER")),
            (["SWITCHYARD_NODE_RANK"], without(HUGGING_FACE, "SWITCHYARD_NODE_RANK")),
        ]:
            with self.subTest(words=words, environment=environment), self.assertRaises(Refusal) as caught:
                read_topology(environment, nothing)
            for word in words:
                self.assertIn(word, str(caught.exception))

    def test_the_launch_files_port_replaces_the_platforms_but_not_an_explicit_one(self):
        self.assertEqual(found(INDEXED, 4000), (2, 1, "job-0.job", 4000))
        explicit = {"SWITCHYARD_TOPOLOGY": json.dumps({"nodes": 2, "rank": 1, "address": "a", "port": 5000})}
        self.assertEqual(found({**INDEXED, **explicit}, 4000), (2, 1, "a", 5000))
        self.assertEqual(found({}, 4000), ALONE)

    def test_sagemakers_file_comes_before_variables(self):
        config = '{"current_host":"algo-2","hosts":["algo-1","algo-2"]}'
        topology = read_topology(KUBEFLOW, lambda _path: config)
        self.assertEqual((topology.nodes, topology.rank, topology.address), (2, 1, "algo-1"))

    def test_another_number_of_nodes_than_the_launch_files_is_refused(self):
        for words, environment, wanted in [
            (["is for 2 nodes", "SWITCHYARD_TOPOLOGY on each", "CLUSTER_SPEC", RESOURCE_CONFIG, '"nodes": 2'], {}, 2),
            (["is for 2 nodes", "by CLUSTER_SPEC there are 3", "`resources.nodes`"], vertex("workerpool1"), 2),
            (["is for 4 nodes", "by CLUSTER_SPEC there are 3"], vertex("workerpool1"), 4),
            (["is for 1 node,", "Azure Machine Learning's variables there are 2"], AZURE, 1),
            (["is for 2 nodes", "Azure Machine Learning's variables there is 1"], {"AZUREML_RUN_ID": "run"}, 2),
            (["is for 2 nodes", "there are 16"], {**without(AZURE, "AZ_BATCH_HOST_LIST"), "WORLD_SIZE": "16"}, 2),
            (["is for 2 nodes", "Kubeflow's PET_ variables"], KUBEFLOW, 2),
        ]:
            with self.subTest(words=words), self.assertRaises(Refusal) as caught:
                require_nodes(read_topology(environment, nothing), wanted)
            for word in words:
                self.assertIn(word, str(caught.exception))

    def test_the_launch_files_number_of_nodes_and_none_are_right(self):
        for environment, wanted in [({}, 1), ({}, None), (AZURE, 2), (AZURE, None), (vertex("workerpool1"), 3)]:
            with self.subTest(environment=environment, wanted=wanted):
                require_nodes(read_topology(environment, nothing), wanted)

    def test_a_rank_that_another_launcher_started_keeps_its_place(self):
        ranks = {"RANK": "3", "WORLD_SIZE": "8", "LOCAL_RANK": "1", "MASTER_ADDR": "a", "MASTER_PORT": "29500"}
        self.assertEqual(inherited_topology(ranks), Topology(8, 3, "a", 29500, "the variables of this rank"))
        self.assertEqual(inherited_topology({}), Topology(1, 0, "127.0.0.1", None, "the variables of this rank"))
        with self.assertRaises(Refusal):
            inherited_topology({"RANK": "8", "WORLD_SIZE": "8"})


if __name__ == "__main__":
    unittest.main()
