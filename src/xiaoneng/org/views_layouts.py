"""版式的页面: an office's own template, looked at before it is used."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Refused
from xiaoneng.files.papers.layout import KINDS, own_layouts, standard_text
from xiaoneng.files.papers.letters import Issued, letter, notice
from xiaoneng.files.papers.model import Column, Kind, Paper, Paragraph, SignatureLine, Table
from xiaoneng.org.actions_layouts import set_layout
from xiaoneng.org.layouts import layout_on
from xiaoneng.org.models import PaperLayout
from xiaoneng.org.pages.download import paper_response
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, page
from xiaoneng.org.pages.once import once, once_key

TEXT = {"class": "form-control"}
LONGEST = 20_000
WORDS = "这一页是样张，用来看版式：字体、字号、行距、页边距和页码。" * 3


class LayoutForm(forms.Form):
    """版式."""

    text = forms.CharField(
        label="和标准不同的地方", required=False, max_length=LONGEST, help_text="只写不同的；空白表示全用标准版式",
        widget=forms.Textarea({**TEXT, "rows": 14, "spellcheck": "false"}),
    )  # fmt: skip
    since = forms.DateField(
        label="哪一天起的纸面用", help_text="按纸面上的日期", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d")
    )

    def clean_text(self) -> str:
        """Refuses what is no layout, saying which place is wrong."""
        text = str(self.cleaned_data["text"]).strip()
        try:
            return text if not text or own_layouts(text) else ""
        except Refused as why:
            raise forms.ValidationError(str(why)) from None


@page("org.set_layout", "GET", "POST")
def layouts(request: Visit) -> HttpResponse:
    """本单位的版式: a sample to look at, then in use from a day on."""
    office, on = request.viewer.office, request.viewer.on
    used = layout_on(office, on)
    form = LayoutForm(entered(request), initial={"text": used.text if used else "", "since": on})
    if request.method == "POST" and form.is_valid():
        look = request.POST.get("look", "")
        return _look(request, KINDS[look], form.cleaned_data["text"]) if look in KINDS else once(request, lambda: _set(request, form))
    history = PaperLayout.objects.filter(office=office).select_related("set_by")
    context = {"form": form, "kinds": list(KINDS), "history": history, "standard": standard_text(), "once": once_key()}
    return render(request, "org/layouts.html", context, status=422 if form.errors else 200)


def _set(request: Visit, form: LayoutForm) -> str:
    data = form.cleaned_data
    set_layout(office=request.viewer.office, text=data["text"], since=data["since"], by=request.viewer.person, at=request.at)
    messages.success(request, f"已设定，{data['since']} 起的纸面照此打印。")
    return "/org/layouts/"


def _look(request: Visit, kind: Kind, text: str) -> HttpResponse:
    """A sample page in the layout as it is typed; nothing is kept."""
    own = own_layouts(text).get(kind) if text else None
    office, on = request.viewer.office.name, request.viewer.on
    issued = Issued("版式样张", office, on, to=("各科室",), whom="某某", unit="某科室")
    rows = Table([Column("姓名"), Column("内容", 30)], [("某某", WORDS)])
    samples = {
        "official": notice(issued, [WORDS, WORDS]),
        "letter": letter(issued, [Paragraph(WORDS)], ("receipt", "stub")),
        "sheet": Paper("sheet", issued.title, office, on, [rows, SignatureLine([("审核人", "")])]),
    }
    return paper_response(samples[kind], "pdf", own)
