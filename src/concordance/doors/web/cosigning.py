"""Asking witnesses over HTTP to cosign a head (C2SP tlog-witness), until the quorum of a policy is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.encoding import parse_decimal
from concordance.evidence.errors import EvidenceError
from concordance.evidence.head import Head
from concordance.evidence.keys import PublicKey
from concordance.evidence.merkle import EMPTY_ROOT
from concordance.evidence.note import MAX_NOTE, Signature, parse_signatures
from concordance.evidence.policy import Policy
from concordance.evidence.proofs import TileTree
from concordance.evidence.tiles import TileReader
from concordance.evidence.witness import build_request

TIMEOUT = 10.0
"""Seconds that a witness may take to answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answered: the status of HTTP and the body."""

    status: int
    body: str


Post = Callable[[str, bytes], Answer]


def post(url: str, body: bytes) -> Answer:
    """Send a request to an address of the operator's own policy; one that cannot be reached answers 503."""
    try:
        request = Request(url, body, method="POST")  # noqa: S310 - the scheme is checked in `_ask`
        with urlopen(request, timeout=TIMEOUT) as found:  # noqa: S310
            return Answer(found.status, found.read(MAX_NOTE).decode("utf-8", "replace"))
    except HTTPError as error:
        return Answer(error.code, error.read(MAX_NOTE).decode("utf-8", "replace"))
    except (URLError, OSError, ValueError) as error:
        return Answer(503, str(error))


@dataclass(slots=True)
class Asked:
    """How far each witness was, as it said last, so that the next request begins there."""

    sizes: dict[str, int] = field(default_factory=dict)
    post: Post = post


def cosigned(policy: Policy, source: TileReader, point: Checkpoint, asked: Asked) -> Checkpoint:
    """The checkpoint with the cosignatures of those witnesses that gave one. An empty log is not cosigned.

    Raises EvidenceError `quorum-not-met` when they are not enough, and `cosignature-bad` for one that is false.
    """
    if point.head.size == 0:
        return point
    note = point.note
    for alias, address in policy.addresses.items():
        for signature in _ask(address, policy.witnesses[alias], source, point, asked):
            note = note.with_signature(signature)
    found = Checkpoint(point.head, note)
    policy.check(found, point.head.origin)
    return found


def _ask(url: str, key: PublicKey, source: TileReader, point: Checkpoint, asked: Asked) -> tuple[Signature, ...]:
    """The lines of this witness; none when it refuses, which the quorum then notices."""
    if not url.startswith(("https://", "http://")):
        raise EvidenceError("policy-malformed", where=url)
    for _ in range(2):
        body = build_request(source, _head(source, point, asked.sizes.get(url, 0)), point).encode()
        answer = asked.post(f"{url.rstrip('/')}/add-checkpoint", body)
        if answer.status == 200:
            asked.sizes[url] = point.head.size
            lines = parse_signatures(answer.body, url)
            return tuple(line for line in lines if (line.name, line.key_id) == (key.name, key.id))
        if answer.status != 409:
            return ()
        asked.sizes[url] = min(parse_decimal(answer.body.strip(), url), point.head.size)
    return ()


def _head(source: TileReader, point: Checkpoint, size: int) -> Head:
    root = TileTree(source, point.head.size).root(size) if size else EMPTY_ROOT
    return Head(point.head.origin, size, root)
