"""Options of `concordance serve` for the identity provider at which people may sign in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concordance.doors.web.provider import Provider


def provider_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options; the command gets `provider`, which is None where no issuer is named."""

    @click.option("--oidc-issuer", default="", help="Let people sign in at this OpenID provider too: its URL.")
    @click.option("--oidc-client", default="", help="The name under which the provider knows this server.")
    @click.option(
        "--oidc-secret-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="File with the secret of that client; instead of the variable CONCORDANCE_OIDC_SECRET.",
    )
    @click.option("--oidc-secret", envvar="CONCORDANCE_OIDC_SECRET", default="", hidden=True)
    @functools.wraps(command)
    def run(
        oidc_issuer: str, oidc_client: str, oidc_secret_file: Path | None, oidc_secret: str, **given: Any
    ) -> None:
        secret = oidc_secret_file.read_text(encoding="utf-8").strip() if oidc_secret_file else oidc_secret
        command(provider=_provider(oidc_issuer, oidc_client, secret), **given)

    return run


def _provider(issuer: str, client: str, secret: str) -> Provider | None:
    from concordance.doors.web.provider import Provider

    if not issuer:
        return None
    found = Provider(issuer, client, secret)
    if not client or not secret:
        raise click.UsageError("--oidc-issuer needs --oidc-client and --oidc-secret-file (or CONCORDANCE_OIDC_SECRET).")
    if not found.safe:
        raise click.UsageError("--oidc-issuer must be reached by https.")
    if find_spec("authlib") is None:
        raise click.UsageError("Signing in elsewhere needs the extra `oidc`: pip install 'concordance-ai[oidc]'")
    return found
