"""Every engine gives the reference's rows, over invented rulebooks and invented years."""

from __future__ import annotations

from datetime import date

import pytest
import sqlglot

from tests.engines.cluster import cluster
from tests.engines.invented import YEAR, invented_rulebook
from tests.engines.invented_year import invented_office
from xiaoneng.rulebook.engines import duckdb, postgres, reference, sqlite
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.engines.spelling import SPELLINGS
from xiaoneng.rulebook.engines.sqlprogram import program
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.answers import Answer
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.plan.steps import Plan

PERIODS = (f"{YEAR}", f"{YEAR}-03", f"{YEAR}-H1", f"{YEAR}-Q2", f"{YEAR}-02-01..{YEAR}-09-30")
ANSWERS: dict[str, Answer] = {"price": "1.5", "norm": {"默认": "2", "职务": {"科长": "1"}, "工号": {"P1": "3"}}}
FAST = range(6)
SOME = range(200, 212)
MANY = (*range(6, 120), *range(1000, 1300))


def invented_plan(seed: int) -> Plan:
    period = PERIODS[seed % len(PERIODS)]
    as_of = date(YEAR, 6, 10) if seed % 7 == 0 and period in PERIODS[:3:2] else None
    source = load_text(invented_rulebook(seed))
    return compile_plan(source, Request(period, as_of, ANSWERS if seed % 3 else {}))


def same(expected: Findings, found: Findings, what: str) -> None:
    for rows in ("entries", "hits", "candidates", "proofs", "cells"):
        ours, theirs = getattr(expected, rows), getattr(found, rows)
        assert ours == theirs, f"{what}: {rows} differ; only reference {set(ours) - set(theirs)}; only engine {set(theirs) - set(ours)}"


@pytest.mark.parametrize("seed", FAST)
def test_sqlite_gives_the_references_rows(seed: int) -> None:
    plan, office = invented_plan(seed), invented_office(seed)
    same(reference.run(plan, office), sqlite.run(plan, office), f"seed {seed}")


@pytest.mark.slow
def test_the_invented_years_leave_no_section_empty() -> None:
    """Otherwise equal rows would say little."""
    found = [reference.run(invented_plan(seed), invented_office(seed)) for seed in range(5, 40, 5)]
    for rows in ("entries", "hits", "candidates", "proofs", "cells"):
        assert all(getattr(one, rows) for one in found), rows
    rules = {entry.rule.replace(":国级", "") for one in found for entry in one.entries}
    assert {"late-a", "level", "chief", "unit", "members", "helpers", "back", "norm:under", "by-figure", "unit-figure"} <= rules
    assert {"honour-team", "to-parent", "to-named-unit", "team", "led", "above", "home", "boss", "needs:under"} <= rules
    targets = {hit.target for one in found for hit in one.hits}
    assert {"members", "chief", "unit", "parent", "with"} <= targets


@pytest.mark.parametrize("seed", [*SOME[:1], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SOME[1:])])
def test_duckdb_gives_the_references_rows(seed: int) -> None:
    plan, office = invented_plan(seed), invented_office(seed)
    same(reference.run(plan, office), duckdb.run(plan, office), f"seed {seed}")


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_sqlite_gives_the_references_rows_many_times(seed: int) -> None:
    plan, office = invented_plan(seed), invented_office(seed)
    same(reference.run(plan, office), sqlite.run(plan, office), f"seed {seed}")


@pytest.mark.postgres
def test_postgres_gives_the_references_rows() -> None:
    with cluster() as url:
        for seed in SOME:
            plan, office = invented_plan(seed), invented_office(seed)
            same(reference.run(plan, office), postgres.run(plan, office, url), f"seed {seed}")


@pytest.mark.slow
@pytest.mark.parametrize("dialect", list(SPELLINGS))
def test_an_independent_reader_understands_every_statement(dialect: str) -> None:
    for seed in range(3):
        made = program(invented_plan(seed), dialect)
        for statement in (*made.create, *made.statements, *made.queries.values()):
            assert sqlglot.parse_one(statement, read=dialect) is not None


@pytest.mark.slow
def test_the_order_of_facts_changes_nothing_that_counts() -> None:
    """Ids follow the order of the file, so rows are compared by the office's own numbers."""
    for seed in range(5):
        plan, office = invented_plan(seed * 5), invented_office(seed * 5)
        turned = type(office)(office.people, office.units, office.memberships, office.facts[::-1], office.works)
        totals = [{(c.column, c.subject, c.span): c.value for c in reference.run(plan, one).cells} for one in (office, turned)]
        ordered = {"done"}  # last and first of one day follow the order in which they were entered
        differing = {key[0] for key in totals[0] if totals[0][key] != totals[1][key]}
        assert differing <= ordered


@pytest.mark.slow
def test_withdrawn_facts_change_nothing() -> None:
    for seed in range(0, 25, 5):
        plan, office = invented_plan(seed), invented_office(seed)
        kept = [fact for fact in office.facts if fact.state == "已确认"]
        numbers = {number: fact.no for number, fact in enumerate(office.facts)}
        fewer = type(office)(office.people, office.units, office.memberships, tuple(kept), office.works)
        again = {number: fact.no for number, fact in enumerate(kept)}
        first, second = reference.run(plan, office), reference.run(plan, fewer)
        assert first.cells == second.cells
        assert first.candidates == second.candidates
        named = [sorted((e.rule, e.subject, e.span, at.get(e.item), e.amount) for e in one.entries if e.source == "fact")
                 for one, at in ((first, numbers), (second, again))]  # fmt: skip
        assert named[0] == named[1]


def test_parts_sum_to_the_whole() -> None:
    """A balance before its bounds is its opening plus its entries."""
    for seed in range(0, 30, 5):
        plan, office = invented_plan(seed), invented_office(seed)
        found = reference.run(plan, office)
        sums: dict[tuple[int, int], int] = {}
        for entry in found.entries:
            if entry.account == "score" and entry.amount is not None:
                sums[entry.subject, entry.span] = sums.get((entry.subject, entry.span), 0) + entry.amount
        raw = {(cell.subject, cell.span): cell.value for cell in found.cells if cell.column == "score~raw"}
        assert raw
        assert all(value == 10000 + sums.get(row, 0) for row, value in raw.items())
