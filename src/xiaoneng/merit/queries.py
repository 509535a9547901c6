"""评价的查询: which periods are closed, what changed since, who may see whose figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xiaoneng.ledger.models import Enactment, Fact, FactState
from xiaoneng.ledger.rulebooks import in_force
from xiaoneng.merit.models import Run
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer, units_of
from xiaoneng.rulebook.calendar import Period, containing, parse_period
from xiaoneng.rulebook.problems import Refused

SEE = "merit.see_results"


def runs_for(viewer: Viewer) -> QuerySet[Run]:
    """看得到的各期结果: of the viewer's own office."""
    return Run.objects.filter(office=viewer.office).select_related("enactment", "closed_by", "signed_file")


def latest_run(office: Unit, key: str, period: str) -> Run | None:
    """一期最新的结果; None while it is open."""
    return Run.objects.filter(office=office, key=key, period=period).order_by("-number").first()


def pending_in(office: Unit, period: Period) -> int:
    """期间内待确认的记录有几条."""
    return Fact.objects.filter(office=office, state=FactState.PENDING, day__gte=period.first, day__lte=period.last).count()


def visible_people(viewer: Viewer, on: date) -> QuerySet[Person]:
    """看得到谁的数: one's own; with a grant those of the units below it on that day, the whole office for who has it whole."""
    own = Person.objects.filter(pk=viewer.pk)
    people = Person.objects.filter(office=viewer.office)
    units = viewer.units_with(SEE)
    if viewer.office.pk in units:
        return people
    if not units:
        return own
    where = units_of(people.values_list("pk", flat=True), on)
    inside = [person for person, unit in where.items() if unit in units]
    return people.filter(pk__in=[*inside, viewer.pk])


def main_enactment(office: Unit, on: date, key: str | None = None) -> Enactment | None:
    """当日施行的制度: the one of that key, else the office's first."""
    found = in_force(office, on)
    return next((one for one in found if key in (None, "", one.key)), None)


def period_of(label: str | None, on: date, kind: str = "month") -> Period:
    """要看的期间: what the address says, else the month (or year) that the day falls into. Raises Refused for a wrong one."""
    if not label:
        return containing(on, "month" if kind == "month" else "year")
    try:
        return parse_period(label)
    except ValueError as error:
        raise Refused(str(error)) from None


@dataclass(frozen=True)
class Difference:
    """一处不同: whose figure, what it was, what it is now, under which clauses the items differ."""

    subject: str
    name: str
    what: str
    before: str
    after: str
    clauses: tuple[str, ...]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """两次结果的不同: scores, bars, consequences and money, subject by subject, with the clauses in which they differ."""
    found: list[Difference] = []
    for section, what, value in SECTIONS:
        before, after = _by_subject(old, section, what), _by_subject(new, section, what)
        for key in sorted(before.keys() | after.keys()):
            one, other = before.get(key), after.get(key)
            if value(one) != value(other):
                row = other or one or {}
                clauses = tuple(sorted(_clauses(one) ^ _clauses(other))) or tuple(sorted(_clauses(one) | _clauses(other)))
                found.append(Difference(row["subject"], row["name"], _what(section, row), value(one), value(other), clauses))
    return found


def _by_subject(result: Mapping[str, Any], section: str, what: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {(row["subject"], *(str(row.get(name, "")) for name in what)): row for row in result.get(section, ())}


def _total(row: Mapping[str, Any] | None) -> str:
    return "—" if row is None else str(row.get("total", row.get("amount", "")))


def _there(row: Mapping[str, Any] | None) -> str:
    return "无" if row is None else "有"


SECTIONS = (
    ("scores", ("account", "period"), _total),
    ("barred", ("clause", "from"), _there),
    ("consequences", ("clause", "effect"), _there),
    ("money", ("item", "clause"), _total),
)
"""Section → what names one of its rows besides the subject, and the value that is compared."""


def _what(section: str, row: Mapping[str, Any]) -> str:
    if section == "scores":
        return f"{row['period']} 得分"
    if section == "barred":
        return f"取消资格：{'、'.join(row['from'])}"
    return str(row.get("effect") or row.get("name_of_item") or row.get("item", ""))


def _clauses(row: Mapping[str, Any] | None) -> set[str]:
    if row is None:
        return set()
    items = {f"{item['clause']} {item['name']} {item['points']}" for item in row.get("items", ())}
    return items or {str(row.get("clause", ""))}
