"""One secret from each platform's own secret manager, read with the job's own identity."""

from __future__ import annotations

import base64
import json
import re
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass

from switchyard_launcher.aws_credentials import INSTANCE_HOST, aws_credentials
from switchyard_launcher.aws_signature import signed
from switchyard_launcher.faults import Refusal
from switchyard_launcher.requests import Fetch, HttpRequest

_GOOGLE_NAME = re.compile(r"^(projects/[^/\s]+/(?:locations/([a-z0-9-]+)/)?secrets/[\w-]+)(/versions/[\w-]+)?$")
_VAULT_HOST = re.compile(r"^[\w-]+\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)$")
_VAULT_PATH = re.compile(r"^/secrets/[0-9A-Za-z-]+(/[0-9a-f]+)?/?$")
_VAULT_VERSION = "7.4"


@dataclass(frozen=True)
class Surroundings:
    """Where a secret may be looked for. `read` gives a file's text or None."""

    environment: dict[str, str]
    read: Callable[[str], str | None]
    fetch: Fetch


def aws_secret(name: str, around: Surroundings) -> str:
    """Secrets Manager's GetSecretValue. An ARN names its region; a name alone is looked for in the job's region."""
    environment = around.environment
    parts = name.split(":")
    is_arn = len(parts) >= 7 and parts[0] == "arn" and parts[2] == "secretsmanager"
    region = parts[3] if is_arn else environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if not region:
        raise Refusal("no region is known: give the secret's ARN, or set AWS_REGION")
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    endpoint = (
        environment.get("AWS_ENDPOINT_URL_SECRETS_MANAGER")
        or environment.get("AWS_ENDPOINT_URL")
        or f"https://secretsmanager.{region}.{suffix}"
    )
    request = HttpRequest(
        "POST",
        endpoint.rstrip("/") + "/",
        {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "secretsmanager.GetSecretValue"},
        json.dumps({"SecretId": name}).encode(),
    )
    credentials = aws_credentials(environment, around.read, around.fetch)
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    answer = json.loads(around.fetch(signed(request, credentials, region, "secretsmanager", moment)))
    if "SecretString" in answer:
        return answer["SecretString"]
    return base64.b64decode(answer["SecretBinary"]).decode("utf-8")


def google_secret(name: str, around: Surroundings) -> str:
    """Secret Manager's access of a version, the latest unless the name says one, as the job's service account."""
    found = _GOOGLE_NAME.match(name)
    if not found:
        raise Refusal("the name must be projects/PROJECT/secrets/SECRET or that with /versions/VERSION behind it")
    host = around.environment.get("GCE_METADATA_HOST", "metadata.google.internal")
    url = f"http://{host}/computeMetadata/v1/instance/service-accounts/default/token"
    token = json.loads(around.fetch(HttpRequest("GET", url, {"Metadata-Flavor": "Google"})))["access_token"]
    region = f".{found.group(2)}.rep" if found.group(2) else ""
    # The variable by which Google's own command line is pointed elsewhere.
    endpoint = around.environment.get("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER")
    base = endpoint.rstrip("/") if endpoint else f"https://secretmanager{region}.googleapis.com"
    version = found.group(3) or "/versions/latest"
    headers = {"Authorization": f"Bearer {token}"}
    answer = around.fetch(HttpRequest("GET", f"{base}/v1/{found.group(1)}{version}:access", headers))
    return base64.b64decode(json.loads(answer)["payload"]["data"]).decode("utf-8")


def azure_secret(name: str, around: Surroundings) -> str:
    """Key Vault's secret of this URI, as the job's managed identity. The token goes to a vault and nowhere else."""
    place = urllib.parse.urlsplit(name)
    host = _VAULT_HOST.match(place.netloc.lower())
    if place.scheme != "https" or not host or not _VAULT_PATH.match(place.path) or place.query:
        raise Refusal("the name must be https://VAULT.vault.azure.net/secrets/SECRET, a version behind it or not")
    token = _azure_token(f"https://vault.{host.group(1)}", around)
    url = f"https://{place.netloc}{place.path.rstrip('/')}?api-version={_VAULT_VERSION}"
    return json.loads(around.fetch(HttpRequest("GET", url, {"Authorization": f"Bearer {token}"})))["value"]


def _azure_token(resource: str, around: Surroundings) -> str:
    """App Service's endpoint, the older one of Azure Machine Learning's computes, else the machine's."""
    environment = around.environment
    query = {"resource": resource}
    client = environment.get("DEFAULT_IDENTITY_CLIENT_ID") or environment.get("AZURE_CLIENT_ID")
    if environment.get("IDENTITY_ENDPOINT") and environment.get("IDENTITY_HEADER"):
        url, version, identity = environment["IDENTITY_ENDPOINT"], "2019-08-01", "client_id"
        headers = {"X-IDENTITY-HEADER": environment["IDENTITY_HEADER"]}
    elif environment.get("MSI_ENDPOINT") and environment.get("MSI_SECRET"):
        url, version, identity = environment["MSI_ENDPOINT"], "2017-09-01", "clientid"
        headers = {"secret": environment["MSI_SECRET"]}
    else:
        url, version, identity = f"{INSTANCE_HOST}/metadata/identity/oauth2/token", "2018-02-01", "client_id"
        headers = {"Metadata": "true"}
    query.update({"api-version": version, **({identity: client} if client else {})})
    answer = around.fetch(HttpRequest("GET", f"{url}?{urllib.parse.urlencode(query)}", headers))
    return json.loads(answer)["access_token"]
