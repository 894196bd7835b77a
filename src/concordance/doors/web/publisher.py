"""What happens in the registry is entered in the log soon after, by one thread, so that nobody waits for it."""

from __future__ import annotations

import logging
from threading import Event, Thread

from starlette.types import ASGIApp, Receive, Scope, Send

from concordance.doors.web.ledger import Ledger
from concordance.doors.web.shelf import Shelf

READING = frozenset({"GET", "HEAD", "OPTIONS"})
AGAIN = 60.0
"""Seconds after which it looks anew, for what other programs wrote, and for witnesses that did not answer."""
_LOG = logging.getLogger(__name__)


class Publisher:
    """Publishes when it is woken; what comes while it works is taken together."""

    def __init__(self, ledger: Ledger, shelf: Shelf) -> None:
        self._ledger, self._shelf = ledger, shelf
        self._woken = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin, in the process that serves, unless it has begun."""
        if self._thread is None:
            self._thread = Thread(target=self._run, daemon=True, name="publisher")
            self._woken.set()
            self._thread.start()

    def wake(self) -> None:
        """Say that there may be something new."""
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait(AGAIN)
            self._woken.clear()
            try:
                self._ledger.publish(self._shelf)
            except Exception:  # noqa: BLE001 - whatever it was, the next entries must not wait for ever
                _LOG.exception("the log could not be published; it is tried again")


class PublishLayer:
    """Wakes the publisher after every request that may have changed something."""

    def __init__(self, app: ASGIApp, publisher: Publisher) -> None:
        self.app, self.publisher = app, publisher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        self.publisher.start()
        await self.app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] not in READING:
            self.publisher.wake()
