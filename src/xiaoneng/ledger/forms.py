"""台账的表单: few fields; what is typed is looked up, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from xiaoneng.ledger.queries import Kind, matching, people_matching
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer

INPUT = {"class": "form-control"}
SHOWN = 12


class FindingForm(forms.Form):
    """记一条: who, what, when, on what evidence. Nobody types points."""

    who = forms.CharField(label="谁", max_length=60, widget=forms.TextInput({**INPUT, "list": "people", "autocomplete": "off"}))
    what = forms.CharField(
        label="什么事",
        help_text="名称或拼音首字母",
        max_length=80,
        widget=forms.TextInput({**INPUT, "list": "kinds", "autocomplete": "off"}),
    )
    day = forms.DateField(label="什么时候", widget=forms.DateInput({**INPUT, "type": "date"}, format="%Y-%m-%d"))
    quantity = forms.CharField(label="数量", help_text="不填按 1 计", required=False, max_length=12, widget=forms.TextInput(INPUT))
    remark = forms.CharField(
        label="凭据", help_text="可不填；照片不是必需", required=False, max_length=500,
        widget=forms.TextInput({**INPUT, "placeholder": "写一句经过"}),
    )  # fmt: skip
    basis = forms.CharField(label="依据", help_text="文号、件号，可不填", required=False, max_length=200, widget=forms.TextInput(INPUT))

    def __init__(self, *args: Any, viewer: Viewer, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.kinds = viewer, kinds
        self.chosen: Kind | None = None
        self.more = self._declared()
        for name, field in self.more.items():
            self.fields[name] = field

    def _declared(self) -> dict[str, forms.Field]:
        """The further columns that the chosen kind declares."""
        typed = self.data.get("what", "") or self.initial.get("what", "") if self.is_bound or self.initial else ""
        kind = self._kind(str(typed))
        if kind is None:
            return {}
        found: dict[str, forms.Field] = {}
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
        hits = exact or matching(self.kinds, typed) if typed else []
        return hits[0] if len(hits) == 1 else None

    def clean_what(self) -> str:
        typed = str(self.cleaned_data["what"])
        kind = self._kind(typed)
        if kind is None:
            found = matching(self.kinds, typed)
            if not found:
                raise forms.ValidationError("施行的制度里没有这个事项，请换个词或从列表里选")
            named = "、".join(one.kind.name for one in found[:SHOWN])
            raise forms.ValidationError(f"符合的不止一个，请写全：{named}{' 等' if len(found) > SHOWN else ''}")
        self.chosen = kind
        return kind.kind.name

    def clean_who(self) -> str:
        """A 工号 for a person, a name for a unit; namesakes are asked about."""
        typed = str(self.cleaned_data["who"]).strip()
        last = typed.split()[-1] if typed else ""
        office = self.viewer.office
        if Person.objects.filter(office=office, no__iexact=last).exists():
            return last
        if Unit.objects.filter(office=office, name=typed).exists():
            return typed
        found = list(people_matching(self.viewer, typed)[: SHOWN + 1])
        if len(found) == 1:
            return found[0].no
        if not found:
            raise forms.ValidationError("名册里没有这个人或科室，请写姓名、工号或拼音首字母")
        named = "、".join(f"{one.name} {one.no}" for one in found[:SHOWN])
        raise forms.ValidationError(f"符合的不止一个，请写工号：{named}")

    def row(self) -> dict[str, str]:
        """The raw texts as the reader of facts takes them."""
        data = self.cleaned_data
        row = {
            "日期": data["day"].isoformat(), "对象": data["who"], "事项": data["what"], "数量": data["quantity"],
            "说明": data["remark"], "依据": data["basis"],
        }  # fmt: skip
        return row | {name.removeprefix("col:"): data[name] for name in self.more}

    def blame(self, fields: dict[str, str]) -> None:
        """Puts what the reader found wrong to the fields it concerns."""
        names = {"对象": "who", "事项": "what", "日期": "day", "数量": "quantity", "说明": "remark", "依据": "basis"}
        for column, said in fields.items():
            name = names.get(column) or (f"col:{column}" if f"col:{column}" in self.fields else None)
            self.add_error(name, said)


class ReasonForm(forms.Form):
    """写明理由."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea({**INPUT, "rows": 2}))
