"""Single HTTP requests by the standard library, for the few services that a launcher asks."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

SECONDS_FOR_AN_ANSWER = 10.0
PAUSES_IN_SECONDS = (0.5, 2.0)
_LARGEST_ANSWER = 1_000_000
_WORTH_A_REPEAT = (429, 500, 502, 503, 504)


@dataclass(frozen=True)
class HttpRequest:
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class RequestFailed(Exception):
    """`status` is 0 when no answer came. The text holds the answer's beginning, never a header of the request."""

    def __init__(self, request: HttpRequest, status: int, text: str) -> None:
        place = urllib.parse.urlsplit(request.url)
        answer = f"answered {status}: {text}" if status else f"gave no answer: {text}"
        super().__init__(f"{place.scheme}://{place.netloc}{place.path} {answer}")
        self.status = status


class Fetch(Protocol):
    """Sends one request and returns the body of a good answer. Raises RequestFailed."""

    def __call__(self, request: HttpRequest, /) -> bytes: ...


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry a token to whatever host the answer names."""

    def redirect_request(self, *_: object) -> None:
        return None


def fetch(request: HttpRequest, sleep: Callable[[float], None] = time.sleep) -> bytes:
    """Three tries where a service is busy or out of reach. Plain HTTP is for the machine's own services: no proxy."""
    for pause in (*PAUSES_IN_SECONDS, None):
        try:
            return _fetch_once(request)
        except RequestFailed as failure:
            if pause is None or (failure.status and failure.status not in _WORTH_A_REPEAT):
                raise
            sleep(pause)
    raise AssertionError("the last try returns or raises")


def _fetch_once(request: HttpRequest) -> bytes:
    handlers: list[object] = [_NoRedirect()]
    if request.url.startswith("http://"):
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    native = urllib.request.Request(
        request.url, data=request.body or None, headers=request.headers, method=request.method
    )
    try:
        with opener.open(native, timeout=SECONDS_FOR_AN_ANSWER) as answer:
            return answer.read(_LARGEST_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            text = error.read(2_000).decode("utf-8", "replace")
        raise RequestFailed(request, error.code, " ".join(text.split())[:300]) from None
    except (OSError, http.client.HTTPException) as error:
        raise RequestFailed(request, 0, str(getattr(error, "reason", error))) from None
