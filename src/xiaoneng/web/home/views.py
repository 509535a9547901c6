"""工作台: everybody starts with what waits for them, their own standing and why; leaders and the county with their own page. Search."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.ledger.queries import facts_for, kinds_on, notices_for
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.merit.queries import main_enactment, period_of, visible_people
from xiaoneng.merit.views import person_context
from xiaoneng.org.models import Level, Person, Role, Unit
from xiaoneng.org.pages.charts import lines
from xiaoneng.org.pages.guard import Visit, page
from xiaoneng.rulebook.calendar import containing
from xiaoneng.rulebook.language.clauses import outline
from xiaoneng.web.home.lights import sections, trend
from xiaoneng.web.home.waiting import waiting_for

SHOWN = 8
FOUND = 20


@page("")
def home(request: Visit) -> HttpResponse:
    """工作台."""
    viewer = request.viewer
    context: dict[str, object] = {
        "waiting": waiting_for(viewer),
        "news": notices_for(viewer, request.at)[:SHOWN],
        "staff": not viewer.roles & {Role.SYSTEM, Role.SECURITY, Role.AUDITOR, Role.COUNTY},
    }
    if Role.COUNTY in viewer.roles:
        return render(request, "web/home/county.html", context | {"offices": _offices(viewer.office, viewer.on)})
    if Role.LEADER in viewer.roles or Role.EFFECTIVENESS in viewer.roles:
        context |= _leader(request)
    if Person.objects.filter(pk=viewer.pk, left_on=None).exists() and context["staff"]:
        context |= person_context(request, viewer.person, period_of(None, viewer.on))
    return render(request, "web/home/home.html", context)


def _leader(request: Visit) -> dict[str, object]:
    """What a leader sees first: sections in red, yellow and green, a few figures, the year's course."""
    viewer = request.viewer
    enactment = main_enactment(viewer.office, viewer.on)
    if enactment is None:
        return {}
    labels, series = trend(viewer.office, viewer.on)
    names = [name for name, _ in series]
    now = containing(viewer.on, "month")
    month = Fact.objects.filter(office=viewer.office, day__gte=now.first, day__lte=now.last)
    return {
        "lights": sections(enactment, viewer.on),
        "chart": lines(labels, series, "今年各月记录"),
        "chart_heads": names,
        "chart_rows": list(zip(labels, *(values for _, values in series), strict=True)),
        "month_facts": month.exclude(state__in=(FactState.WITHDRAWN, FactState.CORRECTED)).count(),
        "month_pending": month.filter(state=FactState.PENDING).count(),
        "people_count": Person.objects.filter(office=viewer.office, left_on=None).count(),
    }


def _offices(county: Unit, on: date) -> list[dict[str, object]]:
    """各单位并排: counts that compare; no names."""
    rows = []
    for office in Unit.objects.filter(level=Level.OFFICE, parent=county).order_by("order", "pk"):
        facts = Fact.objects.filter(office=office)
        rows.append(
            {
                "office": office,
                "people": Person.objects.filter(office=office, left_on=None).count(),
                "facts": facts.filter(state=FactState.CONFIRMED).count(),
                "pending": facts.filter(state=FactState.PENDING).count(),
                "runs": office.runs.filter(superseded_by=None).count(),
                "signed": office.runs.filter(superseded_by=None).exclude(signed_on=None).count(),
                "enactment": main_enactment(office, on),
            }
        )
    return rows


@page("")
def search(request: Visit) -> HttpResponse:
    """查找: people, records and clauses that the viewer may see; two characters are enough."""
    viewer, query = request.viewer, request.GET.get("q", "").strip()[:40]
    if not query:
        return render(request, "web/home/search.html", {"query": ""})
    people = visible_people(viewer, viewer.on)
    hits = (people.filter(name__icontains=query) | people.filter(no__iexact=query) | people.filter(initials__istartswith=query)).distinct()
    facts = facts_for(viewer)
    rows = facts.filter(kind_name__icontains=query) | facts.filter(remark__icontains=query) | facts.filter(no__iexact=query)
    rows |= facts.filter(person__name__icontains=query)
    clauses = [
        {"enactment": enactment, "number": place.number, "says": place.clause.says}
        for enactment in in_force(viewer.office, viewer.on)
        for place in outline(source_of(enactment).rulebook.clauses)
        if query in place.number or query in place.clause.says
    ]
    kinds = [kind for kind in kinds_on(viewer.office, viewer.on) if query in kind.kind.name]
    context = {"query": query, "people": hits[:FOUND], "facts": rows.distinct()[:FOUND], "clauses": clauses[:FOUND], "kinds": kinds[:FOUND]}
    return render(request, "web/home/search.html", context)
