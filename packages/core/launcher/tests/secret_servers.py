"""Small stand-ins of what tells a job its secrets: one HTTP server that answers by a table and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import unittest
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

from switchyard_launcher.requests import HttpRequest, fetch


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class SecretServer:
    """`answers` maps "GET /path" to what is answered once for each entry: a status and a JSON value or text."""

    def __init__(self, test: unittest.TestCase) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, list[tuple[int, object]]] = {}
        self.server = HTTPServer(("127.0.0.1", 0), self._handler())
        thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        test.addCleanup(self.server.server_close)
        test.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: str, content: object, status: int = 200) -> None:
        self.answers.setdefault(request, []).append((status, content))

    def fetch(self, request: HttpRequest) -> bytes:
        """Sends to this server what is meant for a cloud's."""
        place = urlsplit(request.url)
        path = place._replace(scheme="", netloc="").geturl()
        headers = {**request.headers, "X-Meant-For": f"{place.scheme}://{place.netloc}"}
        return fetch(replace(request, url=self.url + path, headers=headers), sleep=lambda _seconds: None)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                owner.asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
                left = owner.answers.get(f"{self.command} {self.path}", [])
                status, content = (left.pop(0) if len(left) > 1 else left[0]) if left else (404, "no such thing")
                data = content.encode() if isinstance(content, str) else json.dumps(content).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", str(content))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_PUT = do_GET

            def log_message(self, *_: object) -> None:
                pass

        return Handler
