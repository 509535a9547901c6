"""名册导入: upload, which column is which, what would change, take over."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.org.actions_roster import comparison, import_roster, map_roster, stage_roster
from xiaoneng.org.models import RosterImport
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.org.roster import person_columns
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.language.rulebook import Rulebook

PLAIN = "rulebook: roll\nversion: '1'\ndocument: {title: 名册, issuer: 本单位}\nclauses: {一: {says: 名册, plain: 只用来读名册}}\n"
"""For an office without a rulebook in force: people have no further columns."""
SHOWN = 200


class UploadForm(forms.Form):
    """上传人员表."""

    file = forms.FileField(
        label="人员表",
        help_text="去年的花名册就行：CSV 或 XLSX，第一行是列名，至少有姓名和科室；没有工号的按姓名认人",
        error_messages={"empty": "文件是空的；请核对后再上传"},
    )


def book_of(request: Visit) -> Rulebook:
    """The office's rulebook in force, else one without further columns."""
    found = in_force(request.viewer.office, request.viewer.on)
    return source_of(found[0]).rulebook if found else load_text(PLAIN).rulebook


@page("org.stage_roster", "GET", "POST")
def upload(request: Visit) -> HttpResponse:
    """上传."""
    form = UploadForm(entered(request), request.FILES or None)
    form.fields["file"].widget.attrs["class"] = "form-control"
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()

        def act() -> str:
            office, book = request.viewer.office, book_of(request)
            made = stage_roster(office=office, name=file.name, data=data, book=book, by=request.viewer.person, at=request.at)
            return f"/org/roster/{made.pk}/"

        try:
            return once(request, act)
        except Refused as why:
            form.add_error("file", str(why))
    return render(request, "web/org/upload.html", {"form": form, "once": once_key()})


@page("org.stage_roster", "GET", "POST")
def roster(request: Visit, pk: int) -> HttpResponse:
    """比对: which column is which, and what would change; nothing is changed yet."""
    one = find(RosterImport.objects.filter(office=request.viewer.office), pk=pk)
    book = book_of(request)
    if request.method == "POST":
        chosen = {name: request.POST.get(f"c:{at}", "") for at, name in enumerate(one.columns)}
        known = set(person_columns(book))
        mapping = {name: ours if ours in known else "" for name, ours in chosen.items()}
        map_roster(roster=one, mapping=mapping, by=request.viewer.person, at=request.at)
        return HttpResponseRedirect(f"/org/roster/{pk}/")
    found = comparison(one, book, request.viewer.on)
    columns = [{"at": at, "name": name, "ours": one.mapping.get(name, "")} for at, name in enumerate(one.columns)]
    context = {
        "roster": one, "found": found, "columns": columns, "known": person_columns(book), "shown": SHOWN, "once": once_key(),
    }  # fmt: skip
    return render(request, "web/org/roster.html", context)


@page("org.import_roster", "POST")
def take_over(request: Visit, pk: int) -> HttpResponse:
    """导入名册."""
    one = find(RosterImport.objects.filter(office=request.viewer.office), pk=pk)

    def act() -> str:
        left = {}
        for name, text in request.POST.items():
            if name.startswith("left:") and text and name.removeprefix("left:").isdigit():
                left[int(name.removeprefix("left:"))] = _day(str(text))
        since = _day(request.POST["since"]) if request.POST.get("since") else None
        opens = request.POST.getlist("open")
        person = request.viewer.person
        told = import_roster(roster=one, book=book_of(request), since=since, left=left, opens=opens, by=person, at=request.at)
        said = f"新增 {told['new']} 人，变更 {told['changed']} 人，新科室 {told['new_units']} 个，离职 {told['left']} 人"
        messages.success(request, f"名册已导入：{said}。")
        return "/org/people/"

    return once(request, act)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("日期写法不对；请写成 2026-07-18 的样子") from None
