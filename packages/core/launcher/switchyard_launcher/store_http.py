"""HTTP with nothing but the standard library: for stores whose client an image may lack."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

_PAUSES = (1.0, 3.0, 9.0)
_WORTH_ANOTHER_TRY = (408, 429, 500, 502, 503, 504)
_SECONDS_OF_SILENCE = 60


class HttpFailure(OSError):
    """A reply that is no success: its status, and the beginning of its text."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"HTTP {status}: {text[:300]}")
        self.status = status
        self.headers = headers


class HttpReply:
    """A whole reply in memory."""

    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self.status = status
        self.headers = headers
        self.data = data

    def json(self) -> dict[str, object]:
        return json.loads(self.data)


def call(method: str, url: str, headers: dict[str, str], data: bytes | None = None, target: str | None = None) -> HttpReply:
    """Sends one request, again after a while where that may help. With `target` the reply's body goes to that file.

    Raises HttpFailure, or URLError when no reply came. Every request that is made with it can be repeated.
    """
    for pause in (*_PAUSES, None):
        try:
            return _call_once(method, url, headers, data, target)
        except HttpFailure as failure:
            if pause is None or failure.status not in _WORTH_ANOTHER_TRY:
                raise
        except OSError:
            if pause is None:
                raise
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _call_once(method: str, url: str, headers: dict[str, str], data: bytes | None, target: str | None) -> HttpReply:
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS_OF_SILENCE) as reply:
            if target is None:
                return HttpReply(reply.status, reply.headers, reply.read())
            with open(target, "wb") as file:
                while True:
                    piece = reply.read(1 << 20)
                    if not piece:
                        return HttpReply(reply.status, reply.headers, b"")
                    file.write(piece)
    except urllib.error.HTTPError as error:
        if error.code == 308:
            # Cloud Storage's word for "go on", which urllib takes for a redirection.
            return HttpReply(308, error.headers, b"")
        raise HttpFailure(error.code, error.read().decode("utf-8", "replace"), error.headers) from None
