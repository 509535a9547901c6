"""作品的页面: articles, research and information with their authors and adoption levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.files import attachment
from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_works import confirm_works, correct_work, enter_works, withdraw_work
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.forms import INPUT, ReasonForm
from xiaoneng.ledger.models import Enactment, FactState, Source, Work
from xiaoneng.ledger.queries import works_for
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.ledger.views_facts import BADGES, month_is
from xiaoneng.org.models import Person
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.org.permit import Viewer
from xiaoneng.rulebook.language.names import WorkKind

YES = "是"


class WorkForm(forms.Form):
    """登记作品: kind, title, authors in the order printed, day, levels that adopted it; and what the kinds declare besides."""

    kind = forms.ChoiceField(label="类别", widget=forms.Select({"class": "form-select"}))
    title = forms.CharField(label="标题", max_length=200, widget=forms.TextInput(INPUT))
    authors = forms.CharField(
        label="作者", help_text="几人的用顿号隔开，按署名先后；同名的写工号", max_length=300, widget=forms.TextInput(INPUT)
    )
    day = forms.DateField(label="日期", widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d"))
    levels = forms.CharField(
        label="采用级别", help_text="几级都采用的用顿号隔开，没有的不填", required=False, max_length=200,
        widget=forms.TextInput({**INPUT, "list": "levels"}),
    )  # fmt: skip
    entered = forms.BooleanField(label="参评", required=False, widget=forms.CheckboxInput({"class": "form-check-input"}))
    rated = forms.CharField(label="评定", required=False, max_length=20, widget=forms.TextInput(INPUT))
    file = forms.FileField(label="附件", help_text="可不附", required=False, widget=forms.ClearableFileInput(INPUT))

    def __init__(self, *args: Any, kinds: Mapping[str, tuple[Enactment, WorkKind]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.fields["kind"].choices = [(value, one.name) for value, (_, one) in kinds.items()]  # type: ignore[attr-defined]
        self.more: dict[str, str] = {}
        for _, kind in kinds.values():
            for key, declared in kind.fields.items():
                column = (declared.from_ or (declared.name or key,))[0]
                name = f"col:{column}"
                if name not in self.fields:
                    choices = [("", "（不填）"), *((word, word) for word in declared.one_of or ())]
                    widget = forms.Select({"class": "form-select"}, choices) if declared.one_of else forms.TextInput(INPUT)
                    self.fields[name] = forms.CharField(label=declared.name or key, required=False, max_length=200, widget=widget)
                self.more[name] = column

    @property
    def level_words(self) -> list[str]:
        """The levels that some kind declares."""
        return list(dict.fromkeys(level for _, kind in self.kinds.values() for level in kind.levels))

    def row(self) -> dict[str, str]:
        """The raw texts as the reader of works takes them."""
        data = self.cleaned_data
        row = {
            "类别": self.kinds[data["kind"]][1].name, "标题": data["title"], "作者": data["authors"], "日期": data["day"].isoformat(),
            "采用级别": data["levels"], "参评": YES if data["entered"] else "", "评定": data["rated"],
        }  # fmt: skip
        return row | {column: data[name] for name, column in self.more.items() if data[name]}

    def blame(self, why: Invalid) -> None:
        """Puts what the reader found wrong to the fields it concerns."""
        names = {
            "类别": "kind",
            "标题": "title",
            "作者": "authors",
            "日期": "day",
            "采用级别": "levels",
            "参评": "entered",
            "评定": "rated",
        }
        for column, said in why.fields.items():
            self.add_error(names.get(column) or (f"col:{column}" if f"col:{column}" in self.fields else None), said)


def work_kinds(viewer: Viewer) -> dict[str, tuple[Enactment, WorkKind]]:
    """可登记的作品类别, of all rulebooks in force."""
    found = {}
    for enactment in in_force(viewer.office, viewer.on):
        for key, kind in source_of(enactment).rulebook.works.items():
            found[f"{enactment.pk}:{key}"] = (enactment, kind)
    return found


@page("ledger.see_facts")
def works(request: Visit) -> HttpResponse:
    """作品."""
    viewer = request.viewer
    rows = works_for(viewer)
    names = dict(Person.objects.filter(office=viewer.office).values_list("pk", "name"))
    columns = (
        Column("day", "日期", lambda one: one.day, "day", "day"),
        Column("title", "标题", lambda one: one.title or one.kind_name, "title", link=lambda one: f"/facts/works/{one.pk}/"),
        Column("kind", "类别", lambda one: one.kind_name, "kind_name"),
        Column("authors", "作者", lambda one: "、".join(names.get(pk, "") for pk in one.authors)),
        Column("levels", "采用级别", lambda one: "、".join(one.levels)),
        Column("state", "状态", lambda one: one.get_state_display(), "state", badge=lambda one: BADGES[one.state]),
        Column("no", "编号", lambda one: one.no, "no"),
    )
    kinds = sorted(set(rows.order_by().values_list("kind_name", flat=True).distinct()))
    filters = (
        Filter("state", "状态", FactState.choices, lambda value: Q(state=value)),
        Filter("month", "月份", (), month_is, "month"),
        Filter("kind", "类别", [(name, name) for name in kinds], lambda value: Q(kind_name=value)),
        Filter("source", "来源", Source.choices, lambda value: Q(source=value)),
        _by_author(rows, names),
    )
    empty = "还没有作品。文稿、调研、信息等有作者的成果登记在这里。"
    found = listing(request, rows, columns, title="作品", search=("title", "kind_name", "no"), filters=filters, empty=empty)
    pending = viewer.sees_whole_office("ledger.confirm_works", viewer.office) and rows.filter(state=FactState.PENDING).exists()
    context = {"listing": found, "may_enter": viewer.may("ledger.enter_works") and bool(work_kinds(viewer)), "may_confirm": pending}
    return found.export() or render(request, "ledger/works.html", context | {"once": once_key()})


def _by_author(rows: QuerySet[Work], names: Mapping[int, str]) -> Filter:
    """按作者: of the works that the viewer sees."""
    written = list(rows.order_by().values_list("pk", "authors"))
    there = {author for _, authors in written for author in authors}
    choices = [(str(pk), name) for pk, name in names.items() if pk in there]
    return Filter("author", "作者", choices, lambda value: Q(pk__in=[pk for pk, authors in written if int(value) in authors]))


@page("ledger.enter_works", "GET", "POST")
def new(request: Visit) -> HttpResponse:
    """登记一件作品."""
    form = WorkForm(entered(request), request.FILES or None, kinds=work_kinds(request.viewer), initial={"day": request.viewer.on})

    def act() -> str:
        enactment = form.kinds[form.cleaned_data["kind"]][0]
        file = form.cleaned_data["file"]
        uploads = [Upload(file.name or "", file.read())] if isinstance(file, UploadedFile) else []
        made = enter_works(enactment=enactment, rows=[form.row()], evidence=uploads, by=request.viewer.person, at=request.at)
        messages.success(request, f"已登记 {made[0].no}，待确认。")
        return "/facts/works/new/"

    return _written(request, form, None, act, "登记作品", "登记，待确认")


@page("ledger.correct_work", "GET", "POST")
def correct(request: Visit, pk: int) -> HttpResponse:
    """更正一件作品."""
    one = find(works_for(request.viewer), pk=pk)
    kinds = {value: kind for value, kind in work_kinds(request.viewer).items() if kind[0].key == one.rulebook}
    value = next((value for value, kind in kinds.items() if kind[1].name == one.kind_name), "")
    people = dict(Person.objects.filter(pk__in=one.authors).values_list("pk", "no"))
    initial = {
        "kind": value, "title": one.title, "authors": "、".join(people[pk] for pk in one.authors if pk in people), "day": one.day,
        "levels": "、".join(one.levels), "entered": one.entered, "rated": one.rated,
        **{f"col:{name}": text for name, text in one.columns.items()},
    }  # fmt: skip
    form, reason = WorkForm(entered(request), kinds=kinds, initial=initial), ReasonForm(entered(request))

    def act() -> str:
        given = reason.cleaned_data["reason"]
        made = correct_work(work=one, row=form.row(), reason=given, by=request.viewer.person, at=request.at)
        messages.success(request, f"已更正，新的编号是 {made.no}；原记录保留。")
        return f"/facts/works/{made.pk}/"

    return _written(request, form, reason, act, f"更正 {one.no}", "提交更正")


def _written(request: Visit, form: WorkForm, reason: ReasonForm | None, act: Callable[[], str], title: str, button: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and (reason is None or reason.is_valid()):
        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why)
    context = {"form": form, "reason": reason, "title": title, "button": button, "once": request.POST.get("once") or once_key()}
    return render(request, "ledger/work_form.html", context, status=422 if form.errors else 200)


@page("ledger.see_facts")
def work(request: Visit, pk: int) -> HttpResponse:
    """一件作品."""
    return _shown(request, find(works_for(request.viewer), pk=pk), ReasonForm())


def _shown(request: Visit, one: Work, reason: ReasonForm, status: int = 200) -> HttpResponse:
    names = dict(Person.objects.filter(pk__in=one.authors).values_list("pk", "name"))
    settles = request.viewer.sees_whole_office("ledger.confirm_works", one.office) and request.viewer.pk not in one.authors
    open_one = one.state in (FactState.PENDING, FactState.CONFIRMED)
    context = {
        "work": one, "authors": "、".join(names.get(pk, "") for pk in one.authors), "badge": BADGES[FactState(one.state)],
        "may_confirm": settles and one.state == FactState.PENDING, "may_change": settles and open_one, "files": one.evidence.all(),
        "reason": reason, "once": once_key(),
    }  # fmt: skip
    return render(request, "ledger/work.html", context, status=status)


@page("ledger.confirm_works", "POST")
def confirm(request: Visit) -> HttpResponse:
    """确认作品: those that are ticked."""
    rows = works_for(request.viewer).filter(pk__in=[one for one in request.POST.getlist("work") if one.isdecimal()])
    chosen = list(rows.filter(state=FactState.PENDING))

    def act() -> str:
        done = confirm_works(works=chosen, by=request.viewer.person, at=request.at)
        messages.success(request, f"已确认 {done} 件。")
        return "/facts/works/?state=pending" if len(chosen) > 1 else f"/facts/works/{chosen[0].pk}/"

    return once(request, act)


@page("ledger.withdraw_work", "POST")
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """撤销一件作品."""
    one = find(works_for(request.viewer), pk=pk)

    def act() -> str:
        withdraw_work(work=one, reason=request.POST.get("reason", ""), by=request.viewer.person, at=request.at)
        messages.success(request, "已撤销，原记录和理由都保留。")
        return f"/facts/works/{pk}/"

    try:
        return once(request, act)
    except Invalid as why:
        form = ReasonForm.refused(request.POST.dict(), why)
        return _shown(request, one, form, 422)


@page("ledger.see_facts")
def paper(request: Visit, pk: int, file: int) -> HttpResponse:
    """作品的附件: for who may see the work."""
    found = attachment(find(find(works_for(request.viewer), pk=pk).evidence.all(), pk=file))
    return found  # type: ignore[return-value]
