"""名次: the people of an office in the order in which they are named: by the office's own numbers, or by the strokes of surnames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from xiaoneng.org.models import Person
from xiaoneng.org.particulars import leaders, party_members
from xiaoneng.org.permit import during
from xiaoneng.rulebook.calendar import stroke_order

STROKES = "strokes"
ORDERS = {"": "按排定的次序", STROKES: "按姓氏笔画"}
WHO = {"": "全体在册人员", "team": "班子成员", "party": "党员"}


@dataclass(frozen=True)
class Names:
    """一份名单: who, in which order, and the characters whose strokes are not known."""

    people: list[Person]
    who: str
    by: str
    unknown: list[str]

    @property
    def title(self) -> str:
        return WHO[self.who]

    @property
    def said(self) -> str:
        return ORDERS[self.by]

    @property
    def line(self) -> str:
        """As a notice prints them."""
        return "、".join(one.name for one in self.people)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.who) for value, label in WHO.items()]


def named(people: QuerySet[Person], who: str, by: str, on: date) -> Names:
    """名单 of those on the roll on a day; unknown words in the address mean all, in the office's order."""
    who, by = who if who in WHO else "", by if by in ORDERS else ""
    rows = people.filter(during(on, "joined_on", "left_on"))
    if who == "team":
        rows = rows.filter(leaders(on))
    if who == "party":
        rows = rows.filter(party_members(on))
    found, unknown = list(rows.order_by("order", "pk")), []
    if by == STROKES:
        told = stroke_order(one.name for one in found)
        unknown = [str(one) for one in told.unknown]
        bearing: dict[str, list[Person]] = {}
        for one in found:
            bearing.setdefault(one.name, []).append(one)
        found = [bearing[name].pop(0) for name in told.names]
    return Names(found, who, by, unknown)
