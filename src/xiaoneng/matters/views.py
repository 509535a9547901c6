"""事项的页面: what is in my hands, one matter with its course, opening one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.ledger.models import Fact
from xiaoneng.ledger.queries import facts_for, people_matching
from xiaoneng.matters.actions import decide, fields_of, holders, keepers, may_open, open_matter, outcomes_for, procedure_of
from xiaoneng.matters.models import Matter
from xiaoneng.matters.papers import papers_of
from xiaoneng.matters.procedures import Known, procedures_of, step_of, words_of
from xiaoneng.matters.queries import due_of_matter, in_hand, matters_for
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import back, once, once_key
from xiaoneng.org.resolve import Meant
from xiaoneng.rulebook.language.procedures import Step

TEXT = {"class": "form-control"}
DOES = {"confirm": "所涉记录计入", "withdraw": "所涉记录不计入"}
"""What an outcome does to the records, in words beside its button."""


class OpenForm(forms.Form):
    """提出事项: the fields that the procedure declares, and whom it is about where no record says it."""

    def __init__(self, *args: Any, known: Known, ask_subject: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ask_subject:
            widget = forms.TextInput({**TEXT, "list": "people", "autocomplete": "off"})
            self.fields["subject"] = forms.CharField(label="对象", help_text="姓名、工号或科室", max_length=60, widget=widget)
        for key, one in known.procedure.fields.items():
            label = one.name or key
            if one.one_of:
                choices = [("", "请选择"), *((word, word) for word in one.one_of)]
                field: forms.Field = forms.ChoiceField(label=label, choices=choices, required=one.required, widget=forms.Select(TEXT))
            elif one.type == "day":
                field = forms.CharField(label=label, required=one.required, widget=forms.TextInput({**TEXT, "type": "date"}))
            else:
                field = forms.CharField(label=label, required=one.required, max_length=2000, widget=forms.Textarea({**TEXT, "rows": 3}))
            self.fields[f"f:{key}"] = field

    def values(self) -> dict[str, str]:
        """The filled fields by key."""
        return {name.removeprefix("f:"): str(value) for name, value in self.cleaned_data.items() if name.startswith("f:") and value}


class DecideForm(forms.Form):
    """办理一步."""

    text = forms.CharField(label="意见", required=False, max_length=2000, widget=forms.Textarea({**TEXT, "rows": 3}))


COLUMNS = (
    Column("no", "编号", lambda one: one.no, "no", link=lambda one: f"/matters/{one.pk}/"),
    Column("about", "对象", lambda one: str(one.person or one.unit or "")),
    Column("by", "提出", lambda one: one.opened_by.name),
    Column("at", "时间", lambda one: one.opened_at, "opened_at", "moment"),
    Column("step", "进展", lambda one: one.outcome or step_says(one), badge=lambda one: "green" if one.ended_at else "amber"),
)
STATES = Filter("state", "状态", [("open", "在办"), ("ended", "已办结")], lambda value: Q(ended_at__isnull=value == "open"))
SEARCHED = ("no", "person__name", "unit__name", "fields__value")
EMPTY = "还没有事项。本人说明、异议、整改、追究案都在这里办。"


@page("matters.see")
def matters(request: Visit) -> HttpResponse:
    """事项: what is in my hands first, then all that I may see."""
    viewer = request.viewer
    rows = matters_for(viewer)
    names = Filter("name", "程序", [(name, name) for name in sorted(set(rows.values_list("name", flat=True)))], lambda value: Q(name=value))
    found = listing(request, rows, COLUMNS, title="事项", search=SEARCHED, filters=[STATES, names], empty=EMPTY)
    hand = [{"matter": one, "says": step_says(one), "due": due_of_matter(one)} for one in in_hand(viewer)]
    known = procedures_of(viewer.office, viewer.on).values()
    meant = Meant(viewer.office, viewer.on)
    starts = [one for one in known if one.procedure.about != "fact" and may_open(one, None, viewer.person, meant)]
    return found.export() or render(request, "matters/matters.html", {"listing": found, "hand": hand, "starts": starts, "on": viewer.on})


def step_says(one: Matter) -> str:
    """What the present step is called."""
    step = step_of(procedure_of(one), one.step)
    return (step.says or step.id) if step else ""


@page("matters.open", "GET", "POST")
def new(request: Visit, key: str) -> HttpResponse:
    """提出一件."""
    viewer = request.viewer
    known = procedures_of(viewer.office, viewer.on).get(key)
    fact = find(facts_for(viewer), pk=request.GET["fact"]) if request.GET.get("fact", "").isdigit() else None
    if known is None and fact is not None:
        raise Refused("本单位还没有施行说明、异议的办法，这里提不了；有话要说，请找考核管理员")
    if known is None:
        raise Http404
    form = OpenForm(entered(request), known=known, ask_subject=fact is None and known.procedure.about == "subject")
    if request.method == "POST" and form.is_valid():
        subject = _subject(request, form, fact)
        if subject is not None or known.procedure.about == "other":

            def act() -> str:
                facts = [fact] if fact is not None else []
                made = open_matter(known=known, subject=subject, fields=form.values(), facts=facts, by=viewer.person, at=request.at)
                messages.success(request, f"已提出 {made.no}。")
                return f"/matters/{made.pk}/"

            try:
                return once(request, act)
            except Invalid as why:
                for name, said in why.fields.items():
                    form.add_error(f"f:{name}" if f"f:{name}" in form.fields else None, said)
    steps = [{"says": one.says or one.id, "who": words_of(one, known.enactment)} for one in known.procedure.steps]
    context = {"form": form, "known": known, "steps": steps, "fact": fact, "people": people_matching(viewer, ""), "once": once_key()}
    return render(request, "matters/new.html", context)


def _subject(request: Visit, form: OpenForm, fact: Fact | None) -> Person | Unit | None:
    """Whom the matter is about: the record's subject, or the one typed."""
    if fact is not None:
        return fact.person or fact.unit
    typed = str(form.cleaned_data.get("subject", "")).strip()
    unit = Unit.objects.filter(office=request.viewer.office, name=typed).first()
    if unit is not None or not typed:
        return unit
    last = typed.split()[-1]
    found = list(Person.objects.filter(office=request.viewer.office, no__iexact=last)) or list(people_matching(request.viewer, typed)[:2])
    if len(found) == 1:
        return found[0]
    form.add_error("subject", "没有这个人或科室，或符合的不止一个，请写工号")
    return None


@page("matters.see", "GET")
def matter(request: Visit, pk: int) -> HttpResponse:
    """一件事项."""
    return render(request, "matters/matter.html", _context(request, find(matters_for(request.viewer), pk=pk)))


def _context(request: Visit, one: Matter) -> dict[str, object]:
    procedure = procedure_of(one)
    step = step_of(procedure, one.step)
    filled = fields_of(one)
    person, on = request.viewer.person, request.viewer.on
    meant = Meant(one.office, on)
    people = holders(one, on, meant)
    declared = [(field.name or key, filled[key]) for key, field in procedure.fields.items() if key in filled]
    return {
        "matter": one,
        "procedure": procedure,
        "step": step,
        "due": due_of_matter(one),
        "on": request.viewer.on,
        "holders": people,
        "who": words_of(step, one.enactment) if step else [],
        "outcomes": outcomes_of(step, outcomes_for(one, person, on, meant)) if step else [],
        "behalf": [other for other in people if other != person] if person in keepers(one, on, meant) else [],
        "spoken": outcomes_of(step, [word for word in step.may if word != step.lapse]) if step else [],
        "form": DecideForm(),
        "filled": declared,
        "papers": [(f"/matters/{one.pk}/{key}", name, kind) for key, name, kind in papers_of(one)],
        "may_fill": request.viewer.sees_whole_office("matters.fill_elements", one.office),
        "once": once_key(),
        "facts": facts_for(request.viewer).filter(matters=one),
    }


def outcomes_of(step: Step, words: Sequence[str]) -> list[dict[str, str]]:
    """可选的结果: each with what it does to the records, for buttons."""
    return [{"word": word, "does": _does(step, word)} for word in words]


def _does(step: Step, outcome: str) -> str:
    """What an outcome does to records, in a few words."""
    return DOES.get(step.does.get(outcome, ""), "") or ("形成记录" if outcome in step.records else "")


@page("matters.decide", "POST")
def settle(request: Visit, pk: int) -> HttpResponse:
    """办理一步."""
    one = find(matters_for(request.viewer), pk=pk)

    def act() -> str:
        step, outcome, text, evidence = (request.POST.get(name, "") for name in ("step", "outcome", "text", "evidence"))
        decide(
            matter=one, step=step, outcome=outcome, text=text[:2000], by=request.viewer.person, at=request.at,
            on_behalf_of=_behalf(request, one), evidence=evidence,
        )  # fmt: skip
        messages.success(request, f"已办理：{one.no} {outcome}。")
        return back(request, f"/matters/{pk}/")

    return once(request, act)


def _behalf(request: Visit, one: Matter) -> Person | None:
    """代录谁的: one of those in whose hands the step is."""
    asked = request.POST.get("behalf", "")
    people = [person for person in holders(one, request.viewer.on) if str(person.pk) == asked]
    if asked and not people:
        raise Refused("这一步已经不在这个人手里；请刷新后再看")
    return people[0] if people else None
