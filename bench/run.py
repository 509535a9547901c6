"""All measurements in one run: python -m bench.run [--largest PEOPLE] [--only whole,scores,…] — a table in Markdown.

Every measurement is a process of its own, so its peak memory is its own; the largest size is measured once.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
THREE, ONCE = 3, 1
ROWS = 100_000
WAYS = ("numpy", "duckdb", "polars", "openfisca")
Row = tuple[str, str, str, str, str, str]
HEAD: Row = ("what", "on", "seconds", "processor", "peak MiB", "ratio")
Found = dict[str, Any]


def measure(module: str, *arguments: object) -> Found:
    """The JSON that a measurement prints."""
    run = [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]
    threads = {"POLARS_MAX_THREADS": "2", "OMP_NUM_THREADS": "2"}
    done = subprocess.run(run, check=True, capture_output=True, text=True, env={**os.environ, **threads})
    found: Found = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    return found


def shown(people: int) -> str:
    return f"{people // 1_000_000}M" if people >= LARGE else f"{people // 1000}k"


def rows_of(what: str, on: str, found: Found, floor: float = 0) -> Iterator[Row]:
    """One row a clock; ratios are of processor seconds, which other work on the machine disturbs least."""
    for name, seconds in found["seconds"].items():
        processor = found["processor"][name]
        ratio = f"{processor / floor:.2g}×" if floor else ""
        yield what, f"{on}: {name}", f"{seconds:.3g}", f"{processor:.3g}", str(found["peak_mib"]), ratio


def folder_of(place: str, people: int) -> Path:
    folder = Path(place) / shown(people)
    if not folder.exists():
        measure("generate", folder, people)
    return folder


def whole(place: str, largest: int) -> Iterator[Row]:
    """The whole year; engines of one size must agree."""
    asked = [(SMALL, "python", ONCE), (SMALL, "sqlite", THREE), (SMALL, "duckdb", THREE)]
    asked += [(MIDDLE, "sqlite", ONCE), (MIDDLE, "duckdb", THREE)] if largest >= MIDDLE else []
    asked += [(largest, "duckdb", ONCE)] if largest > MIDDLE else []
    digests: dict[int, set[tuple[int, ...]]] = {}
    for people, engine, rounds in asked:
        found = measure("whole", engine, folder_of(place, people), rounds)
        digests.setdefault(people, set()).add(tuple(found["digest"]))
        yield from rows_of(f"whole year, {shown(people)} people", engine, found)
    for people, different in digests.items():
        assert len(different) == 1, f"{people}: engines differ: {different}"


def scores(place: str, largest: int) -> Iterator[Row]:
    """Monthly scores alone; every way must give every score equal."""
    for people, rounds in ((MIDDLE, THREE), (largest, ONCE)):
        folder, floor = folder_of(place, people), 0.0
        first = None
        for way in WAYS:
            found = measure("scores", way, folder, rounds)
            floor = floor or found["processor"]["scores"]
            yield from rows_of(f"monthly scores, {shown(people)} people", way, found, floor)
            values = np.load(folder / f"scores-{way}.npy")
            first = values if first is None else first
            assert np.array_equal(first, values), f"{way} gives other scores"
        if people == largest:
            break


def small(largest: int) -> Iterator[Row]:
    """What a clerk waits for."""
    office = measure("small", "office")
    yield from rows_of(f"office of {office['people']}, command line", "sqlite", office, office["processor"]["python -c pass"])
    month = measure("small", "month", largest)
    for name, seconds in month["seconds"].items():
        yield (
            f"one person-month of {shown(largest)} people",
            f"sqlite file, {month['rows']:,} rows: {name}",
            f"{seconds * 1000:.3g} ms",
            "",
            "",
            "",
        )
    yield from rows_of("compiling", "the bench rulebook", measure("small", "compile"))


def pages(place: str) -> Iterator[Row]:
    """Processor time a page, beside a plain page of the framework's (the floor) and its own admin (a peer)."""
    folder = office_of(place)
    floor = measure("web_floor")
    least = floor["processor"]["plain Django, 25 rows"]
    for on, found in (("floor", floor), ("an office of 300", measure("web", folder))):
        for name, seconds in found["seconds"].items():
            spent = found["processor"][name]
            yield f"page: {name}", on, f"{seconds:.4f}", f"{spent:.4f}", str(found["peak_mib"]), f"{spent / least:.2g}×"


def months(place: str) -> Iterator[Row]:
    """What a record that is confirmed costs: the month computed anew from the office's database."""
    for people in (300, SMALL):
        folder = office_of(place, people)
        yield from rows_of(f"a month, {people:,} people", "office's database", measure("months", folder))


def imports(place: str) -> Iterator[Row]:
    """A table of 100,000 rows uploaded and entered, each in an office of its own, beside the least that anybody does with it."""
    office = office_of(place)
    for kind in ("csv", "xlsx"):
        folder = Path(place) / f"import-{kind}"
        shutil.copytree(office, folder)
        found = measure("imports", folder, kind, ROWS)
        least = next(iter(found["processor"].values()))
        yield from rows_of(f"import, {ROWS:,} rows", kind, found, least)


def audit(largest: int) -> Iterator[Row]:
    """Verifying a chain of entries."""
    found = measure("audit", largest)
    yield from rows_of(f"chain of {shown(largest)} entries", "sqlite file", found, next(iter(found["processor"].values())))


def crowd(place: str) -> Iterator[Row]:
    """Fifty people at once at the server: seconds that nineteen of twenty requests stay below, beside the smallest page's."""
    folder = Path(place) / "crowd"
    shutil.copytree(office_of(place), folder)
    found = measure("crowd", folder)
    assert not found["faults"], found
    least = found["floor"]["median"]
    for kind in ("floor", "read", "write"):
        one = found[kind]
        for name in ("median", "p95"):
            yield f"{found['people']} people at once", f"{kind}: {name}", f"{one[name] / 1000:.3f}", "", "", f"{one[name] / least:.2g}×"


def office_of(place: str, people: int = 300) -> Path:
    """The data folder of an office with a year of facts."""
    folder = Path(place) / f"office-{people}"
    if not folder.exists():
        folder.mkdir()
        measure("web_office", folder, people)
    return folder


def machine() -> str:
    names = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(": ")[2] for line in names if line.startswith("model name")), platform.machine())
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}; load average {load}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--largest", type=int, default=LARGE, help="people of the largest county")
    parser.add_argument("--only", default="whole,scores,small,pages,months,imports,audit,crowd")
    asked = parser.parse_args()
    wanted = asked.only.split(",")
    print(f"Before: {machine()}\n\n| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)
    with TemporaryDirectory() as place:
        parts: dict[str, Iterator[Row]] = {
            "whole": whole(place, asked.largest), "scores": scores(place, asked.largest), "small": small(asked.largest),
            "pages": pages(place), "months": months(place), "imports": imports(place),
            "audit": audit(asked.largest), "crowd": crowd(place),
        }  # fmt: skip
        for name in wanted:
            for row in parts[name]:
                print(f"| {' | '.join(row)} |", flush=True)
    print(f"\nAfter: {machine()}")


if __name__ == "__main__":
    main()
