"""Every page has an address in every language, `/en/…` and `/fr/…`; without a prefix the reader's browser decides."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from concordance.base.text import LANGUAGES, Lang

WORDLESS = ("/assets/", "/log/")
"""Addresses of files, which are the same in every language."""


class LanguageLayer:
    """Takes the prefix off the path and keeps the language in the state of the request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request in the language of its prefix, or else of its `Accept-Language`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chosen = prefix_of(scope["path"])
        lang = chosen or preferred(Headers(scope=scope).get("accept-language", ""))
        state = {**scope.get("state", {}), "lang": lang, "prefix": f"/{chosen}" if chosen else ""}
        root = scope.get("root_path", "") + (f"/{chosen}" if chosen else "")

        async def vary(message: Message) -> None:
            if message["type"] == "http.response.start" and not chosen and not scope["path"].startswith(WORDLESS):
                MutableHeaders(scope=message).add_vary_header("Accept-Language")
            await send(message)

        await self.app({**scope, "state": state, "root_path": root}, receive, vary)


def prefix_of(path: str) -> Lang | None:
    """The language that a path names.

    >>> prefix_of("/fr/search"), prefix_of("/french")
    ('fr', None)
    """
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return next((lang for lang in LANGUAGES if lang == first), None)


def preferred(accept: str) -> Lang:
    """The language of ours that an `Accept-Language` header (RFC 9110, section 12.5.4) likes best; English if none.

    >>> preferred("de, fr;q=0.8, en;q=0.3"), preferred("")
    ('fr', 'en')
    """
    liked: dict[str, float] = {}
    for part in accept.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            liked.setdefault(tag.lower().partition("-")[0], float(weight or 1))
        except ValueError:
            continue
    return max(LANGUAGES, key=lambda lang: liked.get(lang, 0.0))
