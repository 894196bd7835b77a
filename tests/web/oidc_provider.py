"""A small identity provider for tests: discovery, keys, codes that are used once, PKCE, signed ID tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "concordance", "a secret of the client"


@dataclass
class Issuer:
    """The provider, as it was told to behave: `claims` go over those of a right ID token, None takes one out."""

    address: str
    now: datetime
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    claims: dict[str, Any] = field(default_factory=dict)
    forge: Callable[[dict[str, Any]], str] | None = None
    description: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    used: int = 0

    def authorize(self, address: str, subject: str) -> str:
        """What a browser that is sent to `address` comes back with, once somebody signed in there."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.address}/authorize"
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["scope"] == "openid"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "subject": subject}
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}&iss={self.address}"

    def behave(self) -> None:
        """From now on everything is right again."""
        self.claims, self.description, self.forge, self.used = {}, {}, None, 0

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            **self.description,
        }

    def token(self, asked: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        given = self.codes.pop(asked.get("code", ""), None)
        if authorization != f"Basic {basic}" or given is None:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest()).rstrip(b"=")
        if challenge.decode() != given["code_challenge"] or asked["redirect_uri"] != given["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        self.used += 1
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token(given)}

    def id_token(self, given: dict[str, str]) -> str:
        now = int(self.now.timestamp())
        right = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": given["subject"],
            "nonce": given["nonce"],
            "iat": now,
            "exp": now + 300,
            "email": "somebody@else.example",
        }
        claims = {name: value for name, value in {**right, **self.claims}.items() if value is not None}
        if self.forge:
            return self.forge(claims)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key, ["RS256"])


def by_another_key(claims: dict[str, Any]) -> str:
    """Signed with a key that is not the issuer's and bears its name."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}), ["RS256"])


def by_nobody(claims: dict[str, Any]) -> str:
    """Not signed at all."""
    return f"{_part({'alg': 'none', 'kid': 'one'})}.{_part(claims)}."


def by_public_key(issuer: Issuer) -> Callable[[dict[str, Any]], str]:
    """With the public key as the secret of a MAC: what a careless verifier takes for a signature."""

    def forge(claims: dict[str, Any]) -> str:
        told = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
        mac = hmac.digest(issuer.key.as_pem(private=False), told.encode(), "sha256")
        return f"{told}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    return forge


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@contextmanager
def serving(now: datetime) -> Iterator[Issuer]:
    """The provider on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {
                "/.well-known/openid-configuration": issuer.described(),
                "/keys": {"keys": [issuer.key.as_dict(private=False)]},
            }
            self.tell(200 if self.path in pages else 404, pages.get(self.path, {}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            self.tell(*issuer.token(asked, self.headers.get("authorization", "")))

        def tell(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
