"""原文的页面: an office's own document uploaded, compared with a rulebook clause by clause, kept beside it, given back as it came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.files import attachment
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.files.outline.model import Clause
from xiaoneng.ledger.actions_originals import draft_from_original, drop_original, load_original, use_original
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.models import Enactment, Original
from xiaoneng.ledger.originals import beside, found_beside, outline_of
from xiaoneng.ledger.queries import enactments_for, originals_for
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.web.rulebook.forms import TEXT

BADGES = {Original.State.READ: "amber", Original.State.KEPT: "green", Original.State.DROPPED: ""}
MOST_PAIRS = 900
"""A form sends no more fields than the server reads; a longer rulebook takes the comparison as it was found."""


class LoadForm(forms.Form):
    """上传原文."""

    file = forms.FileField(
        label="本单位的文件", help_text="Word 文档(docx)、文本(txt)或网页(html)；条款编号照印的读，跳号、重号不改",
        widget=forms.ClearableFileInput({**TEXT, "accept": ".docx,.txt,.html,.htm"}),
        error_messages={"required": "请选一个文件", "empty": "文件是空的；请核对后再上传"},
    )  # fmt: skip


class BeginForm(forms.Form):
    """新建制度: what the document is called."""

    title = forms.CharField(label="标题", max_length=100, widget=forms.TextInput(TEXT), error_messages={"required": "请填写文件的标题"})
    number = forms.CharField(label="文号", help_text="没有的不填", max_length=80, required=False, widget=forms.TextInput(TEXT))


@page("ledger.load_original", "GET", "POST")
def load(request: Visit, pk: int) -> HttpResponse:
    """载入原文: for one version, in force or still a draft."""
    one = find(enactments_for(request.viewer), pk=pk)
    before = originals_for(request.viewer).filter(enactment=one)
    return _upload(request, one, {"one": one, "before": before})


@page("ledger.load_original", "GET", "POST")
def begin(request: Visit) -> HttpResponse:
    """从本单位的文件新建: an office whose document is none of the shipped ones."""
    return _upload(request, None, {"before": originals_for(request.viewer).filter(enactment=None, state=Original.State.READ)})


def _upload(request: Visit, one: Enactment | None, context: dict[str, Any]) -> HttpResponse:
    form = LoadForm(entered(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            file = form.cleaned_data["file"]
            upload = Upload(file.name, file.read())
            made = load_original(office=request.viewer.office, enactment=one, upload=upload, by=request.viewer.person, at=request.at)
            return f"/rulebook/originals/{made.pk}/"

        try:
            return once(request, act)
        except Refused as why:
            form.add_error("file", str(why))
    context |= {"form": form, "once": once_key()}
    return render(request, "web/rulebook/load.html", context, status=422 if form.errors else 200)


@page("ledger.see_enactments")
def original(request: Visit, pk: int) -> HttpResponse:
    """一份原文: clause by clause as printed, beside the rulebook."""
    one = find(originals_for(request.viewer), pk=pk)
    return render(request, "web/rulebook/original.html", _context(request, one))


def _context(request: Visit, one: Original, wrong: dict[str, str] | None = None, form: BeginForm | None = None) -> dict[str, Any]:
    outline = outline_of(one)
    may = request.viewer.may("ledger.use_original") and one.state != Original.State.DROPPED
    context: dict[str, Any] = {
        "one": one, "badge": BADGES[Original.State(one.state)], "outline": outline, "may": may, "once": once_key(),
        "used": one.enactment is not None and one.enactment.original_id == one.pk,
    }  # fmt: skip
    if one.enactment is None:
        return context | {"form": form or BeginForm(initial={"title": one.title})}
    found = beside(one, one.enactment)
    rows = [_row(request, number, clause, one.enactment, wrong or {}) for number, clause in found.pairs.items()]
    return context | {
        "rows": rows, "edit": may and len(rows) <= MOST_PAIRS,
        "missing": [row for row in rows if not row["found"]], "unmatched": found.unmatched,
        "found": len(rows) - len(found.missing),
    }  # fmt: skip


def _row(request: Visit, number: str, clause: Clause | None, enactment: Enactment, wrong: dict[str, str]) -> dict[str, Any]:
    own = clause.number if clause is not None else ""
    return {
        "number": number, "says": source_of(enactment).rulebook.clauses[number].says, "own": own, "found": clause is not None,
        "given": request.POST.get(f"c:{number}", own), "text": clause.text if clause is not None else "", "error": wrong.get(number, ""),
    }  # fmt: skip


@page("ledger.use_original", "POST")
def use(request: Visit, pk: int) -> HttpResponse:
    """留用: with what somebody corrected of the comparison."""
    one = find(originals_for(request.viewer), pk=pk)
    chosen = _chosen(request, one)

    def act() -> str:
        used = use_original(original=one, chosen=chosen, by=request.viewer.person, at=request.at)
        messages.success(request, f"原文已经放在《{used.title}》第 {used.number} 版旁边。")
        return f"/rulebook/versions/{used.pk}/"

    try:
        return once(request, act)
    except Invalid as why:
        return render(request, "web/rulebook/original.html", _context(request, one, why.fields) | {"said": str(why)}, status=422)


def _chosen(request: Visit, one: Original) -> dict[str, str]:
    """What differs from the comparison by numbers and names; fields that were not sent stay as they were."""
    if one.enactment is None:
        return {}
    shown = {number: clause.number if clause else "" for number, clause in beside(one, one.enactment).pairs.items()}
    found = {number: clause.number if clause else "" for number, clause in found_beside(one, one.enactment).pairs.items()}
    given = {number: request.POST.get(f"c:{number}", own).strip() for number, own in shown.items()}
    return {number: own for number, own in given.items() if own != found[number]}


@page("ledger.draft_from_original", "POST")
def draft(request: Visit, pk: int) -> HttpResponse:
    """从本单位的文件新建: a draft with the document's clauses."""
    one = find(originals_for(request.viewer), pk=pk)
    form = BeginForm(request.POST)

    def act() -> str:
        made = draft_from_original(original=one, by=request.viewer.person, at=request.at, **form.cleaned_data)
        messages.success(request, "已拟定，条款都在，还没有规则。")
        return f"/rulebook/versions/{made.pk}/"

    if form.is_valid():
        try:
            return once(request, act)
        except Invalid as why:
            form.add_error(None, str(why))
    return render(request, "web/rulebook/original.html", _context(request, one, form=form), status=422)


@page("ledger.drop_original", "POST")
def drop(request: Visit, pk: int) -> HttpResponse:
    """放弃."""
    one = find(originals_for(request.viewer), pk=pk)

    def act() -> str:
        drop_original(original=one, by=request.viewer.person, at=request.at)
        messages.success(request, "已放弃这份原文。")
        return f"/rulebook/versions/{one.enactment_id}/original/" if one.enactment_id else "/rulebook/originals/new/"

    return once(request, act)


@page("ledger.see_enactments")
def file(request: Visit, pk: int) -> HttpResponse:
    """下载原件: as it was uploaded."""
    return attachment(find(originals_for(request.viewer), pk=pk).file)  # type: ignore[return-value]
