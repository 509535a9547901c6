"""各单位并排: what compares between offices that each go by a document of their own: shares of what was due, not marks; no names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.utils.safestring import SafeString

from xiaoneng.audit.clock import day_of
from xiaoneng.ledger.models import Enactment, Fact, FactState
from xiaoneng.ledger.rulebooks import LONG, closes_by, in_force_in, source_of
from xiaoneng.matters.models import Event, Matter
from xiaoneng.matters.procedures import step_of
from xiaoneng.matters.queries import open_in
from xiaoneng.merit.models import Run
from xiaoneng.org.models import Level, Person, Unit
from xiaoneng.org.pages.charts import spark
from xiaoneng.org.permit import Viewer
from xiaoneng.rulebook.calendar import Period, containing, months_of
from xiaoneng.web.home.lights import WORDS


@dataclass
class Share:
    """几分之几: of what was due, how much was done in time. Nothing due is said, not counted as good."""

    done: int = 0
    due: int = 0

    def add(self, done: int, due: int) -> None:
        """Takes in more of both."""
        self.done, self.due = self.done + done, self.due + due

    def __str__(self) -> str:
        return f"{self.done} / {self.due}" if self.due else "—"

    @property
    def light(self) -> tuple[str, str]:
        """绿 where all was, amber where not."""
        colour = "" if not self.due else "green" if self.done == self.due else "amber"
        return colour, WORDS[colour] if colour else "没有要办的"


@dataclass
class Procedure:
    """一种事项: opened this year, ended, past its term now."""

    opened: int = 0
    ended: int = 0
    late: int = 0


@dataclass
class Office:
    """一个单位的一行."""

    name: str
    title: str
    people: int = 0
    closed: Share = field(default_factory=Share)
    settled: Share = field(default_factory=Share)
    answered: Share = field(default_factory=Share)
    late: int = 0
    procedures: dict[str, Procedure] = field(default_factory=lambda: defaultdict(Procedure))
    facts: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    @property
    def overdue(self) -> tuple[str, str]:
        """超期的灯."""
        return ("red", f"{self.late} 件") if self.late else ("green", "没有")

    @property
    def course(self) -> SafeString:
        """各月认定的记录."""
        return spark(tuple(self.facts), f"{self.name}各月认定的记录：{'，'.join(map(str, self.facts))}")


def county_context(viewer: Viewer) -> dict[str, object]:
    """县级的一页: the offices below the viewer's county in their order; those that nothing is in force in, too."""
    units = list(Unit.objects.filter(level=Level.OFFICE, parent=viewer.office).order_by("order", "pk"))
    months = [one for one in months_of(containing(viewer.on, "year")) if one.first <= viewer.on]
    force = in_force_in(units, viewer.on)
    found = {one.pk: Office(one.name, next((row.title for row in force[one.pk]), ""), facts=[], ended=[]) for one in units}
    for row in Person.objects.filter(office__in=units, left_on=None).order_by().values("office_id").annotate(count=Count("pk")):
        found[row["office_id"]].people = row["count"]
    _closings(found, force, months, viewer.on)
    _facts(found, months)
    shared = _shared(force)
    _matters(found, units, months, shared, viewer.on)
    rows = list(found.values())
    return {"offices": rows, "months": [f"{one.first.month} 月" for one in months], "shared": _procedures(rows, shared)}


def _closings(found: Mapping[int, Office], force: Mapping[int, list[Enactment]], months: Collection[Period], on: date) -> None:
    """按期结账: months that are over, closed before the next one was over as well."""
    rows = Run.objects.filter(office__in=found, supersedes=None).order_by().values_list("office_id", "key", "period", "closed_at")
    closed = {(office, key, period): day_of(at) for office, key, period, at in rows}
    for office, enactments in force.items():
        for enactment in enactments:
            if not closes_by(enactment, "month"):
                continue
            for month in months:
                following = containing(date.fromordinal(month.last.toordinal() + 1), "month")
                done = closed.get((office, enactment.key, month.label))
                if month.last < (enactment.since or month.first) or (done is None and on <= following.last):
                    continue
                found[office].closed.add(done is not None and done <= following.last, 1)


def _facts(found: Mapping[int, Office], months: list[Period]) -> None:
    """记录认定: of the records of the months that are over, those that somebody has decided on; and the course of those confirmed."""
    counted: dict[tuple[int, int, str], int] = Counter()
    rows = Fact.objects.filter(office__in=found, day__gte=months[0].first, day__lte=months[-1].last).order_by()
    for office, month, state, count in rows.values_list("office_id", "day__month", "state").annotate(Count("pk")):
        counted[office, month, state] += count
    for (office, month, state), count in counted.items():
        if month < months[-1].first.month and state != FactState.CORRECTED:
            found[office].settled.add(0 if state == FactState.PENDING else count, count)
    for office, row in found.items():
        row.facts = [counted.get((office, one.first.month, FactState.CONFIRMED), 0) for one in months]


def _shared(force: Mapping[int, list[Enactment]]) -> set[tuple[str, str]]:
    """两个以上单位都有的程序 (rulebook, procedure): only those compare."""
    there: Counter[tuple[str, str]] = Counter()
    for enactments in force.values():
        there.update({(one.key, key) for one in enactments for key in source_of(one).rulebook.procedures})
    return {key for key, count in there.items() if count > 1}


def _matters(found: Mapping[int, Office], units: list[Unit], months: list[Period], shared: set[tuple[str, str]], on: date) -> None:
    year = containing(on, "year")
    ended: Counter[tuple[int, int]] = Counter()
    rows = Matter.objects.filter(office__in=found).order_by()
    for office, book, key, name, began, over in rows.values_list(
        "office_id", "enactment__key", "procedure", "name", "opened_at", "ended_at"
    ):  # fmt: skip
        if over is not None and day_of(over) >= year.first:
            ended[office, day_of(over).month] += 1
        if day_of(began) >= year.first and (book, key) in shared:
            found[office].procedures[name].opened += 1
            found[office].procedures[name].ended += over is not None
    for matter, due in open_in(units):
        if due is not None and due.date < on:
            found[matter.office_id].late += 1
            if (matter.enactment.key, matter.procedure) in shared:
                found[matter.office_id].procedures[matter.name].late += 1
    for office, row in found.items():
        row.ended = [ended[office, one.first.month] for one in months]
    _answers(found, year)


def _answers(found: Mapping[int, Office], year: Period) -> None:
    """按期办理: of the steps done this year that had a term, those done within it."""
    rows = Event.objects.filter(matter__office__in=found, at__date__gte=year.first).order_by()
    columns = ("matter__office_id", "matter__enactment_id", "matter__procedure", "step", "late")
    told = list(rows.values_list(*columns).annotate(Count("pk")))
    enactments = Enactment.objects.defer(*LONG).in_bulk({row[1] for row in told})
    for office, enactment, key, step, late, count in told:
        procedure = source_of(enactments[enactment]).rulebook.procedures[key]
        here = step_of(procedure, step)
        if here is not None and here.within is not None:
            found[office].answered.add(0 if late else count, count)


def _procedures(rows: list[Office], shared: set[tuple[str, str]]) -> list[tuple[str, list[Procedure]]]:
    """各类事项: by name, the offices in their order; those of which there is none anywhere are left out."""
    names = list(dict.fromkeys(name for row in rows for name in row.procedures)) if shared else []
    return [(name, [row.procedures.get(name, Procedure()) for row in rows]) for name in sorted(names)]
