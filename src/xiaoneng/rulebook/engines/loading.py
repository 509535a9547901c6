"""装入与取出: an office's relations as rows for a database, and a database's rows as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xiaoneng.rulebook.engines.lasting import term_rows
from xiaoneng.rulebook.engines.relations import CONFIRMED, Membership, Office, Work, listed
from xiaoneng.rulebook.engines.rows import Candidate, Cell, Entry, Findings, Hit, Proof
from xiaoneng.rulebook.engines.sqlnames import Posting
from xiaoneng.rulebook.engines.sqlprogram import Program, Row, calendar_rows
from xiaoneng.rulebook.engines.world import ymd
from xiaoneng.rulebook.plan.steps import Plan, Post, PostFigure, Return, Tally, target_kind


def relation_rows(plan: Plan, office: Office, kinds: dict[str, int]) -> dict[str, Iterable[Row]]:
    """Relation → rows in the order of its columns (see `relation_columns`)."""
    return {
        "person": _people(plan, office),
        "unit": ((n, u.name, u.class_, u.parent, *(u.fields.get(f) for f in plan.unit_fields)) for n, u in enumerate(office.units)),
        "membership": (
            (m.person, m.unit, m.since, m.until, *_only_then(m), *map(m.fields.get, plan.person_fields)) for m in office.memberships
        ),
        "fact": _facts(plan, office, kinds),
        "fact_person": _fact_people(plan, office),
        "work": (_work(plan, number, work, kinds) for number, work in enumerate(office.works)),
        "author": ((number, person, order) for number, work in enumerate(office.works) for order, person in enumerate(work.authors, 1)),
        "term": term_rows(plan, office),
        **calendar_rows(plan),
    }


def _only_then(one: Membership) -> tuple[str | None, ...]:
    """政治面貌、班子成员、任职方式、职务 of these days; None where it is as otherwise."""
    return one.party or None, one.leader or None, listed(one.tenure) or None, one.post or None


def _people(plan: Plan, office: Office) -> Iterator[Row]:
    for number, person in enumerate(office.people):
        born = ymd(person.born) if person.born is not None else None
        joined = ymd(person.joined) if person.joined > 0 else None
        own = (person.no, person.name, person.sex, person.party, person.leader, listed(person.tenure), person.post)
        yield (number, *own, born, person.joined, person.left, joined, *(person.fields.get(name) for name in plan.person_fields))


def _facts(plan: Plan, office: Office, kinds: dict[str, int]) -> Iterator[Row]:
    names = tuple(plan.fact_fields)
    month_days = {day: ymd(day) % 10000 for day in {fact.day for fact in office.facts}}
    for number, fact in enumerate(office.facts):
        state, month_day = int(fact.state == CONFIRMED), month_days[fact.day]
        whose = (fact.person, fact.unit, fact.quantity, state, fact.day, month_day)
        yield (number, fact.no, kinds[fact.kind], fact.day, fact.until, *whose, *map(fact.fields.get, names))


def _fact_people(plan: Plan, office: Office) -> Iterator[Row]:
    for number, fact in enumerate(office.facts):
        for name, people in fact.people.items() if fact.people else ():
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
            return step.account, step.rule, target_kind(step), step.source
        case PostFigure():
            return step.account, step.rule, target_kind(step), "figure"
        case Return():
            return step.account, step.rule, target_kind(step), "fact"


def _entries(made: Program, rows: Sequence[Any]) -> Iterator[Entry]:
    heads = [_head(step) for step in made.postings]
    for post, subject, span, item, count, amount, label in rows:
        account, rule, kind, source = heads[post]
        yield Entry(account, rule, kind, subject, span, source, item, count, amount, label)


def collect(plan: Plan, made: Program, fetched: Mapping[str, Sequence[Any]]) -> Findings:
    """The rows of every query in the words of the plan."""
    rules = {number: name for name, number in made.rules.items()}
    sources = {step.column.name: step.source for step in plan.steps if isinstance(step, Tally)}
    found = Findings()
    for query, rows in fetched.items():
        kind, _, column = query.partition(":")
        match kind:
            case "entries":
                found.entries = list(_entries(made, rows))
            case "hits":
                found.hits = [Hit(rules[row[0]], *row[1:]) for row in rows]
            case "candidates":
                found.candidates = [Candidate(plan.awards[row[0]], *row[1:]) for row in rows]
            case "cells":
                found.cells += [Cell(column, *row) for row in rows]
            case _:
                found.proofs += [Proof(column, row[0], row[1], sources[column], row[2]) for row in rows]
    return found.sorted()
