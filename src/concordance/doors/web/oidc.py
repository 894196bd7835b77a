"""Signing in at an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).

What comes back is believed when the state is one that this browser was given and was not used before, the ID token is
signed by a key of the issuer, and issuer, audience, times and nonce are right. An account is found by issuer and
subject alone: an e-mail address says nothing about who somebody is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from concordance.doors.web.identities import Person, Waiting, refused
from concordance.doors.web.provider import Provider
from concordance.doors.web.refusals import problem

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

PATIENCE = 10
"""Seconds that a provider may take to answer."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 60
"""Seconds by which two clocks may differ."""
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""Signatures with a public key; an ID token that anybody else could have made is not accepted."""


def unreachable(why: str) -> Exception:
    """502: the provider does not answer as it should."""
    return problem(
        "oidc-unreachable",
        f"the identity provider cannot be reached: {why}",
        f"le fournisseur d’identité est injoignable : {why}",
        "try again later, or sign in with a password",
        "réessayer plus tard, ou se connecter avec un mot de passe",
    )


def address_of(provider: Provider, redirect: str, waiting: Waiting) -> str:
    """Where the browser is sent. Raises ProblemsError `oidc-unreachable`."""
    endpoint = _described(provider)["authorization_endpoint"]
    with _client(provider, redirect) as client:
        address, _ = client.create_authorization_url(
            endpoint, state=waiting.state, nonce=waiting.nonce, code_verifier=waiting.verifier
        )
    return str(address)


def person(provider: Provider, redirect: str, answer: Mapping[str, str], waiting: Waiting, now: datetime) -> Person:
    """Whom the provider vouches for. Raises ProblemsError `oidc-refused` or `oidc-unreachable`."""
    from authlib.integrations.base_client import OAuthError
    from httpx2 import HTTPError

    if answer.get("iss", provider.issuer) != provider.issuer:
        raise refused("iss")  # RFC 9207: an answer that another provider gave
    if "code" not in answer:
        raise refused(answer.get("error", "code")[:60])
    described = _described(provider)
    keys = _json(described["jwks_uri"])
    with _client(provider, redirect) as client:
        try:
            token = client.fetch_token(
                described["token_endpoint"], code=answer["code"], code_verifier=waiting.verifier, timeout=PATIENCE
            )
        except (OAuthError, ValueError) as error:
            raise refused(str(error)[:60]) from error
        except HTTPError as error:
            raise unreachable(type(error).__name__) from error
    return Person(provider.issuer, _subject(provider, token, keys, waiting.nonce, now))


def _client(provider: Provider, redirect: str) -> OAuth2Client:
    from authlib.integrations.httpx_client import OAuth2Client

    return OAuth2Client(
        client_id=provider.client,
        client_secret=provider.secret,
        scope="openid",
        redirect_uri=redirect,
        code_challenge_method="S256",
        timeout=PATIENCE,
    )


def _described(provider: Provider) -> dict[str, Any]:
    """The description that a provider gives of itself (OpenID Connect Discovery 1.0, section 4)."""
    found = _json(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise refused("issuer")
    missing = {name for name in ENDPOINTS if not isinstance(found.get(name), str)}
    if missing:
        raise unreachable(", ".join(sorted(missing)))
    return found


def _json(url: str) -> dict[str, Any]:
    from httpx2 import HTTPError, InvalidURL, get

    try:
        found = get(url, timeout=PATIENCE).raise_for_status().json()
    except (HTTPError, InvalidURL, ValueError) as error:
        raise unreachable(type(error).__name__) from error
    if not isinstance(found, dict):
        raise unreachable("JSON")
    return found


def _subject(provider: Provider, token: Mapping[str, Any], keys: Any, nonce: str, now: datetime) -> str:
    """The subject of a valid ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    rules = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client},
        "sub": {"essential": True},
    }
    params = {"nonce": nonce, "client_id": provider.client, "access_token": token.get("access_token")}
    try:
        signed = jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(keys), algorithms=SIGNED_BY)
        claims = CodeIDToken(signed.claims, signed.header, rules, params)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise refused(getattr(error, "claim", "") or type(error).__name__) from error
    return str(claims["sub"])
