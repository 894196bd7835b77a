"""Child of test_crash: append batches for ever, and say so on standard output only once each is durable."""

from __future__ import annotations

import sys
from pathlib import Path

from evidence_world import LOG_KEY, accept_all

from concordance.evidence.log import Log
from concordance.evidence.sqlite_store import SqliteStore


def main(database: Path, life: int) -> None:
    log = Log(SqliteStore(database), accept_all)
    batch = 0
    while True:
        entries = [b"life %d batch %d entry %d" % (life, batch, n) for n in range(1 + batch * 37 % 300)]
        added = log.append(entries)
        if batch % 3 == 0:
            log.sign(LOG_KEY)
        print(batch, added[0].index, added[-1].index, flush=True)
        batch += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
