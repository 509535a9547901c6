"""The invented rulebooks and years of the tests, row by row against the reference, thousands of them.

python -m bench.fuzz [--from N] [--count M] [--engines sqlite,duckdb]
"""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

from tests.engines.invented_year import invented_office
from tests.engines.test_agreement import invented_plan, same
from xiaoneng.rulebook.engines import reference
from xiaoneng.rulebook.engines.registry import engine

EVERY = 100
"""How often progress is shown."""
SHOWN = 400


def main() -> int:
    """The number of seeds that differ or fail, at most 1 as an exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--engines", default="sqlite,duckdb")
    asked = parser.parse_args()
    engines = {name: engine(name) for name in asked.engines.split(",")}
    began, wrong, rows = perf_counter(), [], 0
    for done, seed in enumerate(range(asked.first, asked.first + asked.count), 1):
        try:
            plan, office = invented_plan(seed), invented_office(seed)
            expected = reference.run(plan, office)
            rows += sum(len(getattr(expected, kind)) for kind in ("entries", "hits", "candidates", "proofs", "cells"))
            for name, run in engines.items():
                same(expected, run(plan, office), f"seed {seed}, {name}")
        except Exception as error:  # whatever goes wrong is a finding, and the other seeds still count
            wrong.append(seed)
            print(f"seed {seed}: {type(error).__name__}: {str(error)[:SHOWN]}")
        if done % EVERY == 0 or done == asked.count:
            print(f"{done} of {asked.count}, {rows} rows, {len(wrong)} wrong, {perf_counter() - began:.0f} s", file=sys.stderr)
    print(f"{asked.count} rulebooks from {asked.first} on {', '.join(engines)}: {rows} rows equal" if not wrong else f"wrong: {wrong}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
