"""Cloud Storage by its JSON API: gs://BUCKET/PREFIX."""

from __future__ import annotations

import json
import os
import time
import urllib.parse

from switchyard_launcher.manifest import sha256_of_file
from switchyard_launcher.store_http import HttpFailure, call
from switchyard_launcher.stores import MissingPackage, need

_METADATA = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token"
_SCOPE = "https://www.googleapis.com/auth/devstorage.read_write"
# Pieces of a resumable upload are multiples of 256 KiB.
GCS_PIECE_BYTES = 32 << 20


class GcsToken:
    """By google-auth where it is installed, else by the metadata server that every machine of Google's has."""

    def __init__(self) -> None:
        self._token = ""
        self._valid_until = 0.0

    def headers(self) -> dict[str, str]:
        """Empty for an emulator, whose address the clients read from STORAGE_EMULATOR_HOST too."""
        if os.environ.get("STORAGE_EMULATOR_HOST"):
            return {}
        if time.monotonic() >= self._valid_until:
            self._token, seconds = self._from_library() or self._from_metadata()
            self._valid_until = time.monotonic() + seconds - 60
        return {"Authorization": f"Bearer {self._token}"}

    def _from_library(self) -> tuple[str, float] | None:
        try:
            auth = need("google-auth", "google.auth")
            transport = need("google-auth", "google.auth.transport.requests")
        except MissingPackage:
            return None
        credentials, _ = auth.default(scopes=[_SCOPE])
        credentials.refresh(transport.Request())
        return credentials.token, 300.0

    def _from_metadata(self) -> tuple[str, float]:
        found = call("GET", _METADATA, {"Metadata-Flavor": "Google"}).json()
        return str(found["access_token"]), float(found["expires_in"])


class GcsStore:
    def __init__(self, uri: str) -> None:
        bucket, _, prefix = uri[len("gs://") :].partition("/")
        if not bucket:
            raise ValueError("write gs://BUCKET/PREFIX")
        base = os.environ.get("STORAGE_EMULATOR_HOST") or "https://storage.googleapis.com"
        self._objects = f"{base}/storage/v1/b/{bucket}/o"
        self._uploads = f"{base}/upload/storage/v1/b/{bucket}/o"
        self._prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._token = GcsToken()

    def list(self) -> dict[str, int]:
        found: dict[str, int] = {}
        page = ""
        while True:
            query = {"prefix": self._prefix, "fields": "items(name,size),nextPageToken", "pageToken": page}
            reply = call("GET", f"{self._objects}?{urllib.parse.urlencode(query)}", self._token.headers()).json()
            for item in reply.get("items", []):
                found[item["name"][len(self._prefix) :]] = int(item["size"])
            page = reply.get("nextPageToken", "")
            if not page:
                return found

    def put(self, path: str, name: str) -> tuple[int, str]:
        sha256, size = sha256_of_file(path), os.path.getsize(path)
        if size <= GCS_PIECE_BYTES:
            with open(path, "rb") as file:
                self.write(name, file.read())
            return size, sha256
        query = urllib.parse.urlencode({"uploadType": "resumable", "name": self._prefix + name})
        headers = {**self._token.headers(), "Content-Type": "application/json; charset=UTF-8"}
        session = call("POST", f"{self._uploads}?{query}", headers, json.dumps({}).encode()).headers["Location"]
        with open(path, "rb") as file:
            sent = 0
            while sent < size:
                piece = file.read(GCS_PIECE_BYTES)
                call("PUT", session, {"Content-Range": f"bytes {sent}-{sent + len(piece) - 1}/{size}"}, piece)
                sent += len(piece)
        return size, sha256

    def write(self, name: str, data: bytes) -> None:
        query = urllib.parse.urlencode({"uploadType": "media", "name": self._prefix + name})
        headers = {**self._token.headers(), "Content-Type": "application/octet-stream"}
        call("POST", f"{self._uploads}?{query}", headers, data)

    def read(self, name: str) -> bytes:
        return call("GET", self._object(name) + "?alt=media", self._token.headers()).data

    def get(self, name: str, path: str) -> None:
        call("GET", self._object(name) + "?alt=media", self._token.headers(), target=path)

    def remove(self, names: list[str]) -> None:
        for name in names:
            try:
                call("DELETE", self._object(name), self._token.headers())
            except HttpFailure as failure:
                if failure.status != 404:
                    raise

    def _object(self, name: str) -> str:
        return f"{self._objects}/{urllib.parse.quote(self._prefix + name, safe='')}"
