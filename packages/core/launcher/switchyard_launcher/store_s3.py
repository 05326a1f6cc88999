"""S3 by boto3, which the images of SageMaker have: s3://BUCKET/PREFIX."""

from __future__ import annotations

import os

from switchyard_launcher.manifest import is_manifest, sha256_of_file
from switchyard_launcher.stores import need

_MOST_REMOVED_AT_ONCE = 1_000


class S3Store:
    """With the credentials and the region that boto3 finds."""

    def __init__(self, uri: str) -> None:
        bucket, _, prefix = uri[len("s3://") :].partition("/")
        if not bucket:
            raise ValueError("write s3://BUCKET/PREFIX")
        self._bucket, self._prefix = bucket, prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._client = need("boto3", "boto3").client("s3")

    def list(self) -> dict[str, int]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        items = (item for page in pages for item in page.get("Contents", []))
        return {item["Key"][len(self._prefix) :]: item["Size"] for item in items}

    def put(self, path: str, name: str) -> tuple[int, str]:
        size, sha256 = os.path.getsize(path), sha256_of_file(path)
        self._client.upload_file(path, self._bucket, self._prefix + name)
        return size, sha256

    def write(self, name: str, data: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data)

    def read(self, name: str) -> bytes:
        return self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()

    def get(self, name: str, path: str) -> None:
        self._client.download_file(self._bucket, self._prefix + name, path)

    def remove(self, names: list[str]) -> None:
        """One request would remove many in any order, so manifests go in requests of their own."""
        manifests = [name for name in names if is_manifest(name.rsplit("/", 1)[-1])]
        others = [name for name in names if name not in set(manifests)]
        for group in (manifests, others):
            for start in range(0, len(group), _MOST_REMOVED_AT_ONCE):
                keys = [{"Key": self._prefix + name} for name in group[start : start + _MOST_REMOVED_AT_ONCE]]
                self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": keys, "Quiet": True})
