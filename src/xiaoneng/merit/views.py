"""考核的页面: a month of the office, one's own figure and why, closed periods, the year's board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.files.standing_limits import nearing
from xiaoneng.ledger.differences import differences
from xiaoneng.ledger.evaluation import Evaluation, evaluate
from xiaoneng.ledger.models import Enactment, Fact
from xiaoneng.ledger.queries import facts_for
from xiaoneng.ledger.rulebooks import assessing, closes_by, judging, source_of
from xiaoneng.matters.queries import Start, starts_on
from xiaoneng.merit.actions import close_period, may_write, note_signature, revise_period, say_opinion
from xiaoneng.merit.figures import Json, Result, figures_of, result_of
from xiaoneng.merit.models import Opinion, Run
from xiaoneng.merit.papers import YEAR_PAPERS, month_paper, offered, year_paper
from xiaoneng.merit.queries import latest_run, main_enactment, pending_in, period_of, runs_for, visible_people
from xiaoneng.merit.screens import kept_screens, sheets_now
from xiaoneng.merit.standing import by_subject, held_of, limits_of, recorded, standings
from xiaoneng.org.layouts import own_of
from xiaoneng.org.models import Person
from xiaoneng.org.pages.download import paper_response
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.org.permit import units_of
from xiaoneng.rulebook.calendar import Period, containing, months_of, previous

TEXT = {"class": "form-control"}


class CloseForm(forms.Form):
    """结账."""

    leave_open = forms.CharField(label="仍有待确认的，为何不等", required=False, max_length=300, widget=forms.TextInput(TEXT))


class SignForm(forms.Form):
    """回填签字."""

    signed_by = forms.CharField(label="签字人", max_length=100, widget=forms.TextInput(TEXT))
    signed_on = forms.DateField(label="签字日期", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"))


class ReviseForm(forms.Form):
    """重新核算."""

    reason = forms.CharField(label="更正原因", max_length=300, widget=forms.TextInput(TEXT))


class OpinionForm(forms.Form):
    """填写栏目."""

    text = forms.CharField(label="内容", max_length=1000, widget=forms.Textarea({**TEXT, "rows": 3}))


def _judge(request: Visit, period: Period) -> Enactment | None:
    """The enactment that judges a period: in force on its last day (or today), the one asked for or the office's first; None where none
    was in force: a version made for other days says nothing about it."""
    return main_enactment(request.viewer.office, min(period.last, request.viewer.on), request.GET.get("key"))


def _frame(request: Visit, period: Period, enactment: Enactment | None) -> dict[str, object]:
    """What every page of a period shows around its content."""
    office, on = request.viewer.office, request.viewer.on
    before = previous(period)
    after = containing(date.fromordinal(period.last.toordinal() + 1), "month" if period.kind == "month" else "year")
    return {
        "period": period, "enactment": enactment, "enactments": assessing(office, on), "before": before,
        "after": after if after.first <= on else None, "over": period.last < on,
        "later": main_enactment(office, on, request.GET.get("key")) if enactment is None else None,
    }  # fmt: skip


@page("merit.see_results")
def month(request: Visit) -> HttpResponse:
    """一个月: everybody that the viewer may see, in the office's order; nobody is ranked."""
    period = period_of(request.GET.get("period"), request.viewer.on)
    enactment = _judge(request, period)
    context = _frame(request, period, enactment)
    if enactment is None:
        return render(request, "merit/month.html", context)
    result = result_of(enactment, period.label)
    people = list(visible_people(request.viewer, min(period.last, request.viewer.on)))
    where = units_of([one.pk for one in people], min(period.last, request.viewer.on))
    names = {unit.pk: unit.name for unit in request.viewer.office.units.all()}
    scores = result.scores
    pending: dict[str, int] = defaultdict(int)
    for row in result.data["provisional"]:
        pending[row["subject"]] += 1
    accounts = source_of(enactment).rulebook.accounts
    rows = [
        {"person": one, "unit": names.get(where.get(one.pk, 0), ""), "scores": scores[one.no], "pending": pending[one.no]}
        for one in people
        if one.no in scores
    ]
    may_close = (
        request.viewer.sees_whole_office("merit.close_period", request.viewer.office)
        and result.run is None
        and period.last < request.viewer.on
        and closes_by(enactment, period.kind)
    )
    context |= {
        "result": result, "rows": rows, "accounts": accounts, "run": result.run, "open": pending_in(request.viewer.office, period),
        "may_close": may_close, "form": CloseForm(), "once": once_key(),
        "missing": result.data["missing_parameters"], "warnings": result.data["warnings"],
        "papers": _sheets_of(result.run) if result.run is not None and request.viewer.may("merit.see_runs") else [],
    }  # fmt: skip
    if not rows:
        context |= _of_the_year(request, enactment, period, people, where)
        everybody = request.viewer.sees_whole_office("merit.see_results", request.viewer.office)
        context["screens"] = sheets_now(enactment, result, {one.no for one in people}, everybody)
    return render(request, "merit/month.html", context)


def _of_the_year(
    request: Visit, enactment: Enactment, period: Period, people: list[Person], where: dict[int, int]
) -> dict[str, object]:  # fmt: skip
    """What stands for the year where a rulebook gives no score by month."""
    year, office = containing(period.last, "year"), request.viewer.office
    on = min(year.last, request.viewer.on)
    result = evaluate(enactment, year.label, on).result
    units = list(office.units.exclude(pk=office.pk)) if request.viewer.sees_whole_office("merit.see_results", office) else []
    names = units or list(office.units.filter(pk__in=set(where.values())))
    found = standings(result, year, on, people, names, where)
    shown = [one for one in found if one.person is not None or units]
    return {"standings": shown, "year": year, "measured": any(one.held for one in shown), "missing": result["missing_parameters"]}


@page("merit.close_period", "POST")
def close(request: Visit) -> HttpResponse:
    """结账."""
    period = period_of(request.POST.get("period"), request.viewer.on)
    enactment = judging(request.viewer.office, request.POST.get("key", ""), period.last)
    if enactment is None:
        raise Refused(f"{period.label} 最后一天没有施行的制度，不能结账；请先在“制度各版”登记当日施行的一版")

    def act() -> str:
        text = request.POST.get("leave_open", "")
        run = close_period(enactment=enactment, period=period, leave_open=text, by=request.viewer.person, at=request.at)
        messages.success(request, f"{period.label} 已经结账，请打印送签，签后回填。")
        return f"/results/runs/{run.pk}/"

    return once(request, act)


@page("merit.see_results")
def person(request: Visit, pk: int) -> HttpResponse:
    """一个人: the figure of a month, where every part comes from, what can be done about it, the year so far."""
    period = period_of(request.GET.get("period"), request.viewer.on)
    one = find(visible_people(request.viewer, min(period.last, request.viewer.on)), pk=pk)
    return render(request, "merit/person.html", person_context(request, one, period))


def person_context(request: Visit, one: Person, period: Period) -> dict[str, object]:
    """What a person's page (and the desk) shows of a period."""
    enactment = _judge(request, period)
    context = _frame(request, period, enactment) | {"person": one, "is_me": one.pk == request.viewer.pk}
    if enactment is None:
        return context
    result = result_of(enactment, period.label)
    figures = figures_of(result, one.no)
    year = containing(period.last, "year")
    yearly = evaluate(enactment, year.label, min(year.last, request.viewer.on))
    own = figures_of(Result(enactment, year.label, yearly.result, None), one.no)
    sheets = [*figures.sheets, *own.sheets] if year.label != period.label else own.sheets
    may_say = context["is_me"] or request.viewer.sees_whole_office("merit.say_opinion", request.viewer.office)
    writer = request.viewer.person if may_say else None
    lines = _lines(enactment, one, [row for row in sheets if row["period"] in (period.label, year.label)], writer)
    behind = {*figures.facts, *own.facts}
    records = list(Fact.objects.filter(office=one.office, no__in=behind).select_related("entered_by", "person", "unit"))
    by_no = {fact.no: fact for fact in records}
    starts = starts_on(request.viewer, records) if context["is_me"] else {}
    return context | {
        "result": result,
        "run": result.run,
        "figures": figures,
        "yearly": {name: _with_records(getattr(own, name), by_no) for name in ("barred", "consequences", "money")},
        "limits": limits_of(yearly.counted.outcome, one.no),
        "year": year,
        "lines": lines,
        "parts": _with_records((item for row in figures.scores for item in row["items"]), by_no, starts),
        "pending": [_record(by_no[row["fact"]], starts) for row in figures.provisional if row["fact"] in by_no],
        "trend": _trend(own.scores, year, request.viewer.on),
        "awarded": bool(yearly.result["quotas"] or yearly.result["awards"]),
        "held": held_of((row for row in yearly.result["measures"] if row["subject"] == one.no), min(year.last, request.viewer.on)),
        "year_records": [] if figures.scores else recorded(year, person=one),
    }


def _lines(enactment: Enactment, one: Person, sheets: Sequence[Json], writer: Person | None) -> list[Json]:
    """由人填写的栏目 of the period's and the year's sheets, each once, with what was written, and whether `writer` may write on it: nobody
    once the period is closed."""
    periods = {row["period"] for row in sheets}
    opinions = Opinion.objects.filter(person=one, key=enactment.key, period__in=periods).select_related("said_by")
    said = {(opinion.sheet, opinion.line, opinion.period): opinion for opinion in opinions}
    closed = set(Run.objects.filter(office=one.office, key=enactment.key, period__in=periods).values_list("period", flat=True))
    places = {(row["key"], line["line"], row["period"]): row["sheet"] for row in sheets for line in row["lines"] if not line["evidence"]}
    known = {(key, line.says): line for key, sheet in source_of(enactment).rulebook.sheets.items() for line in sheet.lines}
    found = []
    for (key, line, period), name in places.items():
        there, open_one = said.get((key, line, period)), period not in closed
        asked = known.get((key, line))
        may = writer is not None and asked is not None and open_one and may_write(asked, one, writer, there)
        found.append({"sheet": key, "name": name, "line": line, "period": period, "said": there, "open": open_one, "may": may})
    return found


Starts = Mapping[int, Sequence[Start]]


def _record(fact: Fact, starts: Starts) -> dict[str, Any]:
    """一条记录和可以对它提出的."""
    return {"fact": fact, "starts": starts.get(fact.pk, ())}


def _with_records(rows: Iterable[Json], records: Mapping[str, Fact], starts: Starts = MappingProxyType({})) -> list[Json]:
    """每一行的来由: the records behind it, its own or those of its conditions, as far as they are at hand."""
    found = []
    for row in rows:
        named = [*row.get("facts", ()), *(no for one in row.get("because", ()) for no in one["facts"])]
        found.append(row | {"records": [_record(records[no], starts) for no in dict.fromkeys(named) if no in records]})
    return found


def _trend(scores: list[dict[str, object]], year: Period, on: date) -> list[tuple[str, str]]:
    """(month, total) of the year's months up to now, of the first account by month."""
    months = [one.label for one in months_of(year) if one.first <= on]
    found: dict[str, str] = {}
    for row in scores:
        found.setdefault(str(row["period"]), str(row["total"]))
    return [(label, found[label]) for label in months if label in found]


@page("merit.say_opinion", "GET", "POST")
def opinion(request: Visit, pk: int) -> HttpResponse:
    """填写表上的栏目: one's own assessment, or the office's note of what others said."""
    one = find(visible_people(request.viewer, request.viewer.on), pk=pk)
    asked = {name: request.GET.get(name, "")[:120] for name in ("key", "sheet", "line", "period")}
    there = Opinion.objects.filter(person=one, **asked).first()
    form = OpinionForm(entered(request), initial={"text": there.text if there else ""})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            say_opinion(person=one, **asked, text=form.cleaned_data["text"], by=request.viewer.person, at=request.at)
            messages.success(request, f"“{asked['line']}”已填好。")
            return f"/results/person/{one.pk}/?period={asked['period']}"

        return once(request, act)
    return render(request, "merit/opinion.html", {"form": form, "person": one, "asked": asked, "once": once_key()})


@page("merit.see_runs")
def runs(request: Visit) -> HttpResponse:
    """各期结果: closed periods with their signatures."""
    return render(request, "merit/runs.html", {"runs": runs_for(request.viewer)})


@page("merit.see_runs")
def run(request: Visit, pk: int) -> HttpResponse:
    """一期结果: as it was closed; the sheet to sign, what changed since."""
    one = find(runs_for(request.viewer), pk=pk)
    return render(request, "merit/run.html", _run_context(request, one))


def _run_context(request: Visit, one: Run) -> dict[str, object]:
    newest = latest_run(one.office, one.key, one.period)
    changed = []
    if newest is not None and newest.pk == one.pk:
        enactment = judging(one.office, one.key, one.last_day) or one.enactment
        changed = differences(one.result, evaluate(enactment, one.period).result)
    book = source_of(one.enactment).rulebook
    signers = next((sheet.signed_by for sheet in book.sheets.values() if sheet.signed_by), ())
    opinions = Opinion.objects.filter(office=one.office, key=one.key, period=one.period).select_related("person")
    return {
        "run": one, "screens": kept_screens(one), "changed": changed, "newest": newest, "signers": signers, "opinions": opinions,
        "old": differences(one.supersedes.result, one.result) if one.supersedes else [], "once": once_key(),
        "papers": _sheets_of(one), "sign": SignForm(initial={"signed_on": request.viewer.on}), "revise": ReviseForm(),
        "may": request.viewer.sees_whole_office("merit.close_period", one.office),
    }  # fmt: skip


def _sheets_of(one: Run) -> list[tuple[str, str, str]]:
    """打印的表 of a closed period, as the page offers them."""
    return [(f"/results/runs/{one.pk}/sheet", f"{one.period} 考核表", "sheet")]


@page("merit.see_runs")
def sheet(request: Visit, pk: int, form: str) -> HttpResponse:
    """打印的表: PDF, DOCX or XLSX of a closed period."""
    one = find(runs_for(request.viewer), pk=pk)
    paper = month_paper(one)
    return paper_response(paper, form, own_of(one.office, paper.kind, paper.dated))


@page("merit.see_runs")
def year_sheet(request: Visit, sheet: str, form: str) -> HttpResponse:
    """年度的表: for the whole office, as the year stands."""
    label = request.GET.get("period")
    period = period_of(label, request.viewer.on, "year") if label else containing(request.viewer.on, "year")
    enactment = _judge(request, period)
    if enactment is None or sheet not in YEAR_PAPERS:
        raise Http404
    found = evaluate(enactment, period.label, min(period.last, request.viewer.on))
    paper = year_paper(enactment, found, YEAR_PAPERS[sheet], request.viewer.on)
    return paper_response(paper, form, own_of(request.viewer.office, paper.kind, paper.dated))


@page("merit.note_signature", "POST")
def sign(request: Visit, pk: int) -> HttpResponse:
    """回填签字."""
    one = find(runs_for(request.viewer), pk=pk)
    form = SignForm(request.POST)

    def act() -> str:
        data = form.cleaned_data
        note_signature(run=one, signed_on=data["signed_on"], signed_by=data["signed_by"], by=request.viewer.person, at=request.at)
        messages.success(request, "已回填签字。")
        return f"/results/runs/{pk}/"

    if form.is_valid():
        try:
            return once(request, act)
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name, said)
    return render(request, "merit/run.html", _run_context(request, one) | {"sign": form}, status=422)


@page("merit.revise_period", "POST")
def revise(request: Visit, pk: int) -> HttpResponse:
    """重新核算."""
    one = find(runs_for(request.viewer), pk=pk)

    def act() -> str:
        made = revise_period(run=one, reason=request.POST.get("reason", ""), by=request.viewer.person, at=request.at)
        messages.success(request, f"已出第 {made.number} 次结果，原来的结果保留。请打印送签。")
        return f"/results/runs/{made.pk}/"

    return once(request, act)


@page("merit.see_results")
def year(request: Visit) -> HttpResponse:
    """一年: places, who may be chosen and how far everybody is from a limit, money proposals, consequences."""
    label = request.GET.get("period")
    period = period_of(label, request.viewer.on, "year") if label else containing(request.viewer.on, "year")
    enactment = _judge(request, period)
    context = _frame(request, period, enactment)
    if enactment is None:
        return render(request, "merit/year.html", context)
    found = evaluate(enactment, period.label, min(period.last, request.viewer.on))
    seen = set(visible_people(request.viewer, min(period.last, request.viewer.on)).values_list("no", flat=True))
    whole = request.viewer.sees_whole_office("merit.see_results", request.viewer.office)
    units = {unit.name for unit in request.viewer.office.units.all()} if whole else set()

    def visible(section: str) -> list[Json]:
        return [row for row in found.result[section] if row["subject"] in seen or row["subject"] in units]

    shown = {one: visible(one) for one in ("barred", "consequences", "money")}
    people = dict(Person.objects.filter(office=request.viewer.office).values_list("no", "pk"))
    wanted = {no for name in ("barred", "consequences") for row in shown[name] for one in row["because"] for no in one["facts"]}
    records = {fact.no: fact for fact in facts_for(request.viewer).filter(no__in=wanted)}
    papers = [(f"/results/year/{key}", name, "sheet") for key, name in offered(found)] if request.viewer.may("merit.see_runs") else []
    context |= {
        "result": found.result,
        "whole": whole,
        "measures": by_subject(visible("measures"), min(period.last, request.viewer.on)),
        "near": [row for row in _near(found, people) if row["one"].subject in {*seen, *units}],
        "papers": papers,
        "query": f"?period={period.label}&key={enactment.key}",
        **shown,
        **{name: _with_records(_with_people(shown[name], people), records) for name in ("barred", "consequences")},
    }
    return render(request, "merit/year.html", context)


def _with_people(rows: Iterable[Json], people: Mapping[str, int]) -> Iterator[Json]:
    """Rows with the id of the person that each is about."""
    return (row | {"person": people.get(row["subject"])} for row in rows)


def _near(found: Evaluation, people: Mapping[str, int]) -> list[Json]:
    """快到界限的: whom one more of something would bar or bring consequences."""
    outcome = found.counted.outcome
    near = found.kept("near", lambda: nearing(outcome))
    rows = [(outcome.rules[rule].clause, one) for rule, several in near.items() for one in several]
    return [{"clause": clause, "one": one, "name": one.name, "person": people.get(one.subject)} for clause, one in rows]
