"""审计: who did what when, and whether the chain is whole. The auditor of an office sees its entries; the chain is everybody's."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.action import ACTIONS
from xiaoneng.audit.chain import ERASED
from xiaoneng.audit.checkpoints import read
from xiaoneng.audit.models import Entry
from xiaoneng.audit.verify import verify_database
from xiaoneng.org.models import Person
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.permit import Viewer


def entries_for(viewer: Viewer) -> QuerySet[Entry]:
    """看得到的审计记录: of the own office."""
    return Entry.objects.filter(office_id=viewer.office.pk).order_by("-seq")


def title_of(entry: Entry) -> str:
    """What an act is called."""
    known = ACTIONS.get(entry.action)
    return known.title if known is not None else entry.action


@page("audit.see")
def entries(request: Visit) -> HttpResponse:
    """审计记录."""
    viewer = request.viewer
    names = dict(Person.objects.filter(office=viewer.office).values_list("pk", "name"))
    columns = [
        Column("seq", "序号", lambda one: str(one.seq), "seq", link=lambda one: f"/audit/{one.seq}/"),
        Column("at", "时间", lambda one: one.at, "at", "moment"),
        Column("who", "办理人", lambda one: names.get(one.actor_id, "初始设置")),
        Column("role", "身份", lambda one: one.role),
        Column("what", "办了什么", title_of),
        Column("clause", "条款", lambda one: one.clause),
    ]
    acts = sorted({(name, act.title) for name, act in ACTIONS.items()}, key=lambda pair: pair[1])
    people = [(str(pk), name) for pk, name in names.items()]
    filters = [
        Filter("action", "办了什么", acts, lambda value: Q(action=value)),
        Filter("actor", "办理人", people, lambda value: Q(actor_id=value)),
        Filter("day", "日期", (), _day, "day"),
    ]
    found = listing(request, entries_for(viewer), columns, title="审计记录", search=("details", "clause", "action"), filters=filters)
    return found.export() or render(request, "web/audit/entries.html", {"listing": found})


def _day(value: str) -> Q:
    try:
        return Q(at__date=datetime.fromisoformat(value).date())
    except ValueError:
        return Q()


@page("audit.see")
def entry(request: Visit, seq: int) -> HttpResponse:
    """一条审计记录: before and after as they were written."""
    one = find(entries_for(request.viewer), seq=seq)
    details = json.loads(one.details) if one.details != ERASED else {}
    changes = [(name, json.dumps(value, ensure_ascii=False)) for name, value in details.get("changes", {}).items()]
    context = {"entry": one, "title": title_of(one), "details": details, "changes": changes}
    return render(request, "web/audit/entry.html", context)


@page("audit.see", "GET", "POST")
def check(request: Visit) -> HttpResponse:
    """核对: the whole chain now, against the checkpoints kept outside the database."""
    kept = read(Path(settings.CHECKPOINTS))
    found = verify_database(kept) if request.method == "POST" else None
    return render(request, "web/audit/check.html", {"found": found, "marks": kept.marks[::-1]})
