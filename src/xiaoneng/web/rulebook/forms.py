"""制度的表单: questions answered, a version put in force."""

from __future__ import annotations

from typing import Any

from django import forms

from xiaoneng.files.wording.names import option_word
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.rulebook.language.load import shipped_keys
from xiaoneng.rulebook.language.names import Parameter, Reading
from xiaoneng.web.rulebook.varied import KINDS, WHOLE, read_varied, varied_lines

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}


class QuestionsForm(forms.Form):
    """答复未定事项: one field a parameter and reading, each with its clause; an empty one stays unanswered. Where the answer may differ
    by person, section or post there are lines for those who differ."""

    def __init__(self, *args: Any, enactment: Enactment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._enactment = enactment
        book = source_of(enactment).rulebook
        self.groups: list[dict[str, Any]] = []
        asked: dict[str, Parameter | Reading] = {**book.parameters, **book.readings}
        for name, one in asked.items():
            given = enactment.answers.get(name)
            whole = given.get(WHOLE) if isinstance(given, dict) else given
            self.fields[f"a:{name}"] = self._field(one, whole)
            if isinstance(one, Parameter) and one.varies:
                self.fields[f"v:{name}"] = self._varied(one, given if isinstance(given, dict) else {})
            self.fields[f"r:{name}"] = forms.CharField(
                label="理由", required=False, max_length=300, initial=enactment.reasons.get(name, ""), widget=forms.TextInput(TEXT)
            )
            kind = "parameter" if isinstance(one, Parameter) else "reading"
            self.groups.append({"name": name, "one": one, "kind": kind})
        for group in self.groups:
            group["answer"], group["reason"] = self[f"a:{group['name']}"], self[f"r:{group['name']}"]
            group["varied"] = self[f"v:{group['name']}"] if f"v:{group['name']}" in self.fields else None

    @staticmethod
    def _varied(one: Parameter, given: dict[str, Any]) -> forms.Field:
        kinds = "、".join(KINDS[kind] for kind in one.varies)
        says = f"每行一个，开头写{kinds}，如“{KINDS[one.varies[0]]} 名称：答复”；其余的按上面的答复"
        area = forms.Textarea({**TEXT, "rows": 2})
        initial = "\n".join(varied_lines(given))
        return forms.CharField(label="不一样的", help_text=says, required=False, max_length=20_000, initial=initial, widget=area)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        self._lines: dict[str, dict[str, dict[str, str]]] = {}
        for group in self.groups:
            if group["varied"] is not None:
                lines, wrong = read_varied(str(found.get(f"v:{group['name']}", "")), group["one"], self._enactment)
                self._lines[group["name"]] = lines
                for said in wrong:
                    self.add_error(f"v:{group['name']}", said)
        return found

    @staticmethod
    def _field(one: Parameter | Reading, given: str | None) -> forms.Field:
        label = one.asks if isinstance(one, Parameter) else one.says
        default = "" if isinstance(one, Parameter) else one.default
        if one.one_of:
            first = [("", "（未答复）")] if isinstance(one, Parameter) else []
            choices = [
                *first,
                *((value, option_word(value, one.labels) + ("（默认）" if value == default else "")) for value in one.one_of),
            ]
            return forms.ChoiceField(label=label, choices=choices, required=False, initial=given or default, widget=forms.Select(SELECT))
        unit = f"单位：{one.unit}" if one.unit else ""
        initial = given or default
        return forms.CharField(label=label, help_text=unit, required=False, max_length=200, initial=initial, widget=forms.TextInput(TEXT))

    def answers(self, before: dict[str, Any]) -> dict[str, Any]:
        """What was answered: a text, or by whom it differs."""
        found: dict[str, Any] = {}
        for group in self.groups:
            name, value = group["name"], str(self.cleaned_data[f"a:{group['name']}"]).strip()
            lines = self._lines.get(name)
            if lines:
                found[name] = ({WHOLE: value} if value else {}) | lines
            elif value and not (isinstance(group["one"], Reading) and value == group["one"].default and name not in before):
                found[name] = value
        return found

    def reasons(self) -> dict[str, str]:
        return {group["name"]: text for group in self.groups if (text := self.cleaned_data[f"r:{group['name']}"].strip())}

    def blame(self, fields: dict[str, str]) -> None:
        for name, said in fields.items():
            self.add_error(f"a:{name}", said)


class EnactForm(forms.Form):
    """登记施行."""

    decided_by = forms.CharField(label="由哪个会议或机构决定", max_length=80, widget=forms.TextInput(TEXT))
    decided_on = forms.DateField(label="决定日期", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"))
    since = forms.DateField(label="施行日期", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"))

    def blame(self, fields: dict[str, str]) -> None:
        for name, said in fields.items():
            self.add_error(name if name in self.fields else None, said)


class EndForm(forms.Form):
    """登记失效."""

    until = forms.DateField(label="最后一天", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="依据", help_text="废止它的文件或会议", required=False, max_length=300, widget=forms.TextInput(TEXT))

    def blame(self, fields: dict[str, str]) -> None:
        for name, said in fields.items():
            self.add_error(name if name in self.fields else None, said)


class ChooseForm(forms.Form):
    """选一份制度: a shipped one, or an office's own file."""

    shipped = forms.ChoiceField(label="随程序提供的制度", required=False, widget=forms.Select(SELECT))
    file = forms.FileField(label="或上传制度文件", help_text="rulebook.yaml，由熟悉制度语言的人写好并检查过", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["shipped"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "请选择"), *((key, key) for key in shipped_keys())]
        self.fields["file"].widget.attrs.update({"class": "form-control"})
