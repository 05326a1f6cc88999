"""Seals finished checkpoints and copies them to a store while the training goes on: one at a time, the newest first."""

from __future__ import annotations

import os
import threading
import time

from switchyard_launcher.checkpoint import MODEL_ONLY, has_random_states, step_of, why_incomplete
from switchyard_launcher.log import Log
from switchyard_launcher.manifest import MANIFEST, Manifest, files_below, manifest_name, sha256_of_file, write_seal
from switchyard_launcher.requirements import installed_version
from switchyard_launcher.stored import best_of, list_stored, names_to_remove
from switchyard_launcher.stores import Store
from switchyard_launcher.topology import Topology

SECONDS_FOR_OTHER_RANKS = 120.0
SECONDS_FOR_A_SHARED_DISK = 20.0
_POLL_SECONDS = 0.1


class Mirror(threading.Thread):
    """One for each node. Nothing that goes wrong here ends the training."""

    def __init__(self, topology: Topology, processes: int, store: Store | None, log: Log) -> None:
        super().__init__(daemon=True, name="mirror")
        self.last_step: int | None = None
        self._node, self._nodes = topology.rank, topology.nodes
        self._world = topology.nodes * processes
        self._ranks = range(topology.rank * processes, (topology.rank + 1) * processes)
        self._store = store
        self._log = log
        self._waiting: dict[str, str] = {}
        self._changed = threading.Condition()
        self._is_busy = self._is_ending = False
        self._shared: bool | None = None

    def saved(self, checkpoint: str, key: str) -> None:
        """A Trainer says that rank 0 has written this folder. `key`: where its checkpoints lie in the store."""
        with self._changed:
            self._waiting[key] = checkpoint
            self._changed.notify_all()

    def finish(self, seconds: float) -> None:
        """Waits until the newest checkpoints are copied, but no longer than that."""
        with self._changed:
            self._is_ending = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: not self._waiting and not self._is_busy, max(0.0, seconds))
        if not done:
            self._log.say(f"warning: the newest checkpoint is not finished after {max(0.0, seconds):.0f} s; an older one counts")

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_ending)
                if not self._waiting:
                    return
                key, checkpoint = self._waiting.popitem()
                self._is_busy = True
            try:
                self._handle(checkpoint, key)
            except FileNotFoundError:
                # The Trainer keeps only so many checkpoints: a newer one is on its way.
                self._log.say(f"{checkpoint} was removed before it was copied")
            except Exception as error:
                self._log.say(f"warning: {checkpoint} was not copied: {error!r}")
            with self._changed:
                self._is_busy = False
                self._changed.notify_all()

    def _handle(self, checkpoint: str, key: str) -> None:
        reason = self._wait_for_own_part(checkpoint)
        if reason is not None:
            self._log.say(f"{checkpoint} is not kept: {reason}")
            return
        if self._node > 0 and has_random_states(checkpoint, range(1), self._world):
            # A shared disk: the first node copies everything.
            return
        whole = self._nodes == 1 or (self._node == 0 and self._sees_all_ranks(checkpoint))
        started_at = time.monotonic()
        place = f"{key}/{os.path.basename(checkpoint)}" if key else os.path.basename(checkpoint)
        manifest = self._copy(checkpoint, place, 1 if whole else self._nodes)
        if whole:
            write_seal(checkpoint, manifest)
        if self._store is not None:
            self._store.write(f"{place}/{manifest.name}", manifest.text().encode("utf-8"))
            size = sum(size for size, _ in manifest.files.values())
            self._log.say(f"copied {place}: {size / 1e6:.1f} MB in {time.monotonic() - started_at:.1f} s")
            if self._node == 0:
                self._prune(self._store, key, best_of(checkpoint))
        self.last_step = manifest.step

    def _copy(self, checkpoint: str, place: str, nodes: int) -> Manifest:
        """The files and what they are, without the manifest itself."""
        files: dict[str, tuple[int, str]] = {}
        if self._store is not None:
            # The same step may be there from before a resume: it must not look complete while it changes.
            stale = {manifest_name(self._node, self._nodes), *([MANIFEST] if self._node == 0 else [])}
            self._store.remove([f"{place}/{name}" for name in sorted(stale)])
        for name in files_below(checkpoint):
            path = os.path.join(checkpoint, name)
            if self._store is None:
                files[name] = os.path.getsize(path), sha256_of_file(path)
            else:
                files[name] = self._store.put(path, f"{place}/{name}")
        return Manifest(step_of(checkpoint), self._world, nodes, self._node, installed_version("transformers"), files)

    def _wait_for_own_part(self, checkpoint: str) -> str | None:
        """None when all ranks of this node have written; the reason when they have not in time."""
        give_up_at = time.monotonic() + SECONDS_FOR_OTHER_RANKS
        while True:
            if self._nodes == 1:
                reason = why_incomplete(checkpoint, self._world, needs_configuration=False)
            else:
                is_there = has_random_states(checkpoint, self._ranks, self._world)
                reason = None if is_there else "a rank of this node has not written its state"
            if reason is None or reason == MODEL_ONLY or time.monotonic() > give_up_at:
                return reason
            if not os.path.isdir(checkpoint):
                raise FileNotFoundError(checkpoint)
            time.sleep(_POLL_SECONDS)

    def _sees_all_ranks(self, checkpoint: str) -> bool:
        """On a shared disk the first node sees what the others write, if a moment later."""
        give_up_at = time.monotonic() + (0.0 if self._shared is False else SECONDS_FOR_A_SHARED_DISK)
        while why_incomplete(checkpoint, self._world, needs_configuration=False) is not None:
            if time.monotonic() > give_up_at:
                self._shared = False
                return False
            time.sleep(_POLL_SECONDS)
        self._shared = True
        return True

    def _prune(self, store: Store, key: str, best: str | None) -> None:
        names = store.list()
        complete_steps = [stored.step for stored in list_stored(store, names) if os.path.dirname(stored.folder) == key]
        old = names_to_remove(names, key, complete_steps, best)
        if old:
            store.remove(old)
