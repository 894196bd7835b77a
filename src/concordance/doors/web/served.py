"""The application behind an address: in this process, or in several that share the address.

Several processes are started anew by uvicorn, and get the settings by an environment that nobody else sees.
"""

from __future__ import annotations

import base64
import os
import pickle
import socket
from dataclasses import dataclass, replace

import uvicorn
from fastapi import FastAPI

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import NOWHERE
from concordance.doors.web.app import make_app
from concordance.doors.web.settings import Settings

HANDED = "CONCORDANCE_HANDED_SETTINGS"
"""The variable by which a server tells its own workers how they are set up."""
FACTORY = "concordance.doors.web.served:worker"

PATIENCE = 120
"""Seconds after which a worker that does not answer its server is begun anew; a busy one is not a dead one."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, in how many processes, and which proxies it trusts to say who asks."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    proxies: tuple[str, ...] = ()


def check_address(host: str, port: int) -> None:
    """Raise ProblemsError (`address-taken`) where nothing can listen, before anything is made for it."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        message = f"nothing can listen at {host}, port {port}: {error.strerror}"
        raise ProblemsError([Problem("address-taken", message, (NOWHERE,), "give another --host or --port")]) from error


def listen(app: FastAPI, at: Listening) -> None:
    """Serve until stopped. With several workers, `app` only tells how they are set up."""
    several = at.workers > 1
    if several:
        os.environ[HANDED] = handed(shares(app.state.settings, at.workers))
    uvicorn.run(
        FACTORY if several else app,
        factory=several,
        host=at.host,
        port=at.port,
        workers=at.workers,
        log_level="warning",
        proxy_headers=bool(at.proxies),
        forwarded_allow_ips=list(at.proxies),
        server_header=False,
        timeout_worker_healthcheck=PATIENCE,
    )


def shares(settings: Settings, workers: int) -> Settings:
    """The settings of one worker: what a client may ask per minute is shared out, so that all of them keep to it."""
    return replace(
        settings,
        requests_per_minute=-(-settings.requests_per_minute // workers),
        sign_ins_per_minute=-(-settings.sign_ins_per_minute // workers),
    )


def handed(settings: Settings) -> str:
    """Settings as a text for the environment."""
    return base64.b85encode(pickle.dumps(settings)).decode()


def worker() -> FastAPI:
    """The application of one worker, with the settings that its server handed over."""
    return make_app(pickle.loads(base64.b85decode(os.environ[HANDED])))  # noqa: S301 - written by our own parent
