"""What google-cloud-aiplatform, Google's own Python SDK, would send for a job. Its transport is a recorder: nothing leaves it.

In:  {"jobs": [{"kind": "CustomJob", "make": {<constructor>}, "submit": {<submit() or run()>}}, ...]}
Out: {"version": "1.165.1", "sent": [[{"url": ..., "wire": {...}, "body": {...}}, ...], ...]}

The SDK writes numbers for the words of enums, and of a training pipeline's job snake_case and fractions: `wire` is that, and
`body` the same, read by Google's own JSON parser and written again in the words of the REST API.
"""

import contextlib
import importlib.metadata
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import requests
from google.auth.credentials import AnonymousCredentials
from google.cloud import aiplatform
from google.cloud.aiplatform import hyperparameter_tuning
from google.cloud.aiplatform_v1 import types

SUCCEEDED = 4


class Recorder:
    """Answers as a service would that did what it was asked, and had done it already."""

    def __init__(self):
        self.sent = []
        self.resources = {}

    def __call__(self, session, method, url, data=None, **options):
        path = url.split("/v1/", 1)[-1].split("?")[0]
        if method.upper() == "POST":
            body = json.loads(data)
            self.sent.append({"url": url.split("?")[0], "wire": body, "body": canonical(path, body)})
            path = f"{path}/{len(self.resources) + 1}"
            self.resources[path] = {**body, "name": path, "state": SUCCEEDED}
        response = requests.Response()
        response.status_code = 200
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(self.resources[path]).encode()
        return response


def rewritten(message, value):
    """The same in the words of the REST API."""
    parsed = message.from_json(json.dumps(value))
    return json.loads(
        message.to_json(parsed, use_integers_for_enums=False, including_default_value_fields=False, indent=None)
    )


def canonical(path, body):
    collection = path.rsplit("/", 1)[-1]
    if collection == "trainingPipelines":
        pipeline = {name: value for name, value in body.items() if name != "trainingTaskInputs"}
        job = rewritten(types.CustomJobSpec, body["trainingTaskInputs"])
        return {**rewritten(types.TrainingPipeline, pipeline), "jobSpec": job}
    return rewritten(
        {"customJobs": types.CustomJob, "hyperparameterTuningJobs": types.HyperparameterTuningJob}[collection], body
    )


def submission(arguments):
    strategy = arguments.pop("scheduling_strategy", None)
    if strategy is not None:
        arguments["scheduling_strategy"] = types.Scheduling.Strategy[strategy]
    return arguments


def record(recorder, job):
    recorder.sent = []
    make, submit, kind = job["make"], submission(job.get("submit", {})), job["kind"]
    if kind == "HyperparameterTuningJob":
        parameters = {name: read_parameter(value) for name, value in job["parameters"].items()}
        trial = aiplatform.CustomJob(**job["trial"])
        aiplatform.HyperparameterTuningJob(custom_job=trial, parameter_spec=parameters, **make).run(**submit)
    else:
        getattr(aiplatform, kind)(**make).submit(**submit)
    return recorder.sent


def read_parameter(value):
    """One parameter: the name of its class, and what that takes."""
    kind, arguments = value
    return getattr(hyperparameter_tuning, kind)(**arguments)


def answer():
    recorder = Recorder()
    requests.Session.request = lambda session, *positional, **options: recorder(session, *positional, **options)
    aiplatform.init(
        project="acme-ml",
        location="us-central1",
        staging_bucket="gs://acme",
        credentials=AnonymousCredentials(),
        api_transport="rest",
    )
    sent = [record(recorder, job) for job in json.load(sys.stdin)["jobs"]]
    return {"version": importlib.metadata.version("google-cloud-aiplatform"), "sent": sent}


if __name__ == "__main__":
    # What the SDK prints is not the answer.
    with contextlib.redirect_stdout(sys.stderr):
        text = json.dumps(answer())
    print(text)
