"""匹配: which facts and works reach which subjects; the first half of every tally and posting in the reference."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from xiaoneng.rulebook.engines.relations import Fact, Work
from xiaoneng.rulebook.engines.scalar import Read, holds
from xiaoneng.rulebook.engines.world import World
from xiaoneng.rulebook.plan.terms import Term


class Match(NamedTuple):
    """A fact or work that meets a rule's condition for one subject of its own."""

    item: int
    what: Fact | Work
    subject: int
    read: Read


def subjects_of(world: World, what: Fact | Work, of: str) -> list[tuple[int, int]]:
    """(subject, author number) of a fact's or work's own subjects of a kind."""
    if isinstance(what, Fact):
        subject = what.person if of == "person" else what.unit
        return [] if subject is None else [(subject, 1)]
    if of == "person":
        return [(author, number) for number, author in enumerate(what.authors, 1)]
    units = {world.unit_on(author, what.day) for author in what.authors}
    return [(unit, 1) for unit in sorted(unit for unit in units if unit is not None)]


def matches(world: World, source: str, kinds: tuple[str, ...], of: str, where: Term, until: int | None = None) -> Iterator[Match]:
    """The confirmed facts or works of some kinds about a kind of subject, for which the condition holds; up to the horizon or a day."""
    for item, what in world.confirmed(source, kinds, until):
        for subject, number in subjects_of(world, what, of):
            read = world.fact_reader(what, of, subject, number)
            if holds(where, read):
                yield Match(item, what, subject, read)


def restarts(world: World, kinds: tuple[str, ...], of: str) -> dict[int, list[tuple[int, int]]]:
    """Subject → (day, id) of the confirmed facts about it that make a count begin anew, in order of day."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for item, what in world.confirmed("fact", kinds):
        for subject, _ in subjects_of(world, what, of):
            found[subject].append((what.day, item))
    return {subject: sorted(rows) for subject, rows in found.items()}


def restart(rows: list[tuple[int, int]], last: int) -> tuple[int, int] | None:
    """The (day, id) of the last restart up to a day."""
    number = bisect_right(rows, last, key=lambda row: row[0])
    return rows[number - 1] if number else None


def about(world: World, source: str, kinds: tuple[str, ...], of: str, where: Term, whose: tuple[str, ...]) -> set[tuple[int, int]]:
    """(subject, item) pairs of a tally: facts about the subject itself, its members, or those a field names.

    A unit's own works are those of its members: of the authors who were in it on that day.
    """
    found: set[tuple[int, int]] = set()
    if "own" in whose or (source == "work" and "members" in whose):
        found |= {(match.subject, match.item) for match in matches(world, source, kinds, of, where)}
    if "members" in whose and source == "fact":
        found |= set(_of_members(world, kinds, where))
    for name in whose:
        if name not in ("own", "members"):
            found |= set(_named(world, kinds, where, name))
    return found


def _of_members(world: World, kinds: tuple[str, ...], where: Term) -> Iterator[tuple[int, int]]:
    """(unit, item) of facts about people who were in the unit on that day; the condition reads the unit's attributes."""
    for item, what in world.confirmed("fact", kinds):
        for person, _ in subjects_of(world, what, "person"):
            unit = world.unit_on(person, what.day)
            if unit is not None and holds(where, world.fact_reader(what, "unit", unit)):
                yield unit, item


def _named(world: World, kinds: tuple[str, ...], where: Term, name: str) -> Iterator[tuple[int, int]]:
    for item, what in world.confirmed("fact", kinds):
        if isinstance(what, Fact):
            for person in what.people.get(name, ()):
                if holds(where, world.fact_reader(what, "person", person)):
                    yield person, item


class Source(NamedTuple):
    """Whose fact or figures have an effect, on which day; `what` is the fact."""

    of: str
    subject: int
    day: int
    what: Fact | Work | None = None


def targets(world: World, source: Source, to: str, reaches: str | None) -> list[tuple[str, int]]:
    """(kind, subject) of those whom an effect reaches on its day."""
    if to == "subject" or reaches is None:
        return [(source.of, source.subject)]
    if to in ("unit", "parent", "members", "chief"):
        return [(reaches, one) for one in _around(world, source, to)]
    if not isinstance(source.what, Fact):
        return []
    if reaches == "unit":
        named = world.unit_named(str(source.what.fields.get(to) or ""))
        return [] if named is None else [("unit", named)]
    return [("person", person) for person in source.what.people.get(to, ())]


def _around(world: World, source: Source, to: str) -> list[int]:
    """The subject's unit, the unit above it, the people in it, or those of them who lead it (but the subject)."""
    unit = source.subject if source.of == "unit" else world.unit_on(source.subject, source.day)
    if unit is not None and to == "parent":
        unit = world.unit_named(world.office.units[unit].parent)
    if unit is None or to in ("unit", "parent"):
        return [] if unit is None else [unit]
    people, day = world.members_on(unit, source.day), source.day
    if to == "members":
        return people
    chiefs = [person for person in people if holds(world.plan.chief, lambda name, p=person: world.attribute("person", p, name, day=day))]  # type: ignore[misc]
    return [person for person in chiefs if not (source.of == "person" and person == source.subject)]
