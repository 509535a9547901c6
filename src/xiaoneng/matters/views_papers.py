"""文书的页面: printed, and for an official document the few things that only whoever issues it knows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.model import Paper
from xiaoneng.matters.actions_papers import Filled, fill_elements
from xiaoneng.matters.models import Elements
from xiaoneng.matters.papers import elements_of, paper_of
from xiaoneng.matters.queries import matters_for
from xiaoneng.org.layouts import own_of
from xiaoneng.org.pages.download import paper_response
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.once import once, once_key

TEXT = {"class": "form-control"}
LONGEST = 4000


class ElementsForm(forms.Form):
    """发文要素."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    urgency = forms.ChoiceField(
        label="紧急程度", help_text="确要优先办理的才标", required=False, widget=forms.Select({"class": "form-select"})
    )
    signer = forms.CharField(
        label="签发人", help_text="上行文写签发的负责人；有几位的中间空一格", max_length=40, required=False, widget=forms.TextInput(TEXT)
    )
    attachments = forms.CharField(
        label="附件名称", help_text="一行一个，按次序；编号和标点由版式加", required=False, max_length=LONGEST,
        widget=forms.Textarea({**TEXT, "rows": 3}),
    )  # fmt: skip
    copied_to = forms.CharField(
        label="抄送机关", help_text="主送以外要执行或知道的，一行一个，按次序", required=False, max_length=LONGEST,
        widget=forms.Textarea({**TEXT, "rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, paper: Paper, urgencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urgency"].choices = [("", "（不标）"), *((word, word) for word in urgencies)]  # type: ignore[attr-defined]
        if not paper.may_go_up:
            del self.fields["signer"]

    def filled(self) -> Filled:
        """As the action takes them."""
        data = self.cleaned_data
        lines = {name: data[name].splitlines() for name in ("copied_to", "attachments")}
        return Filled(data["urgency"], data.get("signer", ""), **lines)


@page("matters.fill_elements", "GET", "POST")
def elements(request: Visit, pk: int, letter: str) -> HttpResponse:
    """填写发文要素: all optional, each where the standard has it."""
    one = find(matters_for(request.viewer), pk=pk)
    paper = paper_of(one, letter)
    if paper is None or paper.kind != "official":
        raise Http404
    layout = layout_of(paper.kind, paper.dated, own_of(one.office, paper.kind, paper.dated))
    initial = _filled(elements_of(one, letter))
    form = ElementsForm(entered(request), initial=initial, paper=paper, urgencies=list(layout.urgencies))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            version = form.cleaned_data["version"]
            fill_elements(matter=one, form=letter, filled=form.filled(), version=version, by=request.viewer.person, at=request.at)
            messages.success(request, "发文要素已存，打印时印在规定的地方。")
            return f"/matters/{pk}/"

        try:
            return once(request, act)
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name if name in form.fields else None, said)
    context = {"matter": one, "paper": paper, "standard": layout.name, "form": form, "once": once_key()}
    return render(request, "matters/elements.html", context, status=422 if form.errors else 200)


def _filled(one: Elements | None) -> dict[str, Any]:
    if one is None:
        return {}
    lines = {"attachments": "\n".join(one.attachments), "copied_to": "\n".join(one.copied_to)}
    return {"version": one.version, "urgency": one.urgency, "signer": one.signer, **lines}


@page("matters.see")
def paper(request: Visit, pk: int, letter: str, form: str) -> HttpResponse:
    """打印文书."""
    found = paper_of(find(matters_for(request.viewer), pk=pk), letter)
    if found is None:
        raise Http404
    return paper_response(found, form, own_of(request.viewer.office, found.kind, found.dated))
