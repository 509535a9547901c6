"""登记的页面: a finding in twenty seconds, what it would change, slips mended, records corrected, and what came before the program."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_facts import correct_fact, enter_fact, mend_slip, open_with, subject_of
from xiaoneng.ledger.differences import Difference
from xiaoneng.ledger.effects import effects_of
from xiaoneng.ledger.forms import SHOWN, FindingForm, ReasonForm, whom
from xiaoneng.ledger.intake import roll_of, take_facts
from xiaoneng.ledger.likeness import absences_on, of_day, rivals
from xiaoneng.ledger.models import Fact
from xiaoneng.ledger.queries import Kind, facts_for, kinds_on, matching
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import Person
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.once import once, once_key


def choices_of(form: FindingForm) -> dict[str, Any]:
    """What can be picked where several fit what was typed: for who and for what."""
    typed = form.data if form.is_bound else form.initial
    found: dict[str, Any] = {
        "who_hits": (),
        "what_hits": (),
        "who_pick": typed.get("who_pick", ""),
        "what_pick": typed.get("what_pick", ""),
    }
    if form.is_bound and "who" in form.errors:
        found["who_hits"] = whom(form.viewer, str(typed.get("who", "")))
    if form.is_bound and "what" in form.errors:
        found["what_hits"] = matching(form.kinds, str(typed.get("what", "")))[:SHOWN]
    return found


@page("ledger.enter_fact", "GET", "POST")
def new(request: Visit) -> HttpResponse:
    """记一条: ready for the next after each; the day and the item stay, as a roll call wants it."""
    viewer = request.viewer
    on = _day(request.POST.get("day", ""), viewer.on)
    kinds = kinds_on(viewer.office, on)
    initial = {"day": _day(request.GET.get("day", ""), viewer.on), "what": request.GET.get("what", ""), "who": request.GET.get("who", "")}
    form = FindingForm(entered(request), request.FILES or None, initial=initial, viewer=viewer, kinds=kinds)
    if request.method == "POST" and form.is_valid() and form.chosen is not None:
        chosen = form.chosen

        def act() -> str:
            made = enter_fact(
                enactment=chosen.enactment, row=form.row(), by=viewer.person, at=request.at, evidence=form.uploads(),
                on_behalf_of=form.actor, go_on=form.cleaned_data["go_on"],
            )  # fmt: skip
            late = "，记为补录" if made.late_entry else ""
            messages.success(request, f"已登记 {made.no}：{made.person or made.unit} {made.kind_name}{late}，等待核实；核实前不计入。")
            return f"/facts/new/?what={chosen.kind.name}&day={made.day.isoformat()}"

        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why.fields)
    context = {"form": form, "kinds": kinds, "today": _today(request), "once": request.POST.get("once") or once_key(), **choices_of(form)}
    return render(request, "ledger/new.html", context, status=422 if form.errors else 200)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _today(request: Visit) -> int:
    start = request.at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return Fact.objects.filter(entered_by=request.viewer.pk, entered_at__gte=start).count()


@page("ledger.enter_fact")
def suggest(request: Visit) -> HttpResponse:
    """可选的: people and sections, or kinds of fact, that fit what is being typed; a part of the entry page."""
    viewer = request.viewer
    if "who" in request.GET and request.GET.get("field") == "who":
        return render(request, "ledger/hits_who.html", {"who_hits": whom(viewer, request.GET["who"])[:SHOWN], "who_pick": ""})
    hits = matching(kinds_on(viewer.office, viewer.on), request.GET.get("what", ""))[:SHOWN] if request.GET.get("what", "").strip() else ()
    return render(request, "ledger/hits_what.html", {"what_hits": hits, "what_pick": ""})


@page("ledger.enter_fact")
def preview(request: Visit) -> HttpResponse:
    """扣几分: clause and change of a finding being entered, as the engine reckons it; a part of the entry page."""
    viewer = request.viewer
    form = FindingForm(request.GET, viewer=viewer, kinds=kinds_on(viewer.office, _day(request.GET.get("day", ""), viewer.on)))
    form.is_valid()
    context: dict[str, Any] = {"chosen": form.chosen, "form": form}
    if form.is_valid() and form.chosen is not None:
        context |= _told(form, form.chosen)
    return render(request, "ledger/preview.html", context)


def _told(form: FindingForm, chosen: Kind) -> dict[str, Any]:
    """What a finding would change, and what is on record of the same day."""
    roll = roll_of(chosen.enactment.office)
    taken = take_facts(source_of(chosen.enactment), roll, [(1, form.row())], "")
    read = taken.facts.get(1)
    if read is None:
        return {"wrong": [f"{one.column}{one.what}；{one.remedy}" for one in taken.problems]}
    subject, day = subject_of(roll, read), date.fromordinal(read.day)
    kinds = rivals(chosen.enactment, chosen.key) | {chosen.key}
    return {
        "counted": True,
        "changes": [{"one": change, "points": points(change)} for change in effects_of(chosen.enactment, read)],
        "alike": of_day(chosen.enactment, subject, day).filter(kind__in=kinds),
        "away": absences_on(subject, day) if isinstance(subject, Person) else (),
        "late": (day.year, day.month) < (form.viewer.on.year, form.viewer.on.month),
    }


def points(change: Difference) -> str:
    """扣 0.5, 加 2: by how much a figure changes; '' where it is no number."""
    try:
        by = Decimal(change.after) - Decimal(change.before)
    except InvalidOperation:
        return ""
    return f"{'扣' if by < 0 else '加'} {abs(by)}"


@page("ledger.enter_fact", "GET", "POST")
def mend(request: Visit, pk: int) -> HttpResponse:
    """改正笔误."""
    return _rewrite(request, find(facts_for(request.viewer), pk=pk), correction=False)


@page("ledger.correct_fact", "GET", "POST")
def correct(request: Visit, pk: int) -> HttpResponse:
    """更正; settling what was left open is done here, too."""
    return _rewrite(request, find(facts_for(request.viewer), pk=pk), correction=True)


def _rewrite(request: Visit, one: Fact, *, correction: bool) -> HttpResponse:
    viewer = request.viewer
    kinds = [kind for kind in kinds_on(viewer.office, viewer.on) if kind.enactment.key == one.rulebook]
    initial = {
        "who": one.person.no if one.person else str(one.unit), "what": one.kind_name, "day": one.day,
        "quantity": one.columns.get("数量", ""), "remark": one.remark, "basis": one.basis,
        **{f"col:{name}": text for name, text in one.columns.items()},
    }  # fmt: skip
    form = FindingForm(entered(request), initial=initial, viewer=viewer, kinds=kinds)
    reason = ReasonForm(entered(request))
    if request.method == "POST" and form.is_valid() and (not correction or reason.is_valid()):
        row = form.row()

        def act() -> str:
            if correction:
                made = correct_fact(fact=one, row=row, reason=reason.cleaned_data["reason"], by=viewer.person, at=request.at)
                messages.success(request, f"已更正，新的记录是 {made.no}；原记录保留。")
                return f"/facts/{made.pk}/"
            mend_slip(fact=one, row=row, by=viewer.person, at=request.at)
            messages.success(request, "已改正。")
            return f"/facts/{one.pk}/"

        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why.fields)
    context: dict[str, object] = {
        "form": form,
        "reason": reason if correction else None,
        "fact": one,
        "once": once_key(),
        **choices_of(form),
    }
    return render(request, "ledger/rewrite.html", context, status=422 if form.errors or reason.errors else 200)


@page("ledger.open_with", "GET", "POST")
def opening(request: Visit) -> HttpResponse:
    """期初转入: what had come together before the program was taken into use."""
    viewer = request.viewer
    kinds = kinds_on(viewer.office, viewer.on)
    form = FindingForm(entered(request), initial={"day": viewer.on}, viewer=viewer, kinds=kinds)
    reason = ReasonForm(entered(request))
    if request.method == "POST" and form.is_valid() and reason.is_valid() and form.chosen is not None:
        chosen = form.chosen

        def act() -> str:
            made = open_with(
                enactment=chosen.enactment, row=form.row(), reason=reason.cleaned_data["reason"], by=viewer.person, at=request.at
            )  # fmt: skip
            messages.success(request, f"已转入 {made.no}：{made.person or made.unit} {made.kind_name}（{made.get_state_display()}）。")
            return "/facts/opening/"

        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why.fields)
    context = {"form": form, "reason": reason, "once": once_key(), **choices_of(form)}
    return render(request, "ledger/opening.html", context, status=422 if form.errors or reason.errors else 200)
