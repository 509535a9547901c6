"""工作台: everybody starts with what waits for them, their own standing and why; leaders and the county with their own page. Search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.actions_checkpoint import behind
from xiaoneng.ledger.queries import facts_for, kinds_on, notices_for
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.merit.queries import period_of, visible_people
from xiaoneng.merit.views import person_context
from xiaoneng.org.models import Person, Role
from xiaoneng.org.pages.guard import Visit, page
from xiaoneng.org.pages.once import once_key
from xiaoneng.rulebook.language.clauses import outline
from xiaoneng.web.home.county import county_context
from xiaoneng.web.home.leader import leader_context
from xiaoneng.web.home.waiting import confirming_for, waiting_for

FOUND = 20
NEWS = 5


@page("")
def home(request: Visit) -> HttpResponse:
    """工作台."""
    viewer = request.viewer
    new = notices_for(viewer, request.at).filter(read_at=None)
    context: dict[str, object] = {
        "waiting": waiting_for(viewer),
        "news": new[:NEWS],
        "staff": not viewer.roles & {Role.SYSTEM, Role.SECURITY, Role.AUDITOR, Role.COUNTY},
        "once": once_key(),
        "behind": behind(),
        "tells_behind": Role.SYSTEM in viewer.roles,
    }
    if Role.COUNTY in viewer.roles:
        return render(request, "web/home/county.html", context | county_context(viewer))
    if Role.LEADER in viewer.roles or Role.EFFECTIVENESS in viewer.roles:
        context |= leader_context(viewer) | {"confirming": confirming_for(viewer), "leads": Role.LEADER in viewer.roles}
    if context["staff"] and Person.objects.filter(pk=viewer.pk, left_on=None).exists():
        context |= person_context(request, viewer.person, period_of(None, viewer.on))
    return render(request, "web/home/home.html", context)


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
