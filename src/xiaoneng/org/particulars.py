"""登记项: what people are on a day: in the leadership team, of which party, what the rulebooks' columns ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from xiaoneng.audit.refusals import Invalid
from xiaoneng.files.cells import BadValue, Cell
from xiaoneng.files.directory import Directory
from xiaoneng.files.fields import PENDING, value_in
from xiaoneng.files.serving import entered
from xiaoneng.org.hanging import Asked, asked
from xiaoneng.org.models import Particular, Person
from xiaoneng.org.permit import NEWEST, during
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.language.rulebook import Rulebook

LEADER, PARTY = "leader", "party"
YES, NO = "是", "否"
MEMBER = "党员"
"""Whoever's 政治面貌 says so is a member of the Party, 预备党员 too."""
OWN = {LEADER: Asked(LEADER, "班子成员", (YES, NO), NO), PARTY: Asked(PARTY, "政治面貌")}
"""What every office keeps of its people, whatever its rulebooks ask."""


@dataclass(frozen=True)
class Term:
    """一段: a row with its words."""

    row: Particular
    says: str


@dataclass(frozen=True)
class Item:
    """一项: what it is on the day ('' for nothing) and by which row, and its other terms, the newest first."""

    asked: Asked
    says: str
    here: Particular | None
    others: list[Term]


def told_on(people: Iterable[int], on: date) -> dict[int, dict[str, Any]]:
    """某日的登记项: person → what → value, for those who have any."""
    found: dict[int, dict[str, Any]] = {}
    rows = Particular.objects.filter(person__in=people).filter(during(on)).order_by()
    for person, what, value in rows.values_list("person_id", "what", "value"):
        found.setdefault(person, {})[what] = value
    return found


def leaders(on: date) -> Q:
    """班子成员 on a day."""
    return _having(Particular.objects.filter(what=LEADER, value=YES), on)


def party_members(on: date) -> Q:
    """党员 on a day."""
    rows = Particular.objects.filter(what=PARTY).filter(during(on)).values_list("person_id", "value")
    return Q(pk__in=[person for person, value in rows if MEMBER in value])


def _having(rows: QuerySet[Particular], on: date) -> Q:
    return Q(pk__in=rows.filter(during(on)).order_by().values("person_id"))


def leaders_first(people: QuerySet[Person], on: date) -> QuerySet[Person]:
    """班子成员在前, then the office's order."""
    first = Case(When(leaders(on), then=Value(0)), default=Value(1), output_field=IntegerField())
    return people.order_by(first, "order", "pk")


def asked_of(person: Person, on: date) -> dict[str, Asked]:
    """可登记的项: what is kept of everybody, and what the rulebooks in force ask."""
    return OWN | {one.key: one for one in asked(person.office, on) if one.key not in OWN}


def items(person: Person, on: date) -> list[Item]:
    """一个人的登记项, those that nothing asks for any more at the end, where they were entered."""
    known = asked_of(person, on)
    rows: dict[str, list[Particular]] = {what: [] for what in known}
    for row in Particular.objects.filter(person=person).order_by(*NEWEST):
        rows.setdefault(row.what, []).append(row)
    return [_item(known.get(what) or Asked(what, what), found, on) for what, found in rows.items()]


def _item(what: Asked, rows: list[Particular], on: date) -> Item:
    terms = [Term(row, what.says(row.value)) for row in rows]
    here = next((one for one in terms if (one.row.since or on) <= on <= (one.row.until or on)), None)
    return Item(what, here.says if here else "", here.row if here else None, [one for one in terms if one is not here])


def is_nothing(what: str, value: Any) -> bool:
    """Whether a value says that somebody is not: then a term ends, and none begins. 否 of a rulebook's column is an answer."""
    return value in ("", None) or (what == LEADER and value == NO)


def entered_values(party: str, leader: bool, fields: Mapping[str, Any]) -> dict[str, Any]:
    """登记项 as a form or a spreadsheet says them; what is blank is left out."""
    values = {PARTY: party, LEADER: YES if leader else "", **fields}
    return {what: value for what, value in values.items() if value not in ("", None)}


def columns_asked(book: Rulebook, look: Callable[[], Directory] = Directory) -> Iterator[Asked]:
    """A rulebook's columns of people, as 登记项 are read and said; `look` finds people and units that a value names."""
    for key, one in entered(book.people).items():
        yield Asked(key, one.name or key, tuple(one.one_of or ()), blank_of(one), partial(_worded, one), partial(_valued, one, look))


def blank_of(one: DataField) -> str:
    """What a rulebook takes a blank for."""
    return "待定" if one.unset == PENDING else one.unset or ""


def _worded(one: DataField, value: Any) -> str:
    if one.type == "day" and isinstance(value, int):
        return date.fromordinal(value).isoformat()
    return format(Decimal(value).scaleb(-2).normalize(), "f") if one.type == "number" and isinstance(value, int) else str(value)


def _valued(one: DataField, look: Callable[[], Directory], text: str) -> Any:
    try:
        return value_in(Cell(text, "", 0, one.name or ""), one, look()) if text.strip() else ""
    except BadValue as bad:
        raise Invalid("内容不对", {"value": f"{bad.problem.what}；{bad.problem.remedy}"}) from None
