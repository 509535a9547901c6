"""An invented year for the invented rulebooks: people who come, move and leave, facts inside their service, works."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from tests.engines.invented import CLASSES, KINDS, LEVELS, PARTIES, POSTS, YEAR
from tests.engines.invented_time import DUE
from xiaoneng.rulebook.engines.relations import CONFIRMED, FOREVER, PENDING, WITHDRAWN, Fact, Membership, Office, Person, Unit, Work

TENURES = (("任职",), ("任职",), ("驻村",), ("编外", "借调"))


def invented_office(seed: int, people: int = 14, facts: int = 160) -> Office:
    """A random office whose facts lie inside their subjects' service."""
    r = Random(seed)  # noqa: S311
    own = Random(-seed)  # noqa: S311
    units = tuple(_unit(r, n) for n in range(r.randint(1, 5)))
    staff, memberships = [], []
    for number in range(people):
        joined = r.choice([0, 0, date(YEAR, r.randint(1, 12), r.randint(1, 28)).toordinal(), date(YEAR - 2, 5, 9).toordinal()])
        left = r.choice([FOREVER, FOREVER, date(YEAR, r.randint(1, 12), r.randint(1, 28)).toordinal()])
        left = max(left, joined + 20)
        fields = {"rank": r.choice([None, 0, 150, 300]), "kind": r.choice([None, "行政", "事业"]), "start": _start(r)}
        born = r.choice([None, date(1970 + number, 2, 28).toordinal()])
        staff.append(
            Person(
                f"P{number}",
                f"人{number}",
                "男",
                born,
                r.choice(PARTIES),
                r.choice(["是", "否"]),
                r.choice(POSTS),
                joined,
                left,
                fields,
                tenure=own.choice(TENURES),
            )
        )
        move = date(YEAR, r.randint(2, 11), 15).toordinal()
        if r.random() < 0.3:
            memberships.append(Membership(number, r.randrange(len(units)), 0, move, **_only_then(r, own)))
            memberships.append(Membership(number, r.randrange(len(units)), move + 1, **_only_then(r, own)))
        elif r.random() < 0.95:
            memberships.append(Membership(number, r.randrange(len(units))))
    made = [fact for number in range(facts) if (fact := _fact(r, number, staff, units)) is not None]
    works = [work for number in range(r.randint(0, 25)) if (work := _work(r, number, staff)) is not None]
    return Office(tuple(staff), units, tuple(memberships), tuple(made), tuple(works))


def _only_then(r: Random, own: Random) -> dict[str, Any]:
    """What somebody is only while they belong to a unit; none of it, or some."""
    fields = {"rank": r.choice([None, None, 0, 300]), "kind": r.choice([None, "事业"]), "start": r.choice([None, _start(r)])}
    also = {"party": own.choice([None, *PARTIES]), "leader": own.choice([None, "是", "否"]), "tenure": own.choice([(), *TENURES])}
    return {"post": r.choice(["", *POSTS]), "fields": fields, **also}


def _unit(r: Random, number: int) -> Unit:
    above = r.choice(["", "外单位", *(f"单位{n}" for n in range(5) if n != number)])
    return Unit(f"单位{number}", r.choice(CLASSES), above, {"target": r.choice([None, 0, 300, 1000, 1550]), "start": _start(r)})


def _start(r: Random) -> int | None:
    return r.choice([None, *(day.toordinal() for day in DUE)])


def _day(r: Random) -> int:
    return date(r.choice([YEAR - 1, YEAR, YEAR, YEAR, YEAR, YEAR + 1]), r.randint(1, 12), r.randint(1, 28)).toordinal()


def _fact(r: Random, number: int, staff: list[Person], units: tuple[Unit, ...]) -> Fact | None:
    kind, day = r.choice(KINDS), _day(r)
    person: int | None = r.randrange(len(staff))
    unit = None
    if kind in ("unit_task", "awards.best_unit") or (kind == "praise" and r.random() < 0.4):
        person, unit = None, r.randrange(len(units))
    elif person is not None and not staff[person].joined <= day <= staff[person].left:
        return None
    if kind == "adjust":
        delta = {"delta": r.choice([None, -250, -33, 0, 100, 333])}
        return Fact(f"F{number}", kind, day, person, None, r.choice([-300, -100, -50, 0, 100, 250]), fields=delta)
    quantity = r.choice([100, 100, 100, 200, 300, 50, 150]) if kind in ("absent", "late", "praise", "trip") else 100
    fields: dict[str, int | str | None] = {}
    people: dict[str, tuple[int, ...]] = {}
    if kind == "praise":
        fields["grade"] = r.choice(["好", "中", None])
    if kind in ("late", "absent", "task", "unit_task", "fixed"):
        fields["case"] = r.choice([None, "", "甲案", "乙案", "丙'案\\"])
    if kind == "fixed":
        fields["due"] = r.choice([None, *(day.toordinal() for day in DUE)])
    if kind in ("task", "unit_task"):
        fields["done"] = r.choice([None, 0, 100, 250, 333, 1000])
    if kind == "unit_task":
        fields["with"] = r.choice([None, "外单位", *(one.name for one in units)])
    if kind == "task" and r.random() < 0.5:
        there = [n for n, person in enumerate(staff) if person.joined <= day <= person.left] or [0]
        people["helpers"] = tuple(r.sample(there, min(len(there), r.choice([1, 1, 2, 3]))))
    until = day + r.randint(0, 40) if kind == "trip" else None
    state = r.choice([CONFIRMED] * 8 + [PENDING, WITHDRAWN])
    return Fact(f"F{number}", kind, day, person, unit, quantity, until, state, fields, people)


def _work(r: Random, number: int, staff: list[Person]) -> Work | None:
    day = _day(r)
    there = [n for n, person in enumerate(staff) if person.joined <= day <= person.left]
    if not there:
        return None
    authors = tuple(r.sample(there, min(len(there), r.choice([1, 1, 2, 3]))))
    levels = tuple(r.sample(LEVELS, r.choice([0, 0, 1, 2])))
    return Work(
        f"W{number}",
        "paper",
        f"文{number}",
        day,
        authors,
        levels,
        r.choice(["是", "否"]),
        r.choice(["优秀", ""]),
        r.choice([CONFIRMED] * 5 + [PENDING]),
    )
