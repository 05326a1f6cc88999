"""Uses a yard as a program with Ray's own client would: unmodified, with nothing but the address. Answers what it saw.

In:  {"url": "http://127.0.0.1:43211", "lines": 250}
Out: one object for each subject; errors are told as the client raises them.
"""

import asyncio
import json
import pathlib
import sys
import tempfile
import time

import ray
from ray.job_submission import JobStatus, JobSubmissionClient

question = json.load(sys.stdin)
client = JobSubmissionClient(question["url"])

PRINTING = f"""
import os, sys, helper
for number in range({question['lines']}):
    print("line", number, helper.word, flush=True)
print("arguments", sys.argv[1:], flush=True)
print("variable", os.environ["NAME"], flush=True)
"""


def error_of(call, *parameters, **more):
    """The client's exception in one text; None when there is none."""
    try:
        call(*parameters, **more)
    except Exception as error:
        return str(error)
    return None


def wait(job, *statuses, limit=60):
    deadline = time.time() + limit
    while True:
        status = client.get_job_status(job)
        if status in statuses or (not statuses and status.is_terminal()):
            return status.value
        if time.time() > deadline:
            raise TimeoutError(f"{job} stayed {status}.")
        time.sleep(0.05)


def submit():
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "train.py").write_text(PRINTING)
        pathlib.Path(folder, "helper.py").write_text("word = 'äöü'")
        environment = {"working_dir": folder, "env_vars": {"NAME": "value"}}
        first = client.submit_job(
            entrypoint="exec python train.py 'a b' '$HOME'",
            submission_id="printing",
            runtime_env=environment,
            metadata={"team": "nlp"},
            entrypoint_num_cpus=1,
        )
        again = error_of(client.submit_job, entrypoint="true", submission_id="printing")
        status = wait(first)
        # The package that the first job used is still there for the second.
        second = client.submit_job(entrypoint="ls", runtime_env=environment)
        seconds = wait(second)
    details = client.get_job_info(first)
    return {
        "id": first,
        "given": second,
        "status": [status, seconds],
        "taken": again,
        "details": {
            name: getattr(details, name)
            for name in ("submission_id", "message", "error_type", "metadata", "driver_exit_code", "entrypoint")
        },
        "type": details.type.value,
        "times": [details.start_time, details.end_time],
        "environment": details.runtime_env["env_vars"],
        "ls": client.get_job_logs(second).split("\n")[-3:-1],
    }


async def tail(job):
    return [text async for text in client.tail_job_logs(job)]


def logs():
    whole = client.get_job_logs("printing")
    return {
        "whole": whole.split("\n"),
        "tailed": "".join(asyncio.run(tail("printing"))) == whole,
        "unknown": error_of(client.get_job_logs, "nobody"),
    }


def stop():
    client.submit_job(entrypoint="echo ready; exec sleep 300", submission_id="waiting")
    wait("waiting", JobStatus.RUNNING)
    running = error_of(client.delete_job, "waiting")
    stopped = client.stop_job("waiting")
    status = wait("waiting")
    return {
        "running": running,
        "stopped": [stopped, status, client.stop_job("waiting")],
        "deleted": client.delete_job("waiting"),
        "after": error_of(client.get_job_info, "waiting"),
    }


def failure():
    client.submit_job(entrypoint="echo words; exit 3", submission_id="failing")
    client.submit_job(entrypoint="true", submission_id="nowhere", runtime_env={"working_dir": "gcs://absent.zip"})
    wait("failing")
    wait("nowhere")
    failing, nowhere = client.get_job_info("failing"), client.get_job_info("nowhere")
    return {
        "failing": [failing.status.value, failing.driver_exit_code, failing.error_type, failing.message.split("\n")[-2]],
        "nowhere": [nowhere.status.value, nowhere.driver_exit_code, nowhere.error_type],
    }


TRAINING = """
import ray
from ray.train import ScalingConfig
from ray.train.torch import TorchTrainer

def work():
    context = ray.train.get_context()
    print("rank", context.get_world_rank(), "of", context.get_world_size(), flush=True)
    ray.train.report({"rank": context.get_world_rank()})

ray.init()
TorchTrainer(work, scaling_config=ScalingConfig(num_workers=2, resources_per_worker={"CPU": 0.5})).fit()
"""


def train():
    """Ray Train's own workers, in a Ray that the driver starts for itself."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "train.py").write_text(TRAINING)
        environment = {"working_dir": folder, "env_vars": {"RAY_TRAIN_ENABLE_PRINT_PATCH": "0", "RAY_COLOR_PREFIX": "0"}}
        job = client.submit_job(entrypoint="exec python train.py", submission_id="training", runtime_env=environment)
        return {"status": wait(job, limit=280), "log": client.get_job_logs(job)}


def listing():
    jobs = client.list_jobs()
    return {"ids": [job.submission_id for job in jobs], "version": client.get_version()}


answer = {"ray": ray.__version__}
for name, act in {"submit": submit, "logs": logs, "stop": stop, "failure": failure, "train": train, "listing": listing}.items():
    answer[name] = act()
print(json.dumps(answer))
