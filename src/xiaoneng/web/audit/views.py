"""审计: who did what when, and whether the chain is whole. The auditor of an office sees its entries; the chain is everybody's."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xiaoneng.audit.action import ACTIONS
from xiaoneng.audit.chain import ERASED, ERASING
from xiaoneng.audit.checkpoints import read
from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.audit.models import Entry
from xiaoneng.audit.verify import verify_database
from xiaoneng.org.actions_audit import LONGEST_REASON, erase_details
from xiaoneng.org.forms import TEXT
from xiaoneng.org.models import Person
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.permit import Viewer
from xiaoneng.org.views import fill
from xiaoneng.web.audit.telling import details_of, lines_of, name_of, title_of

ERASE_INTRO = "只删去这一条的文字内容（涉及个人、依法应当删除的），谁在什么时候办了什么仍在，审计链不变。删去以后不能恢复，并另记一条。"


class EraseForm(forms.Form):
    """删去内容."""

    reason = forms.CharField(label="依据和理由", max_length=LONGEST_REASON, widget=forms.Textarea({**TEXT, "rows": 3}))


def entries_for(viewer: Viewer) -> QuerySet[Entry]:
    """看得到的审计记录: of the own office."""
    return Entry.objects.filter(office_id=viewer.office.pk).order_by("-seq")


@page("audit.see")
def entries(request: Visit) -> HttpResponse:
    """审计记录."""
    return _list(request, entries_for(request.viewer), "审计记录")


@page("audit.see")
def entries_of(request: Visit, kind: str, number: str) -> HttpResponse:
    """一件事的审计记录: everything that was done with one thing, the newest first."""
    return _list(request, entries_for(request.viewer).filter(object_type=kind, object_id=number), f"{name_of(kind)} {number} 的审计记录")


def _list(request: Visit, rows: QuerySet[Entry], title: str) -> HttpResponse:
    own = entries_for(request.viewer).order_by()
    columns = [
        Column("seq", "序号", lambda one: str(one.seq), "seq", link=lambda one: f"/audit/{one.seq}/"),
        Column("at", "时间", lambda one: one.at, "at", "moment"),
        Column("who", "办理人", lambda one: details_of(one).get("by", "（已删去）")),
        Column("role", "身份", lambda one: one.role),
        Column("what", "办了什么", title_of),
        Column(
            "object",
            "对象",
            lambda one: f"{name_of(one.object_type)} {one.object_id}",
            link=lambda one: f"/audit/of/{one.object_type}/{quote(one.object_id, safe='')}/",
        ),
        Column("clause", "条款", lambda one: one.clause),
    ]
    acts = sorted(((name, act.title) for name, act in ACTIONS.items()), key=lambda pair: pair[1])
    people = [(str(pk), name) for pk, name in Person.objects.filter(office=request.viewer.office).values_list("pk", "name")]
    kinds = [(kind, name_of(kind)) for kind in sorted(set(own.values_list("object_type", flat=True).distinct()))]
    filters = [
        Filter("action", "办了什么", acts, lambda value: Q(action=value)),
        Filter("actor", "办理人", people, lambda value: Q(actor_id=value)),
        Filter("kind", "对象", kinds, lambda value: Q(object_type=value)),
        Filter("since", "从", (), lambda value: _day(value, "at__gte", 0), "day"),
        Filter("until", "到", (), lambda value: _day(value, "at__lt", 1), "day"),
    ]
    found = listing(
        request, rows, columns, title=title, search=("details", "clause", "object_id"), filters=filters,
        empty="还没有审计记录。每一次办理都会自动记在这里。",
    )  # fmt: skip
    return found.export() or render(request, "web/audit/entries.html", {"listing": found})


def _day(value: str, lookup: str, later: int) -> Q:
    """Whole days in Beijing; a day that is none finds everything."""
    try:
        start = datetime.combine(datetime.fromisoformat(value).date(), time(), SHANGHAI)
    except ValueError:
        return Q()
    return Q(**{lookup: start + timedelta(days=later)})


@page("audit.see")
def entry(request: Visit, seq: int) -> HttpResponse:
    """一条审计记录: before and after as they were written."""
    one = find(entries_for(request.viewer), seq=seq)
    details = details_of(one)
    context = {
        "entry": one, "title": title_of(one), "details": details, "lines": lines_of(details), "kind": name_of(one.object_type),
        "erased": one.details == ERASED, "erasable": one.details != ERASED and one.action != ERASING,
    }  # fmt: skip
    return render(request, "web/audit/entry.html", context)


@page("audit.erase_details", "GET", "POST")
def erase(request: Visit, seq: int) -> HttpResponse:
    """删去一条的内容."""
    one = find(entries_for(request.viewer), seq=seq)

    def act(data: dict[str, str]) -> str:
        erase_details(entry=one, reason=data["reason"], by=request.viewer.person, at=request.at)
        messages.success(request, f"第 {one.seq} 号的内容已经删去，另记了一条。")
        return f"/audit/{one.seq}/"

    return fill(request, EraseForm(entered(request)), act, f"删去第 {one.seq} 号的内容", "删去内容，不能恢复", ERASE_INTRO)


@page("audit.see", "GET", "POST")
def check(request: Visit) -> HttpResponse:
    """核对: the whole chain now, against the checkpoints kept outside the database."""
    kept = read(Path(settings.CHECKPOINTS))
    found = verify_database(kept) if request.method == "POST" else None
    return render(
        request,
        "web/audit/check.html",
        {"found": found, "marks": [(one, datetime.fromisoformat(one.at)) for one in kept.marks[:-51:-1]], "pinned": kept.pinned},
    )


@page("audit.see")
def sheet(request: Visit, size: int) -> HttpResponse:
    """校验点单: to be printed, signed and filed; whoever rewrites the database can't rewrite paper."""
    mark = next((mark for mark in read(Path(settings.CHECKPOINTS)).marks[::-1] if mark.size == size), None)
    if mark is None:
        raise Http404
    root = [mark.root[at : at + 8] for at in range(0, len(mark.root), 8)]
    context = {"mark": mark, "root": root, "at": datetime.fromisoformat(mark.at), "short": f"{mark.size}:{mark.root[:16]}"}
    return render(request, "web/audit/sheet.html", context)
