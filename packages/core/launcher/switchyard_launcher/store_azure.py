"""Azure blobs by the REST API: https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX, or abfss://."""

from __future__ import annotations

import base64
import os
import time
import urllib.parse
import xml.etree.ElementTree

from switchyard_launcher.manifest import sha256_of_file
from switchyard_launcher.store_http import HttpFailure, call
from switchyard_launcher.stores import MissingPackage, need

_VERSION = "2021-12-02"
_RESOURCE = "https://storage.azure.com/"
_MACHINE_IDENTITY = "http://169.254.169.254/metadata/identity/oauth2/token"
AZURE_PIECE_BYTES = 32 << 20
_ABFSS = "write abfss://CONTAINER@ACCOUNT.dfs.core.windows.net/PREFIX"


class AzureToken:
    """A shared access signature in AZURE_STORAGE_SAS_TOKEN, azure-identity where it is installed, the job's own identity."""

    def __init__(self) -> None:
        self.signature = os.environ.get("AZURE_STORAGE_SAS_TOKEN", "").lstrip("?")
        self._token = ""
        self._valid_until = 0.0

    def headers(self) -> dict[str, str]:
        versioned = {"x-ms-version": _VERSION}
        if self.signature:
            return versioned
        if time.monotonic() >= self._valid_until:
            self._token, expires_at = self._from_library() or self._from_identity()
            self._valid_until = time.monotonic() + expires_at - time.time() - 60
        return {**versioned, "Authorization": f"Bearer {self._token}"}

    def _from_library(self) -> tuple[str, float] | None:
        try:
            identity = need("azure-identity", "azure.identity")
        except MissingPackage:
            return None
        found = identity.DefaultAzureCredential().get_token(_RESOURCE + ".default")
        return found.token, float(found.expires_on)

    def _from_identity(self) -> tuple[str, float]:
        """Azure ML tells the place of its identity by variables; a plain machine has the metadata address."""
        headers, query = {"Metadata": "true"}, {"resource": _RESOURCE, "api-version": "2018-02-01"}
        place = _MACHINE_IDENTITY
        if os.environ.get("IDENTITY_ENDPOINT"):
            place, query["api-version"] = os.environ["IDENTITY_ENDPOINT"], "2019-08-01"
            headers["X-IDENTITY-HEADER"] = os.environ.get("IDENTITY_HEADER", "")
        elif os.environ.get("MSI_ENDPOINT"):
            place, query["api-version"] = os.environ["MSI_ENDPOINT"], "2017-09-01"
            headers["secret"] = os.environ.get("MSI_SECRET", "")
        client = os.environ.get("DEFAULT_IDENTITY_CLIENT_ID") or os.environ.get("AZURE_CLIENT_ID")
        if client:
            query["clientid" if place == os.environ.get("MSI_ENDPOINT") else "client_id"] = client
        found = call("GET", f"{place}?{urllib.parse.urlencode(query)}", headers).json()
        return str(found["access_token"]), time.time() + float(found.get("expires_in") or 300)


class AzureStore:
    def __init__(self, uri: str) -> None:
        self._container, self._prefix = _container_and_prefix(uri)
        self._token = AzureToken()

    def list(self) -> dict[str, int]:
        found: dict[str, int] = {}
        marker = ""
        while True:
            query = {"restype": "container", "comp": "list", "prefix": self._prefix, "marker": marker}
            reply = call("GET", self._url("", query), self._token.headers())
            tree = xml.etree.ElementTree.fromstring(reply.data)
            for blob in tree.iter("Blob"):
                size = int(blob.findtext("Properties/Content-Length") or 0)
                found[(blob.findtext("Name") or "")[len(self._prefix) :]] = size
            marker = tree.findtext("NextMarker") or ""
            if not marker:
                return found

    def put(self, path: str, name: str) -> tuple[int, str]:
        sha256, size = sha256_of_file(path), os.path.getsize(path)
        with open(path, "rb") as file:
            if size <= AZURE_PIECE_BYTES:
                self.write(name, file.read())
                return size, sha256
            blocks: list[str] = []
            for number in range(-(-size // AZURE_PIECE_BYTES)):
                block = base64.b64encode(b"%08d" % number).decode()
                query = {"comp": "block", "blockid": block}
                call("PUT", self._url(name, query), self._token.headers(), file.read(AZURE_PIECE_BYTES))
                blocks.append(f"<Latest>{block}</Latest>")
        text = f'<?xml version="1.0" encoding="utf-8"?><BlockList>{"".join(blocks)}</BlockList>'
        call("PUT", self._url(name, {"comp": "blocklist"}), self._token.headers(), text.encode())
        return size, sha256

    def write(self, name: str, data: bytes) -> None:
        call("PUT", self._url(name, {}), {**self._token.headers(), "x-ms-blob-type": "BlockBlob"}, data)

    def read(self, name: str) -> bytes:
        return call("GET", self._url(name, {}), self._token.headers()).data

    def get(self, name: str, path: str) -> None:
        call("GET", self._url(name, {}), self._token.headers(), target=path)

    def remove(self, names: list[str]) -> None:
        for name in names:
            try:
                call("DELETE", self._url(name, {}), self._token.headers())
            except HttpFailure as failure:
                if failure.status != 404:
                    raise

    def _url(self, name: str, query: dict[str, str]) -> str:
        blob = "/" + urllib.parse.quote(self._prefix + name) if name else ""
        parts = [part for part in (urllib.parse.urlencode(query), self._token.signature) if part]
        return f"{self._container}{blob}?{'&'.join(parts)}" if parts else self._container + blob


def _container_and_prefix(uri: str) -> tuple[str, str]:
    """The container's address, and a prefix that is empty or ends in `/`."""
    parsed = urllib.parse.urlsplit(uri)
    if parsed.scheme == "abfss":
        container, _, host = parsed.netloc.partition("@")
        if not container or not host:
            raise ValueError(_ABFSS)
        base, prefix = f"https://{host.replace('.dfs.', '.blob.', 1)}/{container}", parsed.path.strip("/")
    else:
        # An emulator has the account as the first part of its path.
        depth = 1 if ".blob." in parsed.netloc else 2
        parts = parsed.path.strip("/").split("/")
        if len(parts) < depth or not parts[depth - 1] or parsed.query:
            raise ValueError("write https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX, without a signature")
        base, prefix = f"{parsed.scheme}://{parsed.netloc}/{'/'.join(parts[:depth])}", "/".join(parts[depth:])
    return base, prefix + "/" if prefix else ""
