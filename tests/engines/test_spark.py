"""The same plan on Spark, with two workers, gives the reference's rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.test_agreement import same
from xiaoneng.files.office import read_office
from xiaoneng.rulebook.engines import reference
from xiaoneng.rulebook.language.load import load_rulebook
from xiaoneng.rulebook.plan.compile import Request, compile_plan

DATA = Path(__file__).parent.parent / "data"


@pytest.mark.spark
@pytest.mark.slow
def test_spark_gives_the_references_rows() -> None:
    from xiaoneng.rulebook.engines import spark  # noqa: PLC0415 the extra may be absent

    source = load_rulebook("district-party-office")
    loaded = read_office(DATA / "s2", source)
    plan = compile_plan(source, Request("2018", answers=loaded.answers))
    session = spark.start("local-cluster[2,1,1024]")
    try:
        same(reference.run(plan, loaded.office), spark.run(plan, loaded.office, session), "local-cluster")
    finally:
        session.stop()
