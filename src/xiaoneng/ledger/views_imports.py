"""导入的页面: upload, how the columns are read, the rows with what is wrong in place, entering all, taking all back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.files import attachment
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.ledger.actions_import import Mending, commit_import, confirm_batch, drop_import, mend_rows, stage_import, undo_import
from xiaoneng.ledger.forms import INPUT, ReasonForm
from xiaoneng.ledger.imports import AWAY, IN, KNOWN, LEFT_OUT, OFF, OUT, TWIN, ours_for
from xiaoneng.ledger.models import Absence, Batch, Enactment, Fact, FactState
from xiaoneng.ledger.punches import DERIVED
from xiaoneng.ledger.queries import batches_for
from xiaoneng.ledger.rulebooks import assessing
from xiaoneng.org.models import ColumnMap
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import once, once_key

SHOWN = 50
STATE_BADGES = {Batch.State.STAGED: "amber", Batch.State.DONE: "green", Batch.State.UNDONE: "", Batch.State.DROPPED: ""}
MARKS = {
    OUT: "已去掉，不导入", KNOWN: "已有相同的记录，不再导入", TWIN: "与前面的行相同，不再导入", AWAY: "当天有请假或外出，请选定",
    OFF: "已冲销，不导入", IN: "逐行选定照常登记",
}  # fmt: skip
COLUMNS = (
    Column("at", "上传时间", lambda one: one.made_at, "made_at", "moment"),
    Column("source", "来源", lambda one: one.source, "source", link=lambda one: f"/facts/import/{one.pk}/"),
    Column("file", "文件", lambda one: one.file.name),
    Column("count", "记录数", lambda one: one.count * 100, "count", "number"),
    Column("state", "状态", lambda one: one.get_state_display(), "state", badge=lambda one: STATE_BADGES[one.state]),
    Column("by", "经办人", lambda one: one.made_by.name),
)
STATES = Filter("state", "状态", Batch.State.choices, lambda value: Q(state=value))


class UploadForm(forms.Form):
    """上传: a table, where it comes from, and by which rulebook it is read."""

    file = forms.FileField(
        label="表格", help_text="CSV 或 xlsx，第一行是列名", widget=forms.ClearableFileInput({**INPUT, "accept": ".csv,.xlsx"}),
        error_messages={"required": "请选一个文件", "empty": "文件是空的；请核对后再上传"},
    )  # fmt: skip
    source = forms.CharField(
        label="从哪里导出", help_text="如考勤机、点名册、12345；同一来源的列下次自动对应", max_length=60,
        widget=forms.TextInput({**INPUT, "list": "sources", "autocomplete": "off"}), error_messages={"required": "请写明从哪里导出"},
    )  # fmt: skip
    punches = forms.BooleanField(
        label="表里是打卡时间", help_text="按考勤约定只把迟到、早退等异常列出来", required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )  # fmt: skip
    enactment = forms.ModelChoiceField(
        Enactment.objects.none(), label="按哪项制度", empty_label=None, widget=forms.Select({"class": "form-select"})
    )

    def __init__(self, *args: Any, offered: list[Enactment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["enactment"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 for the type checker
        field.queryset = Enactment.objects.filter(pk__in=[one.pk for one in offered])
        if len(offered) == 1:
            field.widget, field.initial = forms.HiddenInput(), offered[0].pk


@page("ledger.stage_import", "GET", "POST")
def imports(request: Visit) -> HttpResponse:
    """导入: what was imported before, and a new file."""
    viewer = request.viewer
    offered = assessing(viewer.office, viewer.on)
    rows = batches_for(viewer).defer("rows", "problems", "marks").order_by("-made_at")
    last = rows.filter(made_by=viewer.pk).first()
    # What one exports every month comes from the same place again.
    again = {"source": last.source, "punches": last.punches} if last is not None else {}
    form = UploadForm(entered(request), request.FILES or None, offered=offered, initial=again)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            file = data["file"]
            made = stage_import(
                enactment=data["enactment"], name=file.name, data=file.read(), source=data["source"], punches=data["punches"],
                by=viewer.person, at=request.at,
            )  # fmt: skip
            return f"/facts/import/{made.pk}/"

        try:
            return once(request, act)
        except Invalid as why:
            form.add_error("file", str(why))
        except Refused as why:
            form.add_error("file", str(why))
    empty = "还没有导入过。考勤机、点名册、办公系统、12345 导出的表格都可以从这里导入。"
    found = listing(request, rows, COLUMNS, title="导入记录", search=("source", "file__name"), filters=[STATES], empty=empty)
    sources = ColumnMap.objects.filter(office=viewer.office).values_list("source", flat=True)
    context = {"listing": found, "form": form, "sources": sources, "once": once_key(), "offered": offered}
    return found.export() or render(request, "ledger/imports.html", context, status=422 if form.errors else 200)


@page("ledger.stage_import", "GET")
def batch(request: Visit, pk: int) -> HttpResponse:
    """一次导入: before it is entered its rows, afterwards its records."""
    return _page(request, find(batches_for(request.viewer), pk=pk))


def _page(request: Visit, one: Batch, reason: ReasonForm | None = None, said: str = "", status: int = 200) -> HttpResponse:
    viewer = request.viewer
    staged = one.state == Batch.State.STAGED
    context: dict[str, Any] = {"batch": one, "badge": STATE_BADGES[Batch.State(one.state)], "once": once_key(), "said": said}
    if staged:
        context |= _rows(request, one) | _mapping(one)
    else:
        pending = Fact.objects.filter(batch=one, state=FactState.PENDING)
        context |= {
            "pending": pending.count(),
            "reason": reason or ReasonForm(),
            "may_confirm": viewer.sees_whole_office("ledger.confirm_batch", one.office) and pending.exists(),
            "may_undo": one.state == Batch.State.DONE,
        }
    return render(request, "ledger/batch.html", context, status=status)


def _rows(request: Visit, one: Batch) -> dict[str, Any]:
    """The rows as a page: those with something to decide first, or all."""
    wrong: dict[int, dict[str, str]] = {}
    for line, column, _, what, remedy in one.problems:
        wrong.setdefault(line, {})[column] = f"{what}；{remedy}"
    marks = {int(line): mark for line, mark in one.marks.items()}
    show = request.GET.get("show") or ("open" if wrong or AWAY in {mark[0] for mark in marks.values()} else "all")
    undecided = {line for line, mark in marks.items() if mark[0] == AWAY}
    wanted = {"open": {*wrong, *undecided}, "marked": {*marks} - undecided}.get(show, {row[0] for row in one.rows})
    at = [(number, name) for number, name in enumerate(DERIVED)] if one.punches else _mapped(one)
    rows = Paginator([row for row in one.rows if row[0] in wanted], SHOWN).get_page(request.GET.get("page"))
    away = Absence.objects.in_bulk([int(mark[1]) for line, mark in marks.items() if mark[0] == AWAY and mark[1]])
    return {
        "page": rows,
        "heads": [name for _, name in at],
        "rows": [_row(line, values, at, wrong.get(line, {}), marks.get(line), away) for line, values in rows.object_list],
        "show": show,
        "shows": [
            ("open", "要处理的", len({*wrong, *undecided} - {0})),
            ("marked", "不导入或已选定的", len(marks) - len(undecided)), ("all", "全部", len(one.rows)),
        ],
        "whole": list(wrong.get(0, {}).values()),
        "count": len(one.rows) - sum(mark[0] in LEFT_OUT for mark in marks.values()),
        "wrong": len({*wrong} - {0}),
        "undecided": len(undecided),
    }  # fmt: skip


def _mapped(one: Batch) -> list[tuple[int, str]]:
    return [(number, one.mapping[theirs]) for number, theirs in enumerate(one.columns) if one.mapping.get(theirs)]


def _row(
    line: int, values: list[str], at: list[tuple[int, str]], wrong: dict[str, str], mark: list[str] | None, away: dict[int, Absence]
) -> Any:
    absence = away.get(int(mark[1])) if mark and mark[0] == AWAY and mark[1] else None
    says = MARKS[mark[0]] if mark else ""
    if mark and mark[0] == KNOWN:
        says += f"（{mark[1]}）"
    if absence is not None:
        says = f"当天{absence.get_kind_display()}（{absence.get_half_display()}，{absence.approved_by}批准），请选定"
    cells = [{"name": name, "value": values[number], "wrong": wrong.get(name, "")} for number, name in at]
    named = {name for _, name in at}
    return {
        "line": line, "cells": cells, "mark": mark[0] if mark else "", "says": says, "out": bool(mark and mark[0] in LEFT_OUT),
        "other": [said for column, said in wrong.items() if column not in named],
    }  # fmt: skip


def _mapping(one: Batch) -> dict[str, Any]:
    ours = ours_for(one)
    samples: list[str] = [""] * len(one.columns)
    if not one.punches:
        for _, values in one.rows[:SHOWN]:
            samples = [old or new for old, new in zip(samples, values, strict=True)]
    columns = [{"name": name, "ours": one.mapping.get(name, ""), "sample": samples[at]} for at, name in enumerate(one.columns)]
    fixed = [] if one.punches else [{"name": name, "value": one.fixed.get(name, "")} for name in ("事项", "日期", "依据")]
    return {"columns": columns, "ours": ours, "fixed": fixed}


@page("ledger.mend_rows", "POST")
def mapping(request: Visit, pk: int) -> HttpResponse:
    """对应各列."""
    one = find(batches_for(request.viewer), pk=pk)
    chosen = {name: request.POST.get(f"column:{at}", "") for at, name in enumerate(one.columns)}
    fixed = {name: request.POST.get(f"fixed:{name}", "") for name in ours_for(one) if request.POST.get(f"fixed:{name}", "").strip()}
    return _acted(request, one, Mending(mapping=chosen, fixed=fixed), "各列已重新对应，下次同一来源自动照此对应。")


@page("ledger.mend_rows", "POST")
def rows(request: Visit, pk: int) -> HttpResponse:
    """改正各行: the cells shown, and what was decided about the rows that are ticked or whose button was pressed."""
    one = find(batches_for(request.viewer), pk=pk)
    names = DERIVED if one.punches else tuple(name for _, name in _mapped(one))
    there = dict(one.rows)
    at = {name: number for number, name in (enumerate(DERIVED) if one.punches else _mapped(one))}
    cells = {}
    for key, text in request.POST.items():
        head, _, name = key.removeprefix("cell:").partition(":")
        if key.startswith("cell:") and head.isdigit() and name in names and int(head) in there and there[int(head)][at[name]] != text:
            cells[int(head), name] = str(text).strip()
    act, _, single = request.POST.get("act", "").partition(":")
    lines = [int(single)] if single.isdigit() else [int(line) for line in request.POST.getlist("line") if line.isdigit()]
    if act == "off_all":
        lines = [int(line) for line, mark in one.marks.items() if mark[0] == AWAY]
    if act == "out_wrong":
        lines = sorted({line for line, *_ in one.problems if line})
    chosen = [line for line in lines if line in there]
    mending = Mending(
        cells=cells,
        leave_out=chosen if act in ("out", "out_wrong") else (),
        take_in=chosen if act == "in" else (),
        set_off=chosen if act in ("off", "off_all") else (),
    )
    return _acted(request, one, mending, "已改正并重新核对。")


def _acted(request: Visit, one: Batch, mending: Mending, said: str) -> HttpResponse:
    def act() -> str:
        mend_rows(batch=one, more=mending, by=request.viewer.person, at=request.at)
        messages.success(request, said)
        return f"/facts/import/{one.pk}/"

    try:
        return once(request, act)
    except Invalid as why:
        return _page(request, find(batches_for(request.viewer), pk=one.pk), said=str(why), status=422)


@page("ledger.commit_import", "POST")
def commit(request: Visit, pk: int) -> HttpResponse:
    """导入全部."""
    one = find(batches_for(request.viewer), pk=pk)

    def act() -> str:
        count = commit_import(batch=one, by=request.viewer.person, at=request.at)
        messages.success(request, f"已导入 {count} 条，等待确认；确认前不计入，导错了可以整批撤回。")
        return f"/facts/import/{pk}/"

    try:
        return once(request, act)
    except Invalid as why:
        return _page(request, one, said=str(why), status=422)


@page("ledger.confirm_batch", "POST")
def confirm(request: Visit, pk: int) -> HttpResponse:
    """整批确认."""
    one = find(batches_for(request.viewer), pk=pk)

    def act() -> str:
        count = confirm_batch(batch=one, by=request.viewer.person, at=request.at)
        messages.success(request, f"已确认 {count} 条。")
        return f"/facts/import/{pk}/"

    return once(request, act)


@page("ledger.undo_import", "POST")
def undo(request: Visit, pk: int) -> HttpResponse:
    """整批撤回."""
    one = find(batches_for(request.viewer), pk=pk)

    def act() -> str:
        count = undo_import(batch=one, reason=request.POST.get("reason", ""), by=request.viewer.person, at=request.at)
        messages.success(request, f"已撤回 {count} 条，原记录和理由都保留。")
        return f"/facts/import/{pk}/"

    try:
        return once(request, act)
    except Invalid as why:
        form = ReasonForm.refused(request.POST.dict(), why)
        return _page(request, one, reason=form, status=422)


@page("ledger.drop_import", "POST")
def drop(request: Visit, pk: int) -> HttpResponse:
    """放弃上传."""
    one = find(batches_for(request.viewer), pk=pk)

    def act() -> str:
        drop_import(batch=one, by=request.viewer.person, at=request.at)
        messages.success(request, "已放弃这次上传，没有导入。")
        return "/facts/import/"

    return once(request, act)


@page("ledger.stage_import")
def original(request: Visit, pk: int) -> HttpResponse:
    """原文件."""
    return attachment(find(batches_for(request.viewer), pk=pk).file)  # type: ignore[return-value]
