"""机构的页面: sections and people of the office, one person, what changes from a day on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid
from xiaoneng.org.actions import add_person, add_unit, appoint, let_leave, mend_unit, move_person
from xiaoneng.org.forms import AppointForm, LeaveForm, MoveForm, PersonForm, UnitForm
from xiaoneng.org.models import Person, Tenure, Unit
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.org.permit import during, units_of
from xiaoneng.org.queries import bodies_for, members_on, people_for, units_for
from xiaoneng.org.resolve import Meant

SERVICE = {"in": "在册", "left": "已离职"}


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
    columns = [
        Column("no", "工号", lambda one: one.no, "no"),
        Column("name", "姓名", lambda one: one.name, "initials", link=lambda one: f"/org/people/{one.pk}/"),
        Column("unit", "科室", lambda one: names.get(where.get(one.pk, 0), "")),
        Column("party", "政治面貌", lambda one: one.party, "party"),
        Column("leader", "班子", lambda one: "是" if one.leader else ""),
        Column("joined", "入职", lambda one: one.joined_on, "joined_on", "day"),
        Column("left", "离职", lambda one: one.left_on, "left_on", "day"),
    ]
    inside = {str(pk): [person for person, unit in where.items() if unit == pk] for pk in names}
    filters = [
        Filter("unit", "科室", [(str(pk), name) for pk, name in names.items()], lambda value: Q(pk__in=inside.get(value, []))),
        Filter("service", "在册", list(SERVICE.items()), lambda value: Q(left_on__isnull=value == "in")),
    ]
    empty = "名册是空的。可以把去年的人员表导入进来。"
    found = listing(request, people_for(viewer), columns, title="人员", search=("name", "no", "initials"), filters=filters, empty=empty)
    return found.export() or render(request, "org/people.html", {"listing": found})


@page("org.see_people")
def units(request: Visit) -> HttpResponse:
    """科室: each with its people today; bodies with their members today."""
    viewer = request.viewer
    there = list(units_for(viewer).filter(until=None))
    inside, meant = members_on(there, viewer.on), Meant(viewer.office, viewer.on)
    rows = [{"unit": unit, "members": inside.get(unit.pk, [])} for unit in there]
    bodies = [{"body": body, "members": meant.members(body.name)} for body in bodies_for(viewer)]
    return render(request, "org/units.html", {"rows": rows, "bodies": bodies})


@page("org.see_people")
def person(request: Visit, pk: int) -> HttpResponse:
    """一个人: posts with their days, who leads, grants."""
    viewer = request.viewer
    one = find(people_for(viewer), pk=pk)
    rows = one.appointments.select_related("unit", "post").order_by("-since", "-pk")
    grants = one.grants.filter(during(viewer.on)).select_related("unit")
    return render(request, "org/person.html", {"person": one, "appointments": rows, "grants": grants})


@page("org.add_unit", "GET", "POST")
def new_unit(request: Visit) -> HttpResponse:
    """设立科室."""

    def act(data: dict[str, Any]) -> str:
        add_unit(office=request.viewer.office, by=request.viewer.person, at=request.at, order=units_for(request.viewer).count(), **data)
        return "/org/"

    return fill(request, UnitForm(entered(request)), act, "设立科室", "设立")


@page("org.mend_unit", "GET", "POST")
def edit_unit(request: Visit, pk: int) -> HttpResponse:
    """修改科室."""
    unit: Unit = find(units_for(request.viewer), pk=pk)
    form = UnitForm(entered(request), initial={"name": unit.name, "category": unit.category})

    def act(data: dict[str, Any]) -> str:
        mend_unit(unit=unit, by=request.viewer.person, at=request.at, **data)
        return "/org/"

    return fill(request, form, act, f"修改{unit.name}", "保存")


@page("org.add_person", "GET", "POST")
def new_person(request: Visit) -> HttpResponse:
    """登记人员."""

    def act(data: dict[str, Any]) -> str:
        made = add_person(office=request.viewer.office, by=request.viewer.person, at=request.at, **data)
        return f"/org/people/{made.pk}/"

    return fill(request, PersonForm(entered(request), viewer=request.viewer), act, "登记人员", "登记")


Act = Callable[[Person, dict[str, Any]], object]


def _changing(request: Visit, pk: int, form: forms.Form, act: Act, words: tuple[str, str]) -> HttpResponse:
    one = find(people_for(request.viewer), pk=pk)

    def run(data: dict[str, Any]) -> str:
        act(one, data)
        messages.success(request, f"{one.name}：{words[0]}已登记。")
        return f"/org/people/{pk}/"

    return fill(request, form, run, f"{one.name}：{words[0]}", words[1])


@page("org.move_person", "GET", "POST")
def move(request: Visit, pk: int) -> HttpResponse:
    """调动."""

    def act(one: Person, data: dict[str, Any]) -> object:
        return move_person(person=one, by=request.viewer.person, at=request.at, **data)

    return _changing(request, pk, MoveForm(entered(request), viewer=request.viewer), act, ("调动", "登记调动"))


@page("org.let_leave", "GET", "POST")
def leave(request: Visit, pk: int) -> HttpResponse:
    """离职."""

    def act(one: Person, data: dict[str, Any]) -> object:
        return let_leave(person=one, by=request.viewer.person, at=request.at, **data)

    return _changing(request, pk, LeaveForm(entered(request)), act, ("离职", "登记离职"))


@page("org.appoint", "GET", "POST")
def second(request: Visit, pk: int) -> HttpResponse:
    """另行任职: 兼任、挂职、驻村、借调、长期请假."""

    def act(one: Person, data: dict[str, Any]) -> object:
        return appoint(person=one, by=request.viewer.person, at=request.at, **{**data, "tenure": Tenure(data["tenure"])})

    return _changing(request, pk, AppointForm(entered(request), viewer=request.viewer), act, ("另行任职", "登记"))
