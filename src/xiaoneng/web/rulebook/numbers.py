"""改数字、名称和表的页面: clause by clause what may be changed, one clause as a form; saving gives a draft that shows who would change."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode

from xiaoneng.audit.refusals import Invalid, Refused, Stale
from xiaoneng.files.wording.asks import asks
from xiaoneng.files.wording.fields import Field
from xiaoneng.ledger.actions_revising import revise_enactment
from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.ledger.originals import words_of
from xiaoneng.ledger.queries import enactments_for
from xiaoneng.ledger.revising import fields_of, open_draft, path_key, wording_of
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.rulebook.editing.leaves import DAY, FRACTION, NUMBER, Kind, Path
from xiaoneng.rulebook.editing.rewrite import Edits, Value
from xiaoneng.rulebook.language.clauses import outline

REST = "-"
"""What stands under no clause, in the address."""
LONGEST, LONGEST_NUMBER, LINES = 100, 25, 20_000
FULL_WIDTH = str.maketrans("０１２３４５６７８９．％－", "0123456789.%-")
TEXT = {"class": "form-control", "autocomplete": "off"}
SHOWN = 6
"""So many values of a clause are shown before it is opened."""


class ClauseForm(forms.Form):
    """一条的各项: a field for each number, day and list, in groups of what they belong to, two for a new row of a table; then the names."""

    def __init__(self, *args: Any, offered: dict[int, Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.groups: list[dict[str, Any]] = []
        self.names: list[dict[str, Any]] = []
        self._tables: dict[int, Path] = {}
        groups: dict[Path, list[int]] = {}
        for at, one in offered.items():
            groups.setdefault(one.leaf.entry, []).append(at)
        for entry, places in groups.items():
            self._group(entry, places)

    def _group(self, entry: Path, places: list[int]) -> None:
        rows: list[dict[str, Any]] = []
        for at in places:
            one = self.offered[at]
            self.fields[f"v{at}"] = _field(one)
            (self.names if one.leaf.kind == Kind.NAME else rows).append({"bound": self[f"v{at}"], "one": one})
        new = []
        for table in dict.fromkeys(one.leaf.table for at in places if (one := self.offered[at]).leaf.table is not None):
            place = next(at for at in places if self.offered[at].leaf.table == table)
            self._tables[place] = table
            self.fields[f"n{place}"] = _optional("新增一行：名称", LONGEST)
            self.fields[f"w{place}"] = _optional("数值", LONGEST_NUMBER)
            new.append({"name": self[f"n{place}"], "value": self[f"w{place}"], "unit": self.offered[place].unit})
        if rows:
            self.groups.append({"entry": self.offered[places[0]].entry, "rows": rows, "new": new})

    def clean(self) -> dict[str, Any]:
        """Numbers are numbers, days days; a new row has both a name and a value."""
        data = super().clean() or {}
        for at, one in self.offered.items():
            text = _plain(data.get(f"v{at}", ""))
            wrong = _wrong(one, text) if f"v{at}" in data else ""
            if wrong:
                self.add_error(f"v{at}", wrong)
        for at, table in self._tables.items():
            self._row(at, table, data)
        return data

    def _row(self, at: int, table: Path, data: dict[str, Any]) -> None:
        name, value = _plain(data.get(f"n{at}", "")), _plain(data.get(f"w{at}", ""))
        if not name and not value:
            return
        if not name or not value:
            self.add_error(f"n{at}" if not name else f"w{at}", "名称和数值都要填")
        elif not _is_number(value):
            self.add_error(f"w{at}", "请填一个数，如 2、0.5 或 25%")
        elif any(one.leaf.table == table and one.leaf.in_table[-1] == name for one in self.offered.values()):
            self.add_error(f"n{at}", "表里已有这一行，请直接改它的数值")

    def edits(self) -> Edits:
        """What differs from what was there."""
        values: dict[Path, Value] = {}
        for at, one in self.offered.items():
            text = _plain(self.cleaned_data[f"v{at}"]) if one.leaf.kind != Kind.LINES else str(self.cleaned_data[f"v{at}"])
            if one.leaf.kind == Kind.LINES:
                lines = tuple(line.strip() for line in text.splitlines() if line.strip())
                if lines != tuple(one.leaf.text.split("\n") if one.leaf.text else ()):
                    values[one.leaf.path] = lines
            elif one.leaf.row and not text:
                values[one.leaf.in_table] = None
            elif (written := one.written(text)) != one.leaf.text:
                values[one.leaf.path] = written
        added = [
            (table, name, self.offered[at].written(_plain(self.cleaned_data[f"w{at}"])))
            for at, table in self._tables.items()
            if (name := _plain(self.cleaned_data[f"n{at}"]))
        ]
        return Edits(values, added)

    def blame(self, why: Invalid) -> None:
        """What the rulebook's own checks said, at the field that it is about."""
        places = {path_key(one.leaf.path): f"v{at}" for at, one in self.offered.items()}
        places |= {path_key(one.leaf.in_table): f"v{at}" for at, one in self.offered.items() if one.leaf.row}
        self.add_error(None, str(why))
        for path, said in why.fields.items():
            self.add_error(places.get(path), said)


def _optional(label: str, longest: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=longest, widget=forms.TextInput(TEXT))


def _plain(text: str) -> str:
    return text.strip()


def _is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text) or FRACTION.fullmatch(text))


def _field(one: Field) -> forms.Field:
    if one.leaf.kind == Kind.LINES:
        area = forms.Textarea({**TEXT, "rows": min(12, one.leaf.text.count("\n") + 2)})
        return forms.CharField(
            label=one.label, initial=one.shown, required=False, max_length=LINES, widget=area, help_text="一行一项", strip=False
        )
    widget = forms.TextInput({**TEXT, **({"inputmode": "decimal"} if one.leaf.kind == Kind.NUMBER else {})})
    help_text = "留空即删去这一行" if one.leaf.row else ""
    required = not one.leaf.row
    said = {"required": "不能空着"}
    longest = LONGEST if one.leaf.kind != Kind.NUMBER else LONGEST_NUMBER
    if one.leaf.kind == Kind.NUMBER:
        return _NumberField(
            label=one.label, initial=one.shown, required=required, max_length=longest, widget=widget, help_text=help_text,
            error_messages=said,
        )  # fmt: skip
    return forms.CharField(
        label=one.label, initial=one.shown, required=required, max_length=max(longest, len(one.shown)), widget=widget,
        help_text=help_text, error_messages=said,
    )  # fmt: skip


class _NumberField(forms.CharField):
    """数: full-width digits are digits."""

    def to_python(self, value: Any) -> Any:
        return re.sub(r"\s", "", str(super().to_python(value) or "").translate(FULL_WIDTH))


def _wrong(one: Field, text: str) -> str:
    """What is wrong with a value, '' where nothing is."""
    if one.leaf.kind == Kind.NUMBER and text:
        if not _is_number(text):
            return "请填一个数，如 2、0.5 或 25%"
        if one.minus and text.startswith(("-", "+")):
            return "这里填扣多少，不带正负号"
    if one.leaf.kind == Kind.DAY and text != one.leaf.text and not (DAY.fullmatch(text) and len(text) == len(one.leaf.text)):
        return f"请写成 {one.leaf.text} 的样子"
    return ""


@page("ledger.revise_enactment", "GET", "POST")
def numbers(request: Visit, pk: int) -> HttpResponse:
    """改数字、名称和表: all clauses with their values, or one clause as a form (`clause`)."""
    one = find(enactments_for(request.viewer), pk=pk)
    if one.state == EnactmentState.DROPPED:
        raise Refused("这一版已经放弃，不再改动；请在施行的版本上另拟一版")
    chosen = request.GET.get("clause", "")
    draft = open_draft(one) if one.state == EnactmentState.ENACTED else None
    if draft is not None and request.method == "GET":
        messages.info(request, f"这一版之后已有拟定中的第 {draft.number} 版，改动写进那一版。")
        return HttpResponseRedirect(f"/rulebook/versions/{draft.pk}/numbers/" + (f"?{urlencode({'clause': chosen})}" if chosen else ""))
    every = dict(enumerate(fields_of(one)))
    if not chosen:
        return render(request, "web/rulebook/numbers.html", _listing(one, every, request.GET.get("q", "").strip()))
    offered = {at: field for at, field in every.items() if (field.clause or REST) == chosen}
    form = ClauseForm(entered(request), offered=offered)
    if request.method == "POST" and form.is_valid():
        answer = _saved(request, one, form)
        if answer is not None:
            return answer
    context = {"one": one, "form": form, "clause": chosen, "once": once_key(), "seen": one.text_sha256, **_said(one, chosen)}
    return render(request, "web/rulebook/clause.html", context, status=422 if form.errors else 200)


def _saved(request: Visit, one: Enactment, form: ClauseForm) -> HttpResponse | None:
    """Where a saved form leads; None where the form has to say what is wrong."""

    def act() -> str:
        seen = request.POST.get("seen", "")
        made = revise_enactment(enactment=one, seen=seen, edits=form.edits(), by=request.viewer.person, at=request.at)
        messages.success(request, f"已存进拟定中的第 {made.number} 版，下面是换用后谁会变、逐条有何不同；还没有施行。")
        return f"/rulebook/versions/{made.pk}/"

    try:
        return once(request, act)
    except Invalid as why:
        form.blame(why)
    except Stale:
        raise
    except Refused as why:
        form.add_error(None, str(why))
    return None


def _said(one: Enactment, clause: str) -> dict[str, Any]:
    """What the clause is called, what it says and what it asks."""
    found = source_of(one).rulebook.clauses.get(clause)
    return {
        "says": found.says if found is not None else "不在哪一条下面的",
        "own": words_of(one).get(clause, ""),
        "asks": asks(wording_of(one)).get(clause, []),
    }


def _listing(one: Enactment, every: dict[int, Field], query: str) -> dict[str, Any]:
    """Clause by clause, with the numbers that stand in it; `query` narrows it."""
    by_clause: dict[str, list[Field]] = {}
    for field in every.values():
        by_clause.setdefault(field.clause or REST, []).append(field)
    places = [(place.number, place.clause.says, place.depth) for place in outline(source_of(one).rulebook.clauses)]
    rows = []
    for number, says, depth in [*places, (REST, "不在哪一条下面的", 0)]:
        found = by_clause.get(number, [])
        if query and not any(query in text for text in (number, says, *(f"{one.entry}{one.label}{one.shown}" for one in found))):
            continue
        counted = [field for field in found if field.leaf.kind != Kind.NAME and not (query and query not in f"{field.entry}{field.label}")]
        shown = counted[:SHOWN]
        if found:
            more = len([field for field in found if field.leaf.kind != Kind.NAME]) - len(shown)
            rows.append({"number": number, "says": says, "depth": min(depth, 3), "shown": shown, "more": max(more, 0), "all": len(found)})
    return {"one": one, "rows": rows, "query": query, "rest": REST}
