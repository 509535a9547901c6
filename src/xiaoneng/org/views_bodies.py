"""机构、分管、次序的页面: groups and meetings with why somebody is in them, who leads which section, the official order of names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoneng.org.actions_bodies import end_body, end_lead, set_body, set_lead
from xiaoneng.org.actions_order import set_order
from xiaoneng.org.forms_units import BodyForm, EndForm, LeadForm, OrderForm, UntilForm, seen
from xiaoneng.org.hanging import declared
from xiaoneng.org.meanings import derived, unknown_words
from xiaoneng.org.models import Body, Lead, Person
from xiaoneng.org.naming import ORDERS, Names, named
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.particulars import leaders
from xiaoneng.org.permit import during
from xiaoneng.org.queries import bodies_for, leads_for, people_for, units_for
from xiaoneng.org.resolve import Meant
from xiaoneng.org.views import fill
from xiaoneng.org.views_units import asked_day

LEADING = "换人的，原来的人到前一天为止；以前由谁分管，仍查得到。"


@page("org.see_people")
def bodies(request: Visit) -> HttpResponse:
    """机构、会议: each with its members on a day; those that the rulebooks in force name and the office has not set up."""
    viewer, on = request.viewer, asked_day(request)
    meant = Meant(viewer.office, on)
    rows = [{"body": body, "members": meant.members(body.name)} for body in bodies_for(viewer).filter(during(on))]
    known = set(bodies_for(viewer).values_list("name", flat=True))
    missing = [one for one in declared(viewer.office, viewer.on) if one.name not in known]
    ended = bodies_for(viewer).filter(until__lt=on)
    return render(request, "org/bodies.html", {"rows": rows, "missing": missing, "ended": ended, "on": on, "today": viewer.on})


@page("org.see_people")
def body(request: Visit, pk: int) -> HttpResponse:
    """一个机构 on a day: the composition in force then, word by word, and who that is."""
    viewer, on = request.viewer, asked_day(request)
    one: Body = find(bodies_for(viewer), pk=pk)
    all_of_it = bodies_for(viewer).filter(name=one.name)
    then = one if request.GET.get("on") is None else all_of_it.filter(during(on)).first()
    on = min(max(on, one.since or on), one.until or on) if request.GET.get("on") is None else on
    context = {"body": one, "then": then, "parts": derived(then, on) if then else [], "on": on, "versions": all_of_it, "today": viewer.on}
    return render(request, "org/body.html", context)


@page("org.set_body", "GET", "POST")
def new_body(request: Visit) -> HttpResponse:
    """设立机构、会议."""
    viewer = request.viewer
    initial = {name: request.GET.get(name, "") for name in ("name", "clause", "members")}
    form = BodyForm(entered(request), viewer=viewer, initial=initial)

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        return f"/org/bodies/{set_body(office=viewer.office, by=viewer.person, at=request.at, **data).pk}/"

    lines = [line.strip() for line in initial["members"].splitlines() if line.strip()]
    strange, _ = unknown_words(viewer.office, lines, initial["name"], viewer.on)
    intro = f"制度写的“{'”“'.join(strange)}”，本单位没有这个岗位、职务或机构；请换成本单位的叫法，一行一项。" if strange else ""
    return fill(request, form, act, "设立机构、会议", "设立", intro)


@page("org.set_body", "GET", "POST")
def edit_body(request: Visit, pk: int) -> HttpResponse:
    """换组成."""
    viewer = request.viewer
    one: Body = find(bodies_for(viewer).filter(until=None), pk=pk)
    initial = {"version": one.version, "clause": one.clause, "members": "\n".join(one.members), "seat": one.seat_id, "since": one.since}
    form = BodyForm(entered(request), viewer=viewer, mending=True, initial=initial)

    def act(data: dict[str, Any]) -> str:
        made = set_body(office=viewer.office, name=one.name, by=viewer.person, at=request.at, seen=data.pop("version"), **data)
        messages.success(request, f"{one.name}的组成已登记。")
        return f"/org/bodies/{made.pk}/"

    return fill(request, form, act, f"{one.name}：组成", "保存")


@page("org.end_body", "GET", "POST")
def close_body(request: Visit, pk: int) -> HttpResponse:
    """撤销机构."""
    one: Body = find(bodies_for(request.viewer).filter(until=None), pk=pk)

    def act(data: dict[str, Any]) -> str:
        end_body(body=one, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"{one.name}到 {one.until} 为止。")
        return "/org/bodies/"

    return fill(request, EndForm(entered(request), initial={"version": one.version}), act, f"撤销{one.name}", "登记撤销")


@page("org.see_people")
def leads(request: Visit) -> HttpResponse:
    """分管、包抓: on a day, by leader; which sections nobody leads; what was before."""
    viewer, on = request.viewer, asked_day(request)
    rows: dict[int, dict[str, Any]] = {}
    led = set()
    for lead in leads_for(viewer).filter(during(on)).order_by("person__order", "person", "kind", "unit__order", "unit"):
        rows.setdefault(lead.person_id, {"person": lead.person, "leads": []})["leads"].append(lead)
        led.add(lead.unit_id)
    without = [one for one in units_for(viewer).filter(during(on)) if one.pk not in led]
    past = leads_for(viewer).filter(until__lt=on).order_by("-until", "-pk")
    context = {"rows": rows.values(), "without": without, "past": past, "on": on, "today": viewer.on}
    return render(request, "org/leads.html", context)


@page("org.set_lead", "GET", "POST")
def new_lead(request: Visit) -> HttpResponse:
    """登记分管、包抓."""
    viewer = request.viewer
    kinds = list(leads_for(viewer).order_by("kind").values_list("kind", flat=True).distinct())
    asked = {name: request.GET.get(name, "") for name in ("unit", "person")}
    form = LeadForm(entered(request), viewer=viewer, initial={**asked, "kind": kinds[0] if kinds else "分管"})

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        made = set_lead(by=viewer.person, at=request.at, **data)
        messages.success(request, f"已登记：{made.person.name}{made.kind}{made.unit.name}。")
        return "/org/leads/"

    return fill(request, form, act, "登记分管、包抓", "登记", LEADING)


@page("org.end_lead", "GET", "POST")
def close_lead(request: Visit, pk: int) -> HttpResponse:
    """不再分管."""
    one: Lead = find(leads_for(request.viewer), pk=pk)

    def act(data: dict[str, Any]) -> str:
        end_lead(lead=one, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"{one.person.name}{one.kind}{one.unit.name}，到 {one.until} 为止。")
        return "/org/leads/"

    form = UntilForm(entered(request), initial={"version": one.version})
    return fill(request, form, act, f"{one.person.name}：不再{one.kind}{one.unit.name}", "登记")


@page("org.see_people")
def names(request: Visit) -> HttpResponse:
    """名单: the names of all, of the leadership team or of Party members, in the official order or by the strokes of surnames."""
    viewer = request.viewer
    found = named(people_for(viewer), request.GET.get("who", ""), request.GET.get("by", ""), asked_day(request))
    return render(request, "org/names.html", {"found": found, "orders": ORDERS, "today": viewer.on})


@page("org.set_order", "GET", "POST")
def order(request: Visit) -> HttpResponse:
    """排定次序."""
    viewer = request.viewer
    form = OrderForm(entered(request))
    if request.method == "POST" and form.is_valid():
        numbers = _numbers(request, "n")
        basis = form.cleaned_data["basis"]
        count = set_order(
            office=viewer.office, order=numbers, versions=_numbers(request, "v"), basis=basis, by=viewer.person, at=request.at
        )
        messages.success(request, f"次序已改，{count} 人的排序号变了。")
        return HttpResponseRedirect("/org/names/")
    found: Names = named(people_for(viewer), "", request.GET.get("by", ""), viewer.on)
    leading = set(people_for(viewer).filter(leaders(viewer.on)).values_list("pk", flat=True))
    numbered = [(one, at if found.by else one.order) for at, one in enumerate(found.people, 1)]
    shown: list[tuple[Person, int, bool]] = [(one, number, one.pk in leading) for one, number in numbered]
    return render(request, "org/order.html", {"rows": shown, "found": found, "form": form})


def _numbers(request: Visit, letter: str) -> dict[int, int]:
    """`n:12=3` in what was sent: person 12 has number 3."""
    found = {}
    for name, text in request.POST.items():
        key = name.removeprefix(f"{letter}:")
        if key != name and key.isdecimal() and str(text).strip().isdecimal():
            found[int(key)] = min(int(str(text).strip()), MOST)
    return found


MOST = 1_000_000
