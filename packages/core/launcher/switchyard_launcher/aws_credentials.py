"""The job's own credentials on Amazon's machines, in the order in which Amazon's SDKs look for them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable

from switchyard_launcher.aws_signature import AwsCredentials
from switchyard_launcher.faults import Refusal
from switchyard_launcher.requests import Fetch, HttpRequest, RequestFailed

CONTAINER_HOST = "http://169.254.170.2"
INSTANCE_HOST = "http://169.254.169.254"
_INSTANCE_ROLE = "/latest/meta-data/iam/security-credentials/"


def aws_credentials(environment: dict[str, str], read: Callable[[str], str | None], fetch: Fetch) -> AwsCredentials:
    """Variables, the container's endpoint, the instance's; boto3, where the image has it, knows further ways.

    Raises Refusal when none has any.
    """
    key_id, secret_key = environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")
    if key_id and secret_key:
        return AwsCredentials(key_id, secret_key, environment.get("AWS_SESSION_TOKEN", ""))
    try:
        found = _of_container(environment, read, fetch) or _of_boto3() or _of_instance(environment, fetch)
    except (RequestFailed, ValueError, KeyError) as error:
        raise Refusal(f"the job's credentials could not be read: {error}") from None
    if found is None:
        raise Refusal("the job has no credentials of Amazon's: give it a role")
    return found


def _of_container(
    environment: dict[str, str], read: Callable[[str], str | None], fetch: Fetch
) -> AwsCredentials | None:
    relative = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    url = CONTAINER_HOST + relative if relative else environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    if not url:
        return None
    token_file = environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    token = (read(token_file) or "").strip() if token_file else environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
    headers = {"Authorization": token} if token else {}
    return _parsed(fetch(HttpRequest("GET", url, headers)))


def _of_instance(environment: dict[str, str], fetch: Fetch) -> AwsCredentials | None:
    if environment.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return None
    host = environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", INSTANCE_HOST).rstrip("/")
    wanted = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
    token = fetch(HttpRequest("PUT", f"{host}/latest/api/token", wanted)).decode()
    headers = {"X-aws-ec2-metadata-token": token}
    role = fetch(HttpRequest("GET", host + _INSTANCE_ROLE, headers)).decode().split("\n")[0]
    return _parsed(fetch(HttpRequest("GET", host + _INSTANCE_ROLE + role, headers)))


def _of_boto3() -> AwsCredentials | None:
    """boto3 asks the instance too, and knows web identities of Kubernetes' service accounts."""
    try:
        session = importlib.import_module("boto3").Session()
    except ImportError:
        return None
    held = session.get_credentials()
    frozen = held.get_frozen_credentials() if held else None
    return AwsCredentials(frozen.access_key, frozen.secret_key, frozen.token or "") if frozen else None


def _parsed(answer: bytes) -> AwsCredentials:
    content = json.loads(answer)
    return AwsCredentials(content["AccessKeyId"], content["SecretAccessKey"], content.get("Token", ""))
