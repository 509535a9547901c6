"""SQLite: the default engine; the standard library's own database, in memory or in an office's file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact, Office, Work, listed
from xiaoneng.rulebook.engines.rows import Candidate, Cell, Entry, Findings, Hit, Proof
from xiaoneng.rulebook.engines.sqlprogram import Program, calendar_rows, create_relations, program, relation_tables, rendered
from xiaoneng.rulebook.engines.world import ymd
from xiaoneng.rulebook.plan.steps import Plan, Tally

Row = tuple[int | str | None, ...]


def run(plan: Plan, office: Office) -> Findings:
    """All rows that a plan yields for an office, computed in an in-memory database."""
    connection = sqlite3.connect(":memory:")
    try:
        made = program(plan)
        for statement in rendered(create_relations(plan), "sqlite"):
            connection.execute(statement)
        for table, rows in relation_rows(plan, office, made).items():
            width = len(relation_tables(plan)[table])
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608 generated names only
        for index in ("fact(kind, day)", "membership(person)", "author(work)", "day(day)"):
            connection.execute(f"CREATE INDEX i_{index.partition('(')[0]} ON {index}")
        for statement in rendered(made.statements, "sqlite"):
            connection.execute(statement)
        queries = {name: rendered([query], "sqlite")[0] for name, query in made.queries.items()}
        return collect(plan, made, {name: connection.execute(query).fetchall() for name, query in queries.items()})
    finally:
        connection.close()


def relation_rows(plan: Plan, office: Office, made: Program) -> dict[str, Iterable[Row]]:
    """Relation → rows in the order of its columns."""
    kinds = made.frames.names.kind_ids
    return {
        "person": _people(plan, office),
        "unit": ((n, u.name, u.class_, u.parent, *(u.fields.get(f) for f in plan.unit_fields)) for n, u in enumerate(office.units)),
        "membership": ((m.person, m.unit, m.since, m.until) for m in office.memberships),
        "fact": (_fact(plan, number, fact, kinds) for number, fact in enumerate(office.facts)),
        "fact_person": _fact_people(plan, office),
        "work": (_work(plan, number, work, kinds) for number, work in enumerate(office.works)),
        "author": ((number, person, order) for number, work in enumerate(office.works) for order, person in enumerate(work.authors, 1)),
        **calendar_rows(plan),
    }


def _people(plan: Plan, office: Office) -> Iterator[Row]:
    for number, person in enumerate(office.people):
        born = ymd(person.born) if person.born is not None else None
        joined = ymd(person.joined) if person.joined > 0 else None
        own = (person.no, person.name, person.sex, person.party, person.leader, person.post)
        yield (number, *own, born, person.joined, person.left, joined, *(person.fields.get(name) for name in plan.person_fields))


def _fact(plan: Plan, number: int, fact: Fact, kinds: dict[str, int]) -> Row:
    state = int(fact.state == CONFIRMED)
    own = (fact.no, kinds[fact.kind], fact.day, fact.until, fact.person, fact.unit, fact.quantity, state)
    return (number, *own, *(fact.fields.get(name) for name in plan.fact_fields))


def _fact_people(plan: Plan, office: Office) -> Iterator[Row]:
    for number, fact in enumerate(office.facts):
        for name, people in fact.people.items():
            if name in plan.people_fields:
                yield from ((number, plan.people_fields.index(name), person) for person in people)


def _work(plan: Plan, number: int, work: Work, kinds: dict[str, int]) -> Row:
    own = (work.no, kinds[work.kind], work.title, work.day, work.entered, work.rated, listed(work.levels), len(work.authors))
    return (number, *own, int(work.state == CONFIRMED), *(work.fields.get(name) for name in plan.work_fields))


def collect(plan: Plan, made: Program, rows: dict[str, list[tuple[object, ...]]]) -> Findings:
    """The fetched rows in the words of the plan."""
    rules = {number: name for name, number in made.posts.rules.items()}
    sources = {step.column.name: step.source for step in plan.steps if isinstance(step, Tally)}
    found = Findings()
    for name, fetched in rows.items():
        kind, _, column = name.partition(":")
        if kind == "entries":
            found.entries = [Entry(plan.accounts[r[0]], rules[r[1]], *r[2:]) for r in fetched]  # type: ignore[index,arg-type]
        elif kind == "hits":
            found.hits = [Hit(rules[r[0]], *r[1:]) for r in fetched]  # type: ignore[index,arg-type]
        elif kind == "candidates":
            found.candidates = [Candidate(plan.awards[r[0]], *r[1:]) for r in fetched]  # type: ignore[index,arg-type]
        elif kind == "cells":
            found.cells += [Cell(column, *r) for r in fetched]  # type: ignore[arg-type]
        else:
            found.proofs += [Proof(column, r[0], r[1], sources[column], r[2]) for r in fetched]  # type: ignore[arg-type]
    return found.sorted()
