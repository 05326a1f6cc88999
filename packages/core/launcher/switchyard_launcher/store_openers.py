"""Which store a URI means, by its scheme."""

from __future__ import annotations

from switchyard_launcher.store_azure import AzureStore
from switchyard_launcher.store_fsspec import FsspecStore
from switchyard_launcher.store_gcs import GcsStore
from switchyard_launcher.store_hub import HubStore
from switchyard_launcher.store_s3 import S3Store
from switchyard_launcher.stores import FolderStore, MissingPackage, Store


def _s3_or_fsspec(uri: str) -> Store:
    """Some images have s3fs and no boto3."""
    try:
        return S3Store(uri)
    except MissingPackage:
        try:
            return FsspecStore(uri)
        except MissingPackage:
            raise MissingPackage("boto3") from None


STORE_OPENERS = {
    "file": lambda uri: FolderStore(uri[len("file://") :]),
    "s3": _s3_or_fsspec,
    "gs": GcsStore,
    "https": AzureStore,
    "http": AzureStore,
    "abfss": AzureStore,
    "hf": HubStore,
    "*": FsspecStore,
}
