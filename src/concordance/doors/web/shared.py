"""Pages that are the same for everybody: made once, kept until anything is committed, and sent anew only when changed.

A page is kept when its route says so (`shared`), nobody is signed in, it carries no token of a form, and it sets no
cookie. Kept pages stand under the version of the database before they were made, and under the day: any commit, also
by another process, and every midnight make them anew.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from concordance.base.problem import ProblemsError
from concordance.doors.web.layers import FREE
from concordance.doors.web.settings import Settings
from concordance.doors.web.visitors import cookie_name
from concordance.registry.watching import Watch

MOST = 32 << 20
"""Bytes of pages that a process keeps."""
LARGEST = 1 << 20
"""Bytes of the largest page that is kept."""
Key = tuple[str, str, str, str, bytes]


async def shared(request: Request) -> None:
    """Says of a route that everybody who is not signed in sees the same."""
    request.state.shared = True


Shared = Depends(shared)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is sent."""

    version: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: str


@dataclass(slots=True)
class Pages:
    """The pages used last, up to a number of bytes."""

    most: int = MOST
    size: int = 0
    _by_key: OrderedDict[Key, Page] = field(default_factory=OrderedDict)

    def find(self, key: Key, version: str) -> Page | None:
        """The page, if it was made at this version."""
        found = self._by_key.get(key)
        if found is None or found.version != version:
            return None
        self._by_key.move_to_end(key)
        return found

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page, and let go of those not used for longest."""
        before = self._by_key.pop(key, None)
        self.size += len(page.body) - (len(before.body) if before else 0)
        self._by_key[key] = page
        while self.size > self.most:
            _, oldest = self._by_key.popitem(last=False)
            self.size -= len(oldest.body)


@dataclass(slots=True)
class Looks:
    """One look at the database for all who came while the last one was under way; never an older look."""

    watch: Callable[[], Watch]
    _waiting: list[asyncio.Future[str]] = field(default_factory=list)
    _looking: asyncio.Task[None] | None = None

    async def version(self) -> str:
        """The version of the database, from a look that began after this was called. Raises ProblemsError."""
        watch = self.watch()
        if watch.quick:
            return watch.version()
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(found)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(watch))
        return await found

    async def _look(self, watch: Watch) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                version = await run_in_threadpool(watch.version)
            except ProblemsError as error:
                for one in filter(_waits, waiting):
                    one.set_exception(error)
            else:
                for one in filter(_waits, waiting):
                    one.set_result(version)


def _waits(one: asyncio.Future[str]) -> bool:
    return not one.done()


class SharedLayer:
    """Answers with kept pages, and keeps those that may be."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.pages = Pages()
        self.looks: Looks | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request: from what is kept, or by making the page."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(FREE):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        version = None if self._is_personal(request) else await self._version(request)
        if version is None:
            await self.app(scope, receive, send)
            return
        host = request.headers.get("host", "")
        key = (scope["scheme"], host, scope["state"]["lang"], scope["path"], scope["query_string"])
        page = self.pages.find(key, version)
        if page is None:
            making = _Making(request, version, send)
            await self.app(scope, receive, making.take)
            page = making.page
            if page is not None:
                self.pages.keep(key, page)
        if page is not None:
            await _answer(page, request, send)

    def _is_personal(self, request: Request) -> bool:
        names = {cookie_name(self.settings), cookie_name(self.settings, "form")}
        return "authorization" in request.headers or not names.isdisjoint(request.cookies)

    async def _version(self, request: Request) -> str | None:
        """The version of database and day; None while the database does not answer: then nothing is kept."""
        if self.looks is None:
            shelf = request.app.state.shelf
            await run_in_threadpool(lambda: shelf.watch)
            self.looks = Looks(lambda: shelf.watch)
        try:
            return f"{await self.looks.version()} {self.settings.today()}"
        except ProblemsError:
            return None


@dataclass(slots=True)
class _Making:
    """A page while it is made: held back if it may be kept, else sent on as it comes."""

    request: Request
    version: str
    send: Send
    page: Page | None = None
    _start: Message | None = None

    async def take(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start" and self._may_be_kept(message):
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            body = message.get("body", b"")
            if not message.get("more_body", False) and len(body) <= LARGEST:
                etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
                self.page = Page(self.version, start["headers"], body, etag)
                return
            await self.send(start)
        await self.send(message)

    def _may_be_kept(self, start: Message) -> bool:
        state = self.request.state
        for_all = getattr(state, "shared", False) and not getattr(state, "who", None) and not getattr(state, "csrf", "")
        return for_all and start["status"] == 200 and "set-cookie" not in Headers(raw=start["headers"])


async def _answer(page: Page, request: Request, send: Send) -> None:
    """Send a page; 304 without it to a client that has it already (RFC 9110, section 13.1.2)."""
    held = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    same = page.etag in held or "*" in held
    start: Message = {"type": "http.response.start", "status": 304 if same else 200, "headers": list(page.headers)}
    headers = MutableHeaders(scope=start)
    headers["ETag"] = page.etag
    headers.setdefault("Cache-Control", "no-cache")
    headers.add_vary_header("Cookie")
    if same:
        del headers["Content-Length"]
    await send(start)
    await send({"type": "http.response.body", "body": b"" if same else page.body})
