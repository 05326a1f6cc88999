"""Every store does the same: what is put comes back, by its own interface or a small stand-in of it."""

import hashlib
import importlib.util
import os
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import bundle  # noqa: F401
from checkpoints import checkpoint
from store_servers import AzureBlobs, CloudStorage, Hub, Server
from test_stored import Said

from switchyard_launcher import store_azure, store_gcs, store_http
from switchyard_launcher.manifest import files_below
from switchyard_launcher.mirror import Mirror
from switchyard_launcher.store_http import HttpFailure
from switchyard_launcher.store_openers import STORE_OPENERS
from switchyard_launcher.stored import list_stored, restore
from switchyard_launcher.stores import open_store
from switchyard_launcher.topology import LOOPBACK, Topology

ODD_NAME = "deep/ä b#%?+&.txt"


class StoreTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        for module, constant in ((store_gcs, "GCS_PIECE_BYTES"), (store_azure, "AZURE_PIECE_BYTES")):
            self.patch(mock.patch.object(module, constant, 1_000))
        self.patch(mock.patch.object(store_http, "_PAUSES", (0.01, 0.01)))
        self.patch(mock.patch.dict(os.environ))

    def patch(self, patcher):
        patcher.start()
        self.addCleanup(patcher.stop)

    def serve(self, handler):
        server = Server(handler).__enter__()
        self.addCleanup(server.__exit__)
        return server

    def open(self, place, **environment):
        return open_store(place, STORE_OPENERS, environment)

    def file(self, data):
        path = self.folder / "source"
        path.write_bytes(data)
        return str(path)

    def check(self, store):
        """What all stores promise."""
        self.assertEqual(store.list(), {})
        contents = {"a.json": b"", "b/c.bin": os.urandom(900), "b/large.bin": os.urandom(2_500), ODD_NAME: b"odd"}
        for name, data in contents.items():
            size, sha256 = store.put(self.file(data), name)
            self.assertEqual((size, sha256), (len(data), hashlib.sha256(data).hexdigest()), name)
        store.write("b/last.json", b"{}")
        self.assertEqual(store.list(), {**{name: len(data) for name, data in contents.items()}, "b/last.json": 2})
        for name, data in contents.items():
            store.get(name, str(self.folder / "back"))
            self.assertEqual((self.folder / "back").read_bytes(), data, name)
        self.assertEqual(store.read("b/last.json"), b"{}")
        store.write("b/last.json", b"[1]")
        self.assertEqual(store.read("b/last.json"), b"[1]")
        store.remove(["b/last.json", "never/there", ODD_NAME])
        self.assertEqual(sorted(store.list()), ["a.json", "b/c.bin", "b/large.bin"])
        store.remove(list(store.list()))
        self.assertEqual(store.list(), {})
        self.check_checkpoints(store)

    def check_checkpoints(self, store):
        mirror = Mirror(Topology(1, 0, LOOPBACK, None, "a test"), 1, store, Said())
        mirror.start()
        for step in (10, 20, 30):
            mirror.saved(str(checkpoint(self.folder / "output", step)), "teacher")
            with mirror._changed:
                mirror._changed.wait_for(lambda: not mirror._waiting and not mirror._is_busy, 20)
        mirror.finish(20)
        found = list_stored(store, store.list())
        self.assertEqual([stored.folder for stored in found], ["teacher/checkpoint-30", "teacher/checkpoint-20"])
        back = Path(restore(store, found[0], str(self.folder / "restored")))
        whole = self.folder / "output" / "checkpoint-30"
        for name in files_below(str(whole)):
            self.assertEqual((back / name).read_bytes(), (whole / name).read_bytes(), name)

    def test_a_folder(self):
        self.check(self.open(str(self.folder / "store")))

    def test_a_folder_as_a_uri(self):
        self.check(self.open(f"file://{self.folder}/store"))

    def test_cloud_storage(self):
        server = self.serve(CloudStorage)
        server.objects["other/x"] = b"of another run"
        self.check(self.open("gs://box/runs/1/", STORAGE_EMULATOR_HOST=server.url))
        self.assertIn("other/x", server.objects)

    def test_cloud_storage_takes_its_token_from_the_machine(self):
        answers = {"access_token": "word", "expires_in": 3600}
        asked = []

        def call(method, url, headers, *_, **__):
            asked.append((url.partition("?")[0], dict(headers)))
            return mock.Mock(json=lambda: answers if "metadata" in url else {}, data=b"")

        os.environ.pop("STORAGE_EMULATOR_HOST", None)
        with mock.patch.object(store_gcs, "call", call), mock.patch.object(
            store_gcs.GcsToken, "_from_library", lambda self: None
        ):
            store = self.open("gs://box")
            store.list()
            store.list()
        self.assertEqual(len(asked), 3)
        self.assertEqual(asked[0][1], {"Metadata-Flavor": "Google"})
        self.assertEqual([headers for _, headers in asked[1:]], [{"Authorization": "Bearer word"}] * 2)

    def test_azure_blobs(self):
        server = self.serve(AzureBlobs)
        server.objects["other/x"] = b"of another run"
        self.check(self.open(f"{server.url}/acc/box/runs/1", AZURE_STORAGE_SAS_TOKEN="?sig=a%2Fb"))
        self.assertIn("other/x", server.objects)

    def test_azure_asks_for_the_identity_of_the_job(self):
        cases = {
            "machine": ({}, "http://169.254.169.254/metadata/identity/oauth2/token", "Metadata"),
            "endpoint": ({"IDENTITY_ENDPOINT": "http://id", "IDENTITY_HEADER": "h"}, "http://id", "X-IDENTITY-HEADER"),
            "compute": ({"MSI_ENDPOINT": "http://msi", "MSI_SECRET": "s"}, "http://msi", "secret"),
        }
        for name, (environment, place, header) in cases.items():
            with self.subTest(name), mock.patch.dict(os.environ, environment):
                asked = []

                def call(method, url, headers, *_, **__):
                    asked.append((url, dict(headers)))
                    return mock.Mock(json=lambda: {"access_token": "word"}, data=b"<EnumerationResults/>")

                with mock.patch.object(store_azure, "call", call), mock.patch.object(
                    store_azure.AzureToken, "_from_library", lambda self: None
                ):
                    self.open("abfss://box@acc.dfs.core.windows.net/runs").list()
                self.assertTrue(asked[0][0].startswith(f"{place}?resource=https%3A%2F%2Fstorage.azure.com"), asked)
                self.assertIn(header, asked[0][1])
                self.assertTrue(asked[1][0].startswith("https://acc.blob.core.windows.net/box?restype=container"))
                self.assertEqual(asked[1][1]["Authorization"], "Bearer word")

    def test_a_passing_fault_is_tried_again_and_a_lasting_one_is_told(self):
        server = self.serve(CloudStorage)
        store = self.open("gs://box/runs", STORAGE_EMULATOR_HOST=server.url)
        server.failures = [503, 429]
        store.write("a", b"1")
        self.assertEqual(store.list(), {"a": 1})
        server.failures = [403]
        with self.assertRaises(HttpFailure) as caught:
            store.list()
        self.assertIn("HTTP 403: a fault", str(caught.exception))
        server.failures = [500] * 3
        with self.assertRaises(HttpFailure):
            store.list()

    @unittest.skipIf(importlib.util.find_spec("moto") is None, "moto is not installed here")
    def test_s3(self):
        import boto3
        from moto.server import ThreadedMotoServer

        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        self.addCleanup(server.stop)
        host, port = server.get_host_and_port()
        variables = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        store = self.open("s3://box/runs/1", **variables)
        bucket = boto3.client("s3")
        bucket.create_bucket(Bucket="box")
        bucket.put_object(Bucket="box", Key="other/x", Body=b"of another run")
        self.check(store)
        self.assertEqual(bucket.get_object(Bucket="box", Key="other/x")["Body"].read(), b"of another run")

    @unittest.skipIf(importlib.util.find_spec("fsspec") is None, "fsspec is not installed here")
    def test_what_fsspec_knows(self):
        self.check(self.open(f"memory://kept-{threading.get_ident()}/runs"))

    @unittest.skipIf(importlib.util.find_spec("huggingface_hub") is None, "huggingface_hub is not installed here")
    def test_the_hub(self):
        import huggingface_hub

        server = self.serve(Hub)
        cache = {"cache_dir": str(self.folder / "cache")}
        api = huggingface_hub.HfApi(endpoint=server.url, token="hf_x")
        download = huggingface_hub.hf_hub_download
        self.patch(mock.patch.object(huggingface_hub, "HfApi", lambda: api))
        self.patch(
            mock.patch.object(
                huggingface_hub,
                "hf_hub_download",
                lambda *given, **named: download(*given, **named, **cache, endpoint=server.url, force_download=True),
            )
        )
        self.check_checkpoints(self.open("hf://acme/kept@side/runs/1"))
        commits = [request for request in server.requests if "/commit/side" in request]
        # Three checkpoints in one commit each, and one that removes the oldest.
        self.assertEqual(len(commits), 4)


if __name__ == "__main__":
    unittest.main()
