"""五个关系: people, memberships, units, facts and works as every engine reads them.

Days are proleptic ordinals (date.toordinal()), quantities are hundredths, texts are as entered. Ids are positions in
the lists, counted from 0; the office's own numbers are in `no`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xiaoneng.rulebook.plan.attributes import ORDINARY

FOREVER = 3_652_059
"""date.max as an ordinal: the end of a service or membership that is still running."""

Value = int | str | None
NONE: Mapping[str, Value] = {}
CONFIRMED, PENDING, WITHDRAWN = "已确认", "待确认", "已撤销"


@dataclass(frozen=True, slots=True)
class Person:
    """人员. `joined` and `left` are both days of service."""

    no: str
    name: str
    sex: str = ""
    born: int | None = None
    party: str = ""
    leader: str = "否"
    post: str = ""
    joined: int = 0
    left: int = FOREVER
    fields: Mapping[str, Value] = field(default_factory=dict)
    tenure: tuple[str, ...] = (ORDINARY,)


@dataclass(frozen=True, slots=True)
class Unit:
    """单位(科室). `parent` is the name of the unit above, or empty."""

    name: str
    class_: str = ""
    parent: str = ""
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Membership:
    """所属: a person's unit from `since` to `until`, both included, and what else is theirs only then."""

    person: int
    unit: int
    since: int = 0
    until: int = FOREVER
    post: str = ""
    """What stands here is the person's on these days; where it is blank, or a field has none, what the person has otherwise."""
    fields: Mapping[str, Value] = field(default_factory=dict)
    party: str | None = None
    leader: str | None = None
    tenure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """事实. Exactly one of `person` and `unit` is set; `until` is the last day of a span."""

    no: str
    kind: str
    day: int
    person: int | None = None
    unit: int | None = None
    quantity: int = 100
    until: int | None = None
    state: str = CONFIRMED
    fields: Mapping[str, Value] = field(default_factory=dict)
    people: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Fields that name people: field → persons."""


@dataclass(frozen=True, slots=True)
class Work:
    """作品. `levels` are adoption levels in the rulebook's words; `authors` are persons in the order printed."""

    no: str
    kind: str
    title: str
    day: int
    authors: tuple[int, ...]
    levels: tuple[str, ...] = ()
    entered: str = "否"
    rated: str = ""
    state: str = CONFIRMED
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Office:
    """一个单位的一年: the relations, in the order of the office's own lists."""

    people: tuple[Person, ...] = ()
    units: tuple[Unit, ...] = ()
    memberships: tuple[Membership, ...] = ()
    facts: tuple[Fact, ...] = ()
    works: tuple[Work, ...] = ()


def listed(words: tuple[str, ...]) -> str:
    """Several words as one text that `Contains` can search: `、国办、市级、`, empty for none."""
    return f"、{'、'.join(words)}、" if words else ""
