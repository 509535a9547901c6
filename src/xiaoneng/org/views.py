"""人员的页面: people of the office, one person, what changes from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid
from xiaoneng.org.actions import add_person, appoint, end_appointment, let_leave, mend_person, move_person, take_back_leave
from xiaoneng.org.forms_units import AppointForm, LeaveForm, MendPersonForm, MoveForm, PersonForm, StayForm, UntilForm, seen
from xiaoneng.org.hanging import bases
from xiaoneng.org.models import Appointment, Person, Tenure
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.org.particulars import LEADER, PARTY, items, leaders, party_members, told_on
from xiaoneng.org.permit import NEWEST, during, foremost, units_of
from xiaoneng.org.queries import appointments_for, handovers_for, leads_for, people_for, units_for

WHO = {LEADER: leaders, PARTY: party_members}
SERVICE = {"in": "在册", "left": "已离职"}
ANOTHER = "另行任职"
MOVES, LEAVES = "调动", "离职"
GOES = (MOVES, LEAVES)
"""What leaves a post without its holder."""
MENDING = "这里只改登记错的；从某一天起变的，请在登记项里变更，或办理调动、另行任职、离职。改了以后，各期结果按新的算。"
STAYS = "登记离职登错了，或人又回来、中间不算断的，在这里撤销；原来的任职照旧。中间断了的，请另用一个工号重新登记。"
BESIDE = "主要任职不变，这里登记在它之外的：从哪天起、到哪天止。每种算不算人数，登记后在本人页上写明。"
ELSEWHERE = "仍在册，制度和本单位没有另外约定的，计入单位人数；科室人数计在主要任职的科室。"
COUNTS = {
    Tenure.MAIN: "计入单位人数，也计入这个科室的人数。",
    Tenure.SECOND: "单位人数只计一次；科室人数计在主要任职的科室，这里不另计。",
    Tenure.ATTACHED: ELSEWHERE, Tenure.VILLAGE: ELSEWHERE, Tenure.SECONDED: ELSEWHERE, Tenure.UNESTABLISHED: ELSEWHERE,
    Tenure.STEPPED_BACK: ELSEWHERE, Tenure.LONG_LEAVE: ELSEWHERE,
}  # fmt: skip
"""Tenure → what it counts in, where no rulebook says otherwise; what the rulebooks say stands below it on the page."""


def fill(request: Visit, form: forms.Form, act: Callable[[dict[str, Any]], str], title: str, button: str, intro: str = "") -> HttpResponse:
    """一张表单的页: shows it, and on submission acts once and goes on; what the action finds wrong stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, lambda: act(form.cleaned_data))
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name if name in form.fields else None, said)
            if not why.fields:
                form.add_error(None, str(why))
    context = {"form": form, "title": title, "button": button, "intro": intro, "once": request.POST.get("once") or once_key()}
    return render(request, "org/form.html", context)


@page("org.see_people")
def people(request: Visit) -> HttpResponse:
    """人员: searched by name, number or initials; in the office's order."""
    viewer = request.viewer
    where = units_of(people_for(viewer).values_list("pk", flat=True), viewer.on)
    names = {unit.pk: unit.name for unit in units_for(viewer)}
    told = told_on(where, viewer.on)
    columns = [
        Column("no", "工号", lambda one: one.no, "no"),
        Column("name", "姓名", lambda one: one.name, "initials", link=lambda one: f"/org/people/{one.pk}/"),
        Column("unit", "科室", lambda one: names.get(where.get(one.pk, 0), "")),
        Column("party", "政治面貌", lambda one: told.get(one.pk, {}).get(PARTY, "")),
        Column("leader", "班子", lambda one: told.get(one.pk, {}).get(LEADER, "")),
        Column("joined", "入职", lambda one: one.joined_on, "joined_on", "day"),
        Column("left", "离职", lambda one: one.left_on, "left_on", "day"),
    ]
    inside = {str(pk): [person for person, unit in where.items() if unit == pk] for pk in names}
    filters = [
        Filter("unit", "科室", [(str(pk), name) for pk, name in names.items()], lambda value: Q(pk__in=inside.get(value, []))),
        Filter("what", "登记项", [(LEADER, "班子成员"), (PARTY, "党员")], lambda value: WHO.get(value, leaders)(viewer.on)),
        Filter("service", "在册", list(SERVICE.items()), lambda value: Q(left_on__isnull=value == "in")),
    ]
    empty = "名册是空的。可以把去年的人员表导入进来。"
    found = listing(request, people_for(viewer), columns, title="人员", search=("name", "no", "initials"), filters=filters, empty=empty)
    return found.export() or render(request, "org/people.html", {"listing": found})


@page("org.see_people")
def person(request: Visit, pk: int) -> HttpResponse:
    """一个人: posts with their days and what each counts in, particulars with theirs, whom they lead, grants."""
    viewer = request.viewer
    one = find(people_for(viewer), pk=pk)
    rows = list(one.appointments.select_related("unit", "post").order_by(*NEWEST))
    here = foremost(row for row in rows if (row.since is None or row.since <= viewer.on) and open_on(row, viewer.on))
    context = {
        "person": one,
        "appointments": [{"row": row, "counts": COUNTS[Tenure(row.tenure)], "now": open_on(row, viewer.on)} for row in rows],
        "items": items(one, viewer.on),
        "bases": bases(viewer.office, viewer.on),
        "results": viewer.reaches("merit.see_results", one, here),
        "leads": leads_for(viewer).filter(during(viewer.on), person=one),
        "grants": one.grants.filter(during(viewer.on)).select_related("unit"),
        "handovers": handovers_for(viewer).filter(Q(giver=one) | Q(taker=one)),
    }
    return render(request, "org/person.html", context)


def open_on(row: Appointment, on: date) -> bool:
    """Whether an appointment holds on a day or will."""
    return row.until is None or row.until >= on


@page("org.add_person", "GET", "POST")
def new_person(request: Visit) -> HttpResponse:
    """登记人员."""

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        made = add_person(office=request.viewer.office, by=request.viewer.person, at=request.at, **data)
        return f"/org/people/{made.pk}/"

    return fill(request, PersonForm(entered(request), viewer=request.viewer), act, "登记人员", "登记")


@page("org.mend_person", "GET", "POST")
def edit_person(request: Visit, pk: int) -> HttpResponse:
    """修改登记项."""
    one = find(people_for(request.viewer), pk=pk)
    names = ("version", "name", "sex", "born_on", "joined_on")
    form = MendPersonForm(entered(request), initial={name: getattr(one, name) for name in names})

    def act(data: dict[str, Any]) -> str:
        changes = {name: value for name, value in seen(one, data).items() if value != getattr(one, name)}
        if not changes:
            raise Invalid("没有改动；请改了再保存")
        mend_person(person=one, by=request.viewer.person, at=request.at, **changes)
        messages.success(request, f"{one.name}的登记项已改。")
        return f"/org/people/{pk}/"

    return fill(request, form, act, f"改正{one.name}的姓名、日期等", "保存", MENDING)


Act = Callable[[Person, dict[str, Any]], object]


def _changing(request: Visit, pk: int, form: forms.Form, act: Act, words: tuple[str, str], intro: str = "") -> HttpResponse:
    one = find(people_for(request.viewer), pk=pk)
    # Whoever sends the form without a script sends the version that the page showed.
    form.initial.setdefault("version", one.version)

    def run(data: dict[str, Any]) -> str:
        held = _held_posts(request, one)
        act(one, seen(one, data))
        messages.success(request, f"{one.name}：{words[0]}已登记。")
        if held and words[0] in GOES:
            messages.warning(request, f"{'、'.join(held)}原由{one.name}担任：请到岗位页办理换人、列移交清单。")
        return f"/org/people/{pk}/"

    return fill(request, form, run, f"{one.name}：{words[0]}", words[1], intro)


def _held_posts(request: Visit, one: Person) -> list[str]:
    rows = appointments_for(request.viewer).filter(during(request.viewer.on), person=one).exclude(post=None)
    return [f"{row.unit.name} {row.post.name}" for row in rows if row.post is not None]


@page("org.move_person", "GET", "POST")
def move(request: Visit, pk: int) -> HttpResponse:
    """调动."""

    def act(one: Person, data: dict[str, Any]) -> object:
        return move_person(person=one, by=request.viewer.person, at=request.at, **data)

    return _changing(request, pk, MoveForm(entered(request), viewer=request.viewer), act, (MOVES, "登记调动"))


@page("org.let_leave", "GET", "POST")
def leave(request: Visit, pk: int) -> HttpResponse:
    """离职."""

    def act(one: Person, data: dict[str, Any]) -> object:
        return let_leave(person=one, by=request.viewer.person, at=request.at, **data)

    return _changing(request, pk, LeaveForm(entered(request)), act, (LEAVES, "登记离职"))


@page("org.take_back_leave", "GET", "POST")
def stay(request: Visit, pk: int) -> HttpResponse:
    """撤销离职登记."""

    def act(one: Person, data: dict[str, Any]) -> object:
        return take_back_leave(person=one, by=request.viewer.person, at=request.at, **data)

    return _changing(request, pk, StayForm(entered(request)), act, ("撤销离职登记", "撤销离职登记"), STAYS)


@page("org.appoint", "GET", "POST")
def second(request: Visit, pk: int) -> HttpResponse:
    """另行任职: 兼任、挂职、驻村、借调、编外、退二线、长期请假."""

    def act(one: Person, data: dict[str, Any]) -> object:
        return appoint(person=one, by=request.viewer.person, at=request.at, **{**data, "tenure": Tenure(data["tenure"])})

    form = AppointForm(entered(request), viewer=request.viewer)
    return _changing(request, pk, form, act, (ANOTHER, "登记"), BESIDE)


@page("org.end_appointment", "GET", "POST")
def end_second(request: Visit, pk: int) -> HttpResponse:
    """到哪天为止: of an appointment beside the main one."""
    one = find(appointments_for(request.viewer), pk=pk)

    def act(data: dict[str, Any]) -> str:
        end_appointment(appointment=one, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"{one.person.name}在{one.unit.name}的{one.get_tenure_display()}到 {one.until} 为止。")
        return f"/org/people/{one.person_id}/"

    intro = f"{one.unit.name} {one.title} {one.get_tenure_display()}，自 {one.since or '起始不详'}。"
    form = UntilForm(entered(request), initial={"version": one.version})
    return fill(request, form, act, f"{one.person.name}：结束{one.get_tenure_display()}", "登记", intro)
