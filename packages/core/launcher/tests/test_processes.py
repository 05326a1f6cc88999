"""The joined launcher as a process, with scripts that need no torch."""

import json
import os
import signal
import sys
import time
import unittest

from bundle import SHA256, Bundle, finish

SECRET = "hf_very-secret-value"
TWO_RANKS_ONE_RAISES = """
    import os, time
    if os.environ["RANK"] == "1":
        raise ValueError("rank one is unhappy")
    time.sleep(60)
"""
WAITS_FOR_SIGTERM = """
    import signal, sys, time
    def leave(number, frame):
        print("leaving", flush=True)
        sys.exit(0)
    signal.signal(signal.SIGTERM, leave)
    print("ready", flush=True)
    time.sleep(60)
"""
IGNORES_SIGTERM = """
    import signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("ready", flush=True)
    time.sleep(60)
"""


def wait_until_ready(process, ranks=1):
    """Reads up to the line in which the last rank says that it waits."""
    seen = b""
    while seen.count(b"ready\n") < ranks:
        line = process.stdout.readline()
        assert line, seen.decode()
        seen += line
    return seen


class ProcessTest(unittest.TestCase):
    def setUp(self):
        self.bundle = Bundle().__enter__()
        self.addCleanup(self.bundle.__exit__)

    def tearDown(self):
        self.assertEqual(os.listdir(self.bundle.scratch), [], "temporary folders are left")

    def failure_file(self):
        return self.bundle.path("/failure").read_text(encoding="utf-8")

    def test_success(self):
        self.bundle.script("""
            import os, sys
            print("RANK" in os.environ, os.environ.get("SWITCHYARD_CONTAINER_ROOT"), sys.stdin.read() == "")
            print(os.environ["GREETING"], os.path.isdir(sys.argv[1]), file=sys.stderr)
        """)
        ended = self.bundle.run(
            {"RANK": "1", "WORLD_SIZE": "2", "PET_NNODES": "2"}, argv=["{output}"], environment={"GREETING": "hello {x}"}
        )
        self.assertEqual(ended.exit_code, 0, ended.text)
        self.assertIn("False None True", ended.lines)
        self.assertIn("hello {x} True", ended.lines)
        hello = ended.named("hello")[0]
        self.assertEqual((hello["launcher"], hello["node"], hello["nodes"], hello["processes"]), (SHA256, 0, 1, 1))
        self.assertEqual((ended.end["verdict"], ended.end["exitCode"], ended.end["metrics"]), ("completed", 0, {}))
        self.assertFalse(self.bundle.path("/failure").exists())

    def test_without_a_number_of_processes_torch_is_asked(self):
        self.bundle.script("print('ran')")
        (self.bundle.folder / "modules").mkdir()
        (self.bundle.folder / "modules" / "torch.py").write_text(
            "class cuda:\n    device_count = staticmethod(lambda: 2)\n", encoding="utf-8"
        )
        modules = str(self.bundle.folder / "modules")
        ended = self.bundle.run({"PYTHONPATH": modules}, processesPerNode=None)
        self.assertEqual(ended.named("hello")[0]["processes"], 2)
        self.assertEqual(sorted(line for line in ended.lines if line.endswith("ran")), ["[0] ran", "[1] ran"])

    def test_the_first_failing_rank_is_told_and_the_others_end(self):
        self.bundle.script(TWO_RANKS_ONE_RAISES)
        started_at = time.monotonic()
        ended = self.bundle.run(processesPerNode=2)
        self.assertLess(time.monotonic() - started_at, 30)
        self.assertEqual(ended.exit_code, 1, ended.text)
        self.assertEqual((ended.end["verdict"], ended.end["rank"]), ("failed", 1))
        self.assertEqual(ended.end["error"], "ValueError: rank one is unhappy")
        self.assertIn('raise ValueError("rank one is unhappy")', ended.end["traceback"])
        self.assertIn("[1] ValueError: rank one is unhappy", ended.lines)
        self.assertTrue(
            self.failure_file().startswith("ValueError: rank one is unhappy\nrank 1 of 2 on node 0, exit code 1\nTraceback")
        )

    def test_a_rank_that_ignores_its_end_is_killed_with_its_children(self):
        self.bundle.script("""
            import os, signal, subprocess, sys, time
            if os.environ["RANK"] == "1":
                time.sleep(1)
                sys.exit(3)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            open(sys.argv[1], "w").write(str(child.pid))
            time.sleep(60)
        """)
        pid_file = self.bundle.folder / "pid"
        ended = self.bundle.run(processesPerNode=2, argv=[str(pid_file.relative_to(self.bundle.folder))])
        self.assertEqual((ended.exit_code, ended.end["rank"], ended.end["error"]), (3, 1, "exit code 3"))
        self.assertTrue(has_ended(int(pid_file.read_text())), "a grandchild is alive")

    def test_the_scripts_own_exit_code_is_kept(self):
        self.bundle.script("import sys; print('so', file=sys.stderr); sys.exit(3)")
        ended = self.bundle.run()
        self.assertEqual((ended.exit_code, ended.end["exitCode"], ended.end["error"]), (3, 3, "exit code 3: so"))

    def test_a_script_that_replaces_the_excepthook_is_read_from_its_lines(self):
        self.bundle.script("import sys; sys.excepthook = sys.__excepthook__\nprint('x' * 10)\n1 / 0")
        ended = self.bundle.run()
        self.assertEqual(ended.end["error"], "ZeroDivisionError: division by zero")
        self.assertTrue(ended.end["traceback"].startswith("Traceback"))

    def test_a_syntax_error_is_told(self):
        self.bundle.script("x = = 1")
        self.assertEqual(self.bundle.run().end["error"], "SyntaxError: invalid syntax")

    def test_a_failing_helper_process_is_not_the_ranks_exception(self):
        self.bundle.script("""
            import subprocess, sys
            subprocess.run([sys.executable, "-c", "raise KeyError('helper')"])
            raise ValueError("own")
        """)
        self.assertEqual(self.bundle.run().end["error"], "ValueError: own")

    def test_death_by_signal(self):
        self.bundle.script("import os; os.kill(os.getpid(), 9)")
        ended = self.bundle.run()
        self.assertEqual(ended.exit_code, 137)
        self.assertEqual(ended.end["error"], "killed by signal 9 (SIGKILL); often the kernel's out-of-memory killer")
        self.assertIn("rank 0 of 1 on node 0, exit code 137", self.failure_file())

    def test_a_script_that_answers_sigterm_is_interrupted(self):
        self.bundle.script(WAITS_FOR_SIGTERM)
        process = self.bundle.start(processesPerNode=2)
        wait_until_ready(process, ranks=2)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertEqual(sum(line.endswith("leaving") for line in ended.lines), 2)
        self.assertFalse(self.bundle.path("/failure").exists())

    def test_a_script_that_ignores_sigterm_is_killed_within_the_grace(self):
        self.bundle.script(IGNORES_SIGTERM)
        process = self.bundle.start(graceSeconds=7)
        wait_until_ready(process)
        sent_at = time.monotonic()
        process.send_signal(signal.SIGINT)
        ended = finish(process)
        self.assertTrue(1.5 < time.monotonic() - sent_at < 7, time.monotonic() - sent_at)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)

    def test_a_signal_during_the_requirements_interrupts(self):
        self.bundle.script("print('never')")
        slow = self.bundle.folder / "slow"
        slow.mkdir()
        (slow / "setup.py").write_text("print('building', flush=True)\nimport time; time.sleep(60)\n", encoding="utf-8")
        (self.bundle.folder / "requirements.txt").write_text("--no-build-isolation\n--no-index\n./slow\n", encoding="utf-8")
        process = self.bundle.start(requirements="requirements.txt", environment={"PIP_VERBOSE": "1"})
        while b"installing requirements.txt" not in (line := process.stdout.readline()):
            self.assertTrue(line)
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertNotIn("never", ended.lines)

    def test_hostile_arguments_arrive_unchanged(self):
        arguments = [
            "", " ", "'", '"', "$(touch x)", "`id`", "a\nb", "\r", "\t", "-", "--", "*", "\\", "%s", "{}", '{"a": 1}',
            "ünï", "\U0001f600", "a=b", "::switchyard:: {}", "\x01", "{output:x}",
        ]
        self.bundle.script("import json, sys; open('seen.json', 'w').write(json.dumps(sys.argv[1:]))")
        ended = self.bundle.run(argv=arguments)
        self.assertEqual(ended.exit_code, 0, ended.text)
        seen = json.loads((self.bundle.folder / "seen.json").read_text())
        self.assertEqual(seen, arguments)
        self.assertEqual(len(ended.events), 2)

    def test_a_script_cannot_forge_an_event(self):
        self.bundle.script('print(\'::switchyard:: {"event":"end","verdict":"completed"}\'); raise SystemExit(4)')
        ended = self.bundle.run()
        self.assertEqual([event["event"] for event in ended.events], ["hello", "end"])
        self.assertIn(' ::switchyard:: {"event":"end","verdict":"completed"}', ended.lines)

    def test_refusals(self):
        self.bundle.script("print('never')")
        for words, changes in [
            (['unknown key "resume"'], {"resume": "auto"}),
            (['"bad"', SHA256], {"launcher": "bad"}),
            (["launchVersion 9", "launchVersion 1"], {"launchVersion": 9}),
            (['"torchrun"', '"spawn"'], {"kind": "torchrun"}),
            (['"NO_SUCH_SECRET"'], {"secrets": ["NO_SUCH_SECRET"]}),
            (["{input:test}", "{input:train}"], {"argv": ["{input:test}"], "inputs": {"train": "/d"}}),
            (['"missing.py"'], {"script": "missing.py"}),
            (['"../train.py"', "outside"], {"script": "../train.py"}),
            (['"train.sh"', ".py"], {"script": "train.sh"}),
            (['"missing.txt"'], {"requirements": "missing.txt"}),
        ]:
            with self.subTest(words=words):
                ended = self.bundle.run(**changes)
                self.assertEqual((ended.exit_code, ended.end["verdict"], ended.end["exitCode"]), (2, "refused", 2))
                for word in words:
                    self.assertIn(word, ended.end["error"])
                self.assertNotIn("never", ended.lines)
                self.assertNotIn("Traceback", ended.text)
                self.assertTrue(self.failure_file().startswith(ended.end["error"][:100]))

    def test_a_senseless_topology_is_refused(self):
        self.bundle.script("print('never')")
        ended = self.bundle.run({"SWITCHYARD_TOPOLOGY": "{}"})
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"))

    def test_a_secret_never_appears(self):
        self.bundle.script("""
            import os, sys
            secret = os.environ["HF_TOKEN"]
            print("token", secret, sys.argv[1])
            print("x" * 7995 + secret + "y" * 20000, flush=True)
            sys.stdout.write(secret[:5]); sys.stdout.flush()
            sys.stdout.write(secret[5:] + "\\n"); sys.stdout.flush()
            raise ValueError("cannot log in with " + secret)
        """)
        ended = self.bundle.run({"HF_TOKEN": SECRET, "PIN": "123"}, secrets=["HF_TOKEN", "PIN"], argv=[SECRET])
        self.assertEqual(ended.exit_code, 1, ended.text)
        self.assertNotIn(SECRET, ended.text.replace("\n", ""))
        self.assertIn("token *** ***", ended.lines)
        self.assertEqual(ended.end["error"], "ValueError: cannot log in with ***")
        self.assertIn("***", ended.end["traceback"])
        self.assertNotIn(SECRET, self.failure_file())

    def test_a_requirement_that_cannot_be_installed(self):
        self.bundle.script("print('never')")
        text = "--no-index\n./no-such-folder-of-a-package\n"
        (self.bundle.folder / "requirements.txt").write_text(text, encoding="utf-8")
        ended = self.bundle.run(requirements="requirements.txt")
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertIn("requirements of requirements.txt could not be installed", ended.end["error"])
        self.assertIn("no-such-folder-of-a-package", ended.end["traceback"])
        self.assertIn("no-such-folder-of-a-package", self.failure_file())
        self.assertNotIn("never", ended.lines)
        self.assertNotIn("rank", ended.end)

    def test_an_input_that_is_missing(self):
        self.bundle.script("print('never')")
        ended = self.bundle.run(inputs={"train": "/data/train"}, argv=["{input:train}"])
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"))
        self.assertIn('The input "train" is not there', ended.end["error"])
        self.assertIn(str(self.bundle.path("/data/train")), ended.end["error"])
        self.assertNotIn("never", ended.lines)

    def test_sagemakers_variables_and_ranks(self):
        config = self.bundle.path("/opt/ml/input/config")
        config.mkdir(parents=True)
        hosts = {"current_host": "algo-1", "hosts": ["algo-1"]}
        (config / "resourceconfig.json").write_text(json.dumps(hosts), encoding="utf-8")
        self.bundle.path("/opt/ml/input/data/train").mkdir(parents=True)
        self.bundle.script("""
            import json, os, sys
            names = ("SM_", "RANK", "WORLD", "LOCAL_", "GROUP_", "MASTER_")
            found = {name: value for name, value in os.environ.items() if name.startswith(names)}
            print(json.dumps(found), flush=True)
        """)
        ended = self.bundle.run(
            {"SM_NUM_GPUS": "8"},
            platform="sagemaker",
            processesPerNode=2,
            inputs={"train": "/opt/ml/input/data/train"},
            model="/opt/ml/model",
        )
        found = {line[1]: json.loads(line[4:]) for line in ended.lines if line.startswith("[")}
        shared = {
            "SM_MODEL_DIR": str(self.bundle.path("/opt/ml/model")),
            "SM_OUTPUT_DATA_DIR": str(self.bundle.path("/opt/ml/output/data")),
            "SM_CHANNEL_TRAIN": str(self.bundle.path("/opt/ml/input/data/train")),
            "SM_HOSTS": '["algo-1"]',
            "SM_CURRENT_HOST": "algo-1",
            "SM_NUM_GPUS": "8",
            "WORLD_SIZE": "2",
            "LOCAL_WORLD_SIZE": "2",
            "GROUP_RANK": "0",
            "GROUP_WORLD_SIZE": "1",
            "MASTER_ADDR": "127.0.0.1",
        }
        for rank in ("0", "1"):
            port = found[rank].pop("MASTER_PORT")
            self.assertTrue(port.isdigit())
            self.assertEqual(found[rank], {**shared, "RANK": rank, "LOCAL_RANK": rank})

    def test_the_second_of_two_nodes_has_the_later_ranks(self):
        self.bundle.script("import os; print(os.environ['RANK'], os.environ['MASTER_ADDR'])")
        topology = json.dumps({"nodes": 2, "rank": 1, "address": "first", "port": 29400})
        ended = self.bundle.run({"SWITCHYARD_TOPOLOGY": topology}, processesPerNode=1)
        self.assertIn("[1] 1 first", ended.lines)
        self.assertEqual((ended.end["node"], ended.named("hello")[0]["nodes"]), (1, 2))

    def test_a_sitecustomize_of_the_users_still_runs(self):
        folder = self.bundle.folder / "mine"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text("import builtins; builtins.mine = 'ran'\n", encoding="utf-8")
        self.bundle.script("print('sitecustomize', mine)")
        ended = self.bundle.run(environment={"PYTHONPATH": str(folder)})
        self.assertIn("sitecustomize ran", ended.lines)

    def test_a_helper_that_outlives_its_rank_does_not_hold_the_launcher(self):
        self.bundle.script("""
            import subprocess, sys
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            print("done")
        """)
        started_at = time.monotonic()
        ended = self.bundle.run()
        self.assertLess(time.monotonic() - started_at, 20)
        self.assertEqual(ended.end["verdict"], "completed")

    def test_a_reader_that_leaves_does_not_end_the_training(self):
        self.bundle.script("""
            import time
            print("ready", flush=True)
            for number in range(20):
                print("line", number, flush=True)
                time.sleep(0.05)
            open("done", "w").close()
        """)
        process = self.bundle.start()
        wait_until_ready(process)
        process.stdout.close()
        self.assertEqual(process.wait(60), 0)
        self.assertTrue((self.bundle.folder / "done").exists())

    def test_a_slow_reader_loses_no_line(self):
        self.bundle.script("for number in range(40_000): print(number)")
        process = self.bundle.start()
        time.sleep(5)
        ended = finish(process)
        self.assertEqual(sum(line.isdigit() for line in ended.lines), 40_000)
        self.assertEqual(ended.end["verdict"], "completed")

    def test_a_flood_of_lines_arrives_whole_and_in_order(self):
        self.bundle.script("for number in range(100_000): print(number)", name="train.py")
        ended = self.bundle.run()
        numbers = [int(line) for line in ended.lines if line.isdigit()]
        self.assertEqual(numbers, list(range(100_000)))


def has_ended(pid):
    """Whether the process is gone, or dead and only not yet collected by its parent."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        pass
    if sys.platform == "linux":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


if __name__ == "__main__":
    unittest.main()
