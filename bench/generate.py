"""A county of so many people as Parquet files: python -m bench.generate FOLDER PEOPLE"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.county import whole_plan
from bench.invent import write
from xiaoneng.rulebook.engines.sqlprogram import program


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("people", type=int)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    plan = whole_plan()
    write(asked.folder, plan, program(plan, "duckdb"), asked.people)


if __name__ == "__main__":
    main()
