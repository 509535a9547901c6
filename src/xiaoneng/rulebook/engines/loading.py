"""装入与取出: an office's relations as rows for a database, and a database's rows as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact, Office, Work, listed
from xiaoneng.rulebook.engines.rows import Candidate, Cell, Entry, Findings, Hit, Proof
from xiaoneng.rulebook.engines.sqlnames import Posting, target_kind
from xiaoneng.rulebook.engines.sqlprogram import Program, Row, calendar_rows
from xiaoneng.rulebook.engines.world import ymd
from xiaoneng.rulebook.plan.steps import Plan, Post, PostFigure, Return, Tally


def relation_rows(plan: Plan, office: Office, kinds: dict[str, int]) -> dict[str, Iterable[Row]]:
    """Relation → rows in the order of its columns (see `relation_columns`)."""
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
    own = (
        fact.no,
        kinds[fact.kind],
        fact.day,
        fact.until,
        fact.person,
        fact.unit,
        fact.quantity,
        state,
        fact.day,
        ymd(fact.day) % 10000,
    )
    return (number, *own, *(fact.fields.get(name) for name in plan.fact_fields))


def _fact_people(plan: Plan, office: Office) -> Iterator[Row]:
    for number, fact in enumerate(office.facts):
        for name, people in fact.people.items():
            if name in plan.people_fields:
                yield from ((number, plan.people_fields.index(name), person, order) for order, person in enumerate(people, 1))


def _work(plan: Plan, number: int, work: Work, kinds: dict[str, int]) -> Row:
    own = (work.no, kinds[work.kind], work.title, work.day, work.entered, work.rated, listed(work.levels), len(work.authors))
    when = (work.day, ymd(work.day) % 10000)
    return (number, *own, int(work.state == CONFIRMED), *when, *(work.fields.get(name) for name in plan.work_fields))


def _head(step: Posting) -> tuple[str, str, str, str]:
    """(account, rule, subject kind, source) of a posting's entries."""
    match step:
        case Post():
            return step.account, step.rule, target_kind(step.of, step.to), step.source
        case PostFigure():
            return step.account, step.rule, step.frame.of, "figure"
        case Return():
            return step.account, step.rule, step.of, "fact"


def _entry(head: tuple[str, str, str, str], row: Sequence[Any]) -> Entry:
    account, rule, kind, source = head
    return Entry(account, rule, kind, row[1], row[2], source, row[3], row[4], row[5], row[6])


def collect(plan: Plan, made: Program, fetched: Mapping[str, Sequence[Any]]) -> Findings:
    """The rows of every query in the words of the plan."""
    rules = {number: name for name, number in made.rules.items()}
    sources = {step.column.name: step.source for step in plan.steps if isinstance(step, Tally)}
    found = Findings()
    for query, rows in fetched.items():
        kind, _, column = query.partition(":")
        match kind:
            case "entries":
                heads = [_head(step) for step in made.postings]
                found.entries = [_entry(heads[row[0]], row) for row in rows]
            case "hits":
                found.hits = [Hit(rules[row[0]], *row[1:]) for row in rows]
            case "candidates":
                found.candidates = [Candidate(plan.awards[row[0]], *row[1:]) for row in rows]
            case "cells":
                found.cells += [Cell(column, *row) for row in rows]
            case _:
                found.proofs += [Proof(column, row[0], row[1], sources[column], row[2]) for row in rows]
    return found.sorted()
