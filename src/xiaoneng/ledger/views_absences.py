"""请假、外出和考勤约定的页面."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.files import attachment
from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_absences import ROLES, Away, end_absence, note_absence, set_attendance
from xiaoneng.ledger.forms import INPUT, AbsenceForm, ReasonForm
from xiaoneng.ledger.models import Absence, AbsenceKind, Attendance, Half
from xiaoneng.ledger.punches import clock_minutes, clock_text
from xiaoneng.ledger.queries import absences_for, kinds_on
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.org.permit import Viewer

COLUMNS = (
    Column("who", "谁", lambda one: one.person.name, "person__name", link=lambda one: f"/facts/absences/{one.pk}/"),
    Column("kind", "事由", lambda one: one.get_kind_display(), "kind"),
    Column("since", "自", lambda one: one.since, "since", "day"),
    Column("until", "至", lambda one: one.until, "until", "day"),
    Column("half", "时段", lambda one: one.get_half_display()),
    Column("approved", "批准人", lambda one: one.approved_by),
    Column("remark", "说明", lambda one: one.remark),
    Column("state", "状态", lambda one: "已撤销" if one.ended_at else "有效", badge=lambda one: "" if one.ended_at else "green"),
)
FILTERS = (
    Filter("kind", "事由", AbsenceKind.choices, lambda value: Q(kind=value)),
    Filter("state", "状态", [("valid", "有效"), ("ended", "已撤销")], lambda value: Q(ended_at__isnull=value == "valid")),
)


@page("ledger.see_facts", "GET", "POST")
def absences(request: Visit) -> HttpResponse:
    """请假、出差、下乡: the list, and a new one for who may note it."""
    viewer = request.viewer
    notes = viewer.may("ledger.note_absence")
    form = AbsenceForm(entered(request), request.FILES or None, viewer=viewer, initial={"since": viewer.on})
    if request.method == "POST" and form.is_valid() and form.person is not None:
        data, person = form.cleaned_data, form.person

        def act() -> str:
            away = Away(data["kind"], data["since"], data["until"] or data["since"], data["half"] or Half.WHOLE)
            note_absence(
                person=person, away=away, approved_by=data["approved_by"], remark=data["remark"], evidence=form.uploads(),
                by=viewer.person, at=request.at,
            )  # fmt: skip
            messages.success(request, f"已登记 {person.name} 的{AbsenceKind(data['kind']).label}。")
            return "/facts/absences/"

        try:
            return once(request, act)
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name, said)
    empty = "还没有登记。请假、出差、下乡登记在这里，当天的迟到、缺勤可以据此冲销。"
    found = listing(
        request, absences_for(viewer), COLUMNS, title="请假、外出", search=("person__name", "person__no", "person__initials", "remark"),
        filters=FILTERS, empty=empty,
    )  # fmt: skip
    context = {"listing": found, "form": form if notes else None, "once": once_key()}
    return found.export() or render(request, "ledger/absences.html", context, status=422 if form.errors else 200)


@page("ledger.see_facts")
def absence(request: Visit, pk: int) -> HttpResponse:
    """一次请假或外出."""
    return _shown(request, find(absences_for(request.viewer), pk=pk), ReasonForm())


def _shown(request: Visit, one: Absence, reason: ReasonForm, status: int = 200) -> HttpResponse:
    ends = one.ended_at is None and request.viewer.may("ledger.end_absence")
    context = {"one": one, "set_off": one.set_off.all(), "files": one.evidence.all(), "may_end": ends, "reason": reason, "once": once_key()}
    return render(request, "ledger/absence.html", context, status=status)


@page("ledger.end_absence", "POST")
def end(request: Visit, pk: int) -> HttpResponse:
    """撤销一次请假或外出."""
    one = find(absences_for(request.viewer), pk=pk)

    def act() -> str:
        end_absence(absence=one, reason=request.POST.get("reason", ""), by=request.viewer.person, at=request.at)
        messages.success(request, "已撤销。据此冲销过的记录不会自动恢复，需要的请重新登记。")
        return f"/facts/absences/{pk}/"

    try:
        return once(request, act)
    except Invalid as why:
        form = ReasonForm.refused(request.POST.dict(), why)
        return _shown(request, one, form, 422)


@page("ledger.see_facts")
def paper(request: Visit, pk: int, file: int) -> HttpResponse:
    """假条: for who may see the absence."""
    found = attachment(find(find(absences_for(request.viewer), pk=pk).evidence.all(), pk=file))
    return found  # type: ignore[return-value]


class AttendanceForm(forms.Form):
    """考勤约定: the hours, and which facts follow from them."""

    since = forms.DateField(label="自哪天起", widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d"))
    begin_1 = forms.CharField(label="上班", widget=forms.TimeInput({**INPUT, "type": "time"}))
    end_1 = forms.CharField(label="下班", widget=forms.TimeInput({**INPUT, "type": "time"}))
    begin_2 = forms.CharField(
        label="下午上班", help_text="中午不打卡的不填", required=False, widget=forms.TimeInput({**INPUT, "type": "time"})
    )
    end_2 = forms.CharField(label="下午下班", required=False, widget=forms.TimeInput({**INPUT, "type": "time"}))
    grace = forms.IntegerField(label="宽限分钟", help_text="不宽限的填 0", min_value=0, widget=forms.NumberInput(INPUT))
    late = forms.ChoiceField(label="晚到记为", required=False, widget=forms.Select({"class": "form-select"}))
    early = forms.ChoiceField(label="早走记为", required=False, widget=forms.Select({"class": "form-select"}))
    missing = forms.ChoiceField(label="没有打卡记为", required=False, widget=forms.Select({"class": "form-select"}))
    set_off = forms.MultipleChoiceField(label="请假、外出可以冲销的事项", required=False, widget=forms.CheckboxSelectMultiple)
    decided_by = forms.CharField(label="依据", help_text="哪项规定或谁决定的", max_length=200, widget=forms.TextInput(INPUT))

    def __init__(self, *args: Any, viewer: Viewer, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(f"{one.enactment.key}:{one.key}", one.kind.name) for one in kinds_on(viewer.office, on) if "person" in one.kind.of]
        for name in ROLES:
            self.fields[name].choices = [("", "不形成记录"), *kinds]  # type: ignore[attr-defined]
        self.fields["set_off"].choices = kinds  # type: ignore[attr-defined]

    def shifts(self) -> list[tuple[int, int]]:
        """The shifts as minutes; what can't be read is said at its field."""
        found: list[tuple[int, int]] = []
        for number in ("1", "2"):
            texts = [self.cleaned_data.get(f"{name}_{number}", "") for name in ("begin", "end")]
            if not any(texts):
                continue
            minutes = [clock_minutes(text) for text in texts]
            for name, minute in zip(("begin", "end"), minutes, strict=True):
                if minute is None:
                    self.add_error(f"{name}_{number}", "请填写如 08:30 的时间")
            if minutes[0] is not None and minutes[1] is not None:
                found.append((minutes[0], minutes[1]))
        return found


@page("ledger.set_attendance", "GET", "POST")
def attendance(request: Visit) -> HttpResponse:
    """考勤约定: what applies now, and a new one from a day on."""
    viewer = request.viewer
    rows = Attendance.objects.filter(office=viewer.office).select_related("set_by")
    latest = rows.first()
    form = AttendanceForm(entered(request), viewer=viewer, on=viewer.on, initial=_initial(latest, viewer.on))
    if request.method == "POST" and form.is_valid():
        shifts, data = form.shifts(), form.cleaned_data
        if not form.errors:

            def act() -> str:
                kinds = {name: data[name] for name in ROLES} | {"set_off": data["set_off"]}
                set_attendance(
                    office=viewer.office, since=data["since"], shifts=shifts, grace=data["grace"], kinds=kinds,
                    decided_by=data["decided_by"], by=viewer.person, at=request.at,
                )  # fmt: skip
                messages.success(request, "考勤约定已登记，从所写的日期起适用。")
                return "/facts/attendance/"

            try:
                return once(request, act)
            except Invalid as why:
                for name, said in why.fields.items():
                    form.add_error({"shifts": "begin_1", "kinds": "late"}.get(name, name), said)
    names = {f"{one.enactment.key}:{one.key}": one.kind.name for one in kinds_on(viewer.office, viewer.on)}
    told = [
        {"one": one, "hours": "，".join(f"{clock_text(a)}–{clock_text(b)}" for a, b in one.shifts), "kinds": _named(one, names)}
        for one in rows
    ]
    context = {"form": form, "rows": told, "once": once_key()}
    return render(request, "ledger/attendance.html", context, status=422 if form.errors else 200)


def _named(one: Attendance, names: dict[str, str]) -> str:
    return "、".join(dict.fromkeys(names[key] for key in (one.kinds.get(role, "") for role in ROLES) if key in names))


def _initial(latest: Attendance | None, on: date) -> dict[str, Any]:
    found: dict[str, Any] = {"since": on}
    if latest is not None:
        for number, (begin, end) in enumerate(latest.shifts, 1):
            found |= {f"begin_{number}": clock_text(begin), f"end_{number}": clock_text(end)}
        found |= {"grace": latest.grace, **latest.kinds}
    return found
