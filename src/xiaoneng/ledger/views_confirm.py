"""待确认的页面: what waits, what people said of it first, several at once."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_facts import confirm_facts, withdraw_facts
from xiaoneng.ledger.beside import words_of
from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.ledger.queries import facts_for
from xiaoneng.ledger.views_facts import COLUMNS, SEARCHED, filters_of, set_off_by, undetermined
from xiaoneng.org.pages.guard import Visit, page
from xiaoneng.org.pages.listing import listing
from xiaoneng.org.pages.once import back, once, once_key

LOOKED_AT = 2000
"""Records whose statements are looked up to put them first."""


@page("ledger.confirm_fact", "GET", "POST")
def confirming(request: Visit) -> HttpResponse:
    """待确认: several at once; what people said and nobody answered stands first; each can be refused with a reason."""
    viewer = request.viewer
    rows = facts_for(viewer).filter(state=FactState.PENDING).exclude(person=viewer.pk)
    said = ""
    if request.method == "POST":
        chosen = list(rows.filter(pk__in=[one for one in request.POST.getlist("fact") if one.isdecimal()]))
        try:
            return once(request, lambda: _settle(request, chosen))
        except Invalid as why:
            said = str(why)
    words = words_of(viewer, list(rows.order_by("-pk")[:LOOKED_AT]))
    waiting = [pk for pk, told in words.items() if any(one.open for one in told)]
    first = Case(When(pk__in=waiting, then=Value(0)), default=Value(1), output_field=IntegerField())
    empty = "没有待确认的记录。"
    filters = filters_of(viewer, rows)[1:]
    ordered = rows.order_by(first, "day", "pk")
    found = listing(request, ordered, COLUMNS, title="待确认的记录", search=SEARCHED, filters=filters, empty=empty)
    shown = list(found.page.object_list)
    away, open_fields = set_off_by(viewer.office, shown), undetermined(viewer.office, shown)
    for one in shown:
        one.told, one.away, one.open_fields = words.get(one.pk, []), away.get(one.pk, ()), open_fields[one.pk]
    found.page.object_list = shown
    context = {"listing": found, "once": once_key(), "said": said, "waiting": len(waiting)}
    return found.export() or render(request, "ledger/confirm.html", context, status=422 if said else 200)


def _settle(request: Visit, chosen: list[Fact]) -> str:
    by, at = request.viewer.person, request.at
    if request.POST.get("act") == "withdraw":
        done = withdraw_facts(facts=chosen, reason=request.POST.get("reason", ""), by=by, at=at)
        messages.success(request, f"已撤销 {done} 条，不计入。")
    else:
        done = confirm_facts(facts=chosen, by=by, at=at)
        messages.success(request, f"已确认 {done} 条，计入各自的月份。")
    return back(request, "/facts/confirm/")
