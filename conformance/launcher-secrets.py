"""Holds the launcher's own requests to AWS Secrets Manager against botocore's signer and moto's server.

In:  {"requests": [{"url", "headers", "body", "region", "service", "key", "secret", "token", "moment"}, ...],
      "secrets": {"NAME": "value", ...}}
Out: {"ours": ["Authorization", ...], "theirs": ["Authorization", ...], "read": {"NAME": "value", ...}, "missing": "text"}
"""

import json
import logging
import sys
from datetime import datetime
from pathlib import Path
from unittest import mock

import boto3
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "packages" / "core" / "launcher"))

from switchyard_launcher.aws_signature import AwsCredentials, signed  # noqa: E402
from switchyard_launcher.faults import Refusal  # noqa: E402
from switchyard_launcher.requests import HttpRequest, fetch  # noqa: E402
from switchyard_launcher.secret_managers import Surroundings  # noqa: E402
from switchyard_launcher.secret_references import resolve_secrets  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.CRITICAL)


def ours(case):
    request = HttpRequest("POST", case["url"], case["headers"], case["body"].encode())
    credentials = AwsCredentials(case["key"], case["secret"], case["token"])
    return signed(request, credentials, case["region"], case["service"], case["moment"]).headers["Authorization"]


def theirs(case):
    credentials = Credentials(case["key"], case["secret"], case["token"] or None)
    request = AWSRequest("POST", case["url"], case["headers"], case["body"].encode())
    moment = datetime.strptime(case["moment"], "%Y%m%dT%H%M%SZ")
    # botocore asks for the time in one of these two ways, depending on its release.
    clock = mock.Mock(wraps=datetime, utcnow=lambda: moment, now=lambda *_: moment)
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *_, **__: moment, create=True):
        with mock.patch.object(botocore.auth, "datetime", clock, create=True):
            botocore.auth.SigV4Auth(credentials, case["service"], case["region"]).add_auth(request)
    return request.headers["Authorization"]


def main():
    question = json.load(sys.stdin)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://%s:%s" % server.get_host_and_port()
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-west-1"}
    client = boto3.client("secretsmanager", endpoint_url=url, **keys)
    environment = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": url,
    }
    around = Surroundings(environment, lambda path: None, fetch)
    references = {}
    for index, (name, value) in enumerate(question["secrets"].items()):
        arn = client.create_secret(Name=name, SecretString=value)["ARN"]
        references[name] = {"from": "aws-secrets-manager", "name": arn if index % 2 else name}
    missing = ""
    try:
        resolve_secrets({"X": {"from": "aws-secrets-manager", "name": "no-such-secret"}}, around)
    except Refusal as refusal:
        missing = str(refusal)
    answer = {
        "ours": [ours(case) for case in question["requests"]],
        "theirs": [theirs(case) for case in question["requests"]],
        "read": resolve_secrets(references, around),
        "missing": missing,
    }
    server.stop()
    print(json.dumps(answer))


main()
