"""The public list and search under load, beside a bare FastAPI page, on the registers of a folder.

    python -m bench.web_load FOLDER [--postgres] [--seconds 10] [--workers 2] [--connections 16]

Starts both servers itself and asks them with wrk (Debian: `wrk`), which runs on the same cores; every answer has its
status and its end looked at, and totals of searches are compared with a count over the file. What one client may ask
per minute is set out of reach (`--rate`); nothing else differs from `concordance serve`. Closed loop: each connection
asks again when it has its answer.

cold: no address is asked twice. warm: 200 addresses again and again. mixed: four of five requests are for these 200,
one is for an address asked by nobody before. writing: mixed, while another process commits twice a second, upon which
every kept page is out of date. `CPU ms`: what all processes of the server used per request; on a machine that does
other work as well it says more than requests per second.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.throwaway import cpu_seconds, free_port, get, postgres, server

POPULAR = 200
FILE = "nl_algoritmeregister.json"
WRITER = """
import itertools, sys, time
from datetime import UTC, datetime
from concordance.registry.database import Registry
from concordance.registry.events import By
from concordance.registry.records import register_system
from concordance.registry.register import register_named
registry, register = Registry.open(sys.argv[1]), register_named("nl")
for number in itertools.count():
    with registry.writing() as session:
        row = {"id": f"bench-{number}", "title": "Bench", "organisatie": "Bench"}
        register_system(session, By("bench", datetime(2026, 12, 3, tzinfo=UTC)), register, row)
    time.sleep(0.5)
"""


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def texts(folder: Path) -> list[str]:
    """What the search of the Dutch register looks through, made without the code under test."""
    rows = json.loads((folder / FILE).read_text("utf-8"))["algoritmes"]
    return [plain(" ".join((row["title"], row["organisatie"] or "", row["doel"] or "", row["id"]))) for row in rows]


def addresses(found: list[str], chance: random.Random, count: int) -> list[str]:
    """Different addresses of the list and of both searches, in both languages."""
    words = sorted({word for text in found for word in re.findall(r"[a-z]{3,}", text)})
    made: dict[str, None] = {}
    while len(made) < count:
        lang, kind = chance.choice(("en", "fr")), chance.random()
        query: dict[str, Any] = {"q": " ".join(chance.sample(words, chance.choice((1, 1, 2))))}
        if kind < 0.2:
            query = {"page": chance.randint(1, 60), "register": chance.choice(("", "nl", "uk-atrs")), "x": len(made)}
        elif kind < 0.4:
            query |= {"register": "nl", "status": chance.choice(("in-service", "in-development"))}
        where = "search" if kind > 0.9 else "registers"
        made[f"/{lang}/{where}?{urlencode(query)}"] = None
    return list(made)


def check_totals(port: int, found: list[str], chance: random.Random) -> int:
    """Compare totals of the search with a count over the file. Returns how many were compared."""
    words = [chance.choice(re.findall(r"[a-z]{4,}", chance.choice(found))) for _ in range(40)]
    for word in words:
        status, body = get(port, f"/en/registers?{urlencode({'q': word, 'register': 'nl'})}")
        total = re.search(r'role="status"><b>(\d+)</b>', body)
        wanted = sum(word in text for text in found)
        if status != 200 or total is None or int(total[1]) != wanted:
            raise SystemExit(f"{word}: {status}, {total and total[1]} found, {wanted} wanted")
    return len(words)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: its port, and its process."""

    port: int
    pid: int


def drive(to: Served, asked: list[str], args: argparse.Namespace, *, once: bool = False) -> dict[str, Any]:
    """Let wrk ask the addresses in turn. With `once`, asking one twice is an error."""
    before = cpu_seconds(to.pid)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(asked))
        file.flush()
        script = str(Path(__file__).with_suffix(".lua"))
        shape = ("-t1", f"-c{args.connections}", f"-d{args.seconds}s", "--timeout", "20s", "-s", script)
        command = ("wrk", *shape, f"http://127.0.0.1:{to.port}")
        told = subprocess.run(command, env={**os.environ, "ADDRESSES": file.name}, check=True, capture_output=True)
    line = next(line for line in told.stdout.decode().splitlines() if line.startswith("RESULT "))
    result: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    if result["wrong"] or result["errors"]:
        raise SystemExit(f"{result['wrong']} wrong answers, {result['errors']} errors")
    if once and result["asked"] > len(asked):
        raise SystemExit(f"{result['asked']} requests for {len(asked)} addresses: give --addresses")
    rate, cpu = round(result["requests"] / result["seconds"]), (cpu_seconds(to.pid) - before) * 1000
    told = {name: result[name] for name in ("p50", "p95", "p99", "requests")}
    return {"req/s": rate, **told, "cpu ms": round(cpu / result["requests"], 3)}


@contextmanager
def writer(database: str) -> Iterator[None]:
    """Another process that commits twice a second."""
    running = subprocess.Popen((sys.executable, "-c", WRITER, database))
    try:
        yield
        if running.poll() is not None:
            raise SystemExit("the writer stopped")
    finally:
        running.terminate()
        running.wait()


def ours(database: str, folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """The figures of `concordance serve`."""
    found, chance, port = texts(folder), random.Random(args.seed), free_port()
    pool = addresses(found, chance, POPULAR + args.addresses)
    popular, fresh = pool[:POPULAR], pool[POPULAR:]
    third = len(fresh) // 3
    parts = [fresh[:third], fresh[third : 2 * third], fresh[2 * third :]]
    options = ("serve", "--database", database, "--workers", str(args.workers), "--rate", "1000000000")
    demo = ("--demo", str(folder), "--log", str(args.place / "log"))
    with server("concordance", *options, *demo, port=port, path="/en/registers") as pid:
        to = Served(port, pid)
        checked = check_totals(port, found, chance)
        drive(to, popular, argparse.Namespace(**{**vars(args), "seconds": 3}))
        figures = {"totals compared": checked, "cold": drive(to, parts[0], args, once=True)}
        figures["warm"] = drive(to, popular, args)
        figures["mixed"] = drive(to, mixed(popular, parts[1], chance), args, once=True)
        with writer(database):
            figures["writing"] = drive(to, mixed(popular, parts[2], chance), args, once=True)
    return figures


def mixed(popular: list[str], fresh: list[str], chance: random.Random) -> list[str]:
    """Of five requests, one for a fresh address."""
    return [address for one in fresh for address in chance.sample([*chance.choices(popular, k=4), one], 5)]


def peer(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """The figures of the bare page, for the same words."""
    found, chance, port = texts(folder), random.Random(args.seed), free_port()
    asked = [a.removeprefix("/en").removeprefix("/fr") for a in addresses(found, chance, args.addresses)]
    lists = [address.split("&register")[0] for address in asked if address.startswith("/registers")]
    words = ("bench.peers.list_page:app", "--workers", str(args.workers), "--log-level", "warning")
    with server("uvicorn", *words, port=port, path="/registers", LIST_PAGE_FILE=str(folder / FILE)) as pid:
        drive(Served(port, pid), lists, argparse.Namespace(**{**vars(args), "seconds": 3}))
        return drive(Served(port, pid), lists, args)


def table(found: dict[str, Any]) -> str:
    base = found["peer: bare FastAPI and Jinja"]
    rows = [("peer", base), *((name, found["concordance"][name]) for name in ("cold", "warm", "mixed", "writing"))]
    head = f"{'':<10}{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'of peer':>9}"
    lines = (
        f"{name:<10}{row['req/s']:>8}{row['p50']:>9}{row['p95']:>9}{row['p99']:>9}"
        f"{row['cpu ms']:>9}{row['req/s'] / base['req/s']:>9.2f}"
        for name, row in rows
    )
    return "\n".join((head, *lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds nl_algoritmeregister.json and uk_atrs.json")
    parser.add_argument("--postgres", action="store_true", help="on a throw-away PostgreSQL server, not on SQLite")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--addresses", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("this needs wrk (Debian: apt install wrk)")
    with ExitStack() as stack:
        args.place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lite = nullcontext(f"sqlite:///{args.place}/bench.sqlite")
        database = stack.enter_context(postgres() if args.postgres else lite)
        found = {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load before": round(os.getloadavg()[0], 1),
            "database": database.split(":")[0],
            "workers": args.workers,
            "connections": args.connections,
            "peer: bare FastAPI and Jinja": peer(args.folder, args),
            "concordance": ours(database, args.folder, args),
        }
    print(json.dumps(found, indent=1))
    print(table(found))


if __name__ == "__main__":
    main()
