"""Small stand-ins for the object stores' HTTP interfaces: as much of them as the launcher uses, refusing all else.

Sources: Cloud Storage JSON API v1 (objects: list, insert, get, delete; resumable uploads), Azure Blob Storage REST API
(List Blobs, Put Blob, Put Block, Put Block List, Get Blob, Delete Blob), and what huggingface_hub sends to the Hub.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

PAGE = 2


class Server:
    """Use as a context manager. `failures`: statuses that the next requests get instead of an answer."""

    def __init__(self, handler: type) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.failures: list[int] = []
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.state = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Server:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, data: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def handle_any(self) -> None:
        state = self.server.state
        state.requests.append(f"{self.command} {self.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parsed = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parsed.query, keep_blank_values=True))
        if state.failures:
            self.answer(state.failures.pop(0), b"a fault")
        elif not self.respond(state, parsed.path, query, body):
            self.answer(400, f"not understood: {self.command} {self.path}".encode())

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any


class CloudStorage(Handler):
    def respond(self, state, path, query, body) -> bool:
        if path == "/upload/storage/v1/b/box/o" and self.command == "POST":
            return self._begin(state, query, body)
        if path.startswith("/session/") and self.command == "PUT":
            return self._continue(state, urllib.parse.unquote(path[len("/session/") :]), body)
        if path == "/storage/v1/b/box/o" and self.command == "GET":
            names = sorted(name for name in state.objects if name.startswith(query["prefix"]))
            start = int(query["pageToken"] or 0)
            items = [{"name": name, "size": str(len(state.objects[name]))} for name in names[start : start + PAGE]]
            more = {"nextPageToken": str(start + PAGE)} if start + PAGE < len(names) else {}
            self.answer(200, json.dumps({**({"items": items} if items else {}), **more}).encode())
            return True
        name = urllib.parse.unquote(path[len("/storage/v1/b/box/o/") :])
        if not path.startswith("/storage/v1/b/box/o/") or "/" in path[len("/storage/v1/b/box/o/") :]:
            return False
        if name not in state.objects:
            self.answer(404, b"no such object")
        elif self.command == "DELETE":
            del state.objects[name]
            self.answer(204)
        elif query.get("alt") == "media":
            self.answer(200, state.objects[name])
        else:
            return False
        return True

    def _begin(self, state, query, body) -> bool:
        if query["uploadType"] == "media":
            state.objects[query["name"]] = body
            self.answer(200, b"{}")
            return True
        state.parts[query["name"]] = b""
        self.answer(200, Location=f"{state.url}/session/{urllib.parse.quote(query['name'], safe='')}")
        return query["uploadType"] == "resumable"

    def _continue(self, state, name, body) -> bool:
        span, _, total = self.headers["Content-Range"][len("bytes ") :].partition("/")
        first, last = map(int, span.split("-"))
        if first != len(state.parts[name]) or last - first + 1 != len(body):
            return False
        state.parts[name] += body
        if last + 1 < int(total):
            self.answer(308, Range=f"bytes=0-{last}")
        else:
            state.objects[name] = state.parts.pop(name)
            self.answer(200, b"{}")
        return True


class AzureBlobs(Handler):
    """Account `acc`, container `box`, as an emulator has them: /acc/box/BLOB. Every request needs a version and `sig`."""

    def respond(self, state, path, query, body) -> bool:
        if not self.headers.get("x-ms-version") or query.get("sig") != "a/b":
            self.answer(403, b"no signature")
            return True
        if path == "/acc/box" and query.get("comp") == "list" and query.get("restype") == "container":
            self._list(state, query)
            return True
        name = urllib.parse.unquote(path[len("/acc/box/") :])
        if self.command == "PUT":
            return self._put(state, name, query, body)
        if name not in state.objects:
            self.answer(404, b"BlobNotFound")
        elif self.command == "DELETE":
            del state.objects[name]
            self.answer(202)
        else:
            self.answer(200, state.objects[name])
        return True

    def _put(self, state, name, query, body) -> bool:
        if query.get("comp") == "block":
            state.parts[query["blockid"]] = body
        elif query.get("comp") == "blocklist":
            blocks = body.decode().split("<Latest>")[1:]
            state.objects[name] = b"".join(state.parts[block.partition("<")[0]] for block in blocks)
        elif self.headers.get("x-ms-blob-type") == "BlockBlob":
            state.objects[name] = body
        else:
            return False
        self.answer(201)
        return True

    def _list(self, state, query) -> None:
        names = sorted(name for name in state.objects if name.startswith(query["prefix"]))
        start = int(query["marker"] or 0)
        blobs = "".join(
            f"<Blob><Name>{escape(name)}</Name><Properties><Content-Length>{len(state.objects[name])}</Content-Length>"
            "</Properties></Blob>"
            for name in names[start : start + PAGE]
        )
        marker = str(start + PAGE) if start + PAGE < len(names) else ""
        text = f"<EnumerationResults><Blobs>{blobs}</Blobs><NextMarker>{marker}</NextMarker></EnumerationResults>"
        self.answer(200, b"\xef\xbb\xbf" + text.encode())


class Hub(Handler):
    """One model repository; every file is a regular one, and a commit's answer names it by a hash."""

    def respond(self, state, path, query, body) -> bool:
        commit = hashlib.sha1(repr(sorted(state.objects.items())).encode()).hexdigest()
        if path == "/api/repos/create":
            asked = json.loads(body)
            if asked.get("private") is not True and asked.get("visibility") != "private":
                return False
            self.answer(200, json.dumps({"url": f"{state.url}/acme/kept"}).encode())
        elif path == "/api/models/acme/kept/branch/side":
            self.answer(200, b"{}")
        elif path.startswith("/api/models/acme/kept/tree/"):
            entries = [{"type": "file", "path": name, "size": len(data), "oid": "0"} for name, data in state.objects.items()]
            self.answer(200, json.dumps(entries).encode())
        elif path.startswith("/api/models/acme/kept/preupload/"):
            files = [{"path": file["path"], "uploadMode": "regular", "shouldIgnore": False} for file in json.loads(body)["files"]]
            self.answer(200, json.dumps({"files": files}).encode())
        elif path.startswith("/api/models/acme/kept/commit/"):
            self._commit(state, body)
        elif path.startswith("/acme/kept/resolve/"):
            name = urllib.parse.unquote(path.split("/", 5)[5])
            if name not in state.objects:
                self.answer(404, b"", X_Error_Code="EntryNotFound")
            else:
                etag = hashlib.sha1(state.objects[name]).hexdigest()
                self.answer(200, state.objects[name], ETag=f'"{etag}"', X_Repo_Commit=commit)
        else:
            return False
        return True

    def _commit(self, state, body) -> None:
        for line in body.decode().splitlines():
            entry = json.loads(line)
            if entry["key"] == "file":
                state.objects[entry["value"]["path"]] = base64.b64decode(entry["value"]["content"])
            elif entry["key"] == "deletedFile":
                del state.objects[entry["value"]["path"]]
        answer = {"success": True, "commitOid": "0" * 40, "commitUrl": f"{state.url}/acme/kept/commit/{'0' * 40}"}
        self.answer(200, json.dumps(answer).encode())
