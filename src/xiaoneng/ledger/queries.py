"""台账的查询: what a viewer may see of facts, works, imports and notices. Another office's things don't exist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from xiaoneng.ledger.models import Absence, Batch, Enactment, Fact, Notice, Original, Work
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer, units_of
from xiaoneng.rulebook.calendar import name_initials
from xiaoneng.rulebook.language.names import FactKind

SEE = "ledger.see_facts"


def facts_for(viewer: Viewer) -> QuerySet[Fact]:
    """看得到的事实: of the own office; about oneself, or about whom a grant covers on the viewer's day, or entered by oneself."""
    rows = Fact.objects.filter(office=viewer.office).select_related("person", "unit", "entered_by", "settled_by")
    units = viewer.units_with(SEE)
    if viewer.office.pk in units:
        return rows
    mine = Q(person=viewer.pk) | Q(entered_by=viewer.pk)
    if units:
        where = units_of(Person.objects.filter(office=viewer.office).values_list("pk", flat=True), viewer.on)
        mine |= Q(unit__in=units) | Q(person__in=[person for person, unit in where.items() if unit in units])
    return rows.filter(mine)


def works_for(viewer: Viewer) -> QuerySet[Work]:
    """看得到的作品: the office's for who sees all of it, else those with an author whom one sees, or entered by oneself."""
    rows = Work.objects.filter(office=viewer.office).select_related("entered_by")
    units = viewer.units_with(SEE)
    if viewer.office.pk in units:
        return rows
    where = units_of(Person.objects.filter(office=viewer.office).values_list("pk", flat=True), viewer.on) if units else {}
    people = {viewer.pk, *(person for person, unit in where.items() if unit in units)}
    mine = [pk for pk, authors in rows.values_list("pk", "authors") if people & set(authors)]
    return rows.filter(Q(pk__in=mine) | Q(entered_by=viewer.pk))


def absences_for(viewer: Viewer) -> QuerySet[Absence]:
    """看得到的请假、出差、下乡: one's own, those one entered, and of whom a grant covers."""
    rows = Absence.objects.filter(office=viewer.office).select_related("person", "entered_by")
    units = viewer.units_with(SEE)
    if viewer.office.pk in units:
        return rows
    where = units_of(Person.objects.filter(office=viewer.office).values_list("pk", flat=True), viewer.on) if units else {}
    return rows.filter(Q(person=viewer.pk) | Q(entered_by=viewer.pk) | Q(person__in=[one for one, unit in where.items() if unit in units]))


def batches_for(viewer: Viewer) -> QuerySet[Batch]:
    """看得到的导入: one's own; all of the office for who may import for the whole of it."""
    rows = Batch.objects.filter(office=viewer.office).select_related("file", "made_by")
    return rows if viewer.office.pk in viewer.units_with("ledger.commit_import") else rows.filter(made_by=viewer.pk)


def notices_for(viewer: Viewer, at: datetime) -> QuerySet[Notice]:
    """送达的通知: one's own that are shown by now."""
    return Notice.objects.filter(person=viewer.pk, visible_at__lte=at)


def enactments_for(viewer: Viewer) -> QuerySet[Enactment]:
    """看得到的制度: the own office's; drafts only for who drafts."""
    rows = Enactment.objects.filter(office=viewer.office)
    return rows if viewer.may("ledger.draft_enactment") else rows.exclude(state="draft").exclude(state="dropped")


def originals_for(viewer: Viewer) -> QuerySet[Original]:
    """看得到的原文: the own office's; what was not kept only for who may load one."""
    rows = Original.objects.filter(office=viewer.office).select_related("file", "uploaded_by", "enactment")
    return rows if viewer.may("ledger.load_original") else rows.filter(state=Original.State.KEPT)


class Kind(NamedTuple):
    """可登记的事项: a kind of fact of a rulebook in force, with what a form shows of it."""

    enactment: Enactment
    key: str
    kind: FactKind
    clause: str
    initials: str

    @property
    def value(self) -> str:
        return f"{self.enactment.pk}:{self.key}"


def kinds_on(office: Unit, on: date) -> list[Kind]:
    """可登记的事项: of all rulebooks in force on a day, in their order."""
    found = []
    for enactment in in_force(office, on):
        book = source_of(enactment).rulebook
        for key, kind in book.facts.items():
            rule = next((rule for rule in book.rules if key in (rule.fact or ())), None)
            clause = kind.clause or (rule.clause if rule else "")
            found.append(Kind(enactment, key, kind, clause, name_initials(kind.name)))
    return found


def matching(kinds: Iterable[Kind], text: str) -> list[Kind]:
    """按拼音首字母或名称找事项: those whose initials or names hold what was typed, those that begin with it first."""
    typed = text.strip().upper()
    hits = [one for one in kinds if typed in one.initials or typed in one.kind.name.upper()]
    return sorted(hits, key=lambda one: not (one.initials.startswith(typed) or one.kind.name.startswith(text.strip())))


def people_matching(viewer: Viewer, text: str) -> QuerySet[Person]:
    """按姓名、工号、拼音首字母找人: of the own office, in service on the day."""
    rows = Person.objects.filter(office=viewer.office).filter(Q(left_on=None) | Q(left_on__gte=viewer.on))
    typed = text.strip()
    return rows.filter(Q(name__icontains=typed) | Q(no__iexact=typed) | Q(initials__istartswith=typed)) if typed else rows
