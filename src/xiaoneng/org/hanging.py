"""挂着的事: what is still open on a person or a section, told to this room by those above when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from xiaoneng.org.models import Person, Unit


@dataclass(frozen=True)
class Hanging:
    """一件未了的事: what it is (待确认的记录), its number, what it is about, by when, where it is seen."""

    what: str
    no: str
    says: str
    due: date | None = None
    link: str = ""


@dataclass(frozen=True)
class Declared:
    """制度里写到的机构: as a rulebook in force names it, before the office has set it up."""

    name: str
    clause: str
    members: tuple[str, ...]

    @property
    def query(self) -> str:
        """For the address of the form that sets it up."""
        return urlencode({"name": self.name, "clause": self.clause, "members": "\n".join(self.members)})


@dataclass(frozen=True)
class Asked:
    """要登记的一项: a column of people that a rulebook in force declares; how a value of it is read, and said again."""

    key: str
    name: str
    choices: tuple[str, ...] = ()
    blank: str = ""
    """What it means that nothing is entered."""
    says: Callable[[Any], str] = str
    read: Callable[[str], Any] = str.strip
    """Raises Invalid for a text that is no value of it."""


ON_PERSON: list[Callable[[Person, date], Iterable[Hanging]]] = []
"""What somebody still has to do, or has put in and is not settled."""
ON_UNIT: list[Callable[[Unit, date], Iterable[Hanging]]] = []
"""What about a section is not settled."""
BASES: list[Callable[[Unit, date], Iterable[str]]] = []
"""What the rulebooks in force in an office say on who counts."""
DECLARED: list[Callable[[Unit, date], Iterable[Declared]]] = []
"""Groups and meetings that the rulebooks in force in an office name."""
NAMES: list[Callable[[Unit, date], Mapping[str, str]]] = []
"""What the rulebooks in force in an office call the fields of a section."""
ASKED: list[Callable[[Unit, date], Iterable[Asked]]] = []
"""Columns of people that the rulebooks in force in an office declare."""


def on_person(person: Person, on: date) -> list[Hanging]:
    """挂在一个人身上的事, the most urgent first."""
    return _urgent(one for tell in ON_PERSON for one in tell(person, on))


def on_unit(unit: Unit, on: date) -> list[Hanging]:
    """挂在一个科室上的事."""
    return _urgent(one for tell in ON_UNIT for one in tell(unit, on))


def bases(office: Unit, on: date) -> list[str]:
    """制度里关于谁计入人数的约定."""
    return [one for tell in BASES for one in tell(office, on)]


def declared(office: Unit, on: date) -> list[Declared]:
    """制度里写到的机构."""
    return list({one.name: one for tell in DECLARED for one in tell(office, on)}.values())


def named(fields: Mapping[str, str], office: Unit, on: date) -> list[tuple[str, str]]:
    """其他登记项 of a section: what each is called in the rulebooks in force, and what it says."""
    names = {key: name for tell in NAMES for key, name in tell(office, on).items()} if fields else {}
    return [(names.get(key, key), text) for key, text in fields.items()]


def asked(office: Unit, on: date) -> list[Asked]:
    """制度要登记的项."""
    return list({one.key: one for tell in ASKED for one in tell(office, on)}.values())


def _urgent(found: Iterable[Hanging]) -> list[Hanging]:
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, one.what, one.no))
