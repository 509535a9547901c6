"""登记项的页面: what somebody is from a day on, and what was entered wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse

from xiaoneng.org.actions_particulars import mend_particular, set_particular
from xiaoneng.org.forms_units import ParticularForm, seen
from xiaoneng.org.hanging import Asked
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.particulars import asked_of
from xiaoneng.org.permit import NEWEST
from xiaoneng.org.queries import particulars_for, people_for
from xiaoneng.org.views import fill

CHANGING = "以前登记的到前一天为止，那天以前的结果不变。最近登记的是“{now}”。"
FIRST = "还没有登记过。"
MENDING = "登记错了的在这里改正，或补上最后一天。改了以后，各期结果按新的算。"


@page("org.set_particular", "GET", "POST")
def change(request: Visit, pk: int, what: str) -> HttpResponse:
    """变更: another value from a day on."""
    one = find(people_for(request.viewer), pk=pk)
    asked = asked_of(one, request.viewer.on).get(what)
    if asked is None:
        raise Http404
    here = one.particulars.filter(what=what).order_by(*NEWEST).first()
    form = ParticularForm(entered(request), asked=asked, first=here is None, initial={"version": one.version})

    def act(data: dict[str, Any]) -> str:
        set_particular(person=one, what=asked, by=request.viewer.person, at=request.at, **seen(one, data))
        messages.success(request, f"{one.name}：{asked.name}已登记。")
        return f"/org/people/{pk}/"

    intro = CHANGING.format(now=asked.says(here.value)) if here is not None else FIRST
    return fill(request, form, act, f"{one.name}：{asked.name}", "登记", intro)


@page("org.mend_particular", "GET", "POST")
def mend(request: Visit, pk: int) -> HttpResponse:
    """改正: one term."""
    row = find(particulars_for(request.viewer), pk=pk)
    asked = asked_of(row.person, request.viewer.on).get(row.what) or Asked(row.what, row.what)
    initial = {"version": row.version, "value": asked.says(row.value), "since": row.since, "until": row.until, "basis": row.basis}
    form = ParticularForm(entered(request), asked=asked, mending=True, initial=initial)

    def act(data: dict[str, Any]) -> str:
        mend_particular(row=row, what=asked, by=request.viewer.person, at=request.at, **seen(row, data))
        messages.success(request, f"{row.person.name}：{asked.name}已改正。")
        return f"/org/people/{row.person_id}/"

    return fill(request, form, act, f"{row.person.name}：改正{asked.name}", "保存", MENDING)
