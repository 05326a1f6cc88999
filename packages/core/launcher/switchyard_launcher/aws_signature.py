"""Signature Version 4 of Amazon's services (AWS General Reference, "Signing AWS API requests")."""

from __future__ import annotations

import hashlib
import hmac
import urllib.parse
from dataclasses import dataclass

from switchyard_launcher.requests import HttpRequest

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class AwsCredentials:
    key_id: str
    secret_key: str
    session_token: str = ""


def signed(request: HttpRequest, credentials: AwsCredentials, region: str, service: str, moment: str) -> HttpRequest:
    """`moment` is the time in UTC as 20260131T235959Z. The path must need no encoding, the query be empty."""
    place = urllib.parse.urlsplit(request.url)
    token = {"X-Amz-Security-Token": credentials.session_token} if credentials.session_token else {}
    headers = {**request.headers, "Host": place.netloc, "X-Amz-Date": moment, **token}
    canonical = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    names = ";".join(name for name, _ in canonical)
    lines = [request.method, place.path or "/", place.query, *(f"{name}:{value}" for name, value in canonical)]
    lines += ["", names, hashlib.sha256(request.body).hexdigest()]
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = "\n".join([_ALGORITHM, moment, scope, digest])
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    authorization = f"{_ALGORITHM} Credential={credentials.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return HttpRequest(request.method, request.url, {**headers, "Authorization": authorization}, request.body)
