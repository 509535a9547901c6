"""What verifying the audit's chain costs: a database of so many entries, written as the program writes them; beside hashing alone.

python -m bench.audit ENTRIES
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.county import Clock, say
from bench.web_office import prepare

BEGAN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ACTS = ("ledger.enter_fact", "ledger.confirm_fact", "org.sign_in", "matters.decide")
MARKED = 1_000
"""Entries from one checkpoint in the database to the next, as the program makes them."""


def written(path: Path, count: int) -> None:
    """The chain's tables with its checkpoints, without triggers and indexes that nobody asks here."""
    from xiaoneng.audit.chain import GENESIS, Link, canonical, digest_of, hash_of  # noqa: PLC0415
    from xiaoneng.audit.merkle import Tree  # noqa: PLC0415
    from xiaoneng.audit.rows import COLUMNS  # noqa: PLC0415

    database = sqlite3.connect(path)
    kinds = {"seq": "INTEGER PRIMARY KEY", "actor_id": "INTEGER", "behalf_id": "INTEGER", "office_id": "INTEGER"}
    columns = ", ".join(f"{name} {kinds.get(name, 'TEXT')}" for name in COLUMNS)
    database.execute(f"CREATE TABLE audit_entry ({columns})")
    database.execute("CREATE TABLE audit_head (id INTEGER PRIMARY KEY, seq INTEGER, hash TEXT, at TEXT)")
    marks = "size INTEGER PRIMARY KEY, root TEXT, hash_alg TEXT, at TEXT, key_id TEXT, signature TEXT, peaks TEXT"
    database.execute(f"CREATE TABLE audit_checkpoint ({marks})")
    last: list[Any] = [GENESIS, ""]
    tree, waiting, signed = Tree(), [], []

    def entries() -> Iterator[tuple[Any, ...]]:
        for seq in range(1, count + 1):
            at = BEGAN + timedelta(seconds=seq * 7)
            text = canonical(
                {"by": f"员{seq % 300}", "changes": {"no": f"2026-{seq:05}", "kind": "迟到", "day": at.date(), "quantity": "1"}}
            )
            link = Link(seq, at, ACTS[seq % 4], seq % 300, "考核管理员", None, 2, "fact", str(seq), "四（七）1", digest_of(text))
            made = hash_of(link, last[0])
            shown = at.strftime("%Y-%m-%d %H:%M:%S")
            yield seq, shown, *link[2:10], text, link.digest, last[0], made
            last[:] = [made, shown]
            waiting.append(bytes.fromhex(made))
            if seq % MARKED == 0:
                tree.extend(waiting)
                waiting.clear()
                signed.append((seq, tree.root(), "sha256", shown, "", "", ""))

    database.executemany(f"INSERT INTO audit_entry VALUES ({', '.join('?' * len(COLUMNS))})", entries())
    database.executemany("INSERT INTO audit_checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)", signed)
    database.execute("INSERT INTO audit_head VALUES (1, ?, ?, ?)", (count, *last))
    database.commit()
    database.close()


def hashing(count: int) -> None:
    """The least: two digests an entry for the chain and two for the tree, of texts that are there."""
    text = b"x" * 300
    for _ in range(count):
        sha256(text).hexdigest()
        sha256(text).hexdigest()
        sha256(text[:33]).digest()
        sha256(text[:65]).digest()


def main() -> None:
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        prepare(place)
        from xiaoneng.audit.checkpoints import Kept  # noqa: PLC0415
        from xiaoneng.audit.rows import stored  # noqa: PLC0415
        from xiaoneng.audit.verify import verify  # noqa: PLC0415

        path = Path(place) / "chain.sqlite3"
        written(path, count)
        clock = Clock()
        hashing(count)
        clock.stop("floor: digests alone")
        with stored(str(path)) as store:
            found = verify(store, Kept())
        clock.stop("verify")
        assert found.whole, found.problems[:3]
        assert found.size == count
        say(clock, entries=count, file_mib=path.stat().st_size // 2**20)


if __name__ == "__main__":
    main()
