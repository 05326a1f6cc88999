"""What Amazon's own Python SDK would send for a job. Its transport is a recorder: nothing leaves the process.

    python sagemaker-sdk.py estimator    HuggingFace of sagemaker 2.x, and its HyperparameterTuner
    python sagemaker-sdk.py trainer      ModelTrainer of sagemaker 3.x

In:  {"source": a folder with train.py, "jobs": [{"name": ..., "arguments": {...}, ...}, ...],
      "planned": [{"operation": "CreateTrainingJob", "body": {...}}, ...]}
Out: {"version": "2.257.7", "sent": [{"operation": "CreateTrainingJob", "body": {...}}, ...],
      "reports": what botocore's own validator says of each planned body, empty when nothing is wrong}
"""

import contextlib
import functools
import importlib.metadata
import io
import json
import logging
import os
import socket
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_EC2_METADATA_DISABLED="true",
    HOME=tempfile.mkdtemp(prefix="switchyard-home-"),
)

import botocore.httpsession
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator

ACCOUNT = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::111122223333:user/tester</Arn><UserId>tester</UserId><Account>111122223333</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
DENIED = """<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>Not for this caller.</Message></Error></ErrorResponse>"""
BUCKETS = """<ListAllMyBucketsResult><Owner><ID>tester</ID></Owner><Buckets><Bucket>
<Name>sagemaker-us-east-1-111122223333</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate>
</Bucket></Buckets></ListAllMyBucketsResult>"""
CREATED = {
    "TrainingJobArn": "arn:aws:sagemaker:us-east-1:111122223333:training-job/recorded",
    "HyperParameterTuningJobArn": "arn:aws:sagemaker:us-east-1:111122223333:hyper-parameter-tuning-job/recorded",
}
DESCRIBED = {
    "TrainingJobName": "recorded",
    "TrainingJobArn": CREATED["TrainingJobArn"],
    "TrainingJobStatus": "InProgress",
    "SecondaryStatus": "Starting",
    "ModelArtifacts": {"S3ModelArtifacts": "s3://bucket/model.tar.gz"},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    "CreationTime": 1_788_000_000,
}


# How class names write what method names write in small letters.
WORDS = {"tensorboard": "TensorBoard"}


class Body(io.BytesIO):
    def stream(self, **options):
        yield self.read()


class Recorder:
    """Answers as the services would, to a caller who may create jobs and read nothing of IAM."""

    def __init__(self):
        self.sent = []

    def answer(self, request):
        target = request.headers.get("X-Amz-Target") or ""
        operation = (target.decode() if isinstance(target, bytes) else target).partition(".")[2]
        if operation.startswith("Create"):
            self.sent.append({"operation": operation, "body": json.loads(request.body)})
            return 200, json.dumps(CREATED)
        if "://sts." in request.url:
            return 200, ACCOUNT
        if "://iam." in request.url:
            return 403, DENIED
        if operation:
            return 200, json.dumps(DESCRIBED)
        return 200, BUCKETS if request.method == "GET" else ""

    def send(self, session, request):
        status, text = self.answer(request)
        return AWSResponse(request.url, status, {"Content-Type": "application/json"}, Body(text.encode()))


def refuse(*arguments, **options):
    raise OSError("There is no network here.")


RECORDER = Recorder()
botocore.httpsession.URLLib3Session.send = lambda session, request: RECORDER.send(session, request)
socket.socket.connect = refuse
socket.getaddrinfo = refuse


def estimator_input(value):
    from sagemaker.inputs import FileSystemInput, ShuffleConfig, TrainingInput

    if isinstance(value, str):
        return value
    if "file_system_id" in value:
        return FileSystemInput(**value)
    seed = value.pop("shuffle_seed", None)
    return TrainingInput(**value, shuffle_config=None if seed is None else ShuffleConfig(seed))


@functools.cache
def estimator_session():
    from sagemaker import Session

    return Session()


@functools.cache
def trainer_session():
    from sagemaker.core.helper.session_helper import Session

    return Session()


def estimate(job, source):
    from sagemaker.huggingface import HuggingFace
    from sagemaker.instance_group import InstanceGroup

    plain = {"py_version": "py312", "entry_point": "train.py", "source_dir": source}
    arguments = {**plain, "sagemaker_session": estimator_session(), **job["arguments"]}
    if "instance_groups" in arguments:
        arguments["instance_groups"] = [InstanceGroup(**group) for group in arguments["instance_groups"]]
    estimator = HuggingFace(**arguments)
    inputs = {name: estimator_input(value) for name, value in job.get("inputs", {}).items()} or None
    if "tuner" in job:
        tune(estimator, inputs, job["name"], dict(job["tuner"]))
    else:
        estimator.fit(inputs, wait=False, job_name=job["name"])


def tune(estimator, inputs, name, options):
    from sagemaker import tuner

    kinds = {
        "continuous": tuner.ContinuousParameter,
        "integer": tuner.IntegerParameter,
        "categorical": tuner.CategoricalParameter,
    }
    ranges = {key: kinds[kind](*values) for key, (kind, *values) in options.pop("ranges").items()}
    search = tuner.HyperparameterTuner(estimator, hyperparameter_ranges=ranges, **options)
    search.fit(inputs, job_name=name, wait=False, include_cls_metadata=False)


def train(job, source):
    from sagemaker.core.training import configs
    from sagemaker.train import ModelTrainer
    from sagemaker.train.distributed import SMP, Torchrun

    arguments = {"base_job_name": "bert", "sagemaker_session": trainer_session(), **job["arguments"]}
    arguments["source_code"] = configs.SourceCode(source_dir=source, entry_script="train.py")
    torchrun = arguments.pop("torchrun", None)
    if torchrun is not None:
        smp = torchrun.pop("smp", None)
        arguments["distributed"] = Torchrun(**torchrun, smp=None if smp is None else SMP(**smp))
    kinds = {True: configs.Channel, False: configs.InputData}
    channels = arguments.pop("channels", [])
    arguments["input_data_config"] = [kinds["input_mode" in channel](**channel) for channel in channels]
    trainer = ModelTrainer(**arguments)
    for name, options in job.get("with", {}).items():
        kind = "".join(WORDS.get(word, word.capitalize()) for word in name.split("_"))
        if isinstance(options, list):
            getattr(trainer, f"with_{name}s")([getattr(configs, kind)(**item) for item in options])
        else:
            getattr(trainer, f"with_{name}")(getattr(configs, kind)(**options))
    trainer.train(wait=False, logs=False)


def validate(planned):
    """botocore's own judgement, by its own model of the service."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    shape = model.operation_model(planned["operation"]).input_shape
    return ParamValidator().validate(planned["body"], shape).generate_report()


def answer(kind):
    request = json.load(sys.stdin)
    start, package = {"estimator": (estimate, "sagemaker"), "trainer": (train, "sagemaker-train")}[kind]
    logging.disable(logging.CRITICAL)
    for job in request["jobs"]:
        before = len(RECORDER.sent)
        try:
            start(job, request["source"])
        except Exception as error:
            raise SystemExit(f"{job['name']}: {error!r}") from error
        if len(RECORDER.sent) != before + 1:
            raise SystemExit(f"{job['name']}: {len(RECORDER.sent) - before} jobs were created.")
    reports = [validate(planned) for planned in request["planned"]]
    return {"version": importlib.metadata.version(package), "sent": RECORDER.sent, "reports": reports}


if __name__ == "__main__":
    # What the SDK prints is not the answer.
    with contextlib.redirect_stdout(sys.stderr):
        text = json.dumps(answer(sys.argv[1]))
    print(text)
