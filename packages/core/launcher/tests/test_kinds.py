"""What torchrun, accelerate and deepspeed are started with, and what their reports are read as."""

import base64
import collections
import json
import sys
import types
import unittest

import bundle  # noqa: F401

from switchyard_launcher.agent import agent_ranks
from switchyard_launcher.failure import EndedRank, describe_failure
from switchyard_launcher.faults import Refusal
from switchyard_launcher.kinds import AgentStart, agent_command
from switchyard_launcher.memory import out_of_memory_kills
from switchyard_launcher.sharding import accelerate_type, require_one_configuration
from switchyard_launcher.threads import usable_cores
from switchyard_launcher.topology import Topology

TWO_NODES = Topology(2, 1, "first", 29400, "test")
ALONE = Topology(1, 0, "127.0.0.1", None, "test")
SCRIPT = ["/bundle/train.py", "--label", "b c"]


def command(kind, topology, processes, configured=False):
    return agent_command(kind, AgentStart(topology, processes, 29400, 1800.0, "/logs", configured), SCRIPT)


class CommandTest(unittest.TestCase):
    def test_torchrun_gets_every_option_and_never_restarts(self):
        found = command("torchrun", TWO_NODES, 8)
        self.assertEqual(found[:3], [sys.executable, "-m", "torch.distributed.run"])
        self.assertEqual(found[-3:], SCRIPT)
        for option in (
            "--nnodes=2",
            "--node-rank=1",
            "--nproc-per-node=8",
            "--master-addr=first",
            "--master-port=29400",
            "--rdzv-backend=static",
            "--rdzv-conf=timeout=1800",
            "--max-restarts=0",
            "--tee=3",
            "--log-dir=/logs",
        ):
            self.assertIn(option, found)

    def test_accelerate_counts_the_processes_of_all_nodes(self):
        found = command("accelerate", TWO_NODES, 1)
        self.assertEqual(found[:3], [sys.executable, "-m", "accelerate.commands.launch"])
        for option in ("--num_processes=2", "--num_machines=2", "--machine_rank=1", "--multi_gpu", "--max_restarts=0"):
            self.assertIn(option, found)

    def test_accelerate_is_told_of_no_group_where_there_is_none_or_it_has_a_configuration(self):
        self.assertNotIn("--multi_gpu", command("accelerate", ALONE, 1))
        self.assertNotIn("--multi_gpu", command("accelerate", TWO_NODES, 8, configured=True))

    def test_deepspeed_is_told_of_all_nodes_and_looks_for_none(self):
        found = command("deepspeed", TWO_NODES, 2)
        self.assertEqual(found[:3], [sys.executable, "-m", "deepspeed.launcher.launch"])
        world = next(option.partition("=")[2] for option in found if option.startswith("--world_info="))
        self.assertEqual(json.loads(base64.urlsafe_b64decode(world)), {"node-0": [0, 1], "node-1": [0, 1]})
        for option in ("--node_rank=1", "--master_addr=first", "--master_port=29400", "--no_local_rank"):
            self.assertIn(option, found)


REPORT = """Traceback (most recent call last):
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
============================================================
train.py FAILED
------------------------------------------------------------
Failures:
[1]:
  rank      : 0 (local_rank: 0)
  exitcode  : -15 (pid: 9469)  (SIGTERM)
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  rank      : 3 (local_rank: 1)
  exitcode  : {code} (pid: 9475)
============================================================"""


def ended(lines, exceptions=(), exit_code=1):
    child = types.SimpleNamespace(
        pid=7, exit_code=exit_code, ended_at=1.0, terminated_by_us=False,
        error_tail=collections.deque(lines), output_tail=collections.deque(),
    )
    return agent_ranks(child, list(exceptions))


class ReportTest(unittest.TestCase):
    def test_torchruns_report_tells_rank_and_exit_code(self):
        for code in (85, -9):
            (rank,) = ended(["[3] last words", "[0] of another", *REPORT.format(code=code).split("\n")])
            self.assertEqual((rank.rank, rank.exit_code, rank.error_lines), (3, code, ["last words"]))

    def test_deepspeeds_last_line_tells_the_exit_code(self):
        (rank,) = ended(["[ERROR] ['python', 'train.py'] exits with return code = -9"], exit_code=247)
        self.assertEqual((rank.rank, rank.exit_code), (None, -9))

    def test_only_exceptions_of_its_own_workers_count(self):
        own = {"pid": 8, "parent": 7, "rank": 1, "time": 2.0, "error": "ValueError: x", "traceback": ""}
        helper, agent = {**own, "pid": 9, "parent": 8}, {**own, "pid": 7, "parent": 1}
        (rank,) = ended([], [helper, own, agent])
        self.assertEqual((rank.rank, rank.exception), (1, own))

    def test_an_agent_that_says_nothing_is_judged_itself(self):
        (rank,) = ended(["No module named torch"])
        self.assertEqual((rank.rank, rank.exit_code, rank.error_lines), (None, 1, ["No module named torch"]))


class ShardingTest(unittest.TestCase):
    def test_one_configuration_passes(self):
        for arguments, json_arguments, environment in [
            (["--fsdp"], None, {}),
            (["--fsdp=full_shard auto_wrap"], None, {"FSDP_IGNORED_MODULES": "a"}),
            ([], None, {"ACCELERATE_USE_FSDP": "true", "FSDP_VERSION": "2"}),
            (["--fsdp=false"], None, {"ACCELERATE_USE_FSDP": "true"}),
            (["--fsdp", "false"], None, {"ACCELERATE_USE_FSDP": "true"}),
            ([], {"fsdp": "", "deepspeed": None}, {"ACCELERATE_USE_DEEPSPEED": "true"}),
            (["--fsdp_config=x.json"], None, {"ACCELERATE_USE_FSDP": "true"}),
            (["--deepspeed=ds.json"], None, {"ACCELERATE_USE_FSDP": "false"}),
        ]:
            with self.subTest(arguments=arguments, environment=environment):
                require_one_configuration(arguments, json_arguments, environment, None)

    def test_two_are_refused_with_both_names(self):
        for arguments, json_arguments, environment, configured, words in [
            (["--fsdp"], None, {"ACCELERATE_USE_FSDP": "true"}, None, ["fsdp", "ACCELERATE_USE_FSDP"]),
            (["--fsdp", "full_shard"], None, {"FSDP_VERSION": "2"}, None, ["FSDP_VERSION"]),
            (["--deepspeed=ds.json"], None, {"ACCELERATE_DEEPSPEED_ZERO_STAGE": "3"}, None, ["deepspeed"]),
            ([], {"fsdp": True}, {"ACCELERATE_USE_DEEPSPEED": "1"}, None, ["ACCELERATE_USE_DEEPSPEED"]),
            (["--fsdp=full_shard"], None, {}, "FSDP", ["default_config.yaml"]),
        ]:
            with self.subTest(arguments=arguments), self.assertRaises(Refusal) as caught:
                require_one_configuration(arguments, json_arguments, environment, configured)
            for word in words:
                self.assertIn(word, str(caught.exception))

    def test_accelerates_own_configuration_is_found(self):
        path = "/hf/accelerate/default_config.yaml"
        for text, wanted in [
            ("compute_environment: LOCAL_MACHINE\ndistributed_type: FSDP\n", "FSDP"),
            ("distributed_type: 'DEEPSPEED'\n", "DEEPSPEED"),
            ("distributed_type: NO\n", None),
            ("# distributed_type: FSDP\n", None),
        ]:
            with self.subTest(text=text):
                self.assertEqual(accelerate_type({"HF_HOME": "/hf"}, {path: text}.get), wanted)
        cached = {"/c/huggingface/accelerate/default_config.yaml": "distributed_type: MULTI_GPU"}
        self.assertEqual(accelerate_type({"XDG_CACHE_HOME": "/c"}, cached.get), "MULTI_GPU")
        self.assertIsNone(accelerate_type({}, lambda _path: None))


class MemoryTest(unittest.TestCase):
    def test_the_kernels_count_is_read_from_either_kind_of_group(self):
        for files, wanted in [
            ({}, 0),
            ({"/sys/fs/cgroup/memory.events": "low 0\noom 3\noom_kill 2\noom_group_kill 0\n"}, 2),
            ({"/sys/fs/cgroup/memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"}, 1),
        ]:
            with self.subTest(files=files):
                self.assertEqual(out_of_memory_kills(files.get), wanted)

    def test_a_kill_that_the_kernel_counted_is_told_as_its_own(self):
        killed = EndedRank(1, -9, 1.0, False, [], [], None)
        self.assertEqual(
            describe_failure(killed, True).error,
            "killed by signal 9 (SIGKILL); the kernel's out-of-memory killer was at work",
        )


class ThreadsTest(unittest.TestCase):
    def test_the_containers_share_of_the_cores_counts(self):
        group1 = {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "{}", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000"}
        for files, wanted in [
            ({}, 8),
            ({"/sys/fs/cgroup/cpu.max": "max 100000\n"}, 8),
            ({"/sys/fs/cgroup/cpu.max": "250000 100000\n"}, 3),
            ({"/sys/fs/cgroup/cpu.max": "5000 100000\n"}, 1),
            ({"/sys/fs/cgroup/cpu.max": "9900000 100000\n"}, 8),
            ({"/sys/fs/cgroup/cpu.max": "broken"}, 8),
            ({**group1, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n"}, 2),
            ({**group1, "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n"}, 8),
        ]:
            with self.subTest(files=files):
                self.assertEqual(usable_cores(8, files.get), wanted)


if __name__ == "__main__":
    unittest.main()
