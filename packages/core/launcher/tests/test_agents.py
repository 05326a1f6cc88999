"""Ranks that an agent starts: torchrun and accelerate themselves, and a stand-in of deepspeed's launcher."""

import importlib.util
import json
import os
import signal
import textwrap
import time
import unittest
from pathlib import Path

from bundle import Bundle, BundleTest, finish, meeting_port, run_nodes, wait_until_ready

WITHOUT_TORCH = importlib.util.find_spec("torch") is None
PROBE = """
    import os, signal, sys, time
    # One write for each line, since ranks of deepspeed share a pipe.
    rank, how = int(os.environ.get("RANK", "0")), sys.argv[1]
    if how == "say":
        said = f"argv {sys.argv[2:]} {os.environ.get('WORLD_SIZE')} {os.environ['OMP_NUM_THREADS']}\\n"
        sys.stdout.write(said)
        sys.exit()
    if how == "wait":
        def save(*_):
            time.sleep(1)
            sys.stdout.write("saved\\n")
            sys.exit()
        signal.signal(signal.SIGTERM, save)
        sys.stdout.write("ready\\n")
        time.sleep(120)
    if rank == 1:
        if how == "raise":
            raise ValueError("rank one is unhappy")
        if how == "kill":
            os.kill(os.getpid(), 9)
    time.sleep(60)
"""
# A training that is over on the first node, as its callback tells it, when the second is killed.
OUTLIVES_THE_OTHER = """
    import json, os, time
    if os.environ["RANK"] == "1":
        print("ready", flush=True)
        time.sleep(120)
    fields = {"trainer": 1, "pid": 1, "time": 0, "step": 5, "max_steps": 5, "first": True}
    with open(os.environ["SWITCHYARD_EVENTS"], "a") as file:
        file.write(json.dumps({**fields, "event": "train_begin", "output_dir": "/nowhere"}) + "\\n")
        file.write(json.dumps({**fields, "event": "train_end", "stopped": False}) + "\\n")
"""
# How deepspeed.launcher.launch starts and ends its processes, as far as the launcher sees it.
DEEPSPEED = """
    import base64, json, os, subprocess, sys, time
    options = dict(word[2:].partition("=")[::2] for word in sys.argv[1:] if word.startswith("--"))
    script = sys.argv[1 + len(options):]
    world = json.loads(base64.urlsafe_b64decode(options["world_info"]))
    node = int(options["node_rank"])
    before = sum(len(ranks) for ranks in list(world.values())[:node])
    local = list(world.values())[node]
    size = str(sum(len(ranks) for ranks in world.values()))
    processes = [
        subprocess.Popen([sys.executable, "-u", *script], env={**os.environ, "RANK": str(before + rank),
            "LOCAL_RANK": str(rank), "WORLD_SIZE": size, "MASTER_ADDR": options["master_addr"]})
        for rank in local
    ]
    while processes:
        for process in [one for one in processes if one.poll() is not None]:
            processes.remove(process)
            if process.returncode != 0:
                for other in processes:
                    other.terminate()
                print(f"[ERROR] {script} exits with return code = {process.returncode}", file=sys.stderr, flush=True)
                sys.exit(process.returncode)
        time.sleep(0.1)
"""


def kill_node(launcher):
    """The launcher, its agent and the agent's workers."""
    pids = [launcher.pid]
    for pid in pids:
        pids.extend(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    launcher.communicate()


class AgentTest(BundleTest):
    def run_probe(self, kind, how, processes=2, **changes):
        self.bundle.script(PROBE)
        return self.bundle.run(kind=kind, argv=[how, "b c"], processesPerNode=processes, **changes)

    def interrupt(self, kind, inherited=None, processes=2):
        self.bundle.script(PROBE)
        process = self.bundle.start(inherited, kind=kind, argv=["wait"], processesPerNode=processes)
        seen = b""
        while seen.count(b"ready\n") < processes:
            line = process.stdout.readline()
            self.assertTrue(line, seen.decode())
            seen += line
        started_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertEqual(sum(line.endswith("saved") for line in ended.lines), processes, ended.text)
        self.assertLess(time.monotonic() - started_at, 25)
        return ended


@unittest.skipIf(WITHOUT_TORCH, "torch is not installed here")
class TorchrunTest(AgentTest):
    def test_the_script_gets_its_arguments_and_every_line_its_rank(self):
        ended = self.run_probe("torchrun", "say")
        self.assertEqual(ended.exit_code, 0, ended.text)
        said = sorted(line.partition(" argv ")[0] for line in ended.lines if " argv ['b c'] 2 " in line)
        self.assertEqual(said, ["[0]", "[1]"])
        self.assertIn("switchyard: torchrun ended with exit code 0", ended.lines)

    def test_sigterm_reaches_the_workers_and_torchrun_ends_well(self):
        ended = self.interrupt("torchrun")
        self.assertIn("switchyard: torchrun ended with exit code 0", ended.lines)

    def test_two_nodes_meet(self):
        self.bundle.script(PROBE)
        both = run_nodes(self.bundle, 2, kind="torchrun", argv=["say"])
        self.assertEqual([ended.exit_code for ended in both], [0, 0], "\n".join(ended.text for ended in both))
        self.assertTrue(any(line.startswith("[1] argv [] 2") for line in both[1].lines), both[1].text)


    @unittest.skipUnless(Path("/proc/self/task").exists(), "finds the workers in /proc")
    def test_a_node_that_is_done_does_not_wait_for_one_that_was_killed(self):
        # A launcher that is killed leaves its temporary files.
        other = Bundle().__enter__()
        self.addCleanup(other.__exit__)
        place = {"nodes": 2, "address": "127.0.0.1", "port": meeting_port()}
        started = []
        for rank, bundle in enumerate((self.bundle, other)):
            bundle.script(OUTLIVES_THE_OTHER)
            topology = json.dumps({**place, "rank": rank})
            started.append(bundle.start({"SWITCHYARD_TOPOLOGY": topology}, kind="torchrun"))
        first, second = started
        wait_until_ready(second)
        while b'"event":"train_end"' not in first.stdout.readline():
            self.assertIsNone(first.poll())
        kill_node(second)
        started_at = time.monotonic()
        ended = finish(first)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (0, "completed"), ended.text)
        self.assertLess(time.monotonic() - started_at, 60)


@unittest.skipIf(importlib.util.find_spec("accelerate") is None, "accelerate is not installed here")
class AccelerateTest(AgentTest):
    def test_one_process_runs_and_is_interrupted(self):
        self.assertEqual(self.run_probe("accelerate", "say", 1).exit_code, 0)
        self.interrupt("accelerate", processes=1)

    def test_several_processes_on_a_cpu_are_refused(self):
        ended = self.run_probe("accelerate", "say", 2)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"), ended.text)
        self.assertIn("On CPUs use the kind spawn or torchrun", ended.end["error"])


class DeepSpeedTest(AgentTest):
    def setUp(self):
        super().setUp()
        package = self.bundle.folder / "installed" / "deepspeed" / "launcher"
        package.mkdir(parents=True)
        for folder in (package, package.parent):
            (folder / "__init__.py").write_text("", encoding="utf-8")
        (package / "launch.py").write_text(textwrap.dedent(DEEPSPEED), encoding="utf-8")
        metadata = self.bundle.folder / "installed" / "deepspeed-0.19.8.dist-info" / "METADATA"
        metadata.parent.mkdir()
        metadata.write_text("Metadata-Version: 2.1\nName: deepspeed\nVersion: 0.19.8\n", encoding="utf-8")
        self.installed = {"PYTHONPATH": str(self.bundle.folder / "installed")}

    def test_the_script_gets_its_arguments(self):
        ended = self.run_probe("deepspeed", "say", inherited=self.installed)
        self.assertEqual(ended.exit_code, 0, ended.text)
        self.assertEqual(sum("argv ['b c'] 2 " in line for line in ended.lines), 2, ended.text)

    def test_a_failing_rank_is_told(self):
        for how, error, exit_code in [
            ("raise", "ValueError: rank one is unhappy", 1),
            ("kill", "killed by signal 9 (SIGKILL); often the kernel's out-of-memory killer", 137),
        ]:
            with self.subTest(how=how):
                ended = self.run_probe("deepspeed", how, inherited=self.installed)
                self.assertEqual((ended.exit_code, ended.end["error"]), (exit_code, error), ended.text)

    def test_sigterm_reaches_the_workers_alone(self):
        self.interrupt("deepspeed", self.installed)


class MissingAgentTest(AgentTest):
    def test_a_missing_package_is_told_before_anything_starts(self):
        if importlib.util.find_spec("deepspeed") is not None:
            self.skipTest("deepspeed is installed here")
        ended = self.run_probe("deepspeed", "say")
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertIn("needs the package deepspeed", ended.end["error"])


class InheritTest(AgentTest):
    def test_a_rank_that_another_launcher_started_keeps_its_variables(self):
        self.bundle.script("import os; print(*(os.environ[name] for name in ('RANK', 'LOCAL_RANK', 'WORLD_SIZE')))")
        ranks = {"RANK": "3", "LOCAL_RANK": "1", "WORLD_SIZE": "4", "MASTER_ADDR": "127.0.0.1"}
        ended = self.bundle.run(ranks, kind="inherit", processesPerNode=2)
        self.assertEqual(ended.exit_code, 0, ended.text)
        self.assertIn("[3] 3 1 4", ended.lines)
        self.assertEqual((ended.end["node"], ended.named("hello")[0]["nodes"]), (3, 4))


if __name__ == "__main__":
    unittest.main()
