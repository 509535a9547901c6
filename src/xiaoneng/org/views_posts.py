"""岗位、移交的页面: a post with who held it since when, a change of holder, the list of what is handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Refused
from xiaoneng.org.actions_handover import draw_handover, mend_handover, sign_handover
from xiaoneng.org.actions_posts import add_post, change_holder, end_post, mend_post
from xiaoneng.org.forms_units import EndForm, HandoverForm, HolderForm, PostForm, SignForm, seen
from xiaoneng.org.models import Handover, Post, Tenure, Unit
from xiaoneng.org.pages.download import paper_response
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.papers import handover_paper
from xiaoneng.org.permit import NEWEST, during
from xiaoneng.org.queries import appointments_for, handovers_for, posts_for, units_for
from xiaoneng.org.views import fill

CHANGING = "换人后，系统把挂在原任职人身上的未了事项列成移交清单，打印、双方签字后回来登记签收。"


@page("org.see_people")
def post(request: Visit, pk: int) -> HttpResponse:
    """一个岗位: duties, who holds it since when, who held it before."""
    one: Post = find(posts_for(request.viewer), pk=pk)
    rows = appointments_for(request.viewer).filter(post=one).order_by(*NEWEST)
    now = rows.filter(during(request.viewer.on), during(request.viewer.on, "person__joined_on", "person__left_on"))
    drawn = handovers_for(request.viewer).filter(post=one)
    context = {"post": one, "holders": now, "before": rows.exclude(pk__in=now.values("pk")), "handovers": drawn}
    return render(request, "org/post.html", context)


@page("org.add_post", "GET", "POST")
def new_post(request: Visit, pk: int) -> HttpResponse:
    """设岗."""
    unit: Unit = find(units_for(request.viewer).select_related("office"), pk=pk)

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        made = add_post(unit=unit, by=request.viewer.person, at=request.at, **data)
        messages.success(request, f"已设岗：{made.name}。")
        return f"/org/posts/{made.pk}/"

    return fill(request, PostForm(entered(request)), act, f"{unit.name}：设岗", "设岗")


@page("org.mend_post", "GET", "POST")
def edit_post(request: Visit, pk: int) -> HttpResponse:
    """修改岗位."""
    one: Post = find(posts_for(request.viewer), pk=pk)
    names = ("version", "name", "chief", "first", "demo", "duties")
    form = PostForm(entered(request), post=one, initial={name: getattr(one, name) for name in names})

    def act(data: dict[str, Any]) -> str:
        mend_post(post=one, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"{one.name}已改。")
        return f"/org/posts/{pk}/"

    intro = "改名后，机构组成里写到它的跟着改；制度正文里写到的岗位名称不会改，请一并核对。"
    return fill(request, form, act, f"修改岗位：{one.name}", "保存", intro)


@page("org.end_post", "GET", "POST")
def close_post(request: Visit, pk: int) -> HttpResponse:
    """撤岗."""
    one: Post = find(posts_for(request.viewer), pk=pk)

    def act(data: dict[str, Any]) -> str:
        end_post(post=one, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"“{one.name}”到 {one.until} 为止。")
        return f"/org/posts/{pk}/"

    form = EndForm(entered(request), initial={"version": one.version})
    return fill(request, form, act, f"撤岗：{one.name}", "登记撤岗", "有人担任的不能撤，请先换人或调动。")


@page("org.change_holder", "GET", "POST")
def holder(request: Visit, pk: int) -> HttpResponse:
    """岗位换人."""
    one: Post = find(posts_for(request.viewer), pk=pk)

    def act(data: dict[str, Any]) -> str:
        values = {**seen(one, data), "tenure": Tenure(data["tenure"])}
        drawn = change_holder(post=one, by=request.viewer.person, at=request.at, **values)
        messages.success(request, f"{one.name}换人已登记。" + ("请打印移交清单，双方签字。" if drawn else ""))
        return f"/org/handovers/{drawn[0].pk}/" if drawn else f"/org/posts/{pk}/"

    form = HolderForm(entered(request), viewer=request.viewer, initial={"version": one.version})
    return fill(request, form, act, f"{one.unit.name} {one.name}：换人", "登记换人", CHANGING)


def _light(one: Handover) -> str:
    return "green" if one.signed_on else "amber"


@page("org.see_people")
def handovers(request: Visit) -> HttpResponse:
    """移交清单: those not yet received first."""
    columns = [
        Column("day", "日期", lambda one: one.day, "day", "day", link=lambda one: f"/org/handovers/{one.pk}/"),
        Column("post", "岗位", lambda one: f"{one.post.unit.name} {one.post.name}"),
        Column("giver", "移交人", lambda one: one.giver.name, "giver__initials"),
        Column("taker", "接收人", lambda one: one.taker.name if one.taker else "还没定", "taker__initials"),
        Column("items", "未了事项", lambda one: f"{len(one.items)} 件"),
        Column("signed", "签收", lambda one: str(one.signed_on or "还没签收"), "signed_on", badge=_light),
    ]
    states = Filter("state", "签收", [("open", "还没签收"), ("done", "已签收")], lambda value: Q(signed_on__isnull=value == "open"))
    empty = "没有移交清单。岗位换人时，在岗位页办理换人，清单会自动列出。"
    search = ("post__name", "giver__name", "taker__name")
    found = listing(request, handovers_for(request.viewer), columns, title="移交清单", search=search, filters=[states], empty=empty)
    return found.export() or render(request, "org/listed.html", {"listing": found})


@page("org.draw_handover", "GET", "POST")
def new_handover(request: Visit, pk: int) -> HttpResponse:
    """另列一份移交清单."""
    one: Post = find(posts_for(request.viewer), pk=pk)
    held = [row.person for row in appointments_for(request.viewer).filter(post=one).order_by(*NEWEST)]
    if not held:
        raise Refused("这个岗位还没有人担任过，没有可移交的")
    initial = {"giver": request.GET.get("giver", held[0].pk), "day": request.viewer.on}
    form = HandoverForm(entered(request), viewer=request.viewer, holders=held, initial=initial)

    def act(data: dict[str, Any]) -> str:
        data.pop("version")
        return f"/org/handovers/{draw_handover(post=one, by=request.viewer.person, at=request.at, **data).pk}/"

    return fill(request, form, act, f"{one.name}：移交清单", "列清单", "挂在移交人身上的未了事项会自动列出。")


@page("org.see_people")
def handover(request: Visit, pk: int) -> HttpResponse:
    """一份移交清单."""
    one: Handover = find(handovers_for(request.viewer), pk=pk)
    return render(request, "org/handover.html", {"one": one, "also": one.also.splitlines()})


@page("org.mend_handover", "GET", "POST")
def edit_handover(request: Visit, pk: int) -> HttpResponse:
    """重列移交清单."""
    one: Handover = find(handovers_for(request.viewer), pk=pk)
    form = HandoverForm(entered(request), viewer=request.viewer, initial={"version": one.version, "taker": one.taker_id, "also": one.also})

    def act(data: dict[str, Any]) -> str:
        mend_handover(handover=one, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, "清单已照现在的情况重新列出。")
        return f"/org/handovers/{pk}/"

    return fill(request, form, act, "重列移交清单", "重新列出", "未了事项照现在的情况重新列出。")


@page("org.sign_handover", "GET", "POST")
def receive(request: Visit, pk: int) -> HttpResponse:
    """登记签收: a clerk notes what the receiver signed on paper (代录)."""
    one: Handover = find(handovers_for(request.viewer), pk=pk)
    form = SignForm(entered(request), initial={"version": one.version, "signed_on": request.viewer.on})

    def act(data: dict[str, Any]) -> str:
        behalf = one.taker if one.taker_id != request.viewer.pk else None
        sign_handover(handover=one, by=request.viewer.person, at=request.at, on_behalf_of=behalf, **seen(one, data))
        messages.success(request, "签收已登记，清单不再改动。")
        return f"/org/handovers/{pk}/"

    intro = f"照签了字的清单登记。接收人 {one.taker.name}；您是代录，记在您名下并写明。" if one.taker else "还没有写接收人，请先重列清单。"
    return fill(request, form, act, "登记签收", "登记签收", intro)


@page("org.see_people")
def paper(request: Visit, pk: int, form: str) -> HttpResponse:
    """打印移交清单."""
    return paper_response(handover_paper(find(handovers_for(request.viewer), pk=pk)), form)
