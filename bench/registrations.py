"""Ten thousand registrations at the same moment, on PostgreSQL, by the API as it is served: none lost, none doubled.

    python -m bench.registrations [--count 10000] [--workers 2]

A throw-away PostgreSQL server as it comes (fsync on), `concordance serve` with several processes, and one client with a
connection for every registration. All connections are opened first; then all requests are sent at once, one in ten of
them twice with the same Idempotency-Key. Afterwards the database is counted, and its history checked. What one client
may ask per minute is set out of reach (`--rate`).

The peer is psycopg itself: as many rows, each inserted and committed by a bare statement, over forty connections.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import secrets
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from bench.throwaway import free_port, postgres, server
from sqlalchemy import func, select

from concordance.doors.web import accounts
from concordance.doors.web.accounts import Who
from concordance.doors.web.tokens import make_token
from concordance.registry.access import Done
from concordance.registry.database import Registry
from concordance.registry.events import By, faults
from concordance.registry.models import Event, Record
from concordance.registry.records import ensure_system

REGISTER, ORGANISATION, SYSTEM = "eu-annex-viii-a", "bench", "bench/system"
OPENING = 200
"""Connections that are opened at a time: more at once overflow the queue of the kernel."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a registration, and after how many seconds."""

    key: str
    status: int
    body: str
    seconds: float


def prepared(database: str) -> str:
    """A registry with one organisation, one system and one account; its token."""
    now = datetime.now(tz=UTC)
    with Registry.make(database).writing() as session:
        ensure_system(session, By("bench", now), SYSTEM, ORGANISATION, "Bench")
        who = Who("bench", "bench", "provider", ORGANISATION, secrets.token_urlsafe(32))
        accounts.add_account(session, who, secrets.token_urlsafe())
        session.flush()
        return make_token(session, who, "bench", secrets.token_urlsafe(32), now, 1)


def request_of(key: str, token: str) -> bytes:
    body = json.dumps({"register": REGISTER, "system": SYSTEM, "fields": {"A.4": key, "A.10": ["FR"]}}).encode()
    head = (
        "POST /api/v1/registrations HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n"
        f"Authorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def send(port: int, key: str, token: str, opening: asyncio.Semaphore, start: asyncio.Event) -> Answer:
    async with opening:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await start.wait()
    begun = time.perf_counter()
    writer.write(request_of(key, token))
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return Answer(key, int(head.split()[1]) if head else 0, body, time.perf_counter() - begun)


async def send_all(port: int, keys: list[str], token: str) -> tuple[list[Answer], float]:
    opening, start = asyncio.Semaphore(OPENING), asyncio.Event()
    sending = [asyncio.create_task(send(port, key, token, opening, start)) for key in keys]
    await asyncio.sleep(len(keys) / 1000)  # until all are connected and wait for the start
    while opening.locked():
        await asyncio.sleep(0.1)
    begun = time.perf_counter()
    start.set()
    return await asyncio.gather(*sending), time.perf_counter() - begun


def check(database: str, answers: list[Answer], count: int) -> dict[str, Any]:
    """Count what is in the database, and compare it with what clients were told."""
    told: dict[str, set[str]] = {}
    for answer in answers:
        if answer.status == 201:
            told.setdefault(answer.key, set()).add(answer.body)
    with Registry.open(database).reading() as session:
        digests = {row.id: row.digest for row in session.execute(select(Record.id, Record.digest))}
        kinds = Counter(session.scalars(select(Event.kind).where(Event.kind.startswith("record-"))))
        broken = len(list(faults(session)))
        keys = session.scalar(select(func.count()).select_from(Done))
    said = {row["id"]: row["digest"] for row in (json.loads(next(iter(bodies))) for bodies in told.values())}
    return {
        "statuses": dict(Counter(answer.status for answer in answers)),
        "records": len(digests),
        "events of new records": kinds["record-added"],
        "events of changed records": kinds["record-changed"],
        "keys kept": keys,
        "faults of the history": broken,
        "told differently for one key": sum(len(bodies) > 1 for bodies in told.values()),
        "as told": said == digests and len(said) == count,
    }


def bare(database: str, count: int, connections: int = 40) -> float:
    """Rows per second that psycopg inserts and commits one by one."""
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE bare (id text PRIMARY KEY, body jsonb NOT NULL)")

    def some(number: int) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            for n in range(number, count, connections):
                connection.execute("INSERT INTO bare VALUES (%s, %s)", (str(n), json.dumps({"A.4": str(n)})))

    begun = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(some, range(connections)))
    return count / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    keys = [f"r{n:05}" for n in range(args.count)]
    sent = sorted(keys + keys[::10])  # the two of a pair one right after the other
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with postgres() as database:
        token, port = prepared(database), free_port()
        options = ("serve", "--database", database, "--workers", str(args.workers), "--rate", "1000000000")
        with server("concordance", *options, "--no-jobs", port=port, path="/en/registers"):
            answers, seconds = asyncio.run(send_all(port, sent, token))
        found = check(database, answers, args.count)
        peer = bare(database, args.count)
    times = sorted(answer.seconds for answer in answers)
    figures = {
        "registrations": args.count,
        "requests at once": len(sent),
        "workers": args.workers,
        "load": round(os.getloadavg()[0], 1),
        "seconds": round(seconds, 1),
        "registrations/s": round(args.count / seconds),
        "first, median, last answer, s": [round(times[0], 2), round(times[len(times) // 2], 1), round(times[-1], 1)],
        **found,
        "peer: bare inserts of psycopg/s": round(peer),
        "of peer": round(args.count / seconds / peer, 3),
    }
    print(json.dumps(figures, indent=1))
    whole = found["records"] == found["events of new records"] == found["keys kept"] == args.count
    sound = not (found["events of changed records"] or found["faults of the history"])
    alike = found["as told"] and not found["told differently for one key"] and set(found["statuses"]) == {201}
    raise SystemExit(0 if whole and sound and alike else 1)


if __name__ == "__main__":
    main()
