"""What azure-ai-ml, Microsoft's own Python SDK, would send for a job. Its transport is a recorder: nothing leaves it.

In:  {"jobs": [{"name": ..., <arguments of command()>, "sweep": {<arguments of sweep()>}}, ...]}
Out: {"version": "1.35.2", "sent": [[{"method": "PUT", "url": ..., "body": {...}}, ...], ...]}
"""

import contextlib
import importlib.metadata
import io
import json
import logging
import sys
import warnings
from urllib.parse import urlsplit

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

from azure.ai.ml import Input, MLClient, MpiDistribution, Output, PyTorchDistribution, command
from azure.ai.ml import entities
from azure.ai.ml import sweep as distributions
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest
from azure.core.rest._requests_basic import RestRequestsTransportResponse
from requests import Response

SUBSCRIPTION = "00000000-1111-2222-3333-444444444444"
# A token that says for whom it is, as the SDK reads that of jobs with a user's identity; its signature is none.
TOKEN = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJodHRwczovL21sLmF6dXJlLmNvbSIsInRpZCI6InQifQ.eA"


class Credential:
    def get_token(self, *scopes, **options):
        return AccessToken(TOKEN, 2**40)


class Recorder(RequestsTransport):
    """Answers every request as a service would that did what it was asked."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def send(self, request, **options):
        body = request.body if isinstance(request.body, (str, bytes)) else None
        content = json.loads(body) if body else None
        if request.method == "PUT":
            self.sent.append({"method": request.method, "url": request.url, "body": content})
        path = urlsplit(request.url).path
        answer = {"id": path, "name": path.rsplit("/", 1)[-1], "type": "x", "location": "eastus", "systemData": {}}
        answer["properties"] = (content or {}).get("properties", {"computeType": "AmlCompute", "properties": {}})
        response = Response()
        response.status_code = 200
        response.headers["Content-Type"] = "application/json"
        response.raw = io.BytesIO(json.dumps(answer).encode())
        wrapped = RestRequestsTransportResponse(
            request=HttpRequest(request.method, request.url), internal_response=response
        )
        wrapped.read()
        return wrapped


def read_value(value):
    """A literal, or data."""
    return Input(**value) if isinstance(value, dict) else value


def read_distribution(value):
    kinds = {"pytorch": PyTorchDistribution, "mpi": MpiDistribution}
    return kinds[value.pop("type")](**value)


def read_identity(value):
    kinds = {
        "managed": entities.ManagedIdentityConfiguration,
        "user": entities.UserIdentityConfiguration,
        "token": entities.AmlTokenConfiguration,
    }
    return kinds[value.pop("type")](**value)


def read_services(value):
    kinds = {
        "tensor_board": entities.TensorBoardJobService,
        "jupyter_lab": entities.JupyterLabJobService,
        "vs_code": entities.VsCodeJobService,
        "ssh": entities.SshJobService,
    }
    return {name: kinds[service.pop("type")](**service) for name, service in value.items()}


READERS = {
    "inputs": lambda value: {name: read_value(inner) for name, inner in value.items()},
    "outputs": lambda value: {name: Output(**inner) for name, inner in value.items()},
    "distribution": read_distribution,
    "identity": read_identity,
    "services": read_services,
    "environment": lambda value: entities.Environment(**value) if isinstance(value, dict) else value,
}


def read_range(value):
    """One parameter: the name of its distribution, and what that takes."""
    kind, *values = value
    return getattr(distributions, kind)(*values)


def make_job(arguments):
    search = arguments.pop("sweep", None)
    node = command(**{key: READERS.get(key, lambda same: same)(value) for key, value in arguments.items()})
    if search is None:
        return node
    space = {name: read_range(value) for name, value in search.pop("space").items()}
    limits = {key: search.pop(key) for key in ("max_total_trials", "max_concurrent_trials", "trial_timeout")}
    job = node(**space).sweep(**search)
    job.set_limits(**limits)
    for key in ("name", "display_name", "experiment_name", "tags"):
        if key in arguments:
            setattr(job, key, arguments[key])
    return job


def record(client, recorder, arguments):
    recorder.sent = []
    code = arguments.pop("asset", None)
    if code is not None:
        client._code.create_or_update(entities._assets._artifacts.code.Code(**code, is_anonymous=True))
    client.jobs.create_or_update(make_job(arguments))
    return recorder.sent


def answer():
    recorder = Recorder()
    client = MLClient(Credential(), SUBSCRIPTION, "group", "space", transport=recorder, enable_telemetry=False)
    sent = [record(client, recorder, job) for job in json.load(sys.stdin)["jobs"]]
    return {"version": importlib.metadata.version("azure-ai-ml"), "sent": sent}


if __name__ == "__main__":
    # What the SDK prints is not the answer.
    with contextlib.redirect_stdout(sys.stderr):
        text = json.dumps(answer())
    print(text)
