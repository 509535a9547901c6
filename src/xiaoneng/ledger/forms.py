"""台账的表单: few fields; what is typed is looked up, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile

from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.models import AbsenceKind, Half
from xiaoneng.ledger.queries import Kind, matching, people_matching
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer, units_of

INPUT = {"class": "form-control"}
SHOWN = 12


class FindingForm(forms.Form):
    """记一条: who, what, when, on what evidence. Nobody types points. What was picked from the list goes before what was typed."""

    who = forms.CharField(label="谁", help_text="姓名或拼音首字母", max_length=60, widget=forms.TextInput({**INPUT, "autocomplete": "off"}))
    what = forms.CharField(
        label="什么事", help_text="拼音首字母即可", max_length=80, widget=forms.TextInput({**INPUT, "autocomplete": "off"})
    )
    day = forms.DateField(label="什么时候", widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d"))
    remark = forms.CharField(
        label="凭据", help_text="可不填；照片不是必需", required=False, max_length=500,
        widget=forms.TextInput({**INPUT, "placeholder": "写一句经过，或附一张图"}),
    )  # fmt: skip
    file = forms.FileField(label="附件", required=False, widget=forms.ClearableFileInput(INPUT))
    quantity = forms.CharField(label="数量", help_text="不填按 1 计", required=False, max_length=12, widget=forms.TextInput(INPUT))
    basis = forms.CharField(label="依据", help_text="文号、件号", required=False, max_length=200, widget=forms.TextInput(INPUT))
    behalf = forms.CharField(
        label="代哪位登记", help_text="领导批示、签字的，写其姓名并写明依据", required=False, max_length=60, widget=forms.TextInput(INPUT)
    )  # fmt: skip
    go_on = forms.CharField(label="仍要登记的理由", required=False, max_length=300, widget=forms.TextInput(INPUT))

    FIRST = ("who", "what", "day", "remark", "file")
    FURTHER = ("quantity", "basis", "behalf")

    def __init__(self, *args: Any, viewer: Viewer, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.kinds = viewer, kinds
        self.chosen: Kind | None = None
        self.actor: Person | None = None
        self.more = self._declared()
        for name, field in self.more.items():
            self.fields[name] = field

    def _declared(self) -> dict[str, forms.Field]:
        """The further columns that the chosen kind declares."""
        typed = self.data.get("what", "") if self.is_bound else self.initial.get("what", "")
        kind = self._kind(str(typed))
        if kind is None:
            return {}
        found: dict[str, forms.Field] = {}
        if kind.kind.span:
            found["col:截止日期"] = forms.CharField(label="到哪天", required=False, widget=forms.DateInput({**INPUT, "type": "date"}))
        for key, declared in kind.kind.fields.items():
            column = (declared.from_ or (declared.name or key,))[0]
            if column in ("说明", "依据"):
                continue
            choices = [("", "（待定）" if declared.unset == "pending" else "（不填）"), *((one, one) for one in declared.one_of or ())]
            widget = forms.Select({"class": "form-select"}, choices) if declared.one_of else forms.TextInput(INPUT)
            found[f"col:{column}"] = forms.CharField(label=declared.name or key, required=False, max_length=200, widget=widget)
        return found

    def _kind(self, text: str) -> Kind | None:
        typed = text.strip()
        exact = [one for one in self.kinds if typed in (one.kind.name, *one.kind.also, one.value)]
        hits = exact or (matching(self.kinds, typed) if typed else [])
        picked = self.data.get("what_pick", "") if self.is_bound else ""
        chosen = [one for one in hits if one.value == picked]
        return chosen[0] if chosen else hits[0] if len(hits) == 1 else None

    def clean_what(self) -> str:
        typed = str(self.cleaned_data["what"])
        kind = self._kind(typed)
        if kind is None:
            if not matching(self.kinds, typed):
                raise forms.ValidationError("施行的制度里没有这个事项，请换个词或写拼音首字母")
            raise forms.ValidationError("符合的不止一个，请从下面选定")
        self.chosen = kind
        return kind.kind.name

    def clean_who(self) -> str:
        """A 工号 for a person, a name for a unit; namesakes are asked about."""
        typed = str(self.cleaned_data["who"]).strip()
        found = whom(self.viewer, typed)
        picked = [one for one in found if one.value == self.data.get("who_pick")]
        if len(found) == 1 or picked:
            return (picked or found)[0].value
        if not found:
            raise forms.ValidationError("名册里没有这个人或科室，请写姓名、工号或拼音首字母")
        raise forms.ValidationError("符合的不止一个，请从下面选定")

    def clean_behalf(self) -> str:
        typed = str(self.cleaned_data["behalf"]).strip()
        if typed:
            found = list(people_matching(self.viewer, typed.split()[-1])[:2])
            if len(found) != 1:
                raise forms.ValidationError("名册里没有这个人，或符合的不止一个，请写工号")
            self.actor = found[0]
        return typed

    def row(self) -> dict[str, str]:
        """The raw texts as the reader of facts takes them."""
        data = self.cleaned_data
        row = {
            "日期": data["day"].isoformat(), "对象": data["who"], "事项": data["what"], "数量": data["quantity"],
            "说明": data["remark"], "依据": data["basis"],
        }  # fmt: skip
        return row | {name.removeprefix("col:"): data[name] for name in self.more}

    def uploads(self) -> list[Upload]:
        """The attached file, if there is one."""
        file = self.cleaned_data.get("file")
        return [Upload(file.name or "", file.read())] if isinstance(file, UploadedFile) else []

    def blame(self, fields: dict[str, str]) -> None:
        """Puts what the reader found wrong to the fields it concerns."""
        names = {"对象": "who", "事项": "what", "日期": "day", "数量": "quantity", "说明": "remark", "依据": "basis", "go_on": "go_on"}
        for column, said in fields.items():
            name = names.get(column) or (f"col:{column}" if f"col:{column}" in self.fields else None)
            self.add_error(name, said)

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that everybody sees."""
        return [self[name] for name in self.FIRST]

    @property
    def further(self) -> list[forms.BoundField]:
        """The fields that are seldom needed."""
        return [self[name] for name in self.FURTHER]

    @property
    def opened(self) -> bool:
        """Whether the seldom needed fields are shown at once."""
        return any(field.errors or field.value() for field in self.further)

    @property
    def declared(self) -> list[forms.BoundField]:
        """The chosen kind's own fields."""
        return [self[name] for name in self.more]


class Whom(NamedTuple):
    """可选的对象: what a form sends, what it shows."""

    value: str
    name: str
    note: str


def whom(viewer: Viewer, typed: str) -> list[Whom]:
    """按姓名、工号、首字母、科室名找对象: the one that is named exactly, else all that fit."""
    office, words = viewer.office, typed.split()
    if not words:
        return []
    person = Person.objects.filter(office=office, no__iexact=words[-1]).first()
    unit = Unit.objects.filter(office=office, name=typed).exclude(pk=office.pk).first()
    if person is not None or unit is not None:
        return [_as_choice(one, {}) for one in (person or unit,) if one is not None]
    people = list(people_matching(viewer, typed)[:SHOWN])
    units = list(Unit.objects.filter(office=office, name__icontains=typed, until=None).exclude(pk=office.pk)[:SHOWN])
    where = units_of([one.pk for one in people], viewer.on)
    names = dict(Unit.objects.filter(pk__in=where.values()).values_list("pk", "name"))
    return [_as_choice(one, {one.pk: names.get(where.get(one.pk, 0), "")}) for one in people] + [_as_choice(one, {}) for one in units]


def _as_choice(one: Person | Unit, sections: dict[int, str]) -> Whom:
    if isinstance(one, Unit):
        return Whom(one.name, one.name, "科室")
    return Whom(one.no, one.name, " · ".join(filter(None, [sections.get(one.pk, ""), one.no])))


class ReasonForm(forms.Form):
    """写明理由."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea({**INPUT, "rows": 2}))

    @classmethod
    def refused(cls, sent: Mapping[str, str], why: Invalid) -> ReasonForm:
        """What was sent, with why the action did not take place."""
        form = cls(sent)
        form.errors["reason"] = form.error_class(["；".join(why.fields.values()) or str(why)])
        return form


class AbsenceForm(forms.Form):
    """登记请假、出差、下乡."""

    who = forms.CharField(
        label="谁", help_text="姓名、工号或拼音首字母", max_length=60, widget=forms.TextInput({**INPUT, "autocomplete": "off"})
    )
    kind = forms.ChoiceField(label="事由", choices=AbsenceKind.choices, widget=forms.Select({"class": "form-select"}))
    since = forms.DateField(label="从哪天", widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label="到哪天", help_text="只一天的不填", required=False, widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d")
    )
    half = forms.ChoiceField(
        label="时段", choices=Half.choices, initial=Half.WHOLE, required=False, widget=forms.Select({"class": "form-select"})
    )
    approved_by = forms.CharField(label="谁批准的", max_length=40, widget=forms.TextInput(INPUT))
    remark = forms.CharField(label="说明", help_text="可不填", required=False, max_length=200, widget=forms.TextInput(INPUT))
    file = forms.FileField(label="假条、通知", help_text="可不附", required=False, widget=forms.ClearableFileInput(INPUT))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.person: Person | None = None

    def clean_who(self) -> str:
        typed = str(self.cleaned_data["who"]).strip()
        found = list(people_matching(self.viewer, typed.split()[-1] if typed else "")[: SHOWN + 1])
        if len(found) != 1:
            named = "、".join(f"{one.name} {one.no}" for one in found[:SHOWN])
            raise forms.ValidationError(f"符合的不止一个，请写工号：{named}" if found else "名册里没有这个人，请写姓名、工号或拼音首字母")
        self.person = found[0]
        return typed

    def uploads(self) -> list[Upload]:
        """The attached paper, if there is one."""
        file = self.cleaned_data.get("file")
        return [Upload(file.name or "", file.read())] if isinstance(file, UploadedFile) else []
