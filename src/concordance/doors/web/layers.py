"""Around every request: headers that narrow what a page may do, a limit on bodies, a limit on haste."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from concordance.doors.web.refusals import defect, too_hasty, too_large
from concordance.doors.web.settings import Settings
from concordance.doors.web.visitors import cookie_name
from concordance.registry.documents.examine import MAX_FILE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
CLIENTS_KEPT = 10_000
UPLOADS, FORM = ("/documents/", "/imports"), 100_000
"""Where documents and registers are handed in, and the bytes of the form around one."""
ASSETS = "/assets/"
FREE = (ASSETS, "/log/tile/")
"""Files that cost nothing to give: fetching what is under these addresses is no haste."""


def lifetime(scope: Scope) -> str:
    """How long a response may be kept: for ever under an address with a version, which changes with the content."""
    if not scope["path"].startswith(ASSETS):
        return "no-store"
    return "public, max-age=31536000, immutable" if b"v=" in scope["query_string"] else "no-cache"


class HeadersLayer:
    """Adds the security headers; pages are not kept by caches unless they say so themselves."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = {**HEADERS, **(HTTPS_ONLY if settings.secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request with the headers."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                headers.setdefault("Cache-Control", lifetime(scope))
            await send(message)

        await self.app(scope, receive, dressed if scope["type"] == "http" else send)


class DefectLayer:
    """Answers what breaks inside with a page or a problem, and lets it go on to the log of the server."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; answer 500 when that fails before anything was sent."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if scope["type"] == "http" and not begun:
                await defect(Request(scope))(scope, receive, send)
            raise


class BodyLayer:
    """Refuses bodies over the limit: by their stated length, or else by what comes in. What passes is whole."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.usual = app, settings.max_body
        self.cookie = cookie_name(settings)

    def _most(self, scope: Scope) -> int:
        """The limit: the usual one, or a document's for whoever seems to be signed in and hands one in."""
        path = scope["path"].removeprefix(scope.get("state", {}).get("prefix", ""))
        if not path.startswith(UPLOADS) or self.cookie not in Headers(scope=scope).get("cookie", ""):
            return self.usual
        return max(self.usual, MAX_FILE + FORM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request whose body is within the limit; answer 413 to others."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        stated, most = Headers(scope=scope).get("content-length", ""), self._most(scope)
        body = None if stated.isdigit() and int(stated) > most else await self._read(receive, most)
        if body is None:
            await too_large(Request(scope), most)(scope, receive, send)
            return
        told = False

        async def replay() -> Message:
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)

    async def _read(self, receive: Receive, most: int) -> bytes | None:
        """The whole body, or None as soon as it is over the limit."""
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > most:
                return None
        return b"".join(parts)


@dataclass(slots=True)
class Haste:
    """A bucket per client that fills evenly: a burst of a minute's worth at most."""

    per_minute: int
    clock: Callable[[], datetime]
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def seconds_to_wait(self, client: str) -> int:
        """0 when the client may go on, else after how many seconds."""
        now = self.clock().timestamp()
        left, then = self._buckets.pop(client, (float(self.per_minute), now))
        left = min(float(self.per_minute), left + (now - then) * self.per_minute / 60)
        waits = 0 if left >= 1 else int((1 - left) * 60 / self.per_minute) + 1
        self._buckets[client] = (left if waits else left - 1, now)
        while len(self._buckets) > CLIENTS_KEPT:
            self._buckets.popitem(last=False)
        return waits


class HasteLayer:
    """Asks clients that are too fast to wait; assets are not counted."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.haste = app, Haste(settings.requests_per_minute, settings.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request of a patient client; answer 429, with the seconds to wait, to others."""
        if scope["type"] == "http" and not scope["path"].startswith(FREE):
            client = scope.get("client") or ("unknown", 0)
            if seconds := self.haste.seconds_to_wait(client[0]):
                await too_hasty(Request(scope), seconds)(scope, receive, send)
                return
        await self.app(scope, receive, send)
