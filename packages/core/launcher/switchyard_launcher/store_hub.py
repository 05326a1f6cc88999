"""The Hub by huggingface_hub, which transformers brings: hf://OWNER/NAME[@BRANCH][/PREFIX]."""

from __future__ import annotations

import os
import shutil

from switchyard_launcher.manifest import sha256_of_file
from switchyard_launcher.stores import need


class HubStore:
    """A private model repository. Files wait for their manifest: one commit for all."""

    def __init__(self, uri: str) -> None:
        repository, prefix = _hub_parts(uri)
        self._repository, _, branch = repository.partition("@")
        self._branch, self._prefix = branch or "main", prefix + "/" if prefix else ""
        self._hub = need("huggingface_hub", "huggingface_hub")
        self._api = self._hub.HfApi()
        self._api.create_repo(self._repository, private=True, exist_ok=True)
        if branch:
            self._api.create_branch(self._repository, branch=branch, exist_ok=True)
        self._waiting: dict[str, object] = {}

    def list(self) -> dict[str, int]:
        entries = self._api.list_repo_tree(self._repository, recursive=True, revision=self._branch)
        files = (entry for entry in entries if hasattr(entry, "size") and entry.path.startswith(self._prefix))
        return {entry.path[len(self._prefix) :]: entry.size for entry in files}

    def put(self, path: str, name: str) -> tuple[int, str]:
        size, sha256 = os.path.getsize(path), sha256_of_file(path)
        operation = self._hub.CommitOperationAdd(self._prefix + name, path)
        # Large contents go up now, so that what a commit names is there whatever happens to the source.
        self._api.preupload_lfs_files(self._repository, [operation], revision=self._branch)
        self._waiting[name] = operation
        return size, sha256

    def write(self, name: str, data: bytes) -> None:
        folder = name.rpartition("/")[0] + "/"
        # What another folder has left is of a copy that was given up.
        waiting = [operation for put, operation in self._waiting.items() if put.startswith(folder)]
        self._waiting = {}
        self._commit([*waiting, self._hub.CommitOperationAdd(self._prefix + name, data)], f"Add {name}")

    def read(self, name: str) -> bytes:
        with open(self._downloaded(name), "rb") as file:
            return file.read()

    def get(self, name: str, path: str) -> None:
        shutil.copyfile(self._downloaded(name), path)

    def remove(self, names: list[str]) -> None:
        there = self.list()
        operations = [self._hub.CommitOperationDelete(self._prefix + name) for name in names if name in there]
        if operations:
            self._commit(operations, f"Remove {len(operations)} files")

    def _downloaded(self, name: str) -> str:
        return self._hub.hf_hub_download(self._repository, self._prefix + name, revision=self._branch)

    def _commit(self, operations: list[object], title: str) -> None:
        self._api.create_commit(self._repository, operations, commit_message=title, revision=self._branch)


def _hub_parts(uri: str) -> tuple[str, str]:
    parts = uri[len("hf://") :].strip("/").split("/", 2)
    if len(parts) < 2 or not parts[0] or not parts[1]:
        raise ValueError("write hf://OWNER/NAME or hf://OWNER/NAME@BRANCH/PREFIX")
    return "/".join(parts[:2]), parts[2] if len(parts) > 2 else ""
