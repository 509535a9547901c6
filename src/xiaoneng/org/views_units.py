"""科室的页面: the tree on a day, one section with its posts, people and leaders; set up, mend, end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.org.actions_units import add_unit, end_unit, in_the_way, mend_unit
from xiaoneng.org.forms_units import EndForm, UnitForm, seen
from xiaoneng.org.hanging import named
from xiaoneng.org.models import Appointment, Level, Unit
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.permit import NEWEST, during
from xiaoneng.org.queries import appointments_for, leads_for, members_on, offices_for, posts_for, units_for
from xiaoneng.org.views import fill

DEEPEST = 4


def asked_day(request: Visit) -> date:
    """看哪一天: what the address says, else today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.viewer.on


def tree(units: Sequence[Unit], top: int) -> Iterator[tuple[int, Unit]]:
    """(depth, unit) from the top down, in the office's order; what hangs under nothing shown stands at the first depth."""
    shown = {one.pk for one in units}
    under: dict[int, list[Unit]] = {}
    for one in units:
        under.setdefault(one.parent_id if one.parent_id in shown and one.parent_id is not None else top, []).append(one)

    def down(parent: int, depth: int) -> Iterator[tuple[int, Unit]]:
        for one in under.get(parent, ()):
            yield min(depth, DEEPEST), one
            yield from down(one.pk, depth + 1)

    return down(top, 0)


@page("org.see_people")
def units(request: Visit) -> HttpResponse:
    """科室: the tree on a day, each with its people and who leads it; those that were ended by then below."""
    viewer, on = request.viewer, asked_day(request)
    there = list(units_for(viewer).filter(during(on)))
    inside = members_on(there, on)
    leads: dict[int, list[str]] = {}
    for lead in leads_for(viewer).filter(during(on)):
        leads.setdefault(lead.unit_id, []).append(f"{lead.kind} {lead.person.name}")
    rows = [
        {"unit": unit, "depth": depth, "members": inside.get(unit.pk, []), "count": _heads(inside, unit), "leads": leads.get(unit.pk, [])}
        for depth, unit in tree(there, viewer.office.pk)
    ]
    context = {
        "rows": rows, "on": on, "today": viewer.on, "offices": offices_for(viewer), "office": viewer.office,
        "ended": units_for(viewer).filter(until__lt=on), "at_office": members_on([viewer.office], on).get(viewer.office.pk, []),
    }  # fmt: skip
    return render(request, "org/units.html", context)


def _heads(inside: dict[int, list[Appointment]], unit: Unit) -> int:
    """How many people are in a section, whatever they are there as."""
    return len({row.person_id for row in inside.get(unit.pk, [])})


@page("org.see_people")
def unit(request: Visit, pk: int) -> HttpResponse:
    """一个科室 on a day: what it is under, its posts and their holders, its people, who leads it, what is under it."""
    viewer, on = request.viewer, asked_day(request)
    one: Unit = find(units_for(viewer).select_related("parent"), pk=pk)
    members = members_on([one], on).get(one.pk, [])
    holders: dict[int, list[str]] = {}
    for row in appointments_for(viewer).filter(during(on), during(on, "person__joined_on", "person__left_on"), post__unit=one):
        if row.post_id is not None:
            holders.setdefault(row.post_id, []).append(row.person.name + (f"，自 {row.since}" if row.since else ""))
    posts = [{"post": post, "holders": holders.get(post.pk, [])} for post in posts_for(viewer).filter(unit=one).order_by("pk")]
    context = {
        "unit": one, "on": on, "today": viewer.on, "members": members, "count": _heads({one.pk: members}, one),
        "posts": [row for row in posts if _there(row["post"], on)], "posts_ended": [row for row in posts if not _there(row["post"], on)],
        "leads": leads_for(viewer).filter(unit=one).order_by(*NEWEST),
        "fields": named(one.fields, viewer.office, viewer.on),
        "children": units_for(viewer).filter(during(on), parent=one),
        "past": appointments_for(viewer).filter(unit=one, until__lt=on).order_by("-until", "-pk"),
    }  # fmt: skip
    return render(request, "org/unit.html", context)


def _there(post: Any, on: date) -> bool:
    return (post.since is None or post.since <= on) and (post.until is None or on <= post.until)


@page("org.add_unit", "GET", "POST")
def new_unit(request: Visit) -> HttpResponse:
    """设立科室、二级单位."""
    viewer = request.viewer

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        made = add_unit(office=viewer.office, by=viewer.person, at=request.at, order=units_for(viewer).count(), **data)
        messages.success(request, f"{made.name}已设立。")
        return f"/org/units/{made.pk}/"

    form = UnitForm(entered(request), viewer=viewer, initial={"parent": request.GET.get("parent", ""), "level": Level.SECTION})
    return fill(request, form, act, "设立科室、二级单位", "设立")


@page("org.mend_unit", "GET", "POST")
def edit_unit(request: Visit, pk: int) -> HttpResponse:
    """修改科室: rename, put under another."""
    viewer = request.viewer
    one: Unit = find(units_for(viewer).select_related("parent"), pk=pk)
    names = ("version", "name", "short", "level", "category")
    initial = {name: getattr(one, name) for name in names} | {"parent": one.parent_id if one.parent_id != viewer.office.pk else None}
    form = UnitForm(entered(request), viewer=viewer, unit=one, initial=initial)

    def act(data: dict[str, Any]) -> str:
        mend_unit(unit=one, by=viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"{one.name}已改。")
        return f"/org/units/{pk}/"

    intro = "改名后，以前的记录也显示新名称；机构组成里写到它的跟着改。拆分、合并成新科室的，请另设一个，再把人调过去。"
    return fill(request, form, act, f"修改{one.name}", "保存", intro)


@page("org.end_unit", "GET", "POST")
def close_unit(request: Visit, pk: int) -> HttpResponse:
    """撤销科室: says first what stands in the way today."""
    one: Unit = find(units_for(request.viewer), pk=pk)

    def act(data: dict[str, Any]) -> str:
        end_unit(unit=one, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"{one.name}到 {one.until} 为止。")
        return f"/org/units/{pk}/"

    left = in_the_way(one, request.viewer.on)
    said = f"照现在的情况，还不能撤销：{'。'.join(left)}。" if left else ""
    intro = f"{said}撤销后，以前的记录、结果仍在它名下，照样查得到；它的岗位、分管一并到这天为止。"
    return fill(request, EndForm(entered(request), initial={"version": one.version}), act, f"撤销{one.name}", "登记撤销", intro)
